// A template's own tests: mock, runCode, assertThat and assertApi, as the template editor of GTM has them.
(apis, bridge) => {
  "use strict";
  const { host } = bridge;
  const { keys } = Object;
  const { stringify } = JSON;
  const text = String;
  const ENDINGS = ["gtmOnSuccess", "gtmOnFailure"];
  const LONGEST = 400;
  const noted = bridge.each(() => ({ mocks: new Map(), objects: new Map(), calls: new Map(), asserts: 0, failures: [] }));
  let promises = apis.Promise;

  const requireOfTest = (name) => (name === "Promise" ? promises : host.require(name));

  // --- what the template gets instead of the APIs ------------------------------------------------------------------

  const recorded =
    (name, act) =>
    (...args) => {
      const calls = noted().calls;
      if (!calls.has(name)) calls.set(name, []);
      calls.get(name).push(args.map((each) => snapshot(each)));
      return act(...args);
    };

  // A mock counts for what requires it from then on: a run that still waits keeps those it began with.
  const requireOfTemplate = (name) => {
    if (noted().objects.has(name)) return noted().objects.get(name);
    if (!noted().mocks.has(name)) {
      const real = requireOfTest(name);
      return typeof real === "function" ? recorded(name, real) : real;
    }
    const value = noted().mocks.get(name);
    if (typeof value === "function") return recorded(name, value);
    // Of an API that is an object, a value takes the place of the object.
    return typeof apis[name] === "object" ? value : recorded(name, () => value);
  };

  const runCode = (program) => (settings) => {
    const data = snapshot(settings === undefined || settings === null ? {} : settings);
    for (const ending of ENDINGS) {
      const own = typeof data[ending] === "function" ? data[ending] : () => undefined;
      data[ending] = recorded(ending, own);
    }
    return program(requireOfTemplate, data)();
  };

  const mock = (name, value) => {
    noted().objects.delete(name);
    noted().mocks.set(text(name), value);
  };
  const mockObject = (name, members) => {
    noted().mocks.delete(name);
    noted().objects.set(text(name), members);
  };

  /** A copy that keeps functions as they are: what the template does to it afterwards does not change what was asserted. */
  function snapshot(value, above) {
    if (typeof value !== "object" || value === null) return value;
    const path = Array.isArray(above) ? above : [];
    if (path.includes(value) || typeof value.then === "function") return value;
    const inside = [...path, value];
    if (Array.isArray(value)) return value.map((each) => snapshot(each, inside));
    const copy = {};
    for (const key of keys(value)) copy[key] = snapshot(value[key], inside);
    return copy;
  }

  // --- what a test may say -----------------------------------------------------------------------------------------

  const failed = (message) => {
    const error = new Error(message);
    noted().failures.push(bridge.describe(error));
    throw error;
  };
  const held = (holds, message) => {
    noted().asserts += 1;
    if (!holds) failed(message);
  };
  const fail = (message) => {
    noted().asserts += 1;
    failed(message === undefined ? "the test called fail()" : text(message));
  };

  const shown = (value) => {
    if (typeof value === "function") return "a function";
    if (typeof value !== "object" || value === null) return typeof value === "string" ? stringify(value) : text(value);
    try {
      return text(stringify(value)).slice(0, LONGEST);
    } catch (_) {
      return "an object that contains itself";
    }
  };

  const isNothing = (value) => value === undefined || value === null;
  const isObject = (value) => typeof value === "object" && value !== null;

  /** Equal in what they hold; a key whose value is undefined is as good as none. */
  const equal = (one, other, depth = 0) => {
    if (one === other || (one !== one && other !== other)) return true;
    if (!isObject(one) || !isObject(other) || Array.isArray(one) !== Array.isArray(other) || depth > 100) return false;
    if (Array.isArray(one) && one.length !== other.length) return false;
    const names = new Set([...keys(one), ...keys(other)]);
    return [...names].every((name) => equal(one[name], other[name], depth + 1));
  };
  const has = (subject, element) =>
    typeof subject === "string" ? subject.includes(text(element)) : [...subject].some((each) => equal(each, element));
  const hasAll = (subject, elements) => {
    const holds = typeof subject === "string" || Array.isArray(subject);
    return holds && elements.every((each) => has(subject, each));
  };
  const hasExactly = (subject, elements) => {
    if (!Array.isArray(subject)) return typeof subject === "string" && elements.length === 1 && subject === elements[0];
    const left = [...subject];
    for (const element of elements) {
      const at = left.findIndex((each) => equal(each, element));
      if (at < 0) return false;
      left.splice(at, 1);
    }
    return left.length === 0;
  };
  const length = (subject) => (isNothing(subject) ? undefined : isSized(subject) ? subject.length : keys(subject).length);
  const isSized = (subject) => typeof subject === "string" || Array.isArray(subject);

  const CLAIMS = {
    isUndefined: [(it) => it === undefined, "to be undefined"],
    isDefined: [(it) => it !== undefined, "to be defined"],
    isNull: [(it) => it === null, "to be null"],
    isNotNull: [(it) => it !== null, "not to be null"],
    isTrue: [(it) => it === true, "to be true"],
    isFalse: [(it) => it === false, "to be false"],
    isTruthy: [(it) => !!it, "to be truthy"],
    isFalsy: [(it) => !it, "to be falsy"],
    isNaN: [(it) => it !== it, "to be NaN"],
    isNotNaN: [(it) => it === it, "not to be NaN"],
    isInfinity: [(it) => it === Infinity || it === -Infinity, "to be infinite"],
    isNotInfinity: [(it) => it !== Infinity && it !== -Infinity, "not to be infinite"],
    isEqualTo: [(it, [value]) => equal(it, value), "to be equal to"],
    isNotEqualTo: [(it, [value]) => !equal(it, value), "not to be equal to"],
    isStrictlyEqualTo: [(it, [value]) => it === value, "to be strictly equal to"],
    isNotStrictlyEqualTo: [(it, [value]) => it !== value, "not to be strictly equal to"],
    isAnyOf: [(it, values) => values.some((each) => equal(it, each)), "to be any of"],
    isNoneOf: [(it, values) => !values.some((each) => equal(it, each)), "to be none of"],
    isGreaterThan: [(it, [value]) => it > value, "to be greater than"],
    isGreaterThanOrEqualTo: [(it, [value]) => it >= value, "to be greater than or equal to"],
    isLessThan: [(it, [value]) => it < value, "to be less than"],
    isLessThanOrEqualTo: [(it, [value]) => it <= value, "to be less than or equal to"],
    contains: [(it, values) => hasAll(it, values), "to contain"],
    doesNotContain: [(it, values) => isSized(it) && !values.some((each) => has(it, each)), "not to contain"],
    containsExactly: [(it, values) => hasExactly(it, values), "to contain exactly"],
    doesNotContainExactly: [(it, values) => !hasExactly(it, values), "not to contain exactly"],
    hasLength: [(it, [value]) => length(it) === value, "to have the length"],
    isEmpty: [(it) => length(it) === 0, "to be empty"],
    isNotEmpty: [(it) => length(it) > 0, "not to be empty"],
    isArray: [(it) => Array.isArray(it), "to be an array"],
    isBoolean: [(it) => typeof it === "boolean", "to be a boolean"],
    isFunction: [(it) => typeof it === "function", "to be a function"],
    isNumber: [(it) => typeof it === "number", "to be a number"],
    isObject: [(it) => isObject(it) && !Array.isArray(it), "to be an object"],
    isString: [(it) => typeof it === "string", "to be a string"],
  };

  const assertThat = (subject, message) => {
    const before = isNothing(message) ? "" : `${text(message)}: `;
    const claims = {};
    for (const name of keys(CLAIMS)) {
      const [holds, words] = CLAIMS[name];
      claims[name] = (...values) => {
        const wanted = values.length === 0 ? "" : ` ${values.map(shown).join(", ")}`;
        held(holds(subject, values), `${before}expected ${shown(subject)} ${words}${wanted}`);
        return claims;
      };
    }
    return claims;
  };

  const assertApi = (name) => {
    if (!(name in apis) && !ENDINGS.includes(name)) failed(`assertApi: there is no API "${text(name)}"`);
    const calls = () => noted().calls.get(name) || [];
    const called = (args) => calls().some((each) => equal(each, args));
    const others = () => (calls().length === 0 ? "it was not called" : `its calls were ${calls().map(shown).join(" and ")}`);
    const claims = {
      wasCalled: () => {
        held(calls().length > 0, `expected ${name} to have been called`);
        return claims;
      },
      wasNotCalled: () => {
        held(calls().length === 0, `expected ${name} not to have been called; ${others()}`);
        return claims;
      },
      wasCalledWith: (...args) => {
        held(called(args), `expected ${name} to have been called with ${shown(args)}; ${others()}`);
        return claims;
      },
      wasNotCalledWith: (...args) => {
        held(!called(args), `expected ${name} not to have been called with ${shown(args)}`);
        return claims;
      },
    };
    return claims;
  };

  // Tests of the gallery use these three as if they were globals, and `Promise` with all that JavaScript's has.
  const WAYS = ["resolve", "reject", "race", "allSettled", "any"];
  const waiting = globalPromise(apis.Promise, (way) => (value) => Promise[way](value));
  const settled = globalPromise(bridge.atOnce, (way) => (value) =>
    way === "resolve" || way === "reject"
      ? bridge.atOnce.create((resolve, reject) => ({ resolve, reject })[way](value))
      : Promise[way](value),
  );
  function globalPromise(api, ending) {
    const made = function (resolver) {
      return api.create(resolver);
    };
    for (const way of WAYS) made[way] = Object.freeze(ending(way));
    return Object.freeze(Object.assign(made, api));
  }

  /** Run one scenario of a compiled test; what it holds of the template is told by `report`. */
  host.test = (program, scenario, atOnce) => {
    promises = atOnce ? bridge.atOnce : apis.Promise;
    const words = [requireOfTest, mock, mockObject, runCode(program), assertThat, assertApi, fail];
    try {
      scenario(...words, {}, apis.JSON, apis.Object, atOnce ? settled : waiting)();
    } catch (error) {
      if (noted().failures.length === 0) noted().failures.push(bridge.describe(error));
    }
  };
  host.report = () => {
    const { asserts, failures } = noted();
    return stringify({ asserts, failures });
  };
}
