// The seal: after it nothing that two runs share can be changed, and a template reaches no more than its arguments.
((bridge) => {
  "use strict";
  const { defineProperty, freeze, getOwnPropertyDescriptor, getPrototypeOf, preventExtensions } = Object;
  const { ownKeys } = Reflect;
  const world = globalThis;

  /** What only syntax reaches: the prototypes of generators and iterators, of async functions and their like. */
  const bySyntax = () => [
    function* () {},
    async function () {},
    async function* () {},
    (function* () {})(),
    (async function* () {})(),
    [][Symbol.iterator](),
    ""[Symbol.iterator](),
    new Map()[Symbol.iterator](),
    new Set()[Symbol.iterator](),
    "".matchAll(/x/g),
    [].values().map((each) => each),
    Iterator.from({ next() {} }),
    (function () {
      return arguments;
    })(),
    /x/g,
    new Error(""),
    Promise.resolve(),
  ];

  const roots = [...ownKeys(world).map((key) => world[key]), ...bySyntax(), bridge.apis, bridge.host];
  const seen = new Set();
  const todo = [];
  const found = (value) => {
    const is = (typeof value === "object" && value !== null) || typeof value === "function";
    if (is && value !== world && !seen.has(value)) {
      seen.add(value);
      todo.push(value);
    }
  };
  roots.forEach(found);
  while (todo.length > 0) {
    const value = todo.pop();
    found(getPrototypeOf(value));
    for (const key of ownKeys(value)) {
      const { value: inner, get, set } = getOwnPropertyDescriptor(value, key);
      [inner, get, set].forEach(found);
    }
  }

  const constructors = [...seen].filter((each) => {
    const own = getOwnPropertyDescriptor(each, "constructor");
    return own !== undefined && own.configurable;
  });
  // `(() => {}).constructor("...")` would run code outside the template; GTM knows no constructors either.
  for (const each of constructors) delete each.constructor;
  const plain = getPrototypeOf({});
  for (const key of ["__proto__", "__defineGetter__", "__defineSetter__", "__lookupGetter__", "__lookupSetter__"]) {
    delete plain[key];
  }
  // On a frozen prototype `visitor.valueOf = 1` would do nothing: these names stay free for the template's own objects.
  for (const key of ownKeys(plain)) {
    const value = plain[key];
    defineProperty(plain, key, {
      get: () => value,
      set(own) {
        if (this !== plain) defineProperty(this, key, { value: own, writable: true, enumerable: true, configurable: true });
      },
    });
  }

  for (const key of ownKeys(world)) {
    if (getOwnPropertyDescriptor(world, key).configurable) delete world[key];
  }
  for (const each of seen) freeze(each);
  for (const key of ownKeys(plain)) {
    const { get, set } = getOwnPropertyDescriptor(plain, key);
    [get, set].forEach(freeze);
  }
  freeze(plain);
  freeze(bridge);
  preventExtensions(world);
  freeze(world);
})
