/** The row of tabs over the details, with arrow keys as the ARIA pattern "Tabs" has them. */

import { TABS } from "./address.js";
import { fill, make } from "./dom.js";

const LABELS = ["Request", "Tags", "Variables", "Event Data", "Console", "Outgoing", "Response"];
const STEPS = { ArrowRight: 1, ArrowLeft: -1 };

const buttons = TABS.map((name) =>
	make("button", { type: "button", role: "tab", id: `tab-${name}`, "aria-controls": "panel" }));

export const tabs = make("div.tabs", { role: "tablist", "aria-label": "Details", keydown: walk }, buttons);
export const panel = make("div.panel", { id: "panel", role: "tabpanel", tabindex: 0 });

export function showTabs({ chosen, counts, choose }) {
	buttons.forEach((tab, index) => {
		const name = TABS[index];
		fill(tab, LABELS[index], counts[name] > 0 && make("span.count", ` ${counts[name]}`));
		tab.ariaSelected = String(name === chosen);
		tab.tabIndex = name === chosen ? 0 : -1;
		tab.onclick = () => choose(name);
	});
	panel.setAttribute("aria-labelledby", `tab-${chosen}`);
}

function walk(press) {
	const at = buttons.indexOf(document.activeElement);
	const steps = { ...STEPS, Home: -at, End: buttons.length - 1 - at };
	if (!(press.key in steps)) return;
	press.preventDefault();
	const next = buttons.at((at + steps[press.key]) % buttons.length);
	next.focus();
	next.click();
}
