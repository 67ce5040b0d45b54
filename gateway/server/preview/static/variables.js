/** The tab Variables: each with its value, its type and who uses it. */

import { make } from "./dom.js";
import { table } from "./table.js";
import { json, placeOf } from "./value.js";

export function variablesPanel({ event }) {
	return table({
		caption: "Variables",
		heads: ["Name", "Value", "Type", "Used by"],
		rows: event.variables.map(cells),
	});
}

function cells({ name, value, type, place, used_by: usedBy, problem }) {
	return [
		name,
		problem ? make("span.problem", problem) : value === undefined ? make("span.quiet", "undefined") : json(value),
		[type, " ", placeOf(place)],
		make("ul", usedBy.map((user) => make("li", user))),
	];
}
