"""`make demo`: the gateway with the example rules and the local TikTok endpoint, and the sample hits sent to it.

Starts both as a user starts them, sends every hit of examples/hits over HTTP, prints what happened to each, and stays up.
Beside them it opens a shop, whose clicks arrive as hits, where the shop's GA4 client could be fetched. With ONCE=1 it ends
after the sample hits: 0 when every request arrived and was accepted, else 1.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import secrets
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, NoReturn

import httpx

from gateway import Hit
from gateway.block import block
from gateway.recording import read_hits

HERE = Path(__file__).resolve().parent
SHOP = HERE.parent / ".venv" / "shop"
TOKEN, PIXEL = "demo-access-token-0001", "C4EXAMPLEPIXEL"
PATIENCE = 30.0


def main() -> int:
    """Run the demo; returns the exit code."""
    once = os.environ.get("ONCE", "") not in ("", "0")
    port, preview_port = int(os.environ.get("PORT") or 8080), int(os.environ.get("PREVIEW_PORT") or 8081)
    token = secrets.token_urlsafe(16)
    with (
        tempfile.TemporaryDirectory() as folder,
        _tiktok() as endpoint,
        _gateway(port, preview_port, token, endpoint, folder) as gateway,
    ):
        url = f"http://localhost:{port}"
        traces = [_sent_and_traced(gateway, url, name, hit) for name, hit in _sample_hits()]
        good = _arrived(traces, endpoint)
        gateway.print_messages()
        print(f"{len(traces)} sample hits, {good}.")
        if once:
            return 0 if good == ALL_ARRIVED else 1
        print(f"The gateway stays up on {url}; what the test endpoint got is on {endpoint}. Ctrl-C ends both.")
        print(f"Every hit, and why: http://localhost:{preview_port}/?token={token}")
        with _shop(url) as where:
            print(where, flush=True)
            gateway.follow()
    return 0


ALL_ARRIVED = "every request arrived and was accepted"
SGTM = ("-m", "gateway.cli")


class Process:
    """A Python program; what it prints is read by threads, so that it never has to wait for us."""

    def __init__(self, *arguments: str, **environment: str) -> None:
        command = [sys.executable, *arguments]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, **environment}
        )
        self.results: queue.Queue[str] = queue.Queue()
        self.messages: queue.Queue[str] = queue.Queue()
        for stream, into in ((self.process.stdout, self.results), (self.process.stderr, self.messages)):
            assert stream is not None
            threading.Thread(target=_read, args=(stream, into), daemon=True).start()

    def result(self) -> dict[str, Any]:
        """The next JSON line it prints."""
        try:
            document: dict[str, Any] = json.loads(self.results.get(timeout=PATIENCE))
        except queue.Empty:
            self.fail("no trace of a hit came")
        return document

    def fail(self, what: str) -> NoReturn:
        """End the demo, with what the process had to say."""
        self.print_messages()
        raise SystemExit(f"demo: {what}.")

    def print_messages(self) -> None:
        """Print what it has said so far."""
        with contextlib.suppress(queue.Empty):
            while True:
                print(self.messages.get_nowait())

    def first_line(self) -> str | None:
        """The first line it prints; None where it ended without one."""
        while True:
            has_ended = self.process.poll() is not None
            with contextlib.suppress(queue.Empty):
                return self.results.get(timeout=0.2)
            if has_ended:
                return None

    def follow(self) -> None:
        """Print a block for every further hit, until Ctrl-C."""
        with contextlib.suppress(KeyboardInterrupt):
            while self.process.poll() is None:
                with contextlib.suppress(queue.Empty):
                    print(block(json.loads(self.results.get(timeout=0.5))), end="\n\n")
                self.print_messages()

    def wait_for(self, url: str) -> None:
        """Wait until it answers."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if self.process.poll() is not None:
                time.sleep(0.2)
                self.fail(f"it ended with code {self.process.returncode}")
            with contextlib.suppress(httpx.HTTPError):
                if httpx.get(url, trust_env=False).status_code == 200:
                    return
            time.sleep(0.05)
        self.fail(f"{url} does not answer")

    def stop(self) -> None:
        """Ask it to end, and wait for that."""
        self.process.terminate()
        self.process.wait(PATIENCE)


@contextlib.contextmanager
def _tiktok() -> Iterator[str]:
    port = int(os.environ.get("TIKTOK_PORT") or 8090)
    process = Process(*SGTM, "fake-tiktok", "--port", str(port), "--token", f"{TOKEN}:{PIXEL}")
    try:
        process.wait_for(f"http://localhost:{port}/healthz")
        yield f"http://localhost:{port}"
    finally:
        process.stop()


@contextlib.contextmanager
def _gateway(port: int, preview_port: int, token: str, endpoint: str, folder: str) -> Iterator[Process]:
    token_file = Path(folder) / "preview-token"
    token_file.write_text(token, "utf-8")
    process = Process(
        *(*SGTM, "serve", "--rules", str(HERE.parent / "rules.yaml"), "--port", str(port)),
        *("--preview-port", str(preview_port), "--preview-token-file", str(token_file)),
        *("--data-dir", folder, "--trace", "--format", "json"),
        TIKTOK_PIXEL_CODE=PIXEL,
        TIKTOK_ACCESS_TOKEN=TOKEN,
        TIKTOK_ENDPOINT=endpoint,
    )
    try:
        process.wait_for(f"http://localhost:{port}/healthz")
        yield process
    finally:
        process.stop()


@contextlib.contextmanager
def _shop(gateway: str) -> Iterator[str]:
    """The sentence about the shop: where it is, or why it is not there. The demo goes on without it."""
    process = Process(str(HERE / "shop.py"), "--client", str(SHOP / "ga4.js"), "--gateway", gateway)
    try:
        address = process.first_line()
        if address:
            yield f"Open the shop {address}, put a mug into the cart and click Buy: each step arrives here."
        else:
            process.print_messages()
            yield f"The demo goes on without its shop{_why_not_fetched()}."
    finally:
        process.stop()


def _why_not_fetched() -> str:
    """What npm said when `make` asked it for the shop's GA4 client, if that failed."""
    log = SHOP / "why.txt"
    said = log.read_text("utf-8", "replace").splitlines() if log.is_file() else []
    reasons = [line.partition("reason: ")[2] for line in said if "reason: " in line] or said
    return f"; npm said: {reasons[0]}" if reasons else ""


def _sample_hits() -> Iterator[tuple[str, Hit]]:
    for file in sorted((HERE / "hits").glob("*.http")):
        for hit in read_hits(file):
            yield file.name, hit


def _sent_and_traced(gateway: Process, url: str, name: str, hit: Hit) -> dict[str, Any]:
    """Send one hit as its browser did, and print what became of it."""
    headers = [(key, value) for key, value in hit.headers if key not in ("host", "content-length")]
    httpx.request(
        hit.method, f"{url}{hit.path}?{hit.query}", headers=headers, content=hit.body or None, trust_env=False
    )
    document = gateway.result()
    print(f"# {name}\n{block(document)}\n")
    return document


def _arrived(traces: list[dict[str, Any]], endpoint: str) -> str:
    """Whether the endpoint got, and accepted, just what the traces say was sent."""
    runs = [run for trace in traces for event in trace["events"] for run in event["tags"]]
    sent = [each for run in runs for each in run["sent"]]
    accepted = [each for each in sent if any(attempt["outcome"] == "accepted" for attempt in each["attempts"])]
    received = httpx.get(f"{endpoint}/received", trust_env=False).json()
    wanted = sorted(event["event_id"] for each in sent for event in each["request"]["body"]["data"])
    got = sorted(event["event_id"] for call in received for event in call["body"]["data"])
    if sent and len(accepted) == len(sent) and wanted == got:
        return ALL_ARRIVED
    return f"but of {len(sent)} requests {len(accepted)} were accepted and {len(got)} events arrived"


def _read(stream: IO[str], into: queue.Queue[str]) -> None:
    for line in stream:
        into.put(line.rstrip("\n"))


if __name__ == "__main__":
    raise SystemExit(main())
