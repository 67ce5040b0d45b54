/** The view TikTok diagnostics: findings, match keys, and an estimate of their quality. */

import { guard } from "./dialog.js";
import { button, fill, make } from "./dom.js";
import { outcome } from "./outcome.js";
import { read } from "./server.js";
import { empty, facts, heading, wideTable } from "./table.js";
import { code } from "./value.js";

const PERIODS = [[1, "1 hour"], [24, "24 hours"], [168, "7 days"]];

export async function showDiagnostics(page, hours = 24) {
	const told = await read(`/v1/diagnostics?hours=${hours}`);
	fill(page,
		make("h2", "TikTok diagnostics"),
		periods(page, hours),
		make("p", `${told.events} events looked at.`, told.left_out > 0 && ` ${told.left_out} more were left out.`),
		wideTable({
			caption: "Findings",
			heads: ["Severity", "Event", "Field", "Seen", "What to do", "Example"],
			rows: told.findings.map(finding),
			none: "Nothing was found.",
		}),
		heading("Match keys"),
		coverage(told.coverage),
		heading("Match quality, our estimate"),
		quality(told.quality));
}

function periods(page, chosen) {
	const choose = (hours) => guard(async () => {
		await showDiagnostics(page, hours);
		page.querySelector('[aria-pressed="true"]').focus();
	});
	return make("div.buttons", { role: "group", "aria-label": "Period" },
		PERIODS.map(([hours, label]) => button(label, () => choose(hours), { "aria-pressed": String(hours === chosen) })));
}

function finding({ severity, event, field, count, of, share, sample, advice, basis }) {
	return [
		outcome(severity),
		eventName(event),
		code(field),
		`${percent(share)} (${count} of ${of})`,
		[advice, make("div.quiet", basis)],
		sample === null || sample === "" ? "–" : code(sample),
	];
}

function coverage(byEvent) {
	const events = Object.keys(byEvent);
	const keys = [...new Set(events.flatMap((event) => Object.keys(byEvent[event])))];
	return wideTable({
		caption: "Share of events that had each key",
		heads: ["Key", ...events.map(eventName)],
		rows: keys.map((key) => [code(key), ...events.map((event) => bar(byEvent[event][key]))]),
		none: "No event was sent to TikTok in this time.",
	});
}

function bar(share) {
	if (share === undefined) return "–";
	return [make("meter", { value: share, "aria-hidden": "true" }), " ", percent(share)];
}

function quality({ basis, weights, estimates }) {
	const rows = Object.entries(estimates).map(([event, estimate]) => [eventName(event), `about ${estimate.toFixed(1)} of 10`]);
	return [
		make("p", basis),
		rows.length ? facts(rows) : empty("There is nothing to estimate from yet."),
		make("h4", "Weights"),
		facts(Object.entries(weights).map(([key, weight]) => [code(key), weight])),
	];
}

function eventName(event) {
	return event || "All events";
}

function percent(share) {
	return `${Math.round(share * 100)} %`;
}
