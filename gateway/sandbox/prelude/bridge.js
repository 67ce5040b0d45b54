// The bridge: facts of a run come in as JSON, commands go out as JSON, and no function of Python is ever called from here.
//
// One run at a time has the realm. What an API file must remember during a run it keeps in `bridge.each(() => ...)`, which
// is made anew for the next one.
(() => {
  "use strict";
  const { parse, stringify } = JSON;
  const { create, freeze } = Object;
  const { apply } = Reflect;
  const NativePromise = Promise;
  const text = String;
  const MOST_COMMANDS = 10000;
  const MOST_SIGNS = 16 * 1024 * 1024;
  const LONGEST_ERROR = 2000;

  const apis = create(null);
  const answerers = create(null);
  const states = [];
  let run = freeze({});
  let eventText = "";
  let seen;
  let requestText = "";
  let commands = [];
  let made = 0;
  let told = 0;
  let signs = 0;
  let waiting = create(null);
  let later = [];
  let warned = new Set();
  let lastError = "";
  let result;
  let random = null;

  const bridge = {
    apis,
    get run() {
      return run;
    },
    /** A fresh copy of the event; undefined where there is none. */
    event() {
      return eventText === "" ? undefined : parse(eventText);
    },
    /** The event to look into: never handed out, and only made where somebody looks. */
    seenEvent() {
      if (seen === undefined) seen = bridge.event();
      return seen;
    },
    /** Do something while another event is the one that is read. */
    otherEvent(data, act) {
      const before = [eventText, seen];
      [eventText, seen] = [stringify(data), undefined];
      try {
        return act();
      } finally {
        [eventText, seen] = before;
      }
    },
    each(make) {
      const state = { value: make() };
      states.push(() => {
        state.value = make();
      });
      return () => state.value;
    },
    refusal: () => "",
    allow(permission, ...args) {
      const why = bridge.refusal(permission, ...args);
      if (why === "" || why === undefined || why === null) return;
      if (!run.warnOnly) throw new Error(why);
      if (warned.has(why)) return;
      warned.add(why);
      bridge.tell("warning", { text: text(why) });
    },
    tell(kind, payload) {
      leave([kind, 0, payload === undefined ? null : payload]);
    },
    ask(kind, payload) {
      return new NativePromise((resolve, reject) => {
        bridge.askThen(kind, payload, resolve, reject);
      });
    },
    askThen(kind, payload, resolve, reject) {
      made += 1;
      leave([kind, made, payload === undefined ? null : payload]);
      waiting[made] = { resolve, reject };
    },
    /** What becomes of something that Python says by itself, such as a message of another template. */
    onSaid(kind, act) {
      answerers[kind] = act;
    },
    later(act) {
      later.push(act);
    },
    random() {
      if (random === null) random = sequence(text(run.seed));
      return random();
    },
    /** A copy as it crosses a border: plain data stays data, functions stay behind, a circle is an error. */
    copy(value) {
      if (typeof value === "function") return undefined;
      if (typeof value !== "object" || value === null) return value;
      const written = stringify(value);
      return written === undefined ? undefined : parse(written);
    },
    describe,
    remember(error) {
      lastError = describe(error);
    },
  };

  function leave(command) {
    const written = stringify(command);
    told += 1;
    signs += written.length;
    if (told > MOST_COMMANDS) throw new RangeError("the template asks for more than 10000 things in one run");
    if (signs > MOST_SIGNS) throw new RangeError("the template hands over more than 16 MB in one run");
    commands.push(written);
  }

  function describe(error) {
    let words = "an error that cannot be shown";
    try {
      // What is left of the engine's own error where there was no memory for it.
      if (error === null) return "InternalError: out of memory\n";
      const isError = error instanceof Error;
      words = isError ? `${error.name}: ${error.message}\n${error.stack}` : `${wordsOf(error)}\n`;
    } catch (_) {
      // An error of the template's own may throw when it is looked at: then nothing can be said about it.
    }
    return words.length > LONGEST_ERROR ? words.slice(0, LONGEST_ERROR) : words;
  }

  function wordsOf(value) {
    return typeof value === "object" && value !== null ? text(stringify(value)) : text(value);
  }

  /** Numbers from 0 to 1, the same for the same seed (mulberry32 over an FNV-1a hash of it). */
  function sequence(seed) {
    let state = 2166136261;
    for (let at = 0; at < seed.length; at += 1) state = Math32.imul(state ^ seed.charCodeAt(at), 16777619);
    return () => {
      state = (state + 0x6d2b79f5) | 0;
      let mixed = Math32.imul(state ^ (state >>> 15), 1 | state);
      mixed = (mixed + Math32.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
    };
  }
  const Math32 = Math;

  // An error in a callback would vanish in its promise. It is remembered, so that a run that then never ends can say why.
  const then = NativePromise.prototype.then;
  const watched = (act) =>
    typeof act !== "function"
      ? act
      : (value) => {
          try {
            return act(value);
          } catch (error) {
            bridge.remember(error);
            throw error;
          }
        };
  NativePromise.prototype.then = function (fulfilled, rejected) {
    return apply(then, this, [watched(fulfilled), watched(rejected)]);
  };
  // The engine's own asks for the constructor, which is not there once the realm is sealed.
  NativePromise.prototype.finally = function (act) {
    if (typeof act !== "function") return this.then(act, act);
    const acted = () => new NativePromise((resolve) => resolve(act()));
    const kept = (value) => acted().then(() => value);
    const thrown = (why) =>
      acted().then(() => {
        throw why;
      });
    return apply(then, this, [kept, thrown]);
  };

  const host = {
    begin(facts, event, request) {
      run = freeze(parse(facts));
      eventText = event;
      seen = undefined;
      requestText = request;
      commands = [];
      [made, told, signs] = [0, 0, 0];
      waiting = create(null);
      later = [];
      warned = new Set();
      lastError = "";
      result = undefined;
      random = null;
      for (const renew of states) renew();
    },
    /** Run the template with its settings; its value, or what became of its promise, is the result. */
    start(program, data) {
      guarded(() => {
        const value = program(host.require, bridge.withCallbacks(parse(data)))();
        bridge.settle(value);
      });
    },
    require(name) {
      if (typeof name === "string" && name in apis) return apis[name];
      throw new Error(`there is no API "${text(name)}" in a server container`);
    },
    answer(number, good, payload) {
      const waits = waiting[number];
      delete waiting[number];
      guarded(() => (good ? waits.resolve : waits.reject)(parse(payload)));
    },
    say(kind, payload) {
      guarded(() => answerers[kind](parse(payload)));
    },
    /** Run one call that was put off; whether there was one. */
    next() {
      const act = later.shift();
      if (act === undefined) return false;
      guarded(act);
      return true;
    },
    take() {
      // Joined, for a text that was put together by `+` is a rope, which the binding cannot hand to Python.
      const ended = stringify(result === undefined ? null : result);
      const out = ['{"commands":[', commands.join(), '],"result":', ended, ',"error":', stringify(lastError), "}"].join("");
      commands = [];
      return out;
    },
  };

  bridge.request = () => parse(requestText === "" ? "{}" : requestText);
  bridge.end = (ended) => {
    if (result === undefined) result = ended;
  };
  bridge.host = host;

  function guarded(act) {
    try {
      act();
    } catch (error) {
      bridge.remember(error);
      bridge.end({ thrown: lastError });
    }
  }

  return bridge;
})()
