// What belongs to the run itself: its moment, calls that are put off, random numbers, permissions that are asked for.
(apis, bridge) => {
  "use strict";
  const { floor } = Math;
  const number = Number;

  // The hit's clock: as long as a run takes it stands still, and a replay has the same.
  apis.getTimestampMillis = () => bridge.run.time;
  apis.getTimestamp = () => bridge.run.time;

  apis.callLater = (act) => {
    if (typeof act !== "function") throw new TypeError("callLater takes a function");
    bridge.later(act);
  };

  apis.generateRandom = (min, max) => {
    const [least, most] = [number(min), number(max)];
    return least + floor(bridge.random() * (most - least + 1));
  };

  apis.queryPermission = (permission, ...args) => {
    const why = bridge.refusal(permission, ...args);
    return why === "" || why === undefined || why === null;
  };
}
