/** The tab Console: the log lines of the request, then those of each tag. */

import { make } from "./dom.js";
import { empty, heading } from "./table.js";

export function consolePanel({ trace }) {
	const logs = logsOf(trace);
	if (!logs.length) return empty("Nothing was logged for this request.");
	return logs.map(([source, lines]) => [heading(source, lines.length), make("ol.log", lines.map(line))]);
}

export function linesLogged(trace) {
	return logsOf(trace).reduce((count, [, lines]) => count + lines.length, 0);
}

function logsOf(trace) {
	const tags = trace.events.flatMap((event) => event.tags.map((tag) => [`${event.name}: ${tag.tag}`, tag.log]));
	return [["Request", trace.log], ...tags].filter(([, lines]) => lines.length);
}

function line(text) {
	return make("li", text);
}
