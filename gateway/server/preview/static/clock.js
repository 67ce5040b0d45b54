/** Times as a person reads them: of today the time, of another day the date before it. */

import { make } from "./dom.js";

export function time(iso) {
	if (!iso) return "–";
	return make("time", { datetime: iso, title: iso }, clock(new Date(iso)));
}

function clock(at) {
	const [date, rest] = local(at);
	return date === local(new Date())[0] ? rest : `${date.slice(5)} ${rest.slice(0, 8)}`;
}

function local(at) {
	return new Date(at - at.getTimezoneOffset() * 60_000).toISOString().slice(0, -1).split("T");
}
