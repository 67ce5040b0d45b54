// The container around a template: how its run ends, events that a client runs, what it may know of it all.
(apis, bridge) => {
  "use strict";
  const text = String;
  const later = bridge.each(() => ({ claimed: false, returned: false, ended: [] }));

  /** The settings as the code sees them: with the two callbacks by which a tag says how it ended. */
  bridge.withCallbacks = (data) => {
    if (bridge.run.kind !== "TAG") return data;
    data.gtmOnSuccess = () => bridge.end({ success: true });
    data.gtmOnFailure = () => bridge.end({ success: false });
    return data;
  };

  /** What the code returned: of a variable its value, now or once its promise is settled. */
  bridge.settle = (value) => {
    later().returned = true;
    if (bridge.run.kind !== "MACRO") return;
    const late = typeof value === "object" && value !== null && typeof value.then === "function";
    if (!late) return bridge.end(written(value));
    value.then(
      (settled) => bridge.end(written(settled)),
      (why) => {
        bridge.remember(why);
        bridge.end({ rejected: bridge.describe(why) });
      },
    );
  };
  const written = (value) => {
    if (value === undefined || typeof value === "function") return { undefined: true };
    if (typeof value === "number" && !Number.isFinite(value)) return { number: text(value) };
    return { value: bridge.copy(value) };
  };

  apis.claimRequest = () => {
    if (bridge.run.kind !== "CLIENT") throw new Error("claimRequest is for clients");
    if (later().returned) throw new Error("claimRequest was called after the client had returned");
    later().claimed = true;
    bridge.tell("claim", {});
  };

  apis.runContainer = (event, onComplete, onStart) => {
    bridge.allow("run_container");
    const data = bridge.copy(typeof event === "object" && event !== null ? event : {});
    const ended = [];
    const bind =
      (act) =>
      (...args) =>
        during(data, ended, () => act(...args));
    const complete = (tags) => {
      for (const act of ended) act(bridge.run.container.id, { tags });
      if (typeof onComplete === "function") onComplete(bind);
    };
    if (typeof onStart === "function") onStart(bind);
    bridge.askThen("run", data, complete, complete);
  };
  const during = (data, ended, act) => {
    const before = later().ended;
    later().ended = ended;
    try {
      return bridge.otherEvent(data, act);
    } finally {
      later().ended = before;
    }
  };

  // A tag cannot wait for the others: its callbacks are called when its own work is done.
  apis.addEventCallback = (callback) => {
    bridge.allow("read_event_metadata");
    if (typeof callback !== "function") throw new TypeError("addEventCallback takes a function");
    later().ended.push(callback);
  };
  bridge.onSaid("event_ended", (tags) => {
    for (const callback of later().ended.splice(0)) callback(bridge.run.container.id, { tags });
  });

  apis.getContainerVersion = () => {
    bridge.allow("read_container_data");
    const { id, version, debug } = bridge.run.container;
    const modes = { debugMode: debug, previewMode: debug, environmentMode: false };
    return { containerId: id, environmentName: "Live", version, ...modes };
  };
  apis.getClientName = () => {
    bridge.allow("read_container_data");
    return bridge.run.client;
  };
}
