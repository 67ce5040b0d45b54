/** The head of the page: container, rules, mode, stream and funnel. */

import { fill, make, part, sign } from "./dom.js";
import { code } from "./value.js";

const STATES = {
	connecting: ["wait", "…", "connecting"],
	connected: ["good", "●", "live"],
	reconnecting: ["bad", "↻", "not connected, trying again"],
	stopped: ["quiet", "–", "stopped"],
	paused: ["wait", "‖", "paused"],
};
const STEPS = ["hits", "claimed", "events", "fired", "accepted"];

export function showContainer({ container, file, rules, mode, stale }) {
	part("container").textContent = container;
	fill(part("rules"), file, " ", code(rules));
	part("mode").textContent = mode === "live" ? "sends to vendors" : `${mode}: sends nothing`;
	showBanner(stale);
}

export function showBanner(text) {
	fill(part("stale"), text);
}

export function showState(word) {
	const [tone, mark, text] = STATES[word];
	part("state").dataset.tone = tone;
	fill(part("state"), sign(mark), text);
}

export function showFunnel(counts) {
	const item = (selector, key, word) => make(selector, make("b", counts[key]), ` ${word}`);
	const rest = Object.keys(counts).filter((key) => counts[key] && !STEPS.includes(key));
	fill(part("funnel"), STEPS.map((key) => item("li", key, key === "hits" ? "in" : key)), rest.map((key) => item("li.rest", key, key)));
}
