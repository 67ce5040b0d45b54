/** The tab Tags: what fired, with the vendor's verdict, and what did not, and why. */

import { hidden, make, sign } from "./dom.js";
import { outcome } from "./outcome.js";
import { empty, heading } from "./table.js";
import { code, placeOf } from "./value.js";

export function tagsPanel({ event }) {
	const list = (title, tags) => [heading(title, tags.length), tags.length ? tags.map((tag) => card(tag, event)) : empty("None.")];
	return [list("Fired", event.tags), list("Not fired", event.not_fired)];
}

function card(tag, event) {
	const { type, verdict, said, fired = tag, triggers = [], exceptions = [] } = tag;
	const tried = (kind) => (name, index) => trigger(kind, event.triggers[name], !index);
	return make("article.card",
		make("div.line", make("h4", tag.tag, " ", make("span.quiet", type)), verdict && outcome(verdict)),
		verdict && make("p", said || tag.why),
		make("p.reason", make("span", verdict && make("span.quiet", "Fired by "), fired.why), placeOf(fired.place)),
		triggers.map(tried("Trigger")), exceptions.map(tried("Exception")));
}

function trigger(kind, { trigger: name, outcome: word, why, conditions }, open) {
	return make("details", { open },
		make("summary", `${kind} ${name}: ${word}`), why,
		make("ul.conditions", conditions.map(condition)));
}

function condition({ text, holds, met }) {
	return make("li", { "data-tone": holds ? "good" : "bad" },
		sign(holds ? "✓" : "✕"), hidden(holds ? "holds: " : "fails: "), code(text), " ",
		make("span.met", met));
}
