/** The head of the page: container, rules, mode, stream and funnel. */

import { fill, make, part, sign } from "./dom.js";
import { code } from "./value.js";

const STATES = {
	connecting: ["wait", "…", "connecting"],
	connected: ["good", "●", "live"],
	reconnecting: ["bad", "↻", "not connected, trying again"],
	stopped: ["quiet", "–", "no rows: the filter cannot be read"],
	paused: ["wait", "‖", "paused"],
};
const STEPS = ["hits", "claimed", "events", "fired", "accepted"];
const REST = ["waiting", "refused"];

export function showContainer({ container, file, rules, mode, stale }) {
	part("container").textContent = container;
	fill(part("rules"), file, " ", code(rules));
	part("mode").textContent = mode === "live" ? "sends to vendors" : `${mode}: sends nothing`;
	fill(part("stale"), stale);
	part("stale").hidden = !stale;
}

export function showState(word) {
	const [tone, mark, text] = STATES[word];
	part("state").dataset.tone = tone;
	fill(part("state"), sign(mark), text);
}

export function showFunnel(counts) {
	const item = (selector, key, word) => make(selector, make("b", counts[key]), ` ${word}`);
	const rest = REST.filter((key) => counts[key]);
	fill(part("funnel"), STEPS.map((key) => item("li", key, key === "hits" ? "in" : key)), rest.map((key) => item("li.rest", key, key)));
}
