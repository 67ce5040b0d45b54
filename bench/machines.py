"""Several machines on one: a cluster of three brokers, two gateways, two workers; each of them is killed in turn, under load.

    python bench/machines.py [--rounds N] [--seconds N] [--steady]

A round kills one process with -9, and starts it again. At the end every hit that was answered must have reached the vendor.
--steady kills nobody and measures. Loopback only; it ends by itself, with 1 where a hit was lost.
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
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from tests.brokers import Server, cluster, rules_of
from tests.running import Running

CONNECTIONS = 16
PATIENCE = 120.0
"""Seconds the last hits may take to their vendor: a worker that was killed is believed dead after fifteen."""
_RULES = """
clients: {{GA4: {{type: ga4}}}}
triggers: {{All events: always}}
tags:
  Hook: {{type: http_request, triggers: [All events], url: "http://127.0.0.1:{port}/hook"}}
"""
_HIT = "/g/collect?v=2&tid=G-TEST&cid=1.2&en=purchase&epn.value=5&cu=EUR&ep.event_id="
_EVENT_ID = re.compile(rb'"event_id":\s*"([^"]+)"')

Victim: TypeAlias = Server | Running


@dataclass
class Result:
    """What came of it. `arrived` counts how often each hit reached the vendor."""

    answered: dict[str, float] = field(default_factory=dict)
    arrived: Counter[str] = field(default_factory=Counter)
    arrived_at: dict[str, float] = field(default_factory=dict)
    refused: int = 0
    killed: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def lost(self) -> set[str]:
        """What was answered and never arrived."""
        return set(self.answered) - set(self.arrived)

    @property
    def twice(self) -> int:
        """How many arrived more than once, each time under the same id."""
        return sum(many > 1 for many in self.arrived.values())


def main() -> None:
    """Run the rounds and print what was lost."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--rounds", type=int, default=14)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--steady", action="store_true")
    arguments = parser.parse_args()
    result = run([] if arguments.steady else victims(arguments.rounds, random.Random()), arguments.seconds)
    delays = sorted(result.arrived_at[name] - at for name, at in result.answered.items() if name in result.arrived_at)
    print(
        f"killed: {', '.join(result.killed) or 'nobody'}; {len(result.answered):,} hits answered "
        f"({len(result.answered) / result.seconds:,.0f} a second), {result.refused:,} refused and sent again, "
        f"{len(result.lost)} lost, {result.twice:,} arrived twice with equal ids"
    )
    print(f"from the answer to the vendor: median {_at(delays, 0.5):.3f} s, p99 {_at(delays, 0.99):.3f} s")
    sys.exit(1 if result.lost else 0)


def run(killed: Sequence[str], seconds: float, *, connections: int = CONNECTIONS, pause: float = 0.0) -> Result:
    """Kill these, one every so many seconds; with none of them, so many seconds of load."""
    with tempfile.TemporaryDirectory() as folder, cluster(Path(folder) / "nats") as brokers:
        return asyncio.run(_run(Path(folder), brokers, killed, seconds, (connections, pause)))


async def _run(
    folder: Path, brokers: list[Server], killed: Sequence[str], seconds: float, load_of: tuple[int, float]
) -> Result:
    result = Result()
    async with _vendor(result) as port:
        rules = folder / "rules.yaml"
        rules.write_text(_RULES.format(port=port) + rules_of(brokers))
        with contextlib.ExitStack() as stack:
            site = Site(folder, rules, brokers, stack)
            await site.start()
            connections, pause = load_of
            load = Load(site, result, pause)
            begun = time.monotonic()
            browsers = [asyncio.ensure_future(load.browse(number)) for number in range(connections)]
            await asyncio.sleep(seconds)
            for victim in killed:
                result.killed.append(victim)
                await site.kill(victim)
                await asyncio.sleep(seconds)
            load.ends = True
            await asyncio.gather(*browsers)
            result.seconds = time.monotonic() - begun
            await _all_arrived(result)
    return result


def victims(rounds: int, chance: random.Random) -> list[str]:
    """Each of them in turn, in an order drawn by chance."""
    all_of_them = [
        f"{kind} {number}" for kind, many in (("broker", 3), ("gateway", 2), ("worker", 2)) for number in range(many)
    ]
    order: list[str] = []
    while len(order) < rounds:
        order += chance.sample(all_of_them, len(all_of_them))
    return order[:rounds]


class Site:
    """The processes, and how each is killed and started again."""

    def __init__(self, folder: Path, rules: Path, brokers: list[Server], stack: contextlib.ExitStack) -> None:
        self._folder, self._rules, self._brokers, self._stack = folder, rules, brokers, stack
        self._gateways: list[Running] = []
        self._workers: list[Running] = []
        self.ports: list[int] = []

    async def start(self) -> None:
        """All gateways and workers."""
        for number in range(2):
            self._gateways.append(self._gateway(number, 0))
            self._workers.append(self._worker(number))
        self.ports = [await asyncio.to_thread(gateway.port) for gateway in self._gateways]
        for worker in self._workers:
            await asyncio.to_thread(worker.said, "delivers from")

    async def kill(self, victim: str) -> None:
        """`kill -9`, and start it again."""
        kind, number = victim.split()[0], int(victim.split()[1])
        if kind == "broker":
            self._brokers[number].kill()
            await asyncio.sleep(1.0)
            self._brokers[number].start()
            await asyncio.to_thread(self._brokers[number].wait)
        elif kind == "gateway":
            await asyncio.to_thread(self._gateways[number].kill_all)
            self._gateways[number] = self._gateway(number, self.ports[number])
            await asyncio.to_thread(self._gateways[number].port)
        else:
            await asyncio.to_thread(self._workers[number].kill_all)
            self._workers[number] = self._worker(number)
            await asyncio.to_thread(self._workers[number].said, "delivers from")

    def _gateway(self, number: int, port: int) -> Running:
        data = ("--data-dir", str(self._folder / f"gateway-{number}"))
        return self._started("serve", "--no-deliver", "--port", str(port), "--rules", str(self._rules), *data)

    def _worker(self, number: int) -> Running:
        return self._started(
            "deliver", "--rules", str(self._rules), "--data-dir", str(self._folder / f"worker-{number}")
        )

    def _started(self, *arguments: str) -> Running:
        process = Running(*arguments)
        self._stack.callback(process.kill_all)
        return process


class Load:
    """Browsers that send hits to any gateway, and send again what was not answered."""

    def __init__(self, site: Site, result: Result, pause: float) -> None:
        self._site, self._result, self._pause = site, result, pause
        self.ends = False

    async def browse(self, number: int) -> None:
        """One browser, until the end."""
        hits = (f"{number}-{count}" for count in range(1_000_000))
        while not self.ends:
            with contextlib.suppress(OSError, asyncio.IncompleteReadError):
                port = self._site.ports[number % len(self._site.ports)]
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
                try:
                    while not self.ends:
                        await self._send(next(hits), reader, writer)
                        await asyncio.sleep(self._pause)
                finally:
                    writer.close()
            await asyncio.sleep(0.1)

    async def _send(self, name: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(f"GET {_HIT}{name} HTTP/1.1\r\nhost: localhost\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        if length := re.search(rb"content-length: (\d+)", head):
            await reader.readexactly(int(length.group(1)))
        if head.startswith(b"HTTP/1.1 200"):
            self._result.answered[name] = time.monotonic()
        else:
            self._result.refused += 1
            await asyncio.sleep(0.05)


@contextlib.asynccontextmanager
async def _vendor(result: Result) -> AsyncIterator[int]:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # Cancelled: this process ends before its connections.
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while head := await reader.readuntil(b"\r\n\r\n"):
                length = re.search(rb"content-length: (\d+)", head.lower())
                body = await reader.readexactly(int(length.group(1))) if length else b""
                for name in _EVENT_ID.findall(body):
                    result.arrived[name.decode()] += 1
                    result.arrived_at.setdefault(name.decode(), time.monotonic())
                writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


async def _all_arrived(result: Result) -> None:
    end = time.monotonic() + PATIENCE
    while result.lost and time.monotonic() < end:
        await asyncio.sleep(0.1)


def _at(delays: list[float], part: float) -> float:
    return delays[int(part * (len(delays) - 1))] if delays else 0.0


if __name__ == "__main__":
    main()
