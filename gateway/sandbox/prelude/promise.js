// Promises as templates make them: `create` and `all`. What they get has `then`, `catch` and `finally`.
(apis, bridge) => {
  "use strict";
  const NativePromise = Promise;
  const all = NativePromise.all.bind(NativePromise);

  apis.Promise = {
    create(resolver) {
      if (typeof resolver !== "function") throw new TypeError("Promise.create takes a function");
      return new NativePromise((resolve, reject) => resolver(resolve, reject));
    },
    all: (values) => all(values),
  };
}
