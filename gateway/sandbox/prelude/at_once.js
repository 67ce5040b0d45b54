// Promises for tests that settle at once. Authors of tests disagree whether GTM's wait for the end of the test's own code.
(_, bridge) => {
  "use strict";
  const isLate = (value) => typeof value === "object" && value !== null && typeof value.then === "function";

  const promise = (resolver) => {
    const waiting = [];
    let [state, value] = ["open", undefined];
    const settle = (how, what) => {
      [state, value] = [how, what];
      for (const act of waiting.splice(0)) act();
    };
    const keep = (what) => {
      if (state !== "open") return;
      if (!isLate(what)) return settle("kept", what);
      state = "follows";
      what.then(
        (kept) => settle("kept", kept),
        (why) => settle("broken", why),
      );
    };
    const breaks = (why) => {
      if (state === "open") settle("broken", why);
    };
    const then = (kept, broken) =>
      promise((resolve, reject) => {
        const act = () => {
          const [next, otherwise] = state === "kept" ? [kept, resolve] : [broken, reject];
          if (typeof next === "function") resolve(next(value));
          else otherwise(value);
        };
        const guarded = () => attempt(act, reject);
        if (state === "kept" || state === "broken") guarded();
        else waiting.push(guarded);
      });
    attempt(() => resolver(keep, breaks), breaks);
    return { then, catch: (act) => then(undefined, act), finally: (act) => lastly(then, act) };
  };
  const attempt = (act, otherwise) => {
    try {
      act();
    } catch (error) {
      bridge.remember(error);
      otherwise(error);
    }
  };
  const lastly = (then, act) => {
    if (typeof act !== "function") return then();
    const thrown = (why) =>
      promise((resolve) => resolve(act())).then(() => {
        throw why;
      });
    return then((value) => promise((resolve) => resolve(act())).then(() => value), thrown);
  };

  const create = (resolver) => {
    if (typeof resolver !== "function") throw new TypeError("Promise.create takes a function");
    return promise(resolver);
  };
  const all = (values) =>
    promise((resolve, reject) => {
      const found = [...values];
      let left = found.length;
      if (left === 0) resolve([]);
      found.forEach((each, at) => {
        promise((kept) => kept(each)).then((value) => {
          found[at] = value;
          left -= 1;
          if (left === 0) resolve(found);
        }, reject);
      });
    });

  bridge.atOnce = { create, all };
}
