"""What the preview costs the hits: hits/s of `sgtm serve` without it, with it and nobody watching, and watched, in one run.
And how long a hit takes to the screen of a real browser, and 2,000 rows to be filtered there (`make browser` installs one).

    python bench/preview.py [--rounds N] [--seconds S]

The machine is noisy, so read the ratios: the three are loaded in turn, and each figure is the median of the rounds.
Loopback only: what the tags send goes to a port where nobody listens; it ends by itself.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.trip import ROOT, SETTINGS, _load, _request, _varied
from tests.real_clients.browser import IS_HERE, chromium

KINDS = {"without": ("--no-preview",), "unwatched": ("--preview-port", "0"), "watched": ("--preview-port", "0")}


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=2.0)
    arguments = parser.parse_args()
    print(f"hits/s of sgtm serve, {os.cpu_count()} cores, {arguments.rounds} rounds of {arguments.seconds:g} s in turn")
    with contextlib.ExitStack() as stack:
        gateways = {kind: stack.enter_context(_gateway(kind)) for kind in KINDS}
        for name in ("page_view", "purchase with user data"):
            requests = [_request(hit) for hit in _varied(name, 2000)]
            rounds = [
                {kind: _measured(gateway, requests, arguments.seconds) for kind, gateway in gateways.items()}
                for _ in range(arguments.rounds)
            ]
            _tell(name, rounds)
    with _gateway("unwatched") as gateway:
        _on_screen(gateway)


Figures = dict[str, tuple[float, float]]


def _tell(name: str, rounds: list[Figures]) -> None:
    for kind in KINDS:
        hits = statistics.median(each[kind][0] for each in rounds)
        ratio = statistics.median(each[kind][0] / each["without"][0] for each in rounds)
        cpu = statistics.median(each[kind][1] / each["without"][1] for each in rounds)
        print(f"  {name:24} {kind:10} {hits:8,.0f} hits/s   {ratio:.3f} x without, {cpu:.3f} x its CPU a hit")


class Gateway:
    """One `sgtm serve`: where it takes hits, and the process that takes them."""

    def __init__(self, port: int, process: int, link: str) -> None:
        self.port, self.process, self.link = port, process, link

    def cpu(self) -> float:
        """Seconds of CPU that the process has used."""
        fields = Path(f"/proc/{self.process}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _measured(gateway: Gateway, requests: list[bytes], seconds: float) -> tuple[float, float]:
    """Hits/s, and seconds of CPU for each hit."""
    before = gateway.cpu()
    answered = asyncio.run(_load(gateway.port, requests, seconds))
    return answered / seconds, (gateway.cpu() - before) / answered


@contextlib.contextmanager
def _gateway(kind: str) -> Iterator[Gateway]:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "gateway.cli", "serve", "--rules", str(ROOT / "rules.yaml"), "--port", "0"]
        process = subprocess.Popen(
            [*command, "--data-dir", folder, *KINDS[kind]],
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
            env={**os.environ, **SETTINGS},
        )
        try:
            port, link = _addresses(process, previewed=kind != "without")
            stop = threading.Event()
            if kind == "watched":
                threading.Thread(target=_watch, args=(link, stop), daemon=True).start()
            yield Gateway(port, _first_child(process.pid), link)
            stop.set()
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=30)


def _addresses(process: subprocess.Popen[str], *, previewed: bool) -> tuple[int, str]:
    assert process.stderr is not None
    port, link = 0, ""
    for line in process.stderr:
        if found := re.search(r"http://localhost:\d+/\?token=\S+", line):
            link = found.group()
        elif found := re.search(r"http://localhost:(\d+)", line):
            port = port or int(found.group(1))
        if port and (link or not previewed):
            return port, link
    raise SystemExit("bench: the gateway did not start")


def _first_child(parent: int) -> int:
    """The process that takes hits is the one that was started first."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    named = [int(child) for child in children if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()]
    return min(named)


def _watch(link: str, stop: threading.Event) -> None:
    """A page that is open: reads its stream, as a browser would, and does nothing with it."""
    origin, _, token = link.partition("/?")
    with httpx.Client(base_url=origin, trust_env=False, timeout=None) as page:
        cookies = page.get(f"/?{token}").headers["set-cookie"].partition(";")[0]
    host, _, port = origin.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port))) as stream:
        stream.sendall(f"GET /v1/stream HTTP/1.1\r\nHost: {host}\r\nCookie: {cookies}\r\n\r\n".encode())
        while not stop.is_set() and stream.recv(1 << 20):
            pass


# --- in a browser ---------------------------------------------------------------------------------------------------------

PER_SECOND, MEASURED, MORE = 100, 1000, 1000
WHEN_SHOWN = """() => {
    window.shown = {};
    new MutationObserver(() => {
        for (const row of document.querySelectorAll("#live .row"))
            for (const found of row.textContent.matchAll(/P-[0-9]+/g)) window.shown[found[0]] ??= Date.now();
    }).observe(document.getElementById("live"), { childList: true, subtree: true, characterData: true });
}"""
FILTERED = """async ([text, marks]) => {
    const field = document.getElementById("filter"), began = performance.now();
    field.value = text;
    field.form.requestSubmit();
    const isDone = () => {
        const rows = [...document.querySelectorAll("#live .row")];
        return rows.length > 0 && rows.slice(0, 20).every((row) => marks.some((mark) => row.textContent.includes(mark)));
    };
    while (!isDone()) await new Promise(requestAnimationFrame);
    return performance.now() - began;
}"""


def _on_screen(gateway: Gateway) -> None:
    if not IS_HERE:
        print("  on screen: not measured, there is no Chromium: run `make browser`")
        return
    with chromium() as browser:
        _send(gateway.port, [f"A-{number}" for number in range(MORE)], 10_000)
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.goto(gateway.link)
        page.locator("#live .row").first.wait_for()
        page.evaluate(WHEN_SHOWN)
        sent = _send(gateway.port, [f"P-{number}" for number in range(MEASURED)], PER_SECOND)
        page.locator(f"#live .row:has-text('P-{MEASURED - 1}')").wait_for(state="attached")
        shown = page.evaluate("window.shown")
        late = sorted(shown[name] - at for name, at in sent.items() if name in shown)
        asked = [(f"event_name == {name}", [name]) for name in ("purchase", "view_item")]
        filters = [page.evaluate(FILTERED, each) for each in asked * 5]
        print(
            f"  hit to row on screen at {PER_SECOND} hits/s: median {statistics.median(late):.0f} ms, "
            f"p95 {late[int(0.95 * len(late))]:.0f} ms of {len(late)} of {len(sent)} hits"
        )
        print(
            f"  {MORE + MEASURED:,} rows filtered: median {statistics.median(filters):.0f} ms, at most {max(filters):.0f} ms"
        )


def _send(port: int, names: list[str], per_second: int) -> dict[str, float]:
    """A hit of each name, every other one a purchase, at a steady rate; returns when each was sent, in ms since 1970."""
    sent = {}
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as browser:
        begun = time.monotonic()
        for number, name in enumerate(names):
            time.sleep(max(0.0, begun + number / per_second - time.monotonic()))
            event = "purchase" if number % 2 else "view_item"
            sent[name] = time.time() * 1000
            browser.get(f"/g/collect?v=2&tid=G-BENCH&cid=1.2&en={event}&ep.transaction_id={name}")
    return sent


if __name__ == "__main__":
    main()
