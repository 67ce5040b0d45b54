"""SIGTERM under load, again and again: the gateway ends within ten seconds, and every hit that was answered is kept.

    python bench/stop.py [--rounds N] [--at-once N]

A gateway has 32 connections: hits one after the other, hits whose tags ask a slow vendor, halves of requests, open event
streams. The vendor answers, hangs, or does now this and now that. After ten gateways one more is told twice. Loopback only;
it ends by itself, with 1 where a hit was lost or a gateway took too long.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import random
import re
import signal
import sqlite3
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeAlias
from urllib.parse import parse_qs

from gateway.delivery import outbox_files, recent_hits
from tests.running import Running, running

Mood: TypeAlias = Literal["answers", "hangs", "sometimes hangs"]
MOODS: tuple[Mood, ...] = ("answers", "hangs", "sometimes hangs")
HITS, ASKING, STREAMS, HALVES = 18, 8, 3, 3
WITHIN = 10.0
AT_ONCE = 2.0
"""Seconds the second signal may take, on a machine that has other things to do."""

_RULES = """
clients: {{GA4: {{type: ga4}}}}
triggers:
  Purchase: event_name == purchase
  Lead: event_name == lead
tags:
  Hook: {{type: http_request, triggers: [Purchase], url: "{vendor}/hook"}}
  Asks: {{type: asks, triggers: [Lead], url: "{vendor}/slow"}}
"""
_ASKS = '''"""Asks before it sends."""

from collections.abc import Mapping
from typing import Annotated, Any

from gateway import Ask, Event, Lookup, OutgoingRequest, Steps, TagType


class Asks(TagType):
    """Asks a vendor, and tells it what it said."""

    url: Annotated[str, "Where it asks."]

    @classmethod
    def hosts(cls, settings: Mapping[str, Any]) -> tuple[str, ...]:
        return (settings["url"],)

    def run(self, event: Event, lookup: Lookup) -> Steps:
        reply = yield Ask(OutgoingRequest(self.url, timeout=8.0))
        yield OutgoingRequest.post(self.url, json={"said": reply.status})
'''
_HIT = "/g/collect?v=2&tid=G-TEST&cid=1.2&en={event}&ep.event_id={name}"
_HALVES = (
    b"GET /g/coll",
    b"POST /g/collect?v=2&tid=G-TEST HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100\r\n\r\nen=pur",
    b"POST /g/collect?v=2&tid=G-TEST HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n40\r\nen=pur",
)
_LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)


@dataclass(frozen=True)
class Round:
    """Whom a gateway sends to, and how many seconds it lives from its first hit to the signal."""

    mood: Mood
    life: float
    told_twice: bool = False


@dataclass(frozen=True)
class Ending:
    """How one gateway ended: in how many seconds, with which code, what it had said, and which hits are not kept."""

    of: Round
    seconds: float
    code: int
    answered: int
    behind: int
    """Hits whose trips went on when it ended."""
    lost: frozenset[str]
    messages: tuple[str, ...]

    @property
    def is_well(self) -> bool:
        """Whether it ended as it should."""
        in_time = self.seconds <= (AT_ONCE if self.of.told_twice else WITHIN)
        in_order = self.code == (130 if self.of.told_twice else 0)
        return in_time and in_order and not self.lost and not any("Traceback" in line for line in self.messages)


@dataclass
class Result:
    """All of them."""

    endings: list[Ending] = field(default_factory=list)

    def __str__(self) -> str:
        once = [each for each in self.endings if not each.of.told_twice]
        twice = [each.seconds for each in self.endings if each.of.told_twice]
        seconds = sorted(each.seconds for each in once) or [0.0]
        return (
            f"{len(self.endings)} times SIGTERM under load: ended after {seconds[len(seconds) // 2]:.1f} s in the middle, "
            f"{seconds[-1]:.1f} s at most, told twice {max(twice, default=0.0):.1f} s; "
            f"{sum(each.answered for each in self.endings):,} hits answered, "
            f"{sum(len(each.lost) for each in self.endings)} lost; "
            f"{sum(each.behind for each in self.endings):,} trips went on; "
            f"{sum(not each.is_well for each in self.endings)} ended otherwise than they should"
        )


def main() -> None:
    """Run the rounds and print how they ended."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--at-once", type=int, default=2)
    given = parser.parse_args()
    result = run(drawn(given.rounds, random.Random()), at_once=given.at_once, told=_tell)
    print(result)
    sys.exit(0 if all(each.is_well for each in result.endings) else 1)


def drawn(rounds: int, chance: random.Random) -> list[Round]:
    """So many by chance; after five seconds there are trips that go on behind their answers. One more for ten is told twice."""
    once = [
        Round(MOODS[number % 3], chance.uniform(5.2, 6.5) if chance.random() < 0.25 else chance.uniform(0.05, 1.5))
        for number in range(rounds)
    ]
    return once + [Round(chance.choice(MOODS), chance.uniform(0.05, 1.5), told_twice=True) for _ in range(rounds // 10)]


def run(rounds: Sequence[Round], *, at_once: int, told: Callable[[Ending], None] = lambda ending: None) -> Result:
    """These, so many of them side by side; `told` hears of each that ended."""
    result = Result()

    async def one_after_the_other(left: list[Round]) -> None:
        while left:
            result.endings.append(await _ended(left.pop()))
            told(result.endings[-1])

    async def all_of_them() -> None:
        left = list(rounds)
        await asyncio.gather(*(one_after_the_other(left) for _ in range(at_once)))

    asyncio.run(all_of_them())
    return result


def _tell(ending: Ending) -> None:
    shown = f"{ending.of.mood}, {ending.seconds:.1f} s, {ending.answered:,} hits" if ending.is_well else str(ending)
    print(shown, flush=True)


async def _ended(of: Round) -> Ending:
    """A gateway under load, until it has ended."""
    answered: set[str] = set()
    signals = [signal.SIGTERM, *[signal.SIGINT] * of.told_twice]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        async with _vendor(of.mood) as vendor:
            folder.joinpath("tags").mkdir()
            folder.joinpath("tags", "asks.py").write_text(_ASKS)
            folder.joinpath("rules.yaml").write_text(_RULES.format(vendor=vendor))
            words = ("--rules", str(folder / "rules.yaml"), "--data-dir", str(folder / "data"), "--port", "0")
            with running("serve", *words, "--preview-port", "0") as gateway:
                browsers = [asyncio.ensure_future(each) for each in await _browsers(gateway, answered)]
                await asyncio.sleep(of.life)
                code, seconds = await asyncio.to_thread(_told_to_stop, gateway, signals)
                await asyncio.gather(*browsers)
        kept, behind = await asyncio.to_thread(_kept, folder / "data")
    return Ending(of, seconds, code, len(answered), behind, frozenset(answered - kept), tuple(gateway.messages[-20:]))


def _told_to_stop(gateway: Running, signals: Sequence[signal.Signals]) -> tuple[int, float]:
    """The code it ends with, and after how many seconds from the last signal. In a thread: the loop has others to measure."""
    for number in signals:
        time.sleep(0.2)
        gateway.process.send_signal(number)
    begun = time.monotonic()
    return gateway.process.wait(30.0), time.monotonic() - begun


def _kept(folder: Path) -> tuple[set[str], int]:
    """The hits that have their request or whose trip goes on at the next start, and how many the latter are."""
    there, going_on = set(), set()
    for path in outbox_files(folder):
        with contextlib.closing(sqlite3.connect(path)) as database:
            there |= {hit for (hit,) in database.execute("SELECT hit FROM deliveries")}
            going_on |= {hit for (hit,) in database.execute("SELECT id FROM hits WHERE open = 1")}
    hits = [hit for hit in recent_hits(folder, 10_000_000) if hit.id in there | going_on]
    return {parse_qs(hit.query)["ep.event_id"][0] for hit in hits}, len(going_on)


# --- who loads it -----------------------------------------------------------------------------------------------------


async def _browsers(gateway: Running, answered: set[str]) -> list[Coroutine[Any, Any, None]]:
    port = await asyncio.to_thread(gateway.port)
    link = (await asyncio.to_thread(gateway.said, r"http://localhost:(\d+)/\?token=(\S+)")).groups()
    stream = f"GET /v1/stream HTTP/1.1\r\nhost: localhost:{link[0]}\r\nauthorization: Bearer {link[1]}\r\n\r\n"
    return [
        *(_browse(port, "purchase", f"hit-{number}", answered) for number in range(HITS)),
        *(_browse(port, "lead", f"asking-{number}", answered, f"&richsstsse{number}") for number in range(ASKING)),
        *(_says(int(link[0]), stream.encode()) for _ in range(STREAMS)),
        *(_says(port, _HALVES[number % len(_HALVES)]) for number in range(HALVES)),
    ]


async def _browse(port: int, event: str, name: str, answered: set[str], more: str = "") -> None:
    """One connection that sends hits until its gateway ends."""
    with contextlib.suppress(OSError, asyncio.IncompleteReadError):
        async with _connected(port) as (reader, writer):
            for number in range(1_000_000):
                hit = _HIT.format(event=event, name=f"{name}-{number}") + more
                writer.write(f"GET {hit} HTTP/1.1\r\nhost: localhost\r\n\r\n".encode())
                head = await reader.readuntil(b"\r\n\r\n")
                if length := _LENGTH.search(head):
                    await reader.readexactly(int(length.group(1)))
                if head.startswith(b"HTTP/1.1 200"):
                    answered.add(f"{name}-{number}")


async def _says(port: int, said: bytes) -> None:
    """Says this much, and listens to the end."""
    with contextlib.suppress(OSError):
        async with _connected(port) as (reader, writer):
            writer.write(said)
            while await reader.read(65_536):
                pass


@contextlib.asynccontextmanager
async def _connected(port: int) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """A connection that is closed in the end."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield reader, writer
    finally:
        writer.close()
        await writer.wait_closed()


# --- whom it sends to -------------------------------------------------------------------------------------------------


@contextlib.asynccontextmanager
async def _vendor(mood: Mood) -> AsyncIterator[str]:
    """Its address. Who asks it waits up to eight seconds, and where it hangs for ever."""
    chance = random.Random()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # Cancelled: the gateway is gone, and nobody waits for the answer.
        with (
            contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError),
            contextlib.closing(writer),
        ):
            while head := await reader.readuntil(b"\r\n\r\n"):
                length = _LENGTH.search(head)
                await reader.readexactly(int(length.group(1)) if length else 0)
                if mood == "hangs" or (mood == "sometimes hangs" and chance.random() < 0.1):
                    await reader.read()
                if b" /slow " in head:
                    await asyncio.sleep(chance.uniform(0.0, 8.0))
                writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}")

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


if __name__ == "__main__":
    main()
