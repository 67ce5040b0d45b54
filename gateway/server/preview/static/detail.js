/** The details of one request: its heading, its actions, and the tabs. */

import { toolbar } from "./actions.js";
import { turnTo } from "./address.js";
import { time } from "./clock.js";
import { consolePanel, linesLogged } from "./console.js";
import { button, fill, make, part } from "./dom.js";
import { eventDataPanel } from "./event_data.js";
import { outgoingPanel, requestsSent } from "./outgoing.js";
import { requestPanel } from "./request.js";
import { responsePanel } from "./response.js";
import { read } from "./server.js";
import { empty, failure } from "./table.js";
import { panel, showTabs, tabs } from "./tabs.js";
import { tagsPanel } from "./tags.js";
import { code } from "./value.js";
import { variablesPanel } from "./variables.js";

const PANELS = {
	request: requestPanel, tags: tagsPanel, variables: variablesPanel, "event-data": eventDataPanel, console: consolePanel,
	outgoing: outgoingPanel, response: responsePanel,
};

const OF_EVENT = ["tags", "variables", "event-data"];

const pane = part("detail");
const head = make("div");
const news = button("This request has news: show them", load, { class: "news", hidden: true });

export let place = { id: null, tab: "tags", event: 0 };
let trace = null;
let replays = [];
let replay = 0;
let edited = null;
let loading = new AbortController();

export async function showDetail(to) {
	const isKnown = to.id === place.id && trace;
	place = to;
	return isKnown ? render() : load();
}

/** The request has changed: what is being read stays until its reader asks for the news. */
export function detailChanged() {
	if (!trace || replays.length) return;
	if (!isRead()) return load();
	news.hidden = false;
}

async function load() {
	loading.abort();
	loading = new AbortController();
	try {
		trace = await read(`/v1/traces/${place.id}`, loading.signal);
		news.hidden = true;
		showReplays([]);
	} catch (error) {
		if (error.name !== "AbortError") fail(error);
	}
}

function fail(error) {
	trace = null;
	fill(pane, failure(error));
}

function isRead() {
	return panel.scrollTop > 0 || panel.contains(document.activeElement);
}

function showReplays(traces, text = null) {
	replays = traces;
	edited = text;
	replay = 0;
	render();
	if (traces.length) head.querySelector("h2").focus();
}

function pickReplay(number) {
	replay = number;
	render();
}

function render() {
	const shown = replays[replay] ?? trace;
	const event = shown.events[place.event] ?? shown.events[0];
	const isReplay = replays.length > 0;
	document.title = `${event?.name ?? shown.request.path} – Preview`;
	fill(head, heading(shown, event), isReplay && banner(shown), actions(event), chooser(shown));
	showTabs({ chosen: place.tab, counts: counts(shown, event), choose: (tab) => turnTo({ ...place, tab }) });
	const hasContent = event || !OF_EVENT.includes(place.tab);
	fill(panel, hasContent ? PANELS[place.tab]({ trace: shown, event, isReplay }) : empty(`${shown.client ?? "No client"} made no event of this request. ${shown.log[0] ?? ""}`));
	if (!panel.isConnected) fill(pane, head, news, tabs, panel);
}

function heading({ request, at, client, rules, kept, stale }, event) {
	const told = [
		code(`${request.method} ${request.path}`), time(at), `claimed by ${client ?? "no client"}`,
		["rules ", code(rules)], `from ${kept}`,
	];
	return [
		make("h2", { tabindex: -1 }, event?.name ?? "No event"),
		make("p.quiet.about-line", told.map((text) => make("span", text))),
		stale && make("p.banner", stale),
	];
}

function banner({ rules }) {
	const labels = replays.map((_, index) => `${index + 1} of ${replays.length}`);
	return make("div.banner.replayed", { role: "status" },
		make("strong", edited ? "Edited and replayed by the rules " : "Replayed by the rules ", code(rules), "; nothing was sent."),
		choice("Request", labels, { chosen: replay, pick: pickReplay }),
		button("Back to what happened", () => showReplays([])));
}

function actions(event) {
	// An edited request is another one: the one that came is left alone.
	const can = edited ? ["edit", "save"] : trace.can;
	return toolbar({ id: trace.id, can, place, show: showReplays, edited, replayed: replays[replay], name: event?.name ?? "request" });
}

function chooser({ events }) {
	const labels = events.map(({ name }, index) => `${index + 1} of ${events.length}: ${name}`);
	return choice("Event", labels, { chosen: place.event, pick: (event) => turnTo({ ...place, event }) });
}

function counts(shown, event) {
	const inEvent = { tags: event?.tags.length, variables: event?.variables.length };
	return { ...inEvent, console: linesLogged(shown), outgoing: requestsSent(shown) };
}

function choice(label, options, { chosen, pick }) {
	if (options.length < 2) return null;
	const change = ({ target }) => pick(target.selectedIndex);
	return make("label.choice", label, " ",
		make("select", { change }, options.map((text, index) => make("option", { selected: index === chosen }, text))));
}
