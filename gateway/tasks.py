"""Generators of steps, run as far as each of them goes. What waits, waits for an answer by number.

The steps known here are the ones that may wait: `Ask`, `All`, a `Promise` several may wait for, and another generator.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from functools import partial
from types import GeneratorType
from typing import Any

from .outgoing import OutgoingRequest, Reply
from .steps import All, Ask, Steps

GENERATORS = (GeneratorType, Generator)
"""The usual kind first, and any that somebody writes as a class: to ask for the latter alone takes ten times as long."""


class Promise:
    """A generator that several tasks wait for; it runs once. `done` once it ended or nobody needs to wait any more."""

    __slots__ = ("done", "started", "steps", "waiting")

    def __init__(self, steps: Steps) -> None:
        self.steps = steps
        self.started = self.done = False
        self.waiting: list[_Slot] = []

    def release(self, value: Any = None) -> None:
        """Let everybody go on who waits, also when the steps themselves have not ended."""
        self.done = True
        waiting, self.waiting = self.waiting, []
        for slot in waiting:
            slot.fill(value)


class Tasks:
    """All tasks of one trip. Single-threaded; nothing in here waits by itself."""

    def __init__(self) -> None:
        self._asked: dict[int, OutgoingRequest] = {}
        self._waiting: dict[int, _Slot] = {}
        self._number = 0

    @property
    def waiting(self) -> bool:
        """Whether some Ask has no reply yet."""
        return bool(self._waiting)

    def start(self, steps: Steps) -> None:
        """Run these steps as far as they go."""
        self._advance(steps, None, _nobody)

    def asked(self) -> dict[int, OutgoingRequest]:
        """The requests asked since the last call, by number, in the order they were asked."""
        asked, self._asked = self._asked, {}
        return asked

    def answer(self, number: int, reply: Reply) -> None:
        """Give one Ask its reply, and run on what waited for it."""
        self._waiting.pop(number).fill(reply)

    def _advance(self, steps: Steps, value: Any, done: Callable[[Any], None]) -> None:
        wrong: TypeError | None = None
        while True:
            try:
                step = steps.throw(wrong) if wrong else steps.send(value)
            except StopIteration as end:
                return done(end.value)
            slot, wrong = _Slot(), None
            try:
                self._begin(step, slot)
            except TypeError as error:
                wrong = error
                continue
            if not slot.filled:
                slot.then = lambda value: self._advance(steps, value, done)
                return None
            value = slot.value

    def _begin(self, step: Any, slot: _Slot) -> None:
        if isinstance(step, All):
            self._all(step.parts, slot)
        elif isinstance(step, Promise):
            self._promise(step, slot)
        elif isinstance(step, GENERATORS):
            self._advance(step, None, slot.fill)
        elif isinstance(step, Ask):
            self._number += 1
            self._asked[self._number] = step.request
            self._waiting[self._number] = slot
        else:
            raise TypeError(f"yielded {step!r}, which is no step")

    def _all(self, parts: tuple[Any, ...], slot: _Slot) -> None:
        results: list[Any] = [None] * len(parts)
        left = len(parts)
        if not parts:
            return slot.fill([])

        def arrived(position: int, value: Any) -> None:
            nonlocal left
            results[position] = value
            left -= 1
            if not left:
                slot.fill(results)

        for position, part in enumerate(parts):
            inner = _Slot()
            self._begin(part, inner)
            inner.on_fill(partial(arrived, position))
        return None

    def _promise(self, promise: Promise, slot: _Slot) -> None:
        if promise.done:
            return slot.fill(None)
        promise.waiting.append(slot)
        if not promise.started:
            promise.started = True
            self._advance(promise.steps, None, promise.release)
        return None


class _Slot:
    """Room for one result, and what goes on once it is there."""

    __slots__ = ("filled", "then", "value")

    def __init__(self) -> None:
        self.filled = False
        self.value: Any = None
        self.then: Callable[[Any], None] | None = None

    def fill(self, value: Any) -> None:
        self.filled, self.value = True, value
        if self.then is not None:
            self.then(value)

    def on_fill(self, then: Callable[[Any], None]) -> None:
        if self.filled:
            then(self.value)
        else:
            self.then = then


def _nobody(_: Any) -> None:
    """Nobody waits for the first task of a trip."""
