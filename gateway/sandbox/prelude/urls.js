// parseUrl: the parts of a URL as a browser's URL object has them (WHATWG URL), its parameters as an object.
(apis, bridge) => {
  "use strict";
  const { fromEntries } = Object;
  const PORTS = { "http:": "80", "https:": "443", "ws:": "80", "wss:": "443", "ftp:": "21", "file:": "" };
  const own = Object.hasOwn;
  const QUERY = /[\x00-\x20"#<>\x7f-\u{10ffff}]/gu;
  const QUERY_OF_WEB = /[\x00-\x20"#<>'\x7f-\u{10ffff}]/gu;
  const FRAGMENT = /[\x00-\x20"<>`\x7f-\u{10ffff}]/gu;
  const PATH = /[\x00-\x20"#<>?`{}\x7f-\u{10ffff}]/gu;
  const USER = /[\x00-\x20"#<>?^`{}/:;=@[\\\]|\x7f-\u{10ffff}]/gu;
  const CONTROL = /[\x00-\x1f\x7f-\u{10ffff}]/gu;

  const escaped = (sign) => bridge.bytes.utf8(sign).map((byte) => "%" + bridge.bytes.hex([byte]).toUpperCase()).join("");
  const encoded = (text, signs) => text.replace(signs, escaped);

  const isDot = (segment) => /^(\.|%2e)$/i.test(segment);
  const isDots = (segment) => /^(\.|%2e){2}$/i.test(segment);
  const pathOf = (written, isWeb) => {
    const segments = encoded(isWeb ? written.replace(/\\/g, "/") : written, PATH).split("/").slice(1);
    const path = [];
    for (const [at, segment] of segments.entries()) {
      const isLast = at === segments.length - 1;
      if (isDots(segment)) path.pop();
      if (!isDot(segment) && !isDots(segment)) path.push(segment);
      else if (isLast) path.push("");
    }
    return "/" + path.join("/");
  };

  const portOf = (written, protocol) => {
    if (written === undefined || written === "") return "";
    const port = /^[0-9]+$/.test(written) ? Number(written) : 65536;
    return port > 65535 ? undefined : String(port) === PORTS[protocol] ? "" : String(port);
  };

  /** Who, where and by which port; undefined where there is no such place. */
  const authorityOf = (written, protocol, isWeb) => {
    const at = written.lastIndexOf("@");
    const user = at < 0 ? "" : written.slice(0, at);
    const colon = user.indexOf(":");
    const place = /^(\[.*\]|[^:]*)(?::(.*))?$/s.exec(written.slice(at + 1));
    if (place === null) return undefined;
    const port = portOf(place[2], protocol);
    const opaque = () => (/[\x00\t\n\r #/<>?@[\\\]^|]/.test(place[1]) ? undefined : encoded(place[1], CONTROL));
    const isEmptyFile = protocol === "file:" && place[1] === "";
    const hostname = isEmptyFile ? "" : isWeb || place[1].startsWith("[") ? bridge.hosts.host(place[1]) : opaque();
    if (hostname === undefined || port === undefined || (hostname === "" && isWeb && !isEmptyFile)) return undefined;
    return {
      username: encoded(colon < 0 ? user : user.slice(0, colon), USER),
      password: colon < 0 ? "" : encoded(user.slice(colon + 1), USER),
      hostname,
      port,
    };
  };
  const NOBODY = { username: "", password: "", hostname: "", port: "" };

  /** What stands behind the scheme: [authority, path]; undefined where it is no URL. */
  const placed = (written, protocol, isWeb) => {
    const slashes = isWeb ? (protocol === "file:" ? /^[/\\]{2}/ : /^[/\\]*/) : /^\/\//;
    const leading = slashes.exec(written);
    if (leading === null) {
      const isPath = isWeb || written.startsWith("/");
      const path = isWeb && !/^[/\\]/.test(written) ? "/" + written : written;
      return [NOBODY, isPath ? pathOf(path, isWeb) : encoded(written, CONTROL)];
    }
    const rest = written.slice(leading[0].length);
    const end = rest.search(isWeb ? /[/\\]/ : /\//);
    const authority = authorityOf(end < 0 ? rest : rest.slice(0, end), protocol, isWeb);
    const path = end < 0 ? "" : rest.slice(end);
    return authority && [authority, path === "" && !isWeb ? "" : pathOf(path || "/", isWeb)];
  };

  const decoded = (written) => bridge.hosts.percentDecoded(written.replace(/\+/g, " "));
  /** A name that stands there several times has a list of its values. */
  const parametersOf = (search) => {
    const found = new Map();
    for (const each of search.slice(1).split("&")) {
      if (each === "") continue;
      const at = each.indexOf("=");
      const name = decoded(at < 0 ? each : each.slice(0, at));
      found.set(name, [...(found.get(name) || []), at < 0 ? "" : decoded(each.slice(at + 1))]);
    }
    return fromEntries([...found].map(([name, values]) => [name, values.length === 1 ? values[0] : values]));
  };

  const parsed = (text) => {
    const url = text.replace(/^[\x00-\x20]+|[\x00-\x20]+$/g, "").replace(/[\t\n\r]/g, "");
    const scheme = /^([A-Za-z][A-Za-z0-9+.-]*:)([^?#]*)(\?[^#]*)?(#.*)?$/s.exec(url);
    if (scheme === null) return undefined;
    const protocol = scheme[1].toLowerCase();
    const isWeb = own(PORTS, protocol);
    const found = placed(scheme[2], protocol, isWeb);
    if (found === undefined) return undefined;
    const [{ username, password, hostname, port }, pathname] = found;
    const parameters = encoded((scheme[3] || "").slice(1), isWeb ? QUERY_OF_WEB : QUERY);
    const fragment = encoded((scheme[4] || "").slice(1), FRAGMENT);
    const host = port === "" ? hostname : `${hostname}:${port}`;
    const user = username === "" && password === "" ? "" : `${username}${password === "" ? "" : ":" + password}@`;
    const hasPlace = isWeb || hostname !== "" || /^\/\//.test(scheme[2]);
    const search = parameters === "" ? "" : "?" + parameters;
    return {
      href: `${protocol}${hasPlace ? "//" : ""}${user}${host}${pathname}${scheme[3] === undefined ? "" : "?" + parameters}${
        scheme[4] === undefined ? "" : "#" + fragment
      }`,
      origin: isWeb && protocol !== "file:" ? `${protocol}//${host}` : "null",
      protocol,
      username,
      password,
      host,
      hostname,
      port,
      pathname,
      search,
      searchParams: parametersOf(search),
      hash: fragment === "" ? "" : "#" + fragment,
    };
  };

  apis.parseUrl = (url) => (typeof url === "string" ? parsed(url.toWellFormed()) : undefined);
  bridge.hostOf = (url) => (parsed(url) || {}).hostname;
}
