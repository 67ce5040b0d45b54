// Event data: copies, so that nothing a template does to them reaches another one.
(apis, bridge) => {
  "use strict";
  const text = String;
  const own = Object.hasOwn;
  const inside = (value, step) => {
    if (typeof value !== "object" || value === null) return undefined;
    if (Array.isArray(value) && !/^[0-9]+$/.test(step)) return undefined;
    return own(value, step) ? value[step] : undefined;
  };

  apis.getAllEventData = () => {
    bridge.allow("read_event_data");
    return bridge.event();
  };

  // A key that has the dots in its name comes first.
  apis.getEventData = (keyPath) => {
    const path = text(keyPath);
    bridge.allow("read_event_data", path);
    const data = bridge.seenEvent();
    const whole = inside(data, path);
    return bridge.copy(whole === undefined ? path.split(".").reduce(inside, data) : whole);
  };
}
