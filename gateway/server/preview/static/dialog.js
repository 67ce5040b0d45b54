/** A dialog with a title, a form, and a place for the problem; Escape and Close end it. */

import { button, make } from "./dom.js";

/** What `act` makes of the form's values takes the form's place; when it is nothing the dialog closes. */
export function ask({ title, fields, verb, act, wide = false }) {
	const problem = make("p.problem", { role: "alert" });
	const form = make("form", fields, problem, buttons(closer("Cancel"), make("button.first", verb)));
	const dialog = open(title, form, wide);
	form.addEventListener("submit", async (event) => {
		event.preventDefault();
		try {
			const told = await act(Object.fromEntries(new FormData(form)));
			if (!told) return dialog.close();
			form.replaceWith(make("div", told, buttons(closer("Close"))));
			dialog.querySelector("button").focus();
		} catch (error) {
			problem.textContent = error.message;
		}
	});
}

export function tell({ title, content, wide = false }) {
	open(title, make("div", content, buttons(closer("Close"))), wide);
}

/** Does something, and tells in a dialog when it did not work. */
export function guard(act) {
	return act().catch((error) => tell({ title: "That did not work", content: make("p", error.message) }));
}

function open(title, content, wide) {
	const heading = make("h2", { id: "dialog-title" }, title);
	const dialog = make("dialog", { class: wide ? "roomy" : "", "aria-labelledby": "dialog-title" }, heading, content);
	dialog.addEventListener("close", () => dialog.remove());
	document.body.append(dialog);
	dialog.showModal();
	return dialog;
}

function buttons(...parts) {
	return make("p.buttons", parts);
}

function closer(label) {
	return button(label, (event) => event.target.closest("dialog").close());
}
