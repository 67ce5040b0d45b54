// Object: what can be asked of an object's own keys, and `delete`, which templates cannot write as an operator.
(apis) => {
  "use strict";
  const { entries, freeze, isFrozen, keys, values } = Object;
  const { deleteProperty } = Reflect;
  const is = (value) => (typeof value === "object" && value !== null) || typeof value === "function";

  apis.Object = {
    keys: (object) => keys(object),
    values: (object) => values(object),
    entries: (object) => entries(object),
    freeze: (object) => freeze(object),
    delete: (object, key) => is(object) && !isFrozen(object) && deleteProperty(object, key),
  };
}
