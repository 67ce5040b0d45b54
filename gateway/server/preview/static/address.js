/** The page's address: after "#" what is shown, in the query the filter. */

const VIEWS = ["all", "failed", "unclaimed", "disk", "queue", "diagnostics"];
export const TABS = ["request", "tags", "variables", "event-data", "console", "outgoing", "response"];

const HIT = /^#\/e\/([\w.~-]+)(?:\/([a-z-]+))?(?:\/(\d+))?$/;

/** Either {id, tab, event} of a hit, where tab may be left open, or {view}. */
export function place() {
	const hit = HIT.exec(location.hash);
	if (hit) return { id: hit[1], tab: TABS.includes(hit[2]) ? hit[2] : null, event: Math.max(0, Number(hit[3] ?? 1) - 1) };
	const view = location.hash.slice(2);
	return { view: VIEWS.includes(view) ? view : "all" };
}

export function hitAddress(id, { tab = null, event = 0 } = {}) {
	return ["#/e", id, tab, event && event + 1].filter(Boolean).join("/");
}

export function settle(id, at) {
	history.replaceState(null, "", hitAddress(id, at));
}

/** Another tab or event of the same hit is no step in the browser's history. */
export function turnTo({ id, ...at }) {
	location.replace(hitAddress(id, at));
}

export function filter() {
	return new URLSearchParams(location.search).get("filter") ?? "";
}

export function rememberFilter(text) {
	const query = text ? `?${new URLSearchParams({ filter: text })}` : location.pathname;
	history.replaceState(null, "", query + location.hash);
}
