/** The tab Response: what the browser got back. */

import { make } from "./dom.js";
import { pairs } from "./request.js";
import { empty, facts, heading } from "./table.js";
import { code, folded } from "./value.js";

export function responsePanel({ trace }) {
	const { response } = trace;
	if (!response) return empty("Nothing was answered to the browser.");
	return [
		heading("Response to the browser"),
		facts([["Status", response.status], ["Body", `${response.bytes} bytes`]]),
		pairs("Headers", response.headers),
		names("Cookies set", response.cookies),
		trace.events.flatMap((event) => event.tags).map(byTag),
		folded("Body", response.body),
	];
}

function byTag({ tag, cookies, pixels }) {
	return [names(`Cookies of ${tag}`, cookies), names(`Pixels of ${tag}`, pixels)];
}

function names(title, texts) {
	if (!texts.length) return null;
	return [make("h4", title), make("ul", texts.map((text) => make("li", code(text))))];
}
