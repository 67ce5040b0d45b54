"""Kill -9 under load, again and again: every hit that was answered must be in the spools.

    python bench/kill.py [--rounds N] [--hits N] [--workers N] [--connections N]

Each round starts a gateway in the folder of the last one, loads it, and kills all its processes at a moment drawn by chance.
With --hits it goes on until so many were answered. Loopback only; it ends by itself, with 1 where a hit was lost.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import random
import re
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs

from gateway.delivery import counts, recent_hits
from gateway.server.gateway_process import loop_factory
from tests.running import Running, serving

CONNECTIONS = 64
SERIES = 10
"""Rounds in one folder; then what was answered is looked for, and a new one is taken."""
LONGEST = 2.4
"""Seconds a gateway lives at most from its first hit; half of that in the middle."""
_QUERY = (
    "/g/collect?v=2&tid=G-TEST&cid=1.2&en=purchase&epn.value=5&cu=EUR&dl=https%3A%2F%2Fshop.example%2F&ep.event_id="
)
_LENGTH = re.compile(rb"content-length: (\d+)")


@dataclass
class Result:
    """What came of all rounds."""

    rounds: int = 0
    answered: int = 0
    lost: list[str] = field(default_factory=list)
    deliveries_lost: int = 0

    def __str__(self) -> str:
        return (
            f"{self.rounds} rounds of kill -9: {self.answered:,} hits answered, "
            f"{len(self.lost)} of them lost, {self.deliveries_lost} without their request"
        )


def main() -> None:
    """Run the rounds and print what was lost."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--hits", type=int, default=0)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--connections", type=int, default=CONNECTIONS)
    given = parser.parse_args()
    begun = time.monotonic()
    result = run(
        given.rounds,
        workers=given.workers,
        chance=random.Random(),
        hits=given.hits,
        connections=given.connections,
        told=lambda so_far: print(so_far, flush=True),
    )
    took = time.monotonic() - begun
    print(f"{result}; {given.workers} workers, {given.connections} connections, {took:,.0f} s")
    sys.exit(1 if result.lost or result.deliveries_lost else 0)


def run(
    rounds: int,
    *,
    workers: int,
    chance: random.Random,
    longest: float = LONGEST,
    hits: int = 0,
    connections: int = CONNECTIONS,
    told: Callable[[Result], None] = lambda so_far: None,
) -> Result:
    """So many rounds, or more until so many hits were answered, in folders of ten each; `told` hears of each folder."""
    result = Result()
    while result.rounds < rounds or result.answered < hits:
        many = min(SERIES, rounds - result.rounds) if result.rounds < rounds else SERIES
        lives = [chance.uniform(0.05, longest) for _ in range(many)]
        with tempfile.TemporaryDirectory() as folder:
            _series(Path(folder), lives, workers, connections, result)
        told(result)
    return result


def _series(folder: Path, lives: list[float], workers: int, connections: int, result: Result) -> None:
    answered: set[str] = set()
    for number, life in enumerate(lives):
        with (
            serving(folder, "http://127.0.0.1:1", "--workers", str(workers)) as gateway,
            asyncio.Runner(loop_factory=loop_factory()) as runner,
        ):
            answered |= runner.run(_round(gateway, f"{number}", life, connections))
    found = [parse_qs(hit.query)["ep.event_id"][0] for hit in recent_hits(folder, 10_000_000)]
    result.rounds += len(lives)
    result.answered += len(answered)
    result.lost += sorted(answered - set(found))
    result.deliveries_lost += max(len(found) - counts(folder).total(), 0)


async def _round(gateway: Running, name: str, seconds: float, connections: int) -> set[str]:
    """Load the gateway and kill it so many seconds later; returns the hits it answered until then."""
    answered: set[str] = set()
    port = await asyncio.to_thread(gateway.port)
    browsers = [asyncio.ensure_future(_browse(port, f"{name}-{each}", answered)) for each in range(connections)]
    await asyncio.sleep(seconds)
    await asyncio.to_thread(gateway.kill_all)
    await asyncio.gather(*browsers)
    return answered


async def _browse(port: int, name: str, answered: set[str]) -> None:
    """One connection that sends hits until its gateway is dead."""
    loop = asyncio.get_running_loop()
    with contextlib.suppress(OSError):
        _, browser = await loop.create_connection(lambda: Browser(name, answered), "127.0.0.1", port)
        await browser.ended


class Browser(asyncio.Protocol):
    """Sends the next hit as soon as the last one is answered: half the work of a stream."""

    def __init__(self, name: str, answered: set[str]) -> None:
        self._name, self._answered = name, answered
        self._number, self._read = 0, b""
        self.ended = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self._transport = transport
        self._send()

    def data_received(self, data: bytes) -> None:
        self._read += data
        head, end, body = self._read.partition(b"\r\n\r\n")
        length = _LENGTH.search(head)
        if not end or (length and len(body) < int(length.group(1))):
            return
        if head.startswith(b"HTTP/1.1 200"):
            self._answered.add(f"{self._name}-{self._number}")
        self._number, self._read = self._number + 1, b""
        self._send()

    def connection_lost(self, exc: Exception | None) -> None:
        self.ended.set_result(None)

    def _send(self) -> None:
        self._transport.write(f"GET {_QUERY}{self._name}-{self._number} HTTP/1.1\r\nhost: localhost\r\n\r\n".encode())


if __name__ == "__main__":
    main()
