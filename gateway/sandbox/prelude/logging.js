// The console: a line of the trace.
(apis, bridge) => {
  "use strict";
  const { stringify } = JSON;
  const text = String;
  const LONGEST = 10000;

  const shown = (value) => {
    if (typeof value === "string") return value;
    if (typeof value !== "object" || value === null) return text(value);
    try {
      return text(stringify(value));
    } catch (_) {
      return "[an object that contains itself]";
    }
  };

  apis.logToConsole = (...values) => {
    bridge.allow("logging", bridge.run.debug ? "debug" : "all");
    bridge.tell("log", { text: values.map(shown).join(" ").slice(0, LONGEST) });
  };
}
