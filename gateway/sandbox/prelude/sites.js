// computeEffectiveTldPlusOne: the registrable domain, by the public suffix list that the host hands over as `bridge.suffixes`:
// the list's rules in the order of their code units, a line each, with a line end before the first and behind the last.
(apis, bridge) => {
  "use strict";
  const { hosts } = bridge;

  const isRule = (rule) => {
    const list = bridge.suffixes;
    let [low, high] = [0, list.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const start = list.lastIndexOf("\n", middle - 1) + 1;
      const end = list.indexOf("\n", start);
      const line = end < 0 ? "" : list.slice(start, end);
      if (line === rule) return true;
      if (end >= 0 && line < rule) low = end + 1;
      else high = start - 1;
    }
    return false;
  };

  /** How many labels the public suffix of a name has. */
  const suffix = (labels) => {
    for (let at = 0; at < labels.length; at += 1) {
      const name = labels.slice(at).join(".");
      const above = labels.slice(at + 1).join(".");
      if (isRule("!" + name)) return labels.length - at - 1;
      if (isRule(name) || (above !== "" && isRule("*." + above))) return labels.length - at;
    }
    return 1;
  };

  const hostIn = (text) => hosts.host(text.split(/[/?#]/)[0].replace(/:[0-9]*$/, ""));
  const hostOf = (text) => (text.includes("://") ? bridge.hostOf(text) : hostIn(text));
  const site = (text) => {
    const host = (hostOf(text) || "").replace(/\.$/, "");
    const labels = host.split(".");
    const isName = !host.startsWith("[") && labels.every((label) => label !== "") && !/^[0-9]+$/.test(labels[labels.length - 1]);
    const many = isName ? suffix(labels) + 1 : 0;
    return many > 0 && labels.length >= many ? labels.slice(-many).join(".") : "";
  };

  // Without a list the argument comes back as it is, as the documentation says of a list that could not be fetched.
  apis.computeEffectiveTldPlusOne = (domainOrUrl) => {
    if (domainOrUrl === null || domainOrUrl === undefined || !bridge.suffixes) return domainOrUrl;
    return typeof domainOrUrl === "string" ? site(domainOrUrl.trim()) : "";
  };
}
