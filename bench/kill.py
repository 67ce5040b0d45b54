"""Kill -9 under load, again and again: every hit that was answered must be in the spools.

    python bench/kill.py [--rounds N] [--workers N]

Each round starts a gateway in the folder of the last one, loads it, and kills all its processes at a moment drawn by chance.
Loopback only; it ends by itself, with 1 where a hit was lost.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import random
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs

from gateway.delivery import counts, recent_hits
from tests.running import Running, serving

CONNECTIONS = 32
SERIES = 10
"""Rounds in one folder; then what was answered is looked for, and a new one is taken."""
_QUERY = (
    "/g/collect?v=2&tid=G-TEST&cid=1.2&en=purchase&epn.value=5&cu=EUR&dl=https%3A%2F%2Fshop.example%2F&ep.event_id="
)


@dataclass
class Result:
    """What came of all rounds."""

    rounds: int = 0
    answered: int = 0
    lost: list[str] = field(default_factory=list)
    deliveries_lost: int = 0


def main() -> None:
    """Run the rounds and print what was lost."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rounds", type=int, default=200)
    parser.add_argument("--workers", type=int, default=1)
    arguments = parser.parse_args()
    result = run(arguments.rounds, workers=arguments.workers, chance=random.Random())
    print(
        f"{result.rounds} rounds of kill -9 with {CONNECTIONS} connections and {arguments.workers} workers: "
        f"{result.answered:,} hits answered, {len(result.lost)} of them lost, {result.deliveries_lost} without their request"
    )
    sys.exit(1 if result.lost or result.deliveries_lost else 0)


def run(rounds: int, *, workers: int, chance: random.Random, longest: float = 0.9) -> Result:
    """So many rounds, in folders of ten each; a gateway lives at most so many seconds from its first hit."""
    result = Result()
    while result.rounds < rounds:
        with tempfile.TemporaryDirectory() as folder:
            _series(
                Path(folder),
                min(SERIES, rounds - result.rounds),
                workers,
                lambda: chance.uniform(0.05, longest),
                result,
            )
    return result


def _series(folder: Path, rounds: int, workers: int, life: Callable[[], float], result: Result) -> None:
    answered: set[str] = set()
    for number in range(rounds):
        with serving(folder, "http://127.0.0.1:1", "--workers", str(workers)) as gateway:
            answered |= asyncio.run(_round(gateway, f"{number}", life()))
    found = [parse_qs(hit.query)["ep.event_id"][0] for hit in recent_hits(folder, 10_000_000)]
    result.rounds += rounds
    result.answered += len(answered)
    result.lost += sorted(answered - set(found))
    result.deliveries_lost += max(len(found) - counts(folder).total(), 0)


async def _round(gateway: Running, name: str, seconds: float) -> set[str]:
    """Load the gateway and kill it so many seconds later; returns the hits it answered until then."""
    answered: set[str] = set()
    port = await asyncio.to_thread(gateway.port)
    browsers = [asyncio.ensure_future(_browse(port, f"{name}-{each}", answered)) for each in range(CONNECTIONS)]
    await asyncio.sleep(seconds)
    gateway.kill_all()
    await asyncio.gather(*browsers)
    return answered


async def _browse(port: int, name: str, answered: set[str]) -> None:
    """One connection that sends hits until its gateway is dead."""
    with contextlib.suppress(OSError, asyncio.IncompleteReadError):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            for number in range(1_000_000):
                writer.write(f"GET {_QUERY}{name}-{number} HTTP/1.1\r\nhost: localhost\r\n\r\n".encode())
                head = await reader.readuntil(b"\r\n\r\n")
                if head.startswith(b"HTTP/1.1 200"):
                    answered.add(f"{name}-{number}")
        finally:
            writer.close()


if __name__ == "__main__":
    main()
