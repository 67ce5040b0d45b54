// The host of a URL as browsers read it (WHATWG URL, sections 3.5 to 3.7): names in small letters and Punycode, addresses
// in their usual form. Other files of the prelude stand on this one.
(_, bridge) => {
  "use strict";
  const { floor } = Math;
  const { fromCharCode } = String;
  const number = parseInt;
  const MOST = 253;
  const LONGEST_LABEL = 63;
  const FORBIDDEN = /[\x00-\x20#%/:<>?@[\\\]^|\x7f]|(^|\.)xn--(\.|$)/;

  const percentDecoded = (written) => {
    const bytes = bridge.bytes.utf8(written);
    const decoded = [];
    for (let at = 0; at < bytes.length; at += 1) {
      const pair = bytes[at] === 0x25 ? fromCharCode(bytes[at + 1] || 0, bytes[at + 2] || 0) : "";
      const isEscape = /^[0-9A-Fa-f]{2}$/.test(pair);
      decoded.push(isEscape ? number(pair, 16) : bytes[at]);
      if (isEscape) at += 2;
    }
    return bridge.bytes.text(decoded);
  };

  // RFC 3492: the parameters of Punycode are those of section 5.
  const adapted = (delta, points, isFirst) => {
    let left = floor(delta / (isFirst ? 700 : 2));
    left += floor(left / points);
    let k = 0;
    for (; left > 455; k += 36) left = floor(left / 35);
    return k + floor((36 * left) / (left + 38));
  };
  const digit = (value) => fromCharCode(value < 26 ? value + 97 : value + 22);
  const punycode = (label) => {
    const points = [...label].map((sign) => sign.codePointAt(0));
    const basic = points.filter((point) => point < 128);
    const written = basic.map((point) => fromCharCode(point));
    let [next, delta, bias, handled] = [128, 0, 72, basic.length];
    if (handled > 0) written.push("-");
    while (handled < points.length) {
      const least = points.reduce((found, point) => (point >= next && point < found ? point : found), 0x110000);
      delta += (least - next) * (handled + 1);
      next = least;
      for (const point of points) {
        if (point < next) delta += 1;
        if (point !== next) continue;
        let rest = delta;
        for (let k = 36; ; k += 36) {
          const threshold = k <= bias ? 1 : k >= bias + 26 ? 26 : k - bias;
          if (rest < threshold) break;
          written.push(digit(threshold + ((rest - threshold) % (36 - threshold))));
          rest = floor((rest - threshold) / (36 - threshold));
        }
        written.push(digit(rest));
        bias = adapted(delta, handled + 1, handled === basic.length);
        delta = 0;
        handled += 1;
      }
      delta += 1;
      next += 1;
    }
    return "xn--" + written.join("");
  };

  const isAscii = (text) => /^[\x00-\x7f]*$/.test(text);
  /** The name in small ASCII letters; undefined where it is none. */
  const domain = (written) => {
    const folded = isAscii(written) ? written : written.normalize("NFKC").replace(/[\u3002\uff0e\uff61]/g, ".");
    const name = folded.toLowerCase();
    if (name.length > MOST * 4) return undefined;
    const labels = name.split(".").map((label) => (isAscii(label) ? label : punycode(label.replace(/\u00ad/g, ""))));
    const ascii = labels.join(".");
    if (ascii === "" || FORBIDDEN.test(ascii)) return undefined;
    return isAscii(written) || labels.every((label) => label.length <= LONGEST_LABEL) ? ascii : undefined;
  };

  const part = (written) => {
    if (/^0[xX][0-9a-fA-F]*$/.test(written)) return written.length === 2 ? 0 : number(written.slice(2), 16);
    if (/^0[0-7]+$/.test(written)) return number(written, 8);
    return /^(0|[1-9][0-9]*)$/.test(written) ? number(written, 10) : NaN;
  };
  const endsInNumber = (name) => /(^|\.)([0-9]+|0[xX][0-9a-fA-F]*)\.?$/.test(name);
  const ipv4 = (name) => {
    const parts = name.replace(/\.$/, "").split(".").map(part);
    const last = parts[parts.length - 1];
    const isNone = parts.length > 4 || parts.some((each) => each !== each) || parts.slice(0, -1).some((each) => each > 255);
    if (isNone || last >= 256 ** (5 - parts.length)) return undefined;
    const whole = parts.slice(0, -1).reduce((sum, each, at) => sum + each * 256 ** (3 - at), last);
    return [24, 16, 8, 0].map((bits) => floor(whole / 2 ** bits) % 256).join(".");
  };

  const groups = (written) => {
    if (written === "") return [];
    const found = [];
    const pieces = written.split(":");
    for (const [at, piece] of pieces.entries()) {
      const isIpv4 = at === pieces.length - 1 && /^([0-9]{1,3}\.){3}[0-9]{1,3}$/.test(piece);
      const bytes = isIpv4 ? piece.split(".").map((each) => (/^0[0-9]/.test(each) ? 256 : number(each, 10))) : [];
      if (isIpv4 && bytes.every((each) => each < 256)) found.push(bytes[0] * 256 + bytes[1], bytes[2] * 256 + bytes[3]);
      else if (/^[0-9a-fA-F]{1,4}$/.test(piece)) found.push(number(piece, 16));
      else return undefined;
    }
    return found;
  };
  const ipv6 = (written) => {
    const halves = written.split("::");
    const [before, behind] = [groups(halves[0]), groups(halves.length > 1 ? halves[1] : "")];
    if (halves.length > 2 || !before || !behind) return undefined;
    const missing = 8 - before.length - behind.length;
    if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
    const all = [...before, ...new Array(missing).fill(0), ...behind].map((each) => each.toString(16)).join(":");
    const runs = all.match(/\b0(:0)+\b/g) || [];
    const longest = runs.reduce((found, each) => (each.length > found.length ? each : found), "");
    if (longest === "") return all;
    const at = all.search(new RegExp(`\\b${longest}\\b`));
    return `${all.slice(0, at).replace(/:$/, "")}::${all.slice(at + longest.length).replace(/^:/, "")}`;
  };

  /** A host as a browser writes it; undefined where it is none. */
  const host = (written) => {
    if (written.startsWith("[")) {
      const address = written.endsWith("]") ? ipv6(written.slice(1, -1)) : undefined;
      return address === undefined ? undefined : `[${address}]`;
    }
    const name = domain(percentDecoded(written));
    return name !== undefined && endsInNumber(name) ? ipv4(name) : name;
  };

  bridge.hosts = { host, percentDecoded };
}
