/** The preview page: joins the stream, the list, the details, the views and the keys. */

import { filter, place, rememberFilter, settle, turnTo } from "./address.js";
import { announceCounts } from "./announcer.js";
import { detailChanged, place as shown, showDetail } from "./detail.js";
import { showDiagnostics } from "./diagnostics.js";
import { fill, make, part } from "./dom.js";
import { beginFeed, clearFeed, endOfPast, feed, pauseFeed, prepareFeed } from "./feed.js";
import { listenToKeys, showHelp } from "./keys.js";
import { showQueue } from "./queue.js";
import { Rows } from "./rows.js";
import { read } from "./server.js";
import { showBanner, showContainer, showFunnel, showState } from "./status.js";
import { closeStream, openStream, watchWhileSeen } from "./stream.js";
import { failure } from "./table.js";

const PAGES = { queue: showQueue, diagnostics: showDiagnostics };
const TYPING_MS = 250;
const COUNTING_MS = 300;

const views = document.querySelectorAll("nav a");
const live = new Rows(part("live"));
const disk = new Rows(part("disk"));
const heard = {
	open: beginFeed,
	state: tellState,
	hello: showContainer,
	rows: feed,
	past: endOfPast,
	funnel: showFunnel,
	problem: refuseFilter,
	refused: showBanner,
};

let view = "all";
let state = "connecting";
let isPaused = false;
let counting, typing;

// Our own step: after a link on another site a browser keeps our cookie back.
if (location.search.startsWith("?token=")) location.replace(`/${location.hash}`);
else start();

function start() {
	views.forEach((link) => link.append(" ", make("span.count")));
	prepareFeed({ show: showRows, held: showHeld });
	part("filter").value = filter();
	part("filter").oninput = useFilterSoon;
	part("search").onsubmit = useFilter;
	part("pause").onclick = pause;
	part("clear").onclick = clear;
	part("help").onclick = showHelp;
	listenToKeys({ filter: () => part("filter").select(), go: (step) => (view === "disk" ? disk : live).go(step), tab: openTab });
	addEventListener("hashchange", route);
	const watch = () => openStream(filter(), heard);
	watch();
	watchWhileSeen(watch);
	route();
}

function route() {
	const to = place();
	return to.id ? openHit(to) : openView(to.view);
}

async function openHit({ id, tab, event }) {
	const isOther = id !== shown.id;
	const to = { id, event, tab: tab ?? shown.tab };
	settle(id, to);
	setView(view in PAGES ? "all" : view);
	live.choose(id, event);
	disk.choose(id, event);
	await showDetail(to);
	if (isOther && matchMedia("(max-width: 719px)").matches) part("detail").scrollIntoView();
}

function openTab(tab) {
	if (shown.id && !(view in PAGES)) turnTo({ ...shown, tab });
}

function openView(name) {
	setView(name);
	const page = part("page");
	if (name in PAGES) return PAGES[name](page).catch((error) => fill(page, failure(error)));
	if (name === "disk") return showDisk();
}

function setView(name) {
	view = name;
	part("browse").hidden = name in PAGES;
	part("page").hidden = !(name in PAGES);
	part("live").hidden = name === "disk";
	part("disk").hidden = name !== "disk";
	live.filter(name);
	views.forEach((link) => (link.ariaCurrent = viewOf(link) === name ? "page" : null));
	showCounts();
}

async function showDisk() {
	try {
		const { rows } = await read(`/v1/disk${location.search}`);
		disk.show(rows.reverse(), { fresh: true });
		showCounts();
	} catch (error) {
		showProblem(error.message);
	}
}

function viewOf(link) {
	return link.hash.slice(2) || "all";
}

function showRows(rows, options) {
	live.show(rows, options);
	if (rows.some((row) => row.id === shown.id)) detailChanged();
	counting ??= setTimeout(showCounts, options.fresh ? 0 : COUNTING_MS);
}

function showCounts() {
	counting = null;
	const counts = { ...live.counts(), disk: view === "disk" && disk.counts().all };
	views.forEach((link) => fill(link.lastChild, counts[viewOf(link)]));
	part("empty").textContent = counts[view] ? "" : "No request yet, or none that matches the filter.";
	announceCounts(counts);
}

function tellState(word) {
	state = word;
	showState(isPaused && word === "connected" ? "paused" : word);
}

function pause() {
	isPaused = !isPaused;
	part("pause").ariaPressed = String(isPaused);
	pauseFeed(isPaused);
	tellState(state);
}

function showHeld(count) {
	part("pause").textContent = count ? `Pause (${count} held back)` : "Pause";
}

function clear() {
	clearFeed();
	live.clear();
	showCounts();
}

function useFilterSoon() {
	clearTimeout(typing);
	typing = setTimeout(useFilter, TYPING_MS);
}

function useFilter(submit) {
	submit?.preventDefault();
	clearTimeout(typing);
	const text = part("filter").value.trim();
	rememberFilter(text);
	showProblem("");
	beginFeed({ fresh: true });
	openStream(text, heard);
	if (view === "disk") showDisk();
}

function refuseFilter({ text }) {
	showProblem(text);
	clear();
	disk.clear();
	closeStream();
	tellState("stopped");
}

function showProblem(text) {
	part("problem").textContent = text;
	part("filter").ariaInvalid = String(!!text);
}
