/** The tab Request: who claimed it, and all that came in. */

import { make } from "./dom.js";
import { facts, heading, table } from "./table.js";
import { code, folded } from "./value.js";

export function requestPanel({ trace }) {
	const { request } = trace;
	return [
		heading("Client"),
		claim(trace),
		heading("Incoming request"),
		facts([
			["Request", code(`${request.method} ${request.path}`)],
			["Host", code(request.host)],
			["From", code(request.ip)],
			["Query and body", `${request.bytes} bytes`],
			["Preview header", request.preview && code(request.preview)],
		]),
		parameters("Query", request.query),
		request.lines.map((line, index) => parameters(`Body, line ${index + 1}`, line)),
		pairs("Headers", request.headers),
		pairs("Cookies", request.cookies),
		folded("Body as it came", request.body),
	];
}

export function pairs(caption, rows) {
	return table({ caption, heads: ["Name", "Value"], rows: rows.map((row) => row.map(code)) });
}

function claim({ client, refusals }) {
	return facts([
		["Claimed by", client ?? "no client"],
		...refusals.map((refusal) => [refusal.client, `did not: ${refusal.reason}`]),
	]);
}

function parameters(caption, rows) {
	return table({
		caption,
		heads: ["Key", "GA4 name", "Value"],
		rows: rows.map(({ name, means, value }) => [code(name), means, code(value)]),
	});
}
