"""The preview's side of its talk with the gateway and delivery processes: questions to them, their answers, open streams."""

from __future__ import annotations

import asyncio
import itertools
import secrets
from collections import deque
from collections.abc import AsyncIterator, Callable
from typing import Any, TypeAlias

from ...hit import Hit
from .counters import Counts

ANSWER_WITHIN = 3.0
"""Seconds the gateway's processes have to answer a question."""
MOST_STREAMS = 16
_MOST_MESSAGES = 256

Ask: TypeAlias = Callable[[str, tuple[Any, ...]], None]
"""Sends a question to "workers" or to "delivery"."""
Message: TypeAlias = tuple[str, dict[str, Any]]
Keep: TypeAlias = Callable[[dict[str, Any], dict[str, Any]], None]


class Stream:
    """What one open page is told. A page that does not read loses the oldest rows, and is told how many."""

    def __init__(self, name: str, search: str) -> None:
        self.name, self.search = name, search
        self.past_of: set[int] = set()
        self.past_rows = 0
        self._messages: deque[Message] = deque()
        self._left_out = 0
        self._there = asyncio.Event()
        self._ended = False

    def put(self, kind: str, data: dict[str, Any]) -> None:
        """Tell this. Of rows all are told, as far as they find room; of all else only the latest."""
        if kind == "rows":
            self._make_room()
            data, self._left_out = {**data, "left_out": data["left_out"] + self._left_out}, 0
        else:
            self._messages = deque(message for message in self._messages if message[0] != kind)
        self._messages.append((kind, data))
        self._there.set()

    def end(self) -> None:
        """Tell nothing more."""
        self._ended = True
        self._there.set()

    def _make_room(self) -> None:
        rows = [message for message in self._messages if message[0] == "rows"]
        if len(rows) >= _MOST_MESSAGES:
            self._messages.remove(rows[0])
            self._left_out += len(rows[0][1]["rows"]) + rows[0][1]["left_out"]

    async def messages(self, pulse: float) -> AsyncIterator[Message | None]:
        """What it is told, as it comes; None after each `pulse` seconds of silence."""
        while not self._ended:
            try:
                await asyncio.wait_for(self._there.wait(), pulse)
            except TimeoutError:
                yield None
                continue
            self._there.clear()
            while self._messages:
                yield self._messages.popleft()


class Correspondence:
    """Lives in the event loop of the preview's process."""

    def __init__(self, ask: Ask, workers: int, *, keep: Keep) -> None:
        """`keep` gets the rows and documents that are to be kept on disk."""
        self._ask, self._workers, self._keep = ask, workers, keep
        self._streams: dict[str, Stream] = {}
        self._tickets = itertools.count(1)
        self._waiting: dict[str, tuple[asyncio.Future[Any], list[Any]]] = {}
        self._funnels: dict[int, dict[str, int]] = {}
        self._all: set[str] = set()
        """The questions that every process is to answer."""

    # --- questions ----------------------------------------------------------------------------------------------------

    async def details(self, name: str) -> dict[str, Any] | None:
        """The details of a hit that a gateway process remembers."""
        found: dict[str, Any] | None = await self._answer("workers", "details", name)
        return found

    async def hit(self, name: str) -> Hit | None:
        """A hit that a gateway process remembers, as it came."""
        found: Hit | None = await self._answer("workers", "hit", name)
        return found

    async def change_delivery(self, how: str, name: str) -> bool:
        """Retry or drop a delivery; whether that was possible."""
        return bool(await self._answer("delivery", how, name))

    async def counts(self) -> list[Counts]:
        """What each gateway process has counted; of one that does not answer nothing."""
        said: list[Counts] = await self._answers("workers", "counts")
        return said

    async def _answers(self, whom: str, what: str) -> list[Any]:
        """All answers that come in time."""
        ticket = str(next(self._tickets))
        answered: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        said: list[Any] = []
        self._waiting[ticket] = (answered, said)
        self._all.add(ticket)
        self._ask(whom, (what, ticket))
        try:
            await asyncio.wait_for(answered, ANSWER_WITHIN)
        except TimeoutError:
            pass
        finally:
            del self._waiting[ticket]
            self._all.discard(ticket)
        return said

    async def _answer(self, whom: str, what: str, name: str) -> Any:
        """The first answer that is one; None once all have none, or nobody answers in time."""
        ticket = str(next(self._tickets))
        answered: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting[ticket] = (answered, [])
        self._ask(whom, (what, ticket, name))
        try:
            return await asyncio.wait_for(answered, ANSWER_WITHIN)
        except TimeoutError:
            return None
        finally:
            del self._waiting[ticket]

    # --- streams ------------------------------------------------------------------------------------------------------

    def open(self, search: str) -> Stream:
        """A stream of the hits that this filter finds. The oldest one is closed where there are too many."""
        stream = Stream(secrets.token_hex(8), search)
        self._streams[stream.name] = stream
        self._ask("workers", ("watch", stream.name, search))
        for number in self._funnels:
            self._funnels[number] = {}
        return stream

    def close(self, stream: Stream) -> None:
        """Nobody reads it any more."""
        if self._streams.pop(stream.name, None):
            self._ask("workers", ("forget", stream.name))

    @property
    def has_room(self) -> bool:
        """Whether one more page may watch."""
        return len(self._streams) < MOST_STREAMS

    def announce(self, kind: str, data: dict[str, Any]) -> None:
        """Tell every page."""
        for stream in self._streams.values():
            stream.put(kind, data)

    def end(self) -> None:
        """The gateway stops: every page is told nothing more, and its connection ends in order."""
        for stream in self._streams.values():
            stream.end()

    # --- what the others say ------------------------------------------------------------------------------------------

    def heard(self, kind: str, said: Any) -> None:
        """A message of a gateway or delivery process."""
        getattr(self, f"_on_{kind}")(said)

    def _on_hello(self, number: int) -> None:
        """A process has begun, perhaps again: it is told who watches."""
        for stream in self._streams.values():
            self._ask("workers", ("watch", stream.name, stream.search))

    def _on_answer(self, said: tuple[str, Any]) -> None:
        ticket, answer = said
        if ticket not in self._waiting:
            return
        answered, before = self._waiting[ticket]
        before.append(answer)
        enough = (answer is not None and ticket not in self._all) or len(before) >= self._workers
        if enough and not answered.done():
            answered.set_result(answer)

    def _on_rows(self, said: tuple[str, list[dict[str, Any]], int]) -> None:
        name, rows, left_out = said
        if name in self._streams:
            self._streams[name].put("rows", {"rows": rows, "left_out": left_out})

    def _on_past(self, said: tuple[str, int, int]) -> None:
        name, number, rows = said
        stream = self._streams.get(name)
        if stream is None or number in stream.past_of:
            return
        stream.past_of.add(number)
        stream.past_rows += rows
        if len(stream.past_of) == self._workers:
            stream.put("past", {"rows": stream.past_rows})

    def _on_problem(self, said: tuple[str, str, int]) -> None:
        name, what, offset = said
        if name in self._streams:
            self._streams[name].put("problem", {"text": f"column {offset + 1}: {what}"})

    def _on_funnel(self, said: tuple[int, dict[str, int]]) -> None:
        number, funnel = said
        self._funnels[number] = funnel
        names = funnel.keys()
        self.announce("funnel", {name: sum(each.get(name, 0) for each in self._funnels.values()) for name in names})

    def _on_keep(self, said: tuple[dict[str, Any], dict[str, Any]]) -> None:
        self._keep(*said)
