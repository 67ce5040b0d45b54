/** The tab Tags: what fired, with the vendor's verdict, and what did not, and why. */

import { hidden, make, sign } from "./dom.js";
import { outcome } from "./outcome.js";
import { empty, heading } from "./table.js";
import { code, placeOf } from "./value.js";

export function tagsPanel({ event }) {
	return [
		heading("Fired", event.tags.length),
		event.tags.length ? event.tags.map(fired) : empty("No tag fired for this event."),
		heading("Not fired", event.not_fired.length),
		event.not_fired.length ? event.not_fired.map(notFired) : empty("Every tag fired."),
	];
}

function fired(run) {
	return card(run, outcome(run.verdict), make("p", run.why), reason("Fired by", run.fired));
}

function notFired(tag) {
	return card(tag, null, reason("Not fired:", tag));
}

function card({ tag, type }, verdict, ...parts) {
	const title = make("h4", tag, " ", make("span.quiet", type));
	return make("article.card", make("div.line", title, verdict), parts);
}

function reason(label, { why, place, conditions: list }) {
	return [
		make("p.reason", make("span", make("span.quiet", label), " ", why), placeOf(place)),
		list.length > 0 && make("ul.conditions", list.map(condition)),
	];
}

function condition({ text, holds, met }) {
	return make("li", { "data-tone": holds ? "good" : "bad" },
		sign(holds ? "✓" : "✕"), hidden(holds ? "holds: " : "does not hold: "), code(text), " ",
		make("span.met", met));
}
