/** The keys, and the dialog that tells them and can switch them off. */

import { TABS } from "./address.js";
import { tell } from "./dialog.js";
import { make } from "./dom.js";
import { table } from "./table.js";

const SETTING = "preview-keys";
const HELP = [
	["/", "Go to the filter"],
	["j, k", "Next and previous request"],
	["1 to 7", "The tabs, from Request to Response"],
	["Arrows", "Along the tabs; up and down the list of requests"],
	["?", "This help"],
	["Esc", "Close"],
];

export function listenToKeys({ filter, go, tab }) {
	const acts = { "/": filter, j: () => go(1), k: () => go(-1), "?": showHelp };
	TABS.forEach((name, index) => (acts[index + 1] = () => tab(name)));
	document.addEventListener("keydown", (press) => {
		const act = acts[press.key];
		if (!act || !areOn() || isMeantElsewhere(press)) return;
		press.preventDefault();
		act();
	});
}

export function showHelp() {
	const box = make("input", { type: "checkbox", checked: areOn(), change: remember });
	const rows = HELP.map(([key, does]) => [make("kbd", key), does]);
	tell({
		title: "Keys",
		content: [table({ caption: "Where no field is being typed in", heads: ["Key", "Does"], rows }), make("label", box, " Single keys are on")],
	});
}

function areOn() {
	return localStorage.getItem(SETTING) !== "off";
}

function remember({ target }) {
	localStorage.setItem(SETTING, target.checked ? "on" : "off");
}

function isMeantElsewhere({ target, ctrlKey, metaKey, altKey }) {
	return ctrlKey || metaKey || altKey || target.closest("input, textarea, select") || document.querySelector("dialog[open]");
}
