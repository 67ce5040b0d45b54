/** What can be done with a request: copy, replay, save, share. */

import { hitAddress } from "./address.js";
import { announce } from "./announcer.js";
import { ask, guard, tell } from "./dialog.js";
import { button, make } from "./dom.js";
import { readText, send } from "./server.js";
import { code } from "./value.js";

/** The buttons over a trace or a replay of it; `show(traces)` puts what a replay gave into the panes. */
export function toolbar({ id, can, place, show, name, edited, replayed }) {
	const path = `/v1/traces/${id}`;
	const unless = (needs) => ({ disabled: !can.includes(needs) });
	const action = (needs, label, act) => button(label, () => guard(act), unless(needs));
	const link = new URL(hitAddress(id, place), location.href).href;
	return make("div.buttons", { role: "group", "aria-label": "Actions" },
		curlButton(`${path}/curl`, unless("curl")),
		action("replay", "Replay with today's rules", async () => show([await send(`${path}/replay`)])),
		action("edit", "Edit and replay", async () => edit(edited ?? await readText(`${path}/http`), show)),
		action("save", "Save as test", async () => save(path, name, replayed?.http)),
		!replayed && [
			button("Copy link", ({ target }) => copy(target, link)),
			download("Share", `${path}/share`),
			download("HAR", `${path}/har`),
		]);
}

export function curlButton(path, properties) {
	return button("Copy as cURL", ({ target }) => guard(async () => copy(target, await readText(path))), properties);
}

// Without https, or too long after the click, a browser does not let us write to the clipboard: then the user copies.
async function copy(used, text) {
	try {
		await navigator.clipboard.writeText(text);
	} catch {
		const area = textarea(text, { readonly: true, "aria-label": used.textContent });
		tell({ title: used.textContent, content: area, wide: true });
		return area.select();
	}
	announce("Copied.");
	used.dataset.done = "Copied";
	setTimeout(() => delete used.dataset.done, 1500);
}

function edit(text, show) {
	ask({
		title: "Edit and replay",
		wide: true,
		verb: "Replay",
		fields: make("label", "The request as .http text; nothing is sent to a vendor", textarea(text, { name: "http" })),
		act: async ({ http }) => show((await send("/v1/replay", { http })).traces, http),
	});
}

function save(path, name, http) {
	const value = name.toLowerCase().replace(/[^a-z0-9]+/g, "-");
	ask({
		title: "Save as test",
		verb: "Save",
		fields: make("label", "Name of the test", make("input", { name: "name", required: true, value, autocomplete: "off" })),
		act: async (values) => written((await send(http ? "/v1/save" : `${path}/save`, { ...values, http })).files),
	});
}

function written(files) {
	return [make("p", { role: "status" }, "Written:"), make("ul", files.map((file) => make("li", code(file))))];
}

function textarea(text, properties) {
	const area = make("textarea", { rows: 16, spellcheck: "false", ...properties });
	area.value = text;
	return area;
}

function download(label, path) {
	return make("a.button", { href: path, download: true }, label);
}
