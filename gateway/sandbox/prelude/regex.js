// createRegex and testRegex: patterns of RE2, in objects of which a template sees nothing.
(apis, bridge) => {
  "use strict";
  const text = String;
  const { apply } = Reflect;
  const { freeze } = Object;
  const Regex = RegExp;
  const prototype = Regex.prototype;
  const test = prototype.test;
  const symbols = [Symbol.match, Symbol.matchAll, Symbol.replace, Symbol.search, Symbol.split];
  const methods = symbols.map((symbol) => [symbol, prototype[symbol]]);
  const made = new WeakMap();
  const LONGEST = 10000;

  const compiled = (pattern, flags) => {
    if (pattern.length > LONGEST) return null;
    const known = ["g", "i"].filter((flag) => flags.includes(flag));
    try {
      return new Regex(bridge.fromRe2(pattern, { i: flags.includes("i") }), ["u", ...known].join(""));
    } catch (_) {
      return null;
    }
  };

  /** The regular expression in an object of which a template sees nothing, and which match(), replace() and search() take. */
  apis.createRegex = (pattern, flags) => {
    const regex = compiled(text(pattern), flags === undefined || flags === null ? "" : text(flags));
    if (regex === null) return null;
    const wrapped = {};
    for (const [symbol, method] of methods) wrapped[symbol] = (...args) => apply(method, regex, args);
    made.set(freeze(wrapped), regex);
    return wrapped;
  };
  apis.testRegex = (regex, string) => {
    const known = typeof regex === "object" && regex !== null ? made.get(regex) : undefined;
    if (known === undefined) throw new TypeError("testRegex takes what createRegex returned");
    return apply(test, known, [text(string)]);
  };
}
