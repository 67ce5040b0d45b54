// Bounds of JavaScript's own: what the engine does in one piece no limit of time interrupts, so it must never be much.
() => {
  "use strict";
  const { apply, ownKeys } = Reflect;
  const { getOwnPropertyDescriptor } = Object;
  const { isArray, prototype: lists } = Array;
  const { prototype: texts } = String;
  const { match } = Symbol;
  const text = String;
  const MOST_ELEMENTS = 1000000;
  const MOST_COMPARED = 500000000;
  // These look at one element, or hand out one after the other.
  const SHORT = ["at", "constructor", "entries", "flat", "flatMap", "keys", "length", "pop", "push", "values"];
  const LONGEST_PATTERN = 10000;
  const PATTERNS = ["match", "matchAll", "search"];
  const SEARCHES = ["includes", "indexOf", "lastIndexOf", "replace", "replaceAll", "split"];

  /** How many elements a method may have to look at; of a length that can change its mind, any number. */
  const size = (value) => {
    if (isArray(value) || typeof value === "string") return value.length;
    if ((typeof value !== "object" && typeof value !== "function") || value === null || !("length" in value)) return 0;
    const own = getOwnPropertyDescriptor(value, "length");
    return own !== undefined && typeof own.value === "number" ? own.value : Infinity;
  };
  const bounded = (name, act) =>
    ({
      [name](...given) {
        let elements = size(this);
        if (name === "concat") for (const each of given) elements += isArray(each) ? each.length : 0;
        if (elements > MOST_ELEMENTS) throw new RangeError(`${name}: a list of more than ${MOST_ELEMENTS} elements`);
        return apply(act, this, given);
      },
    })[name];
  const replace = (of, name, act) => {
    of[name] = act;
  };
  for (const name of ownKeys(lists)) {
    if (typeof lists[name] === "function" && !SHORT.includes(name)) replace(lists, name, bounded(name, lists[name]));
  }

  // Lists in lists are as many as all of them together, so these two count as they go.
  const flattened = (list, depth, found) => {
    for (let at = 0; at < list.length; at += 1) {
      if (isArray(list[at]) && depth > 0) flattened(list[at], depth - 1, found);
      else if (at in list) found.push(list[at]);
    }
    return found;
  };
  const flat = {
    flat(depth) {
      return flattened(this, depth === undefined ? 1 : Number(depth), []);
    },
    flatMap(act, itself) {
      return flattened(apply(lists.map, this, [act, itself]), 1, []);
    },
  };
  for (const name of ownKeys(flat)) replace(lists, name, flat[name]);

  const isPattern = (given) => typeof given === "object" && given !== null && match in given;
  const matching = (name, act) =>
    ({
      [name](pattern) {
        if (pattern === undefined || isPattern(pattern)) return apply(act, this, [pattern]);
        const written = text(pattern);
        if (written.length > LONGEST_PATTERN) throw new RangeError(`${name}: a pattern of more than ${LONGEST_PATTERN} signs`);
        return apply(act, this, [written]);
      },
    })[name];
  for (const name of PATTERNS) replace(texts, name, matching(name, texts[name]));

  const searching = (name, act) =>
    ({
      [name](...given) {
        const [sought, ...more] = given;
        if (this === undefined || this === null || given.length === 0 || isPattern(sought)) return apply(act, this, given);
        // An object is text once: the second time it could be another one.
        const [whole, part] = [text(this), sought === undefined && name === "split" ? sought : text(sought)];
        const compared = whole.length * (part === undefined ? 0 : part.length);
        if (compared > MOST_COMPARED) throw new RangeError(`${name}: a text too long to look for another long one in it`);
        return apply(act, whole, [part, ...more]);
      },
    })[name];
  for (const name of SEARCHES) replace(texts, name, searching(name, texts[name]));
}
