/** What a screen reader hears: answers at once, counts now and then. */

import { part } from "./dom.js";

const QUIET_MS = 10_000;

let told = "";
let timer = null;

export function announce(text) {
	part("announcer").textContent = text;
}

export function announceCounts({ all, failed }) {
	const text = `${all} requests, ${failed} failed`;
	if (timer || text === told) return;
	timer = setTimeout(() => {
		timer = null;
		told = text;
		announce(text);
	}, QUIET_MS);
}
