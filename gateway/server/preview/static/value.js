/** Values in monospace: as they are, as JSON, or laid out. */

import { make } from "./dom.js";

export function code(text) {
	return make("code", text);
}

export function json(value) {
	return code(JSON.stringify(value));
}

export function laidOut(body) {
	return make("pre", typeof body === "string" ? body : JSON.stringify(body, null, 2));
}

/** A long text that opens on demand. */
export function folded(label, body) {
	if (body === "" || body === null || body === undefined) return null;
	return make("details", make("summary", label), laidOut(body));
}

export function headersText(headers) {
	const pairs = Array.isArray(headers) ? headers : Object.entries(headers);
	return pairs.map(([name, value]) => `${name}: ${value}`).join("\n");
}

export function placeOf(text) {
	return text && make("code.place", text);
}
