// JSON, which never throws here: what cannot be read or written is undefined.
(apis) => {
  "use strict";
  const { parse, stringify } = JSON;
  const orNothing = (act) => {
    try {
      return act();
    } catch (_) {
      return undefined;
    }
  };

  apis.JSON = {
    parse: (stringInput) => orNothing(() => parse(stringInput)),
    stringify: (value) => orNothing(() => stringify(value)),
  };
}
