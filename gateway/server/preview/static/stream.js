/** The live stream of rows; after a refusal we ask again, else the browser does. */

const REFUSED_MS = 5_000;
const MESSAGES = ["hello", "rows", "past", "funnel", "problem"];

let source = null;
let timer = null;

/** `heard` has a function for each message, for `open`, and for `state`. */
export function openStream(filter, heard) {
	closeStream();
	heard.state("connecting");
	source = new EventSource(`/v1/stream?filter=${encodeURIComponent(filter)}`);
	for (const name of MESSAGES) source.addEventListener(name, ({ data }) => heard[name](JSON.parse(data)));
	source.onopen = () => {
		heard.open();
		heard.state("connected");
	};
	source.onerror = () => {
		heard.state("reconnecting");
		if (source.readyState === EventSource.CLOSED) timer = setTimeout(() => openStream(filter, heard), REFUSED_MS);
	};
}

/** A browser has few connections for one server: a page that nobody sees does without, and asks again when it is seen. */
export function watchWhileSeen(open) {
	document.addEventListener("visibilitychange", () => (document.hidden ? closeStream() : open()));
}

export function closeStream() {
	clearTimeout(timer);
	source?.close();
}
