"""The preview's side of its talk with the gateway and delivery processes: questions to them, their answers, open streams."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import secrets
from collections import deque
from collections.abc import AsyncIterator, Callable
from typing import Any, TypeAlias

from ...errors import GatewayError
from ...hit import Hit
from ...outgoing import OutgoingRequest
from .counters import Counts
from .memory import MOST

ANSWER_WITHIN = 3.0
"""Seconds the gateway's processes have to answer a question."""
MOST_STREAMS = 16
REFRESHED_EVERY = 10.0
"""Seconds between two words that a stream is still read; a process forgets those it does not hear of for a minute."""
PAST_WITHIN = 2.0
"""Seconds a page waits for the past of all processes."""
_MOST_MESSAGES, _IN_ONE_MESSAGE = 256, 200

Ask: TypeAlias = Callable[[str, tuple[Any, ...]], None]
"""Sends a question to "workers" or to "delivery"."""
Message: TypeAlias = tuple[str, dict[str, Any]]
Keep: TypeAlias = Callable[[dict[str, Any], dict[str, Any]], None]


class Stream:
    """What one open page is told. A page that does not read loses the oldest rows, and is told how many."""

    def __init__(self, name: str, search: str) -> None:
        self.name, self.search = name, search
        self.past_of: set[int] = set()
        self.past: list[dict[str, Any]] | None = []
        """The rows of the past, until those of all processes are there; then None."""
        self.refreshed = 0.0
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

    def leave_out(self, many: int) -> None:
        """So many rows are not told; the next ones say it."""
        self._left_out += many

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


class _Question:
    """What was asked of so many processes, and what they have answered; where the `first` answer does, it is enough."""

    def __init__(self, of: int, *, first: bool) -> None:
        self._of, self._first = of, first
        self.answers: list[Any] = []
        self.enough = asyncio.Event()

    def take(self, answer: Any) -> None:
        """One has answered; None says that it has nothing."""
        self.answers.append(answer)
        if len(self.answers) >= self._of or (self._first and answer is not None):
            self.enough.set()


class Correspondence:
    """Lives in the event loop of the preview's process."""

    def __init__(self, ask: Ask, workers: int, *, keep: Keep, delivers: bool = True) -> None:
        """`keep` gets the rows and documents that are to be kept on disk. Without workers, or without a process that
        delivers, nobody is waited for.
        """
        self._ask, self._workers, self._keep = ask, workers, keep
        self._many = {"workers": workers, "delivery": int(delivers)}
        self._streams: dict[str, Stream] = {}
        self._tickets = itertools.count(1)
        self._waiting: dict[str, _Question] = {}
        self._funnels: dict[int, dict[str, int]] = {}

    # --- questions ----------------------------------------------------------------------------------------------------

    async def details(self, name: str) -> dict[str, Any] | None:
        """The details of a hit that a gateway process remembers."""
        found: dict[str, Any] | None = await self._answer("workers", "details", name)
        return found

    async def hit(self, name: str) -> Hit | None:
        """A hit that a gateway process remembers, as it came."""
        found: Hit | None = await self._answer("workers", "hit", name)
        return found

    async def request(self, name: str, sent: str) -> OutgoingRequest | None:
        """What was to be sent under this id, of a hit that a gateway process remembers."""
        found: OutgoingRequest | None = await self._answer("workers", "request", name, sent)
        return found

    async def change_delivery(self, how: str, name: str) -> bool:
        """Retry or drop a delivery; whether that was possible."""
        return bool(await self._answer("delivery", how, name))

    async def counts(self) -> list[Counts]:
        """What each gateway process has counted; of one that does not answer nothing."""
        said: list[Counts] = await self._answers("workers", "counts")
        return said

    async def attempts(self) -> dict[tuple[str, str], int]:
        """What the delivery process has counted: attempts by tag and outcome."""
        said: list[dict[tuple[str, str], int]] = await self._answers("delivery", "counts")
        return said[0] if said else {}

    async def _answers(self, whom: str, what: str) -> list[Any]:
        """All answers that come in time."""
        async with self._question(whom, (what,), first=False) as question:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(question.enough.wait(), ANSWER_WITHIN)
            return question.answers

    async def _answer(self, whom: str, *asked: str) -> Any:
        """The first answer that is one; None once all have none. Raises GatewayError where not all answer in time."""
        async with self._question(whom, asked, first=True) as question:
            try:
                await asyncio.wait_for(question.enough.wait(), ANSWER_WITHIN)
            except TimeoutError:
                raise GatewayError(
                    f"a process of the gateway does not answer within {ANSWER_WITHIN:g} s. Try again."
                ) from None
            return next((answer for answer in question.answers if answer is not None), None)

    @contextlib.asynccontextmanager
    async def _question(self, whom: str, asked: tuple[str, ...], *, first: bool) -> AsyncIterator[_Question]:
        ticket, what, rest = str(next(self._tickets)), asked[0], asked[1:]
        self._waiting[ticket] = question = _Question(self._many[whom], first=first)
        if self._many[whom]:
            self._ask(whom, (what, ticket, *rest))
        else:
            question.enough.set()
        try:
            yield question
        finally:
            del self._waiting[ticket]

    # --- streams ------------------------------------------------------------------------------------------------------

    def open(self, search: str) -> Stream:
        """A stream of the hits that this filter finds. The oldest one is closed where there are too many."""
        stream = Stream(secrets.token_hex(8), search)
        self._streams[stream.name] = stream
        self._ask("workers", ("watch", stream.name, search))
        asyncio.get_running_loop().call_later(PAST_WITHIN if self._workers else 0.0, self._tell_past, stream)
        for number in self._funnels:
            self._funnels[number] = {}
        return stream

    def refresh(self, stream: Stream) -> None:
        """Somebody still reads it: the gateway's processes are told so, now and then."""
        now = asyncio.get_running_loop().time()
        if now - stream.refreshed >= REFRESHED_EVERY:
            stream.refreshed = now
            self._ask("workers", ("watch", stream.name, stream.search))

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
        if ticket in self._waiting:
            self._waiting[ticket].take(answer)

    def _on_rows(self, said: tuple[str, list[dict[str, Any]], int]) -> None:
        name, rows, left_out = said
        stream = self._streams.get(name)
        if stream is None:
            return
        if stream.past is None:
            stream.put("rows", {"rows": rows, "left_out": left_out})
        else:
            stream.past += rows
            stream.leave_out(left_out)

    def _on_past(self, said: tuple[str, int, int]) -> None:
        name, number, _ = said
        stream = self._streams.get(name)
        if stream is None:
            return
        stream.past_of.add(number)
        if len(stream.past_of) >= self._workers:
            self._tell_past(stream)

    def _tell_past(self, stream: Stream) -> None:
        """The past of all processes in the order of time; of one that did not answer its rows come as they come."""
        if stream.past is None:
            return
        rows = sorted({row["id"]: row for row in stream.past}.values(), key=lambda row: str(row["id"]))[-MOST:]
        stream.past = None
        for start in range(0, len(rows), _IN_ONE_MESSAGE):
            stream.put("rows", {"rows": rows[start : start + _IN_ONE_MESSAGE], "left_out": 0})
        stream.put("past", {"rows": len(rows)})

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
