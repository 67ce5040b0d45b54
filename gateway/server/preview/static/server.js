/** The server's answers; a problem is an error with the server's own sentence. */

const UNREACHABLE = "The server cannot be reached. Look whether it still runs.";

export async function read(path, signal) {
	return (await ask(path, { signal })).json();
}

export async function readText(path) {
	return (await ask(path, {})).text();
}

export async function send(path, body = {}) {
	const headers = { "Content-Type": "application/json", "X-Sgtm-Preview": "1" };
	return (await ask(path, { method: "POST", headers, body: JSON.stringify(body) })).json();
}

async function ask(path, options) {
	const reply = await fetch(path, options).catch((error) => {
		throw error.name === "AbortError" ? error : new Error(UNREACHABLE);
	});
	if (reply.ok) return reply;
	throw new Error(await problem(reply));
}

async function problem(reply) {
	const answer = await reply.json().catch(() => ({}));
	return answer.problem ?? `The server answered ${reply.status}. Load the page again.`;
}
