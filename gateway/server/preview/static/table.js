/** Tables and lists of facts. */

import { isShown, make } from "./dom.js";

/** A table of `rows`, each a list of cells, or a sentence when there is none. */
export function table({ caption, heads, rows, none = "None." }) {
	if (!rows.length) return [make("p", make("b", caption)), empty(none)];
	return make("table",
		make("caption", caption),
		make("thead", make("tr", heads.map((head) => make("th", { scope: "col" }, head)))),
		make("tbody", rows.map((cells) => make("tr", cells.map((cell) => make("td", cell))))));
}

/** A table with many columns scrolls by itself in a narrow window, with the keyboard too. */
export function wideTable(content) {
	return make("div.wide", { role: "region", tabindex: 0, "aria-label": content.caption }, table(content));
}

export function facts(pairs) {
	const shown = pairs.filter(([, value]) => isShown(value));
	return make("dl.facts",
		shown.map(([name, value]) => make("div", make("dt", name), make("dd", value))));
}

export function empty(sentence) {
	return make("p.empty", sentence);
}

export function heading(text, count) {
	return make("h3", text, count === undefined ? "" : make("span.count", ` ${count}`));
}

export function failure({ message }) {
	return [make("h2", "This cannot be shown"), make("p", { role: "alert" }, message)];
}
