/** One request in the list, with its events; it changes in place, so that focus stays. */

import { hitAddress } from "./address.js";
import { time } from "./clock.js";
import { fill, hidden, make } from "./dom.js";
import { hasFailed, outcome, toneOf } from "./outcome.js";

export function gap({ leftOut }) {
	return { item: make("li.gap", `${leftOut} requests were too many to show`) };
}

export class Row {
	#id;
	#head = make("a.head", { tabindex: -1 });
	#events = make("ul");

	constructor(row) {
		this.#id = row.id;
		this.#head.href = hitAddress(row.id);
		this.item = make("li.row", this.#head, this.#events);
		this.update(row);
	}

	update(row) {
		this.item.dataset.tone = toneOf(row.outcome);
		this.item.toggleAttribute("data-failed", hasFailed(row));
		this.item.toggleAttribute("data-unclaimed", row.client === null);
		fill(this.#head, head(row));
		while (this.#events.children.length > row.events.length) this.#events.lastChild.remove();
		row.events.forEach((event, index) => fill(this.#event(index), eventParts(event)));
		if (row.more) this.#events.append(make("li.empty", `${row.more} more events`));
	}

	choose(event) {
		this.item.toggleAttribute("data-chosen", event !== null);
		this.#head.ariaCurrent = event === null ? null : "true";
		const links = this.#events.querySelectorAll("a");
		links.forEach((link, index) => (link.ariaCurrent = index === event ? "true" : null));
		if (event !== null) return links[event] ?? this.#head;
	}

	#event(index) {
		const known = this.#events.children[index];
		if (known) return known.firstChild;
		const link = make("a.event", { tabindex: -1, href: hitAddress(this.#id, { event: index }) });
		this.#events.append(make("li", link));
		return link;
	}
}

function head(row) {
	return [
		make("span.line", make("span.method", row.method), " ", make("span.path", row.path), " ", time(row.at)),
		row.client === null && [outcome("unclaimed"), " "],
		row.why && make("span", row.client && `${row.status}: `, row.why),
		row.label && make("span.label", hidden("Label: "), row.label),
	];
}

function eventParts({ name, about, tags, more }) {
	const told = tags.length ? tags : [{ tag: "", outcome: "none" }];
	return [
		make("span.line", make("b", name), " ", make("span.about", about)), " ",
		make("span.tags", told.map(({ tag, outcome: word }) => [outcome(word, tag), " "]), more > 0 && `${more} more tags`),
	];
}
