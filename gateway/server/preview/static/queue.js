/** The view Queue: deliveries no vendor has accepted yet, to try again or to drop. */

import { hitAddress } from "./address.js";
import { announce } from "./announcer.js";
import { time } from "./clock.js";
import { ask, guard } from "./dialog.js";
import { button, fill, hidden, make } from "./dom.js";
import { outcome } from "./outcome.js";
import { read, send } from "./server.js";
import { facts, wideTable } from "./table.js";
import { code } from "./value.js";

export async function showQueue(page) {
	const { counts, deliveries, destinations, none } = await read("/v1/queue");
	const refresh = () => guard(() => showQueue(page).then(() => page.querySelector("h2").focus()));
	fill(page,
		make("div.line", make("h2", { tabindex: -1 }, "Queue"), button("Refresh", refresh)),
		facts(Object.entries(counts).map(([state, count]) => [outcome(state), count])),
		destinations.length > 0 && wideTable({
			caption: "Destinations that do not get all that waits for them",
			heads: ["Destination", "State", "Since", "Next try", "Why"],
			rows: destinations.map(({ destination, state, since, until, why }) => [destination, state, time(since), time(until), why]),
		}),
		wideTable({
			caption: "Not accepted, newest first",
			heads: ["State", "Tag", "Destination", "Why", "Attempts", "Since", "Next attempt", "Actions"],
			rows: deliveries.map((delivery) => cells(delivery, refresh)),
			none,
		}));
}

function cells(delivery, refresh) {
	return [
		outcome(delivery.state),
		make("a", { href: hitAddress(delivery.hit, { tab: "outgoing" }) }, delivery.tag),
		delivery.destination,
		[delivery.status > 0 && code(delivery.status), " ", delivery.why],
		delivery.attempts,
		time(delivery.kept_at),
		[time(delivery.due), " ", delivery.because],
		make("div.buttons",
			act("Retry", delivery, () => guard(() => change(delivery, "retry", refresh))),
			delivery.due && act("Drop", delivery, () => confirmDrop(delivery, refresh))),
	];
}

function act(verb, { tag, destination }, does) {
	return button([verb, hidden(` ${tag} to ${destination}`)], does, { class: "small" });
}

function confirmDrop(delivery, refresh) {
	ask({
		title: "Drop this delivery?",
		verb: "Drop",
		fields: make("p", `${delivery.tag} to ${delivery.destination} will not be tried again.`),
		act: () => change(delivery, "drop", refresh),
	});
}

async function change({ id }, verb, refresh) {
	const { state } = await send(`/v1/queue/${encodeURIComponent(id)}/${verb}`);
	refresh();
	announce(`The delivery is ${state}.`);
}
