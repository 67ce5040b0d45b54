/** The tab Outgoing: requests, their attempts, and where their fields came from. */

import { curlButton } from "./actions.js";
import { time } from "./clock.js";
import { make } from "./dom.js";
import { outcome } from "./outcome.js";
import { empty, facts, heading, table } from "./table.js";
import { code, folded, headersText, json } from "./value.js";

export function outgoingPanel({ trace, isReplay }) {
	const busy = trace.events.flatMap((event) => event.tags.map((run) => ({ event, run })))
		.filter(({ run }) => run.sent.length + run.asked.length);
	if (!busy.length) return empty("No tag sent anything for this request.");
	const curl = ({ id }) => !isReplay && curlButton(`/v1/traces/${trace.id}/curl?sent=${encodeURIComponent(id)}`, { class: "small" });
	return busy.map(({ event, run }) => [
		heading(`${run.tag}, for ${event.name}`),
		run.asked.map(asked),
		run.sent.map((sent) => delivery(sent, curl(sent))),
	]);
}

export function requestsSent(trace) {
	return trace.events.flatMap((event) => event.tags.flatMap((run) => run.sent)).length;
}

function delivery({ state, due, because, tries, request, attempts, sources }, curl) {
	return make("article.card",
		make("div.line", title(request), outcome(state), curl),
		due && facts([["Next attempt", [time(due), " ", because]]]),
		attempts.length > 0 && table({ caption: `Attempts: ${tries}`, heads: ["At", "Status", "Outcome", "Why"], rows: attempts.map(attempt) }),
		sources.length > 0 && table({ caption: "Fields", heads: ["Field", "Value", "GA4 field"], rows: sources.map(source) }),
		folded("Request headers", headersText(request.headers)),
		folded("Request body", request.body));
}

function attempt({ at, status, error, outcome: word, why, body }) {
	return [time(at), status || "–", outcome(word), [why, !why.includes(error) && `: ${error}`, folded("Answer", body)]];
}

function source({ field, value, from, how }) {
	return [code(field), json(value), [from && code(from), " ", how && make("span.quiet", how)]];
}

function asked({ request, reply }) {
	return make("article.card",
		make("div.line", title(request), make("span.quiet", "asked while the tag ran")),
		facts([["Status", reply.status || "–"], ["Error", reply.error]]),
		folded("Request body", request.body),
		folded("Answer", reply.body));
}

function title({ method, url }) {
	return make("h4", code(`${method} ${url}`));
}
