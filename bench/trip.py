"""What the trip of a hit costs, in one run: microseconds for each part, and the server's hits/s beside a bare endpoint.

    python bench/trip.py [--rounds N] [--seconds S]

The machine is noisy, so read the ratios: both servers are loaded in turn, and each figure is the median of the rounds.
Loopback only; it ends by itself.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import cast
from urllib.parse import parse_qsl

import msgspec

from clients._ga4_parameters import Parameters
from gateway import Ask, Event, Hit, Lookup, OutgoingRequest, Reply, TagType
from gateway.container import Container, Durability
from gateway.firing import fires
from gateway.pipeline import Trip
from gateway.recording import read_hits
from gateway.rules import build, load, of_text
from gateway.sandbox import read_template, type_of

ROOT = Path(__file__).resolve().parent.parent
CONNECTIONS = 64
NAMES = {
    "purchase of three things": ROOT / "bench" / "purchase.http",
    "purchase with user data": ROOT / "examples" / "hits" / "purchase.http",
    "page_view": ROOT / "examples" / "hits" / "page_view.http",
}
VARIED = [
    *(("cid=1234567890", "cid={}"), ("T-1001", "T-{}"), ("sid=1772366001", "sid=177{}"), ("1772366399000", "177{}000")),
    *(
        ("_et=1203", "_et={}"),
        ("tfd=4120", "tfd={}"),
        ("jane.doe%40", "j{}%40"),
        ("7946%200958", "{}"),
        ("lpc=12345678", "lpc={}"),
    ),
]
SETTINGS = {"TIKTOK_PIXEL_CODE": "C4BENCH", "TIKTOK_ACCESS_TOKEN": "bench", "TIKTOK_ENDPOINT": "http://127.0.0.1:9"}


def main() -> None:
    """Print all figures."""
    arguments = _arguments()
    if arguments.serve:
        serve(arguments.serve)
        return
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}\n")
    parts()
    templates()
    rules()
    servers(arguments.rounds, arguments.seconds)
    durabilities(arguments.rounds, arguments.seconds)


# --- the parts of a trip, in this process -----------------------------------------------------------------------------


def parts() -> None:
    """Parse, triggers, tags and the whole trip, for purchases and a page view."""
    container = load(ROOT / "rules.yaml", SETTINGS)
    for name in NAMES:
        _parts_of(name, container)


def _parts_of(name: str, container: Container) -> None:
    parsing, ratio = _parsing(name)
    hits = list(_varied(name, 500))
    lookups = [Lookup(Event(_event_data(hit)), hit, client_name="GA4") for hit in hits]
    matching = _microseconds(lambda: [_fired(container, lookup) for lookup in lookups], len(hits))
    whole = _microseconds(lambda: [_trip(container, hit) for hit in hits], len(hits))
    print(f"{name}: {len(hits[0].query)} bytes of query")
    print(f"  query to event     {parsing:7.1f} us   {ratio:.2f} x urllib.parse.parse_qsl alone")
    print(f"  triggers           {matching:7.1f} us")
    if _fired(container, lookups[0]):
        _tag(container, lookups)
    print(f"  whole trip         {whole:7.1f} us\n")


def _parsing(name: str) -> tuple[float, float]:
    """Microseconds from query to event, and as a ratio of parse_qsl: both read each hit once, and never one again."""
    costs = []
    for round_ in range(24):
        hits = list(_varied(name, 250, first=1_000 * (round_ + 1)))
        theirs = _once(lambda: [parse_qsl(hit.query, keep_blank_values=True) for hit in hits])  # noqa: B023
        ours = _once(lambda: [_event_data(hit) for hit in hits])  # noqa: B023
        costs.append((ours / len(hits) * 1e6, ours / theirs))
    return min(cost for cost, _ in costs), statistics.median(ratio for _, ratio in costs[4:])


def _once(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _event_data(hit: Hit) -> dict[str, object]:
    parameters = Parameters(200)
    parameters.read(hit.query)
    return parameters.event_data(hit)


def _tag(container: Container, lookups: list[Lookup]) -> None:
    tag = container.tags_by_name["TikTok purchase"].configured.type_for(lookups[0])
    building = _microseconds(lambda: [list(tag.run(lookup.event, lookup)) for lookup in lookups], len(lookups))
    steps = [step for lookup in lookups for step in tag.run(lookup.event, lookup)]
    bodies = [step.json for step in steps if isinstance(step, OutgoingRequest)]
    encoding = _microseconds(lambda: [json.dumps(body) for body in bodies], len(bodies))
    print(f"  TikTok tag         {building:7.1f} us   {building / encoding:.2f} x json.dumps of its payload")


def templates() -> None:
    """A purchase told by a template of the size of the gallery's large ones, warm, beside the native tag."""
    lookups = [
        Lookup(Event(_event_data(hit)), hit, client_name="GA4") for hit in _varied("purchase with user data", 500)
    ]
    file = ROOT / "bench" / "events_api.tpl"
    template = type_of(read_template(file.read_bytes(), file.name))(name="Vendor", pixel="P-1", token="bench")
    native = load(ROOT / "rules.yaml", SETTINGS).tags_by_name["TikTok purchase"].configured.type_for(lookups[0])
    costs = [_microseconds(partial(_run, tag, lookups), len(lookups)) for tag in (template, native)]
    print("a purchase with user data, told by")
    print(f"  a template         {costs[0]:7.1f} us   {costs[0] / costs[1]:.1f} x the native tag's {costs[1]:.1f} us\n")


def _run(tag: TagType, lookups: list[Lookup]) -> None:
    """All steps of a tag for each event, each Ask answered with a 200."""
    for lookup in lookups:
        steps, answer = tag.run(lookup.event, lookup), None
        with suppress(StopIteration):
            while True:
                step = steps.send(answer)
                answer = Reply(200, b'{"code": 0}') if isinstance(step, Ask) else None


def rules() -> None:
    """How long many rules take to read, and the same hit with few and with many tags, of which three fire."""
    _reading()
    for kind, asked in CONDITIONS.items():
        few, many = (_cost_of_a_trip(_container_of(_many_rules(count, *asked))) for count in (10, 1000))
        print(f"whole trip with 1,000 tags that {kind}, 3 of which fire: {many / few:.2f} x its cost with 10")
    print()


CONDITIONS = {
    "wait for events of their own": ("event_name == {}", "purchase", 1000),
    "wait for pages of their own": ("event_name == purchase and page_hostname == {}", "shop.example", 1000),
    "share 30 triggers that no index knows": (
        "event_name == purchase and page_location contains {}",
        "shop.example",
        30,
    ),
}
"""What the tags of a large container ask for, what they ask of the hit that is sent, and how many triggers they have."""


def _reading() -> None:
    text = _many_rules(5000, "client_name == GA4 and event_name == {} and value > 5", "purchase", 5000)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rules.yaml"
        path.write_text(text, "utf-8")
        seconds = min(_once(lambda: load(path, SETTINGS)) for _ in range(3))
    print(f"5,000 tags with 5,000 triggers, {len(text) / 1e6:.1f} MB: read, checked and compiled in {seconds:.1f} s")


def _container_of(text: str) -> Container:
    return build(of_text(text, ROOT, "RULES"), SETTINGS)


def _cost_of_a_trip(container: Container) -> float:
    hits = list(_varied("purchase with user data", 200))
    fired = {len(next(iter(_trip(container, hit).trace.events)).runs) for hit in hits}
    assert fired == {3}, fired
    return _microseconds(lambda: [_trip(container, hit) for hit in hits], len(hits))


def _many_rules(many: int, condition: str, ours: str, different: int) -> str:
    """Rules of so many tags; the first three are for the hit that is sent, the others for something else."""
    triggers = [f"  T{number}: {condition.format(f'other_{number}')}" for number in range(different)]
    tags = [
        f"  A{number}: {{type: http_request, triggers: {'Ours' if number < 3 else f'T{number % different}'}, "
        "url: https://vendor.example/, body: {a: b}}"
        for number in range(many)
    ]
    ours = f"  Ours: {condition.format(ours)}"
    return "\n".join(["clients:", "  GA4: {type: ga4}", "triggers:", ours, *triggers, "tags:", *tags, ""])


def _fired(container: Container, lookup: Lookup) -> list[str]:
    lookup.checked.clear()
    return [tag.name for tag in container.candidates(lookup) if fires(tag, lookup)]


def _trip(container: Container, hit: Hit) -> Trip:
    trip = Trip(container, hit)
    next(trip.rounds())
    return trip


def _varied(name: str, many: int, *, first: int = 0) -> Iterator[Hit]:
    """The same hit of many visitors on many pages, with other orders, times and persons: only what repeats in a shop does."""
    (hit,) = read_hits(NAMES[name])
    for number in range(first, first + many):
        query = hit.query
        for text, other in VARIED:
            query = query.replace(text, other.format(number + 1_000_000))
        query = query.replace("shop.example%2F", f"shop.example%2Fp{number}%2F")
        yield msgspec.structs.replace(hit, query=query, id=f"{number:032x}")


def _microseconds(work: Callable[[], object], many: int) -> float:
    """The best of several runs, for each of `many`."""
    best = float("inf")
    for _ in range(7):
        begun = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - begun)
    return best / many * 1e6


# --- the server, beside a bare endpoint on the same uvicorn ---------------------------------------------------------------


def servers(rounds: int, seconds: float) -> None:
    """Hits/s with every hit committed to disk before its 200, as a ratio of a Starlette endpoint that answers 204."""
    print(
        f"server, {CONNECTIONS} connections, every hit on disk before its 200; {rounds} rounds of {seconds:g} s in turn"
    )
    with Server("bare") as bare, Server("gateway") as gateway:
        for name in ("page_view", "purchase with user data"):
            requests = [_request(hit) for hit in _varied(name, 2000)]
            measured = [(bare.load(requests, seconds), gateway.load(requests, seconds)) for _ in range(rounds)]
            ratio = statistics.median(ours[0] / theirs[0] for theirs, ours in measured)
            cpu = statistics.median(theirs[1] / ours[1] for theirs, ours in measured)
            hits, cost = (statistics.median(ours[position] for _, ours in measured) for position in (0, 1))
            print(
                f"  {name:24} {hits:8,.0f} hits/s   {ratio:.2f} x bare Starlette 204   "
                f"{cost * 1e6:5.0f} us CPU a hit, {cpu:.2f} x as cheap as bare"
            )


def durabilities(rounds: int, seconds: float) -> None:
    """Hits/s with an fsync before each 200, as a ratio of the same gateway without any."""
    requests = [_request(hit) for hit in _varied("purchase with user data", 2000)]
    with Server("gateway", "full") as full, Server("gateway", "memory") as memory:
        measured = [(full.load(requests, seconds)[0], memory.load(requests, seconds)[0]) for _ in range(rounds)]
    ratio = statistics.median(durable / fast for durable, fast in measured)
    print(f"  durability: full         {statistics.median(durable for durable, _ in measured):8,.0f} hits/s   ", end="")
    print(f"{ratio:.2f} x durability: memory")


class Server:
    """One of the two servers in a process of its own."""

    def __init__(self, kind: str, durability: str = "full") -> None:
        self._folder = tempfile.TemporaryDirectory()
        environ = {**os.environ, **SETTINGS, "BENCH_FOLDER": self._folder.name, "BENCH_DURABILITY": durability}
        self._process = subprocess.Popen(
            [sys.executable, __file__, "--serve", kind], stdout=subprocess.PIPE, text=True, env=environ
        )
        assert self._process.stdout is not None
        self._port = int(self._process.stdout.readline())

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(20)
        assert self._process.stdout is not None
        self._process.stdout.close()
        self._folder.cleanup()

    def load(self, requests: list[bytes], seconds: float) -> tuple[float, float]:
        """Hits/s, and seconds of CPU for each hit."""
        before = self._cpu()
        answered = asyncio.run(_load(self._port, requests, seconds))
        return answered / seconds, (self._cpu() - before) / answered

    def _cpu(self) -> float:
        try:
            fields = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return float(time.process_time())  # no /proc: the CPU column then means nothing
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


async def _load(port: int, requests: list[bytes], seconds: float) -> int:
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    browsers = [Browser(requests, number * 31) for number in range(CONNECTIONS)]
    for browser in browsers:
        await loop.create_connection(partial(_same, browser), "127.0.0.1", port)
    await asyncio.sleep(end - loop.time())
    for browser in browsers:
        browser.stop()
    return sum(browser.answered for browser in browsers)


def _same(browser: Browser) -> Browser:
    return browser


class Browser(asyncio.Protocol):
    """One connection that asks again as soon as it is answered."""

    def __init__(self, requests: list[bytes], first: int) -> None:
        self._requests, self._next = requests, first
        self.answered = 0
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._ask()

    def data_received(self, data: bytes) -> None:
        assert data.startswith((b"HTTP/1.1 200", b"HTTP/1.1 204")), data
        self.answered += 1
        self._ask()

    def stop(self) -> None:
        if self._transport is not None:
            self._transport.abort()
            self._transport = None

    def _ask(self) -> None:
        if self._transport is not None:
            self._next += 1
            self._transport.write(self._requests[self._next % len(self._requests)])


def _request(hit: Hit) -> bytes:
    headers = "".join(f"{name}: {value}\r\n" for name, value in hit.headers)
    return f"{hit.method} {hit.path}?{hit.query} HTTP/1.1\r\n{headers}content-length: 0\r\n\r\n".encode()


def serve(kind: str) -> None:
    """The main function of a server's process: tell the port, then serve."""
    import uvicorn
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

    from gateway.delivery import Committer, Room, Spool
    from gateway.server.app import application
    from gateway.server.gateway_process import spare_the_collector
    from gateway.server.intake import Intake
    from gateway.server.live import Live

    async def nothing(_: Request) -> Response:
        return Response(status_code=204)

    async def ask_nobody(request: object) -> object:
        raise AssertionError(f"{request!r} was asked")

    async def go() -> None:
        opened = socket.socket()
        opened.bind(("127.0.0.1", 0))
        opened.listen(2048)
        print(opened.getsockname()[1], flush=True)
        options = {"http": "httptools", "lifespan": "off", "log_level": "error", "access_log": False}
        if kind == "bare":
            app: object = Starlette(routes=[Route("/g/collect", nothing, methods=["GET", "POST"])])
        else:
            folder, container = Path(os.environ["BENCH_FOLDER"]), load(ROOT / "rules.yaml", SETTINGS)
            room = Room(folder, container)
            committer = Committer(Spool(folder / "spool-0.sqlite3"), room=room)
            committer.make_durable(cast(Durability, os.environ["BENCH_DURABILITY"]))
            live = Live(load(ROOT / "rules.yaml"), committer.commit, ask_nobody)  # type: ignore[arg-type]
            app = application(Intake(live))
            spare_the_collector()
            options |= {"proxy_headers": False, "server_header": False, "date_header": False}
        config = uvicorn.Config(app, **options)  # type: ignore[arg-type]
        await uvicorn.Server(config).serve([opened])

    import uvloop

    uvloop.run(go())


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--serve", choices=("bare", "gateway"), help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    main()
