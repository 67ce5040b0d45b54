/** The live stream of rows; after a refusal we ask why, and again, else the browser does. */

const REFUSED_MS = 5_000;
const MESSAGES = ["hello", "rows", "past", "funnel", "problem"];

let source, timer;

/** `heard` has a function for each message, for `open`, `state` and, with its sentence, `refused`. */
export function openStream(filter, heard) {
	closeStream();
	heard.state("connecting");
	source = new EventSource(`/v1/stream?filter=${encodeURIComponent(filter)}`);
	for (const name of MESSAGES) source.addEventListener(name, ({ data }) => heard[name](JSON.parse(data)));
	source.onopen = () => {
		heard.open();
		heard.state("connected");
	};
	source.onerror = async ({ target }) => {
		heard.state("reconnecting");
		if (target.readyState !== EventSource.CLOSED) return;
		const reply = await fetch(target.url).catch(() => null);
		if (target !== source) return;
		if (reply?.ok) reply.body.cancel();
		else if (reply) heard.refused((await reply.json()).problem);
		// A gateway that has started anew will never know our cookie.
		if (reply?.status === 401) heard.state("stopped");
		else timer = setTimeout(() => openStream(filter, heard), REFUSED_MS);
	};
}

/** A browser has few connections for one server: a page that nobody sees does without, and asks again when it is seen. */
export function watchWhileSeen(open) {
	document.addEventListener("visibilitychange", () => (document.hidden ? closeStream() : open()));
}

export function closeStream() {
	clearTimeout(timer);
	source?.close();
	source = null;
}
