// Text as bytes and bytes as text: UTF-8, base64, hexadecimal. Other files of the prelude stand on this one.
(_, bridge) => {
  "use strict";
  const { fromCharCode } = String;
  const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const URL_ALPHABET = ALPHABET.slice(0, 62) + "-_";
  const HEX = "0123456789abcdef";
  const PIECE = 4096;
  const NONE = 255;
  const VALUES = new Uint8Array(128).fill(NONE);
  for (let at = 0; at < 64; at += 1) VALUES[ALPHABET.charCodeAt(at)] = VALUES[URL_ALPHABET.charCodeAt(at)] = at;

  /** The bytes of a text in UTF-8; half a surrogate pair becomes U+FFFD. */
  const utf8 = (text) => {
    const bytes = [];
    for (let at = 0; at < text.length; at += 1) {
      let code = text.charCodeAt(at);
      if (code >= 0xd800 && code <= 0xdfff) {
        const low = code < 0xdc00 ? text.charCodeAt(at + 1) : 0;
        const isPair = low >= 0xdc00 && low <= 0xdfff;
        code = isPair ? 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00) : 0xfffd;
        if (isPair) at += 1;
      }
      if (code < 0x80) bytes.push(code);
      else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
      else if (code < 0x10000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
      else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    }
    return bytes;
  };

  /** How many bytes the sign that begins here has, and the bounds of its second one (Unicode, table 3-7); 0 for no sign. */
  const begins = (first) => {
    if (first < 0xc2 || first > 0xf4) return [0];
    if (first < 0xe0) return [2, 0x80, 0xbf];
    if (first < 0xf0) return [3, first === 0xe0 ? 0xa0 : 0x80, first === 0xed ? 0x9f : 0xbf];
    return [4, first === 0xf0 ? 0x90 : 0x80, first === 0xf4 ? 0x8f : 0xbf];
  };

  /** The text of bytes in UTF-8; what is no sign of it becomes U+FFFD, once for each beginning that breaks off. */
  const text = (bytes) => {
    const units = [];
    for (let at = 0; at < bytes.length; ) {
      if (bytes[at] < 0x80) {
        units.push(bytes[at]);
        at += 1;
        continue;
      }
      const [long, least, most] = begins(bytes[at]);
      let code = bytes[at] & (0xff >> (long + 1));
      let taken = 1;
      while (taken < long) {
        const next = bytes[at + taken];
        const isNext = next !== undefined && next >= (taken === 1 ? least : 0x80) && next <= (taken === 1 ? most : 0xbf);
        if (!isNext) break;
        code = (code << 6) | (next & 63);
        taken += 1;
      }
      at += taken;
      if (long === 0 || taken < long) units.push(0xfffd);
      else if (code < 0x10000) units.push(code);
      else units.push(0xd800 + ((code - 0x10000) >> 10), 0xdc00 + ((code - 0x10000) & 0x3ff));
    }
    let all = "";
    for (let at = 0; at < units.length; at += PIECE) all += fromCharCode(...units.slice(at, at + PIECE));
    return all;
  };

  /** Base64, or base64url, which has no padding. */
  const base64 = (bytes, forUrls) => {
    const alphabet = forUrls ? URL_ALPHABET : ALPHABET;
    const padding = forUrls ? "" : "=";
    const whole = bytes.length - (bytes.length % 3);
    let signs = "";
    for (let at = 0; at < whole; at += 3) {
      const bits = (bytes[at] << 16) | (bytes[at + 1] << 8) | bytes[at + 2];
      signs += alphabet[bits >> 18] + alphabet[(bits >> 12) & 63] + alphabet[(bits >> 6) & 63] + alphabet[bits & 63];
    }
    if (whole === bytes.length) return signs;
    const isOne = bytes.length - whole === 1;
    const bits = (bytes[whole] << 16) | (isOne ? 0 : bytes[whole + 1] << 8);
    const third = isOne ? padding : alphabet[(bits >> 6) & 63];
    return signs + alphabet[bits >> 18] + alphabet[(bits >> 12) & 63] + third + padding;
  };

  /** The bytes of base64 in either alphabet, with or without padding; undefined where it is none. */
  const fromBase64 = (written) => {
    const signs = written.replace(/[\t\n\f\r ]+/g, "").replace(/={1,2}$/, "");
    if (signs.length % 4 === 1) return undefined;
    const bytes = [];
    let bits = 0;
    for (let at = 0; at < signs.length; at += 1) {
      const code = signs.charCodeAt(at);
      const value = code < 128 ? VALUES[code] : NONE;
      if (value === NONE) return undefined;
      bits = ((bits << 6) | value) & 0xffffff;
      if (at % 4 > 0) bytes.push((bits >> (6 - (at % 4) * 2)) & 0xff);
    }
    return bytes;
  };

  const hex = (bytes) => bytes.map((byte) => HEX[byte >> 4] + HEX[byte & 15]).join("");

  bridge.bytes = { utf8, text, base64, fromBase64, hex };
}
