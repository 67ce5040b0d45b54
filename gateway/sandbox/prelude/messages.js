// Messages between the templates of one hit: a tag tells its client something.
(apis, bridge) => {
  "use strict";
  const text = String;
  const listeners = bridge.each(() => new Map());
  const told = (type, message) => {
    for (const act of listeners().get(type) || []) act(type, bridge.copy(message));
  };

  apis.addMessageListener = (messageType, callback) => {
    const type = text(messageType);
    bridge.allow("use_message", type, "listen");
    if (typeof callback !== "function") throw new TypeError("addMessageListener takes a function");
    listeners().set(type, [...(listeners().get(type) || []), callback]);
    bridge.tell("listen", { type });
  };
  apis.hasMessageListener = (messageType) => {
    const type = text(messageType);
    bridge.allow("use_message", type, "send");
    return listeners().has(type) || (bridge.run.listeners || []).includes(type);
  };
  apis.sendMessage = (messageType, message) => {
    const type = text(messageType);
    bridge.allow("use_message", type, "send");
    if (typeof message !== "object" || message === null) return;
    told(type, message);
    bridge.tell("message", { type, message: bridge.copy(message) });
  };
  bridge.onSaid("message", ({ type, message }) => told(type, message));
}
