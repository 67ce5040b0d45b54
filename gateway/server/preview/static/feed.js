/** Rows on their way to the list: gathered per animation frame, held back while paused. */

const MOST_ROWS = 2_000;

const waiting = new Map();

let isLoading = true;
let isFresh = true;
let isPaused = false;
let frame, tell;

/** `show(rows, {fresh})` puts rows on the page, oldest first; `held(count)` tells how many are held back. */
export function prepareFeed(listener) {
	tell = listener;
}

/** The stream begins with its past, shown in one piece; a fresh one replaces what is on the page. */
export function beginFeed({ fresh } = {}) {
	isFresh ||= fresh;
	isLoading = true;
	waiting.clear();
}

export function feed({ rows, left_out: leftOut }) {
	const gap = leftOut ? [{ id: Symbol(), leftOut }] : [];
	for (const row of [...gap, ...rows]) waiting.set(row.id, row);
	trim(waiting, (id) => waiting.delete(id));
	plan();
}

export function endOfPast() {
	isLoading = false;
	plan();
}

export function pauseFeed(paused) {
	isPaused = paused;
	plan();
}

export function clearFeed() {
	waiting.clear();
	plan();
}

/** Lets go of the oldest rows of a map that holds too many. */
export function trim(rows, drop) {
	const surplus = Math.max(0, rows.size - MOST_ROWS);
	[...rows.keys()].slice(0, surplus).forEach(drop);
}

function plan() {
	if (isLoading) return;
	const isHeld = isPaused && !isFresh;
	tell.held(isHeld ? waiting.size : 0);
	if (!isHeld) frame ??= requestAnimationFrame(flush);
}

function flush() {
	frame = null;
	if (isLoading) return;
	tell.show([...waiting.values()], { fresh: isFresh });
	isFresh = false;
	waiting.clear();
}
