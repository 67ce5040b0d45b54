// What the template may do: the same check as permissions.py and url_pattern.py, for those who read inside the realm.
(apis, bridge) => {
  "use strict";
  const { isArray } = Array;
  const GOOGLE_PROJECT = "GOOGLE_CLOUD_PROJECT";
  const USAGES = ["listen", "send", "listen_and_send"];
  const PARTS = { headers: "header", query_parameter: "query", query_parameters: "query", query_string: "query" };
  const PORTS = { https: "443", http: "80" };
  const own = Object.hasOwn;
  const SHOWN = 200;
  let permissions = null;

  const word = (value) => (typeof value === "string" ? value : "");
  const isObject = (value) => typeof value === "object" && value !== null && !isArray(value);
  const lowered = (text) => text.replace(/[A-Z]/g, (sign) => sign.toLowerCase());
  const unset = (value) => value === undefined || value === null || value === "";

  const cookie = (name, options) => [
    word(name),
    lowered(word(options.domain)).replace(/^\./, ""),
    word(options.path) || "/",
    options.secure === true ? "secure" : "non_secure",
    unset(options.expires) && unset(options["max-age"]) ? "session" : "non_session",
  ];

  const bySignature = {
    access_bigquery([first, second, third, fourth]) {
      const [operation, project, dataset, table] = isObject(second)
        ? [first, second.projectId, second.datasetId, second.tableId]
        : [fourth, first, second, third];
      return [[word(operation), word(project) || GOOGLE_PROJECT, word(dataset), word(table)]];
    },
    access_firestore([operation, second, third]) {
      const [path, options] = isObject(second) ? [second.path, second] : [second, isObject(third) ? third : {}];
      return [[word(operation), word(options.projectId) || GOOGLE_PROJECT, word(path)]];
    },
    access_response([first, second, third]) {
      const [part, key] = first === "write" ? [second, third] : [first, second];
      return [[word(part), lowered(word(key))]];
    },
    read_request([first, second]) {
      const part = own(PARTS, word(first)) ? PARTS[first] : word(first);
      return [[part, part === "header" ? lowered(word(second)) : word(second)]];
    },
    set_cookies: ([name, options]) => [cookie(name, isObject(options) ? options : {})],
    use_message([first, second]) {
      const signature = USAGES.includes(first) && !USAGES.includes(second);
      return [signature ? [word(second), word(first)] : [word(first), word(second)]];
    },
    use_google_credentials: ([scopes]) => (isArray(scopes) ? scopes : [scopes]).map((each) => [word(each)]),
  };
  const subjects = (name, kinds, args) =>
    own(bySignature, name) ? bySignature[name](args) : [kinds.map((_, at) => word(args[at]))];

  const glob = (pattern, text) => {
    const pieces = pattern.split("*");
    const [first, last] = [pieces[0], pieces[pieces.length - 1]];
    if (pieces.length === 1) return pattern === text;
    if (!text.startsWith(first)) return false;
    let at = first.length;
    for (const piece of pieces.slice(1, -1)) {
      const found = text.indexOf(piece, at);
      if (found < 0) return false;
      at = found + piece.length;
    }
    return text.endsWith(last) && text.length - last.length >= at;
  };

  const address = (url) => {
    const found = /^([A-Za-z][A-Za-z0-9+.-]*):\/\/([^/?#]*)([^?#]*)(\?[^#]*)?/.exec(url);
    const host = found && /^(\[[^\]]*\]|[^:]*)(?::([0-9]*))?$/.exec(found[2].slice(found[2].lastIndexOf("@") + 1));
    if (!host || host[1] === "") return null;
    const scheme = lowered(found[1]);
    const usual = host[2] === undefined || (own(PORTS, scheme) && host[2] === PORTS[scheme]);
    return { scheme, host: lowered(host[1]), port: usual ? "" : host[2], path: found[3], query: found[4] || "" };
  };
  const isHost = (wanted, host) =>
    wanted.startsWith("*.") ? host === wanted.slice(2) || host.endsWith(wanted.slice(1)) : wanted === "*" || wanted === host;
  const isPath = (wanted, given) => {
    const path = given.path || "/";
    if ((wanted.path === "" || wanted.path === "/") && wanted.query === "") return true;
    if (path.replace(/%2e/gi, ".").includes("..")) return false;
    if (wanted.query !== "") return glob(wanted.path + wanted.query, path + given.query);
    return wanted.path.endsWith("/") ? path.startsWith(wanted.path) : glob(wanted.path, path);
  };
  const isReached = (pattern, url) => {
    if (/[\x00-\x20\\]/.test(url)) return false;
    const [wanted, given] = [address(pattern), address(url)];
    if (pattern === "*") return given !== null;
    if (wanted === null || given === null || wanted.scheme !== given.scheme || wanted.port !== given.port) return false;
    return isHost(wanted.host, given.host) && isPath(wanted, given);
  };

  const fits = (kinds, rule, subject) =>
    kinds.every((kind, at) => (kind === "url" ? isReached : glob)(rule[at], subject[at]));
  const beforeQuery = (text) => (text.includes("://") ? text.split("?")[0].split("#")[0] : text);
  const shown = (subject) => [...subject.map(beforeQuery).filter((each) => each !== "").join(" ")].slice(0, SHOWN).join("");

  /** What the template may do, from permissions.py; without a word of it everything is allowed. */
  bridge.permit = (allowed) => {
    permissions = allowed;
  };
  /** A sentence that says no, or an empty one. */
  bridge.refusal = (permission, ...args) => {
    if (permissions === null) return "";
    const name = String(permission);
    const { title, kinds, rules } = own(permissions, name) ? permissions[name] : { title: name, kinds: [], rules: null };
    if (rules === null) return `Permission denied: the template lacks "${title}" (${name}).`;
    const refused = subjects(name, kinds, args).find((subject) => !rules.some((rule) => fits(kinds, rule, subject)));
    if (refused === undefined) return "";
    return `Permission denied: "${title}" (${name}) does not allow ${shown(refused) || "all of it"}.`;
  };
}
