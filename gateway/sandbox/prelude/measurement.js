// Google's own protocols: whether the request speaks one, the events in it, and an event sent on to Google Analytics.
(apis, bridge) => {
  "use strict";
  const { parse, stringify } = JSON;
  const facts = bridge.each(() => ({}));
  const request = () => {
    const known = facts();
    if (!("all" in known)) known.all = bridge.request();
    return known.all;
  };
  const parameter = (name) => {
    const found = request().query.split("&").find((each) => each.startsWith(name + "="));
    return found === undefined ? undefined : found.slice(name.length + 1);
  };
  const ends = (...paths) => paths.some((path) => request().path.endsWith(path));

  apis.isRequestMpv1 = () => ends("/collect", "/batch") && !ends("/g/collect", "/mp/collect") && parameter("v") !== "2";
  apis.isRequestMpv2 = () => ends("/g/collect") && parameter("v") === "2";

  apis.extractEventsFromMpv2 = () => {
    bridge.allow("read_request", "body");
    if (!bridge.run.events) throw new Error("the request is none of Measurement Protocol version 2");
    return parse(stringify(bridge.run.events));
  };
  // Universal Analytics ended in 2023, and its hits are none of this gateway's.
  apis.extractEventsFromMpv1 = () => {
    bridge.allow("read_request", "body");
    throw new Error("the request is of Measurement Protocol version 1, which is not read here");
  };

  apis.sendEventToGoogleAnalytics = (event) => {
    bridge.allow("send_http", "https://www.google-analytics.com/g/collect");
    return bridge.ask("google_analytics", bridge.copy(event));
  };
}
