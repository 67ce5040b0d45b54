/** DOM nodes. What they show is hostile text: it goes in as text, never as markup. */

// A hidden character could turn the words after it around, or hide a part of them: it is shown by its number.
const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/** `make("p.quiet", { title: "…" }, "text")`; the properties may be left out. */
export function make(selector, ...parts) {
	const [name, ...classes] = selector.split(".");
	const node = document.createElement(name);
	node.classList.add(...classes);
	if (parts[0]?.constructor !== Object) return fill(node, parts);
	Object.entries(parts[0]).forEach(([key, value]) => assign(node, key, value));
	return fill(node, parts.slice(1));
}

export function fill(node, ...children) {
	node.replaceChildren(...children.flat(Infinity).filter(isShown).map(safe));
	return node;
}

export function part(id) {
	return document.getElementById(id);
}

export function hidden(text) {
	return make("span.hidden", text);
}

export function sign(text) {
	return make("span.sign", { "aria-hidden": "true" }, text);
}

export function button(label, act, properties = {}) {
	return make("button", { type: "button", click: act, ...properties }, label);
}

function assign(node, key, value) {
	if (typeof value === "function") return node.addEventListener(key, value);
	if (typeof value === "boolean") return node.toggleAttribute(key, value);
	if (value !== null && value !== undefined) node.setAttribute(key, value);
}

export function isShown(child) {
	return child !== null && child !== undefined && child !== "" && child !== false;
}

function safe(child) {
	return child instanceof Node ? child : visible(String(child));
}

function visible(text) {
	return text.replace(HIDDEN, (character) => `‹U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}›`);
}
