"""A gateway process's side of the preview: it remembers traces, and tells of them when somebody asks or watches.

Hits never wait for it. Whatever costs time is done by a thread of its own, and only while a page is open; what happens to
be too much for a page is counted and left out. Failures, and of all others one in a hundred, are told without being asked.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from ...container import Container
from ...delivery import States, held_in
from ...details import details
from ...errors import GatewayError
from ...trace import Trace
from .counters import Counters
from .memory import MOST, Memory, is_only_here
from .outcomes import Told, reached, word
from .past import Past
from .rows import row
from .search import Search

TICK = 0.08
"""Seconds between two looks at what is new, while somebody watches."""
RESTS_AFTER = 10.0
"""Seconds without a viewer after which nothing is held any more: a page that filters anew comes back at once."""
FORGOTTEN_AFTER = 60.0
"""Seconds after which a viewer that was not heard of is gone: the preview's process may have died."""
_IN_ONE_MESSAGE, _MOST_OPEN = 200, 300
_STATES_EVERY, _FUNNEL_EVERY = 0.25, 1.0
_FINAL = frozenset(("accepted",))
_KEPT_PER_SECOND, _KEPT_AT_ONCE = 5.0, 50.0
_SAMPLED = 100
_MOST_WAITING = 1000

_log = logging.getLogger("sgtm")

Tell = Callable[[str, Any], None]
"""Takes a kind of message and what it says, to the preview's process."""


class Reporter:
    """Remembers, and answers the preview's questions."""

    def __init__(
        self,
        number: int,
        tell: Tell,
        spools: Sequence[Path] | None,
        *,
        most: int = MOST,
        rests_after: float = RESTS_AFTER,
    ) -> None:
        """`number` is the process's; `spools` are the files its deliveries lie in, None in a dry run, which has none."""
        self._number, self._tell, self._spools = number, tell, spools or ()
        self._memory = Memory(most=most, everything=spools is None)
        self._past = Past(self._spools)
        self._counters = Counters()
        self._most, self._rests_after = most, rests_after
        self._questions: queue.Queue[tuple[Any, ...] | None] = queue.Queue(_MOST_WAITING)
        self._viewers: dict[str, Search] = {}
        self._seen: dict[str, float] = {}
        """When each viewer was heard of last."""
        self._waiting: deque[Trace] = deque(maxlen=_MOST_OPEN)
        self._told = Told("not sent" if spools is None else "waiting")
        self._states: States | None = None
        self._allowance, self._allowed_at, self._sampled_at = _KEPT_AT_ONCE, 0.0, 0.0
        self._missed = False
        """Whether a burst was left out, which the queue may have."""
        self._next_states = self._next_funnel = 0.0
        self._funnel: dict[str, int] = {}
        self._thread = threading.Thread(target=self._work, name="reporter", daemon=True)
        self._thread.start()
        tell("hello", number)

    def know(self, container: Container) -> None:
        """These rules are in force from now on."""
        self._past.know(container)

    def count_shed(self, shed: Mapping[str, int]) -> None:
        """Where the outbox counts the events it sheds."""
        self._counters.shed = shed

    # --- called by the thread that takes hits -------------------------------------------------------------------------

    def remember(self, trace: Trace) -> None:
        """A trip has ended."""
        self._memory.remember(trace)
        self._counters.count(trace)
        if is_only_here(trace) and any(run.outcome == "failed" for run in trace.runs()):
            self.ask(("keep", trace))
        elif trace.hit.seed % _SAMPLED == 0 and time.monotonic() - self._sampled_at >= 1.0:
            self._sampled_at = time.monotonic()
            self.ask(("keep", trace))

    def ask(self, question: tuple[Any, ...]) -> None:
        """Put a question; when too many wait, it is forgotten."""
        try:
            self._questions.put_nowait(question)
        except queue.Full:
            return

    def close(self) -> None:
        """End the thread."""
        self.ask(())
        self._thread.join(1.0)

    # --- its own thread -----------------------------------------------------------------------------------------------

    def _work(self) -> None:
        while True:
            try:
                question = self._questions.get(timeout=self._patience())
            except queue.Empty:
                question = None
            if question == ():
                return
            try:
                if question:
                    getattr(self, f"_on_{question[0]}")(*question[1:])
                if self._viewers:
                    self._look()
                elif question is None and self._memory.watched:
                    self._rest()
            except Exception:  # noqa: BLE001 - whatever a trace holds, hits and the next question go on
                _log.exception("the preview could not be told")

    def _patience(self) -> float | None:
        """How long to wait for a question: until the next look, or until nobody who filters anew is to be expected."""
        if self._viewers:
            return TICK
        return self._rests_after if self._memory.watched else None

    def _rest(self) -> None:
        """Nobody watches any more: hold nothing for it."""
        self._memory.watched = False
        self._memory.take_new()
        self._memory.forget_what_is_kept()
        self._waiting.clear()
        self._forget_states()

    def _forget_states(self) -> None:
        self._told.clear()
        if self._states is not None:
            self._states.close()
            self._states = None

    def _on_keep(self, what: Trace | str) -> None:
        """Have it kept on disk: a trace, or that of the hit of this id."""
        trace = self._find(what) if isinstance(what, str) else what
        if trace is None or not self._may_keep():
            return
        if self._open(trace):
            self._learn([trace])
        self._tell("keep", (self._row(trace), details(trace)))
        if not self._memory.watched:
            self._forget_states()

    def _on_details(self, ticket: str, name: str) -> None:
        trace = self._find(name)
        self._tell("answer", (ticket, details(trace) | {"remade": trace.remade} if trace else None))

    def _on_hit(self, ticket: str, name: str) -> None:
        trace = self._find(name)
        self._tell("answer", (ticket, trace.hit if trace else None))

    def _on_request(self, ticket: str, name: str, sent: str) -> None:
        trace = self._find(name)
        found = (each.request for run in trace.runs() for each in run.sent if each.id == sent) if trace else iter(())
        self._tell("answer", (ticket, next(found, None)))

    def _on_counts(self, ticket: str) -> None:
        self._tell("answer", (ticket, self._counters.now()))

    def _on_forget(self, viewer: str) -> None:
        self._viewers.pop(viewer, None)
        self._seen.pop(viewer, None)

    def _on_watch(self, viewer: str, search: str) -> None:
        """Tell the past that the filter finds, the oldest first; from then on what comes."""
        self._seen[viewer] = time.monotonic()
        if viewer in self._viewers:
            return
        try:
            watching = Search(search, self._past.variables, self._past.tags)
        except GatewayError as error:
            self._tell("problem", (viewer, getattr(error, "what", str(error)), getattr(error, "offset", 0)))
            return
        self._remember_past()
        self._next_funnel, self._funnel = 0.0, {}
        past = self._memory.all()
        self._learn(past)
        found = self._found(watching, past)
        for start in range(0, len(found), _IN_ONE_MESSAGE):
            self._tell("rows", (viewer, found[start : start + _IN_ONE_MESSAGE], 0))
        self._tell("past", (viewer, self._number, len(found)))
        self._viewers[viewer] = watching

    def _remember_past(self) -> None:
        """Have the last hits in memory: made again, unless they are there because somebody watched just now."""
        self._tell_new()
        if self._memory.watched and not self._missed:
            return
        self._memory.watched, self._missed = True, False
        self._memory.add(self._past.last(self._most))
        self._waiting.extend(self._memory.all())

    def _look(self) -> None:
        """Tell what is new, then what has changed."""
        now = time.monotonic()
        for viewer in [viewer for viewer, at in self._seen.items() if now - at > FORGOTTEN_AFTER]:
            self._on_forget(viewer)
        self._tell_new()
        if now >= self._next_states:
            self._next_states = now + _STATES_EVERY
            self._look_at_states()
        if now >= self._next_funnel:
            self._next_funnel = now + _FUNNEL_EVERY
            self._tell_funnel()

    def _tell_new(self) -> None:
        new, left_out = self._memory.take_new()
        self._waiting.extend(new)
        self._missed = self._missed or left_out > 0
        self._tell_rows(new, left_out)

    def _tell_rows(self, traces: Sequence[Trace], left_out: int) -> None:
        if not traces and not left_out:
            return
        for name, viewer in self._viewers.items():
            found = self._found(viewer, traces)
            if found or left_out:
                self._tell("rows", (name, found, left_out))

    def _look_at_states(self) -> None:
        """Whether vendors have answered since."""
        waiting = [trace for trace in self._waiting if self._open(trace)]
        self._learn(waiting)
        self._waiting = deque(waiting, _MOST_OPEN)

    def _tell_changes(self, traces: Sequence[Trace]) -> None:
        """A row that a page's filter does not find any more goes from it."""
        for name, viewer in self._viewers.items() if traces else ():
            found = {trace.hit.id for trace in traces if viewer.finds(trace, self._told)}
            rows = [self._row(trace) if trace.hit.id in found else _gone(trace) for trace in traces]
            self._tell("rows", (name, rows, 0))

    def _tell_funnel(self) -> None:
        """How many of the hits that are remembered came how far."""
        funnel = reached(self._memory.all(), self._told)
        if funnel != self._funnel:
            self._funnel = funnel
            self._tell("funnel", (self._number, funnel))

    def _found(self, search: Search, traces: Sequence[Trace]) -> list[dict[str, Any]]:
        return [self._row(trace) for trace in traces if search.finds(trace, self._told)]

    def _row(self, trace: Trace) -> dict[str, Any]:
        return row(trace, self._told)

    def _of(self, trace: Trace) -> list[str | None]:
        return [self._told.get(each) for each in _ids(trace)]

    def _find(self, name: str) -> Trace | None:
        return self._memory.find(name) or self._past.find(name)

    def _open(self, trace: Trace) -> bool:
        return any(self._told.get(each) not in _FINAL for each in _ids(trace))

    def _learn(self, traces: Sequence[Trace]) -> None:
        """Look up how the deliveries of these stand, and tell what has changed."""
        if self._states is None:
            self._states = States(self._spools)
        open_ones = [each for trace in traces for each in _ids(trace) if self._told.get(each) not in _FINAL]
        held = held_in(self._spools[0].parent) if self._spools else ()
        before = [self._of(trace) for trace in traces]
        self._told |= {name: word(*state, held=held) for name, state in self._states.of(open_ones).items()}
        if len(self._told) > 20 * MOST:
            self._told.clear()
        self._tell_changes([trace for trace, was in zip(traces, before, strict=True) if self._of(trace) != was])

    def _may_keep(self) -> bool:
        """A flood of failures must not become one of the disk."""
        now = time.monotonic()
        gained = (now - self._allowed_at) * _KEPT_PER_SECOND
        self._allowance, self._allowed_at = min(_KEPT_AT_ONCE, self._allowance + gained), now
        if self._allowance < 1:
            return False
        self._allowance -= 1
        return True


def _gone(trace: Trace) -> dict[str, Any]:
    return {"id": trace.hit.id, "gone": True}


def _ids(trace: Trace) -> list[str]:
    return [sent.id for event in trace.events for run in event.runs for sent in run.sent if run.outcome == "ok"]
