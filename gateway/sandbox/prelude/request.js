// The incoming request, as it came.
(apis, bridge) => {
  "use strict";
  const text = String;
  const own = Object.hasOwn;
  const decode = decodeURIComponent;
  const request = bridge.each(() => ({}));
  const part = (name) => {
    const known = request();
    if (!("all" in known)) known.all = bridge.request();
    return known.all[name];
  };

  const decoded = (written) => {
    const spaced = written.split("+").join(" ");
    try {
      return decode(spaced);
    } catch (_) {
      return spaced;
    }
  };
  const parameters = () =>
    part("query")
      .split("&")
      .filter((each) => each !== "")
      .map((each) => {
        const at = each.indexOf("=");
        return at < 0 ? [decoded(each), ""] : [decoded(each.slice(0, at)), decoded(each.slice(at + 1))];
      });

  apis.getRequestMethod = () => part("method");
  apis.getRequestPath = () => {
    bridge.allow("read_request", "path");
    return part("path");
  };
  apis.getRequestBody = () => {
    bridge.allow("read_request", "body");
    const body = part("body");
    return body === "" || body === undefined ? undefined : body;
  };
  apis.getRemoteAddress = () => {
    bridge.allow("read_request", "remote_address");
    return part("ip");
  };

  apis.getRequestHeader = (headerName) => {
    const name = text(headerName).toLowerCase();
    bridge.allow("read_request", "header", name);
    const values = part("headers").filter((each) => each[0] === name);
    return values.length === 0 ? undefined : values.map((each) => each[1]).join(name === "cookie" ? "; " : ", ");
  };

  apis.getRequestQueryString = () => {
    bridge.allow("read_request", "query");
    return part("query");
  };
  apis.getRequestQueryParameter = (parameterName) => {
    const name = text(parameterName);
    bridge.allow("read_request", "query_parameter", name);
    const first = parameters().find((each) => each[0] === name);
    return first === undefined ? undefined : first[1];
  };
  apis.getRequestQueryParameters = () => {
    bridge.allow("read_request", "query");
    const found = {};
    for (const [name, value] of parameters()) {
      if (!own(found, name)) found[name] = value;
      else found[name] = [].concat(found[name], value);
    }
    return found;
  };

  // The name of a cookie is compared as it is written; its value is percent-decoded where that makes sense.
  apis.getCookieValues = (cookieName, noDecode) => {
    const name = text(cookieName);
    bridge.allow("get_cookies", name);
    const written = part("headers").filter((each) => each[0] === "cookie");
    const pairs = written.flatMap((each) => each[1].split(";")).map((each) => each.trim());
    const values = pairs.filter((each) => each.startsWith(name + "=")).map((each) => each.slice(name.length + 1));
    return noDecode ? values : values.map(cookieValue);
  };
  const cookieValue = (written) => {
    try {
      return decode(written);
    } catch (_) {
      return written;
    }
  };
}
