/** The tab Event Data: the event as a tree, each value with its origin, and the consent. */

import { make } from "./dom.js";
import { outcome } from "./outcome.js";
import { facts, heading } from "./table.js";
import { code, json } from "./value.js";

export function eventDataPanel({ event }) {
	return [heading("Event data"), branches("", event.data, event.origins), heading("Consent"), consent(event.consent)];
}

function branches(path, data, origins) {
	const inside = (key) => (Array.isArray(data) ? `${path}[${key}]` : [path, key].filter(Boolean).join("."));
	const entries = Object.entries(data);
	return make("ul.tree", entries.map(([key, value]) => make("li", node(key, inside(key), value, origins))));
}

function node(key, path, value, origins) {
	if (!isBranch(value)) return make("div.leaf", make("span", code(key), ": ", json(value)), origin(origins[path]));
	return make("details", { open: true },
		make("summary", code(key), " ", make("span.quiet", size(value)), " ", origin(origins[path])),
		branches(path, value, origins));
}

function isBranch(value) {
	return value !== null && typeof value === "object" && Object.keys(value).length > 0;
}

function size(value) {
	return `${Array.isArray(value) ? "entries" : "keys"}: ${Object.keys(value).length}`;
}

function origin(wire) {
	return wire && make("span.origin", "from ", code(wire));
}

function consent({ granted, source }) {
	return facts([
		...Object.entries(granted).map(([kind, given]) => [code(kind), outcome(given ? "granted" : "denied")]),
		[source === "not set" ? "State" : "Told by", source],
	]);
}
