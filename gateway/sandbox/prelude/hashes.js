// SHA-256 and what is signed with it (FIPS 180-4, RFC 2104).
(apis, bridge) => {
  "use strict";
  const text = String;
  const Words = Int32Array;
  const { hasOwn } = Object;
  const settled = Promise.resolve();
  const BLOCK = 64;

  /** The first 32 bits behind the point of the roots of the first primes. */
  const rootsOfPrimes = (many, power) => {
    const found = [];
    for (let candidate = 2; found.length < many; candidate += 1) {
      let isPrime = true;
      for (let by = 2; by * by <= candidate; by += 1) if (candidate % by === 0) isPrime = false;
      if (isPrime) found.push(((candidate ** power % 1) * 4294967296) | 0);
    }
    return found;
  };
  const ROUNDS = Words.from(rootsOfPrimes(64, 1 / 3));
  const START = rootsOfPrimes(8, 1 / 2);

  const padded = (bytes) => {
    const blocks = (bytes.length + 8) >> 6;
    const words = new Words((blocks + 1) * 16);
    for (let at = 0; at < bytes.length; at += 1) words[at >> 2] |= bytes[at] << (24 - (at & 3) * 8);
    words[bytes.length >> 2] |= 0x80 << (24 - (bytes.length & 3) * 8);
    words[words.length - 2] = Math.floor(bytes.length / 0x20000000);
    words[words.length - 1] = bytes.length << 3;
    return words;
  };

  const sha256 = (bytes) => {
    const words = padded(bytes);
    const schedule = new Words(64);
    let [h0, h1, h2, h3, h4, h5, h6, h7] = START;
    for (let block = 0; block < words.length; block += 16) {
      let [a, b, c, d, e, f, g, h] = [h0, h1, h2, h3, h4, h5, h6, h7];
      for (let at = 0; at < 64; at += 1) {
        if (at < 16) schedule[at] = words[block + at];
        else {
          const [x, y] = [schedule[at - 15], schedule[at - 2]];
          const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
          const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
          schedule[at] = schedule[at - 16] + s0 + schedule[at - 7] + s1;
        }
        const big1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
        const big0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
        const one = (h + big1 + ((e & f) ^ (~e & g)) + ROUNDS[at] + schedule[at]) | 0;
        const two = (big0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        h = g;
        g = f;
        f = e;
        e = (d + one) | 0;
        d = c;
        c = b;
        b = a;
        a = (one + two) | 0;
      }
      h0 = (h0 + a) | 0;
      h1 = (h1 + b) | 0;
      h2 = (h2 + c) | 0;
      h3 = (h3 + d) | 0;
      h4 = (h4 + e) | 0;
      h5 = (h5 + f) | 0;
      h6 = (h6 + g) | 0;
      h7 = (h7 + h) | 0;
    }
    return [h0, h1, h2, h3, h4, h5, h6, h7].flatMap((word) => [word >>> 24, (word >>> 16) & 255, (word >>> 8) & 255, word & 255]);
  };

  const hmac = (key, message) => {
    const short = key.length > BLOCK ? sha256(key) : key;
    const block = [...short, ...new Array(BLOCK - short.length).fill(0)];
    const inner = sha256([...block.map((byte) => byte ^ 0x36), ...message]);
    return sha256([...block.map((byte) => byte ^ 0x5c), ...inner]);
  };

  const written = (bytes, options, usual) => {
    const encoding = (typeof options === "object" && options !== null && options.outputEncoding) || usual;
    if (encoding === "hex") return bridge.bytes.hex(bytes);
    return bridge.bytes.base64(bytes, encoding === "base64url");
  };

  apis.sha256Sync = (input, options) => written(sha256(bridge.bytes.utf8(text(input))), options, "base64");
  apis.sha256 = (input, onSuccess, options) => {
    const digest = apis.sha256Sync(input, options);
    settled.then(() => onSuccess(digest));
  };

  // The key file of a server container is JSON: names to keys in base64. The run's facts have it as `keys`.
  apis.hmacSha256 = (data, keyId, options) => {
    const name = text(keyId);
    const keys = bridge.run.keys || {};
    bridge.allow("use_custom_private_keys", name);
    const key = hasOwn(keys, name) ? bridge.bytes.fromBase64(text(keys[name])) : undefined;
    if (key === undefined) throw new Error(`hmacSha256: there is no private key "${name}".`);
    return written(hmac(key, bridge.bytes.utf8(text(data))), options, "base64url");
  };
}
