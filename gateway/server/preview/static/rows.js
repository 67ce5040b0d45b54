/** The list of requests, newest on top: bounded, and still while somebody reads it. */

import { fill } from "./dom.js";
import { trim } from "./feed.js";
import { hasFailed } from "./outcome.js";
import { gap, Row } from "./row.js";

const A_SLICE = 60;
const A_MOMENT = 16;
const STEPS = { ArrowDown: 1, ArrowUp: -1 };

export class Rows {
	#list;
	#view = "all";
	#rows = new Map();
	#items = new Map();
	#chosen = { id: null, event: null };
	#round = 0;

	constructor(list) {
		this.#list = list;
		list.onkeydown = (press) => this.#walk(press);
		list.addEventListener("focusin", ({ target }) => this.#reach(target));
	}

	/** Puts rows, oldest first, on the page; a row that is known changes in place, or goes. */
	show(rows, { fresh }) {
		if (fresh) this.clear();
		const added = rows.filter((row) => (row.gone ? this.#drop(row.id) : !this.#update(row))).map((row) => row.id);
		trim(this.#rows, (id) => this.#drop(id));
		this.#insert(added.reverse(), { before: this.#list.firstChild, round: this.#round });
		if (!this.#links('[tabindex="0"]').length) this.#reach(this.#links()[0]);
	}

	clear() {
		this.#round += 1;
		this.#rows.clear();
		this.#items.clear();
		fill(this.#list);
	}

	filter(view) {
		this.#view = view;
		this.#list.dataset.view = view;
		this.#reach(this.#links()[0]);
	}

	counts() {
		const rows = [...this.#rows.values()].filter((row) => !row.leftOut);
		const count = (test) => rows.filter(test).length;
		return { all: rows.length, failed: count(hasFailed), unclaimed: count((row) => row.client === null) };
	}

	choose(id, event) {
		this.#items.get(this.#chosen.id)?.choose(null);
		this.#chosen = { id, event };
		this.#reach(this.#items.get(id)?.choose(event));
	}

	/** Goes to the request `step` further down the list. */
	go(step) {
		const heads = this.#links(".head");
		const at = heads.findIndex((link) => link.hasAttribute("aria-current"));
		const next = heads[at < 0 ? 0 : at + step];
		if (!next) return;
		location.hash = next.hash;
		focusOn(next);
	}

	#update(row) {
		const isKnown = this.#rows.has(row.id);
		this.#rows.set(row.id, row);
		this.#items.get(row.id)?.update(row);
		return isKnown;
	}

	#drop(id) {
		this.#rows.delete(id);
		this.#items.get(id)?.item.remove();
		this.#items.delete(id);
	}

	// What is on screen comes first; the rest follows in slices, between which the browser draws.
	#insert(ids, { before, round }) {
		if (round !== this.#round) return;
		const items = ids.slice(0, A_SLICE).filter((id) => this.#rows.has(id)).map((id) => this.#make(id));
		items.forEach((item) => this.#list.insertBefore(item, before?.parentNode ? before : null));
		const rest = ids.slice(A_SLICE);
		if (rest.length) setTimeout(() => this.#insert(rest, { before, round }), A_MOMENT);
	}

	#make(id) {
		const row = this.#rows.get(id);
		const made = row.leftOut ? gap(row) : new Row(row);
		this.#items.set(id, made);
		if (id === this.#chosen.id) made.choose(this.#chosen.event);
		return made.item;
	}

	#links(kind = "a") {
		const shown = this.#view === "all" ? "" : `[data-${this.#view}]`;
		return [...this.#list.querySelectorAll(`.row${shown} ${kind}`)];
	}

	// One link of the list is a stop of the tab key; the arrows go on from there.
	#reach(link) {
		if (!link) return;
		this.#list.querySelector('a[tabindex="0"]')?.setAttribute("tabindex", "-1");
		link.tabIndex = 0;
	}

	#walk(press) {
		const links = this.#links();
		const next = links[links.indexOf(document.activeElement) + STEPS[press.key]];
		if (!next) return;
		press.preventDefault();
		focusOn(next);
	}
}

function focusOn(link) {
	link.focus({ preventScroll: true });
	link.scrollIntoView({ block: "nearest" });
}
