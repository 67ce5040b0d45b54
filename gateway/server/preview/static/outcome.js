/** An outcome: a word with a sign, so that it is never told by colour alone. */

import { make, sign } from "./dom.js";

const SIGNS = {
	good: { accepted: "✓", ok: "✓", granted: "✓" },
	wait: { waiting: "…", again: "↻", warning: "!" },
	bad: { hold: "‖", refused: "✕", "given up": "✕", dropped: "✕", damaged: "✕", failed: "✕", error: "✕" },
	quiet: { skipped: "–", "not run": "–", none: "–", unclaimed: "?", denied: "✕", info: "i" },
};

export function outcome(word, about = "") {
	const tone = toneOf(word);
	return make("span.outcome", { "data-tone": tone }, sign(SIGNS[tone][word] ?? "–"), word, about && ` ${about}`);
}

export function toneOf(word) {
	return Object.keys(SIGNS).find((tone) => word in SIGNS[tone]) ?? "quiet";
}

export function hasFailed({ outcome: worst }) {
	return toneOf(worst) === "bad";
}
