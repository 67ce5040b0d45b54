// Requests to a vendor, in both forms: a promise, and a callback before the options as templates of 2020 have it.
(apis, bridge) => {
  "use strict";
  const text = String;
  const { entries } = Object;
  const PATIENCE = 15000;
  const nothing = () => {};

  const given = (value) => value !== undefined && value !== null;
  const timeout = (options) => (given(options.timeout) && Number(options.timeout) > 0 ? Number(options.timeout) : PATIENCE);
  const named = (headers) =>
    entries(headers || {})
      .filter((each) => given(each[1]))
      .map((each) => [each[0], text(each[1])]);

  // As the URL Standard has it: blanks around an address and line breaks in it go, other signs are encoded.
  const encoded = (sign) => encodeURIComponent(sign.toWellFormed());
  const written = (address) => text(address).trim().replace(/[\t\n\r]/g, "").replace(/[^\x21-\x7e]/gu, encoded);

  const send = (address, options, body) => {
    const url = written(address);
    bridge.allow("send_http", url);
    return bridge.ask("http", {
      url,
      method: given(options.method) ? text(options.method).toUpperCase() : "GET",
      headers: named(options.headers),
      timeout: timeout(options),
      google: given(options.authorization),
      body: given(body) ? text(body) : "",
    });
  };

  // With a callback a request that failed has the status 0, and one that took too long -1.
  const sendWithCallback = (url, callback, options, body) => {
    const failed = (why) => callback(why && why.reason === "timed_out" ? -1 : 0, {}, "");
    send(url, options, body).then((reply) => callback(reply.statusCode, reply.headers, reply.body), failed).catch(nothing);
  };

  apis.sendHttpRequest = (url, ...rest) => {
    if (typeof rest[0] === "function") return sendWithCallback(url, rest[0], rest[1] || {}, rest[2]);
    // A template that says `undefined` for its callback still means the old form.
    if (!given(rest[0]) && typeof rest[1] === "object" && rest.length > 2) return send(url, rest[1] || {}, rest[2]);
    return send(url, rest[0] || {}, rest[1]);
  };
  apis.sendHttpGet = (url, ...rest) => {
    if (typeof rest[0] === "function") return sendWithCallback(url, rest[0], { ...rest[1], method: "GET" });
    return send(url, { ...rest[0], method: "GET" });
  };
}
