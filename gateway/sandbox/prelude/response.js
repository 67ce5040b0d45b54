// The answer to the browser: what is set here leaves when the client returns the response.
(apis, bridge) => {
  "use strict";
  const text = String;
  const PIXEL = "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7";
  const NOT_KEPT = "no-cache, no-store, must-revalidate";

  const setHeader = (name, value) => bridge.tell("header", { name, value });

  apis.setResponseHeader = (headerName, headerValue) => {
    const name = text(headerName).toLowerCase();
    bridge.allow("access_response", "header", name);
    setHeader(name, headerValue === undefined || headerValue === null ? null : text(headerValue));
  };
  apis.setResponseStatus = (statusCode) => {
    bridge.allow("access_response", "status");
    bridge.tell("status", { code: Number(statusCode) });
  };
  apis.setResponseBody = (body, encoding) => {
    bridge.allow("access_response", "body");
    bridge.tell("body", { body: text(body), encoding: encoding === undefined ? "utf8" : text(encoding) });
  };
  apis.setPixelResponse = () => {
    bridge.allow("access_response", "body");
    bridge.allow("access_response", "status");
    bridge.tell("status", { code: 200 });
    bridge.tell("body", { body: PIXEL, encoding: "base64" });
    setHeader("content-type", "image/gif");
    setHeader("cache-control", NOT_KEPT);
    setHeader("expires", "0");
    setHeader("pragma", "no-cache");
  };
  apis.returnResponse = () => {
    bridge.allow("return_response");
    bridge.tell("respond", {});
  };

  apis.setCookie = (cookieName, value, options, noEncode) => {
    const { domain, expires, fallbackDomain, httpOnly, path, secure, sameSite, ...more } = options || {};
    const [name, age] = [text(cookieName), more["max-age"]];
    bridge.allow("set_cookies", name, options || {});
    bridge.tell("cookie", {
      name,
      value: value === undefined || value === null ? "" : text(value),
      domain: optional(domain),
      fallback_domain: optional(fallbackDomain),
      path: optional(path),
      expires: optional(expires),
      max_age: age === undefined || age === null || Number.isNaN(Number(age)) ? null : Number(age),
      same_site: optional(sameSite),
      http_only: !!httpOnly,
      secure: !!secure,
      raw: !!noEncode,
    });
  };
  const optional = (value) => (value === undefined || value === null || value === "" ? null : text(value));

  apis.sendPixelFromBrowser = (url) => {
    bridge.allow("send_pixel_from_browser", text(url));
    if (!bridge.run.pixels) return false;
    bridge.tell("browser_pixel", { url: text(url) });
    return true;
  };
}
