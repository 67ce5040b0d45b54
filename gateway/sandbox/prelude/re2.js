// Patterns of RE2 written as JavaScript has them, for createRegex. What RE2 does not know (look-around, back-references,
// atomic groups) is an error. The grammar: "RE2 regular expression syntax" in the wiki of google/re2.
(_, bridge) => {
  "use strict";
  const { hasOwn } = Object;
  const { fromCodePoint } = String;
  const Regex = RegExp;
  const number = parseInt;
  const DEEPEST = 1000;
  const MOST_REPEATS = 1000;

  // Of what is no word two signs are left out, which without regard to case would be an s and a k.
  const PERL = { d: "0-9", s: "\\t\\n\\f\\r ", w: "0-9A-Za-z_" };
  const NOT_PERL = {
    D: "\\0-\\/:-\\u{10ffff}",
    S: "\\0-\\x08\\x0b\\x0e-\\x1f!-\\u{10ffff}",
    W: "\\0-\\/:-@\\[-\\^`\\{-\\u{17e}\\u{180}-\\u{2129}\\u{212b}-\\u{10ffff}",
  };
  const POSIX = {
    alnum: "0-9A-Za-z", alpha: "A-Za-z", ascii: "\\0-\\x7f", blank: "\\t ", cntrl: "\\0-\\x1f\\x7f", digit: "0-9",
    graph: "!-~", lower: "a-z", print: " -~", punct: "!-\\/:-@\\[-`\\{-~", space: "\\t\\n\\v\\f\\r ", upper: "A-Z",
    word: "0-9A-Za-z_", xdigit: "0-9A-Fa-f",
  }; // prettier-ignore
  const CONTROLS = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 };

  const refuse = (why) => {
    throw new SyntaxError(why);
  };
  const sign = (point) => `\\u{${point.toString(16)}}`;
  const isPoint = (point) => point <= 0x10ffff && !(point >= 0xd800 && point <= 0xdfff);

  /** A pattern of RE2 that is read from left to right, and written as JavaScript's with the flag u. */
  const reader = (pattern) => {
    let at = 0;
    const taken = (form) => {
      form.lastIndex = at;
      const found = form.exec(pattern);
      if (found !== null) at += found[0].length;
      return found;
    };
    const takenPoint = () => {
      const point = pattern.codePointAt(at);
      at += point > 0xffff ? 2 : 1;
      return point;
    };

    /** What a backslash stands for: a sign's number, or undefined where it is none. */
    const escapedPoint = () => {
      const hex = taken(/\\x(?:([0-9a-fA-F]{2})|\{([0-9a-fA-F]{1,6})\})|\\u(?:([0-9a-fA-F]{4})|\{([0-9a-fA-F]{1,6})\})/yu);
      if (hex !== null) {
        const point = number(hex[1] || hex[2] || hex[3] || hex[4], 16);
        return isPoint(point) ? point : refuse("a sign's number is out of range");
      }
      const octal = taken(/\\(0[0-7]{0,2}|[1-7][0-7]{1,2})/yu);
      if (octal !== null) return number(octal[1], 8);
      const control = taken(/\\([afnrtv])/yu);
      if (control !== null) return CONTROLS[control[1]];
      const itself = taken(/\\([^0-9A-Za-z\u0080-\u{10ffff}])/yu);
      return itself === null ? undefined : itself[1].codePointAt(0);
    };
    /** `\pL`, `\p{Greek}`, `\P{^Lu}`: a general category has one or two letters, all else is a script. */
    const property = () => {
      const found = taken(/\\([pP])(?:([A-Z])|\{(\^?)(\w+)\})/yu);
      if (found === null) return undefined;
      const [, kind, letter, not, long] = found;
      const name = letter || long;
      const isNot = (kind === "P") !== (not === "^");
      if (name === "Any") return isNot ? "[]" : "[^]";
      return `\\${isNot ? "P" : "p"}{${name.length < 3 ? name : `Script=${name}`}}`;
    };

    const classPart = () => {
      const posix = taken(/\[:(\^?)(\w+):\]/yu);
      if (posix !== null) {
        if (!hasOwn(POSIX, posix[2])) refuse("there is no such class of signs");
        return posix[1] === "^" ? complement(POSIX[posix[2]]) : POSIX[posix[2]];
      }
      const perl = taken(/\\([dswDSW])/yu);
      if (perl !== null) return PERL[perl[1]] || NOT_PERL[perl[1]];
      return property();
    };
    const classSign = () => {
      if (pattern[at] !== "\\") {
        return takenPoint();
      }
      const point = escapedPoint();
      return point === undefined ? refuse("no such escape in a class") : point;
    };
    const complement = (part) => {
      const outside = new Regex(`[^${part}]`, "u");
      const found = [];
      for (let point = 0, from = -1; point <= 256; point += 1) {
        const isOutside = point < 256 && outside.test(fromCodePoint(point));
        if (isOutside && from < 0) from = point;
        if (!isOutside && from >= 0) {
          found.push(point === 256 ? `${sign(from)}-${sign(0x10ffff)}` : `${sign(from)}-${sign(point - 1)}`);
          from = -1;
        }
      }
      return found.join("");
    };
    const inClass = () => {
      const parts = [];
      at += 1;
      const isNot = taken(/\^/yu) !== null;
      for (let isFirst = true; isFirst || pattern[at] !== "]"; isFirst = false) {
        if (at >= pattern.length) refuse("a [ is not closed");
        const part = classPart();
        if (part !== undefined) {
          parts.push(part);
          continue;
        }
        const from = classSign();
        const isRange = pattern[at] === "-" && at + 1 < pattern.length && pattern[at + 1] !== "]";
        if (isRange) at += 1;
        const to = isRange ? classSign() : from;
        if (to < from) refuse("a range is the wrong way round");
        parts.push(isRange ? `${sign(from)}-${sign(to)}` : sign(from));
      }
      at += 1;
      return `[${isNot ? "^" : ""}${parts.join("")}]`;
    };

    const escape = () => {
      if (taken(/\\A/yu)) return { out: "^", isEmpty: true };
      if (taken(/\\z/yu)) return { out: "$", isEmpty: true };
      const border = taken(/\\[bB]/yu);
      if (border !== null) return { out: border[0], isEmpty: true };
      if (taken(/\\C/yu)) return { out: "[^]" };
      const part = property();
      if (part !== undefined) return { out: part };
      const perl = taken(/\\([dswDSW])/yu);
      if (perl !== null) return { out: `[${PERL[perl[1]] || NOT_PERL[perl[1]]}]` };
      const point = escapedPoint();
      return point === undefined ? refuse("there is no such escape") : { out: sign(point) };
    };

    /** `(`, with what its group is: flags for all that follows, or what opens a group in JavaScript. */
    const opening = (flags) => {
      if (taken(/\((?!\?)/yu)) return { out: "(", flags };
      const named = taken(/\(\?P?<([A-Za-z_]\w*)>/yu);
      if (named !== null) return { out: `(?<${named[1]}>`, flags };
      const found = taken(/\(\?([imsU]*)(?:-([imsU]+))?([:)])/yu);
      if (found === null) return refuse("RE2 has no such group");
      const changed = { ...flags };
      for (const flag of found[1]) changed[flag] = true;
      for (const flag of found[2] || "") changed[flag] = false;
      return { out: found[3] === ":" ? `(?${changed.i ? "i" : ""}${changed.i ? "" : "-i"}:` : "", flags: changed };
    };

    const repeat = (flags) => {
      const found = taken(/(?:[*+?]|\{([0-9]+)(?:(,)([0-9]*))?\})(\?)?/yu);
      if (found === null) return "";
      const [least, most] = [number(found[1] || "0", 10), number(found[3] || found[1] || "0", 10)];
      const isWrong = least > MOST_REPEATS || most > MOST_REPEATS || (found[3] && most < least);
      if (isWrong) refuse("the times of a repetition are wrong");
      if (taken(/(?:[*+?]|\{[0-9]+(?:,[0-9]*)?\})/yu)) refuse("a repetition is repeated");
      const lazy = (found[4] === "?") !== (flags.U === true);
      return found[0].replace(/(.)\?$/, "$1") + (lazy ? "?" : "");
    };

    const atom = (flags) => {
      if (pattern[at] === "[") return { out: inClass() };
      if (pattern[at] === "\\") return escape();
      const point = takenPoint();
      if (point === 0x2e) return { out: flags.s ? "[^]" : "[^\\n]" };
      if (point === 0x5e) return { out: flags.m ? "(?<![^\\n])" : "^", isEmpty: true };
      if (point === 0x24) return { out: flags.m ? "(?![^\\n])" : "$", isEmpty: true };
      return { out: sign(point) };
    };
    const quoted = () => {
      const found = [];
      at += 2;
      while (at < pattern.length && !(pattern[at] === "\\" && pattern[at + 1] === "E")) {
        found.push(sign(takenPoint()));
      }
      at += 2;
      return found;
    };

    return (given) => {
      const written = [];
      const open = [];
      let flags = { ...given };
      let wrapped = 0;
      const group = () => {
        const { out, flags: inside } = opening(flags);
        if (out === "") {
          // Flags for what follows, up to the end of their group: JavaScript writes them as a group of their own.
          written.push(`(?${inside.i ? "" : "-"}i:`);
          wrapped += 1;
        } else {
          open.push({ flags, wrapped });
          if (open.length > DEEPEST) refuse("groups are nested too deep");
          written.push(out);
          wrapped = 0;
        }
        flags = inside;
      };
      const close = () => {
        if (open.length === 0) refuse("a ) was never opened");
        at += 1;
        const ends = ")".repeat(wrapped + 1);
        ({ flags, wrapped } = open.pop());
        written.push(ends + repeat(flags));
      };
      while (at < pattern.length) {
        const each = pattern[at];
        if (each === "(") group();
        else if (each === ")") close();
        else if (each === "|") {
          // An alternative belongs to the whole group, also behind flags that began in the middle of it.
          at += 1;
          written.push(")".repeat(wrapped), "|", `(?${flags.i ? "" : "-"}i:`.repeat(wrapped));
        } else if (each === "\\" && pattern[at + 1] === "Q") {
          const literal = quoted();
          if (literal.length > 0) literal.push(literal.pop() + repeat(flags));
          written.push(...literal);
        } else {
          if (taken(/(?:[*+?]|\{[0-9]+(?:,[0-9]*)?\})/yu)) refuse("there is nothing to repeat");
          const { out, isEmpty } = atom(flags);
          const times = repeat(flags);
          written.push(isEmpty && times !== "" ? `(?:${out})${times}` : out + times);
        }
      }
      if (open.length > 0) refuse("a ( is not closed");
      return written.join("") + ")".repeat(wrapped);
    };
  };

  /** The pattern for a RegExp with the flag u. Throws where RE2 would not take it. */
  bridge.fromRe2 = (pattern, flags) => reader(pattern)(flags);
}
