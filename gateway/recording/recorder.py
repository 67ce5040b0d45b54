"""A gateway's hits, recorded as files for tests: redacted on the way, by a thread, behind the answer.

No hit waits for it: when too many come at once, some are left out, and counted.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from ..container import Container
from ..trace import Trace
from .choice import Choice
from .collection import MOST, Collection, key_of
from .hit_file import ENDING, file_name, file_text
from .pseudonyms import pseudonymous, words_of
from .rehearsal import StandIn, rehearse

MOST_WAITING = 200
"""Traces that may wait for the thread; what is held costs memory, and hits their share of the CPU."""
CLOSES_WITHIN = 5.0
RESTS = 3
"""How many times as long as it works the thread rests: the thread that takes hits has one interpreter with it."""

_log = logging.getLogger("sgtm")


@dataclass(frozen=True, slots=True)
class Recording:
    """Where hits are recorded, which ones, and how many there may be."""

    folder: Path
    choice: Choice = field(default_factory=Choice)
    most: int = MOST


class Recorder:
    """Records the hits of one process; `writers` is how many processes record into the folder."""

    def __init__(
        self, recording: Recording, stand_in: StandIn, *, writers: int = 1, waiting: int = MOST_WAITING
    ) -> None:
        """`stand_in` answers the rehearsal of a hit. Raises GatewayError where the folder cannot be used."""
        self._choice, self._stand_in = recording.choice, stand_in
        self._key = key_of(recording.folder)
        self._collection = Collection(recording.folder, most=recording.most, writers=writers)
        self._words: tuple[Container | None, frozenset[str]] = (None, frozenset())
        self._queue: queue.Queue[Trace | None] = queue.Queue(waiting)
        self._ended = False
        self._closing = threading.Event()
        self.left_out = 0
        self._thread = threading.Thread(target=self._work, name="recorder", daemon=True)
        self._thread.start()

    def remember(self, trace: Trace) -> None:
        """A trip has ended. Called by the thread that takes hits."""
        if self._ended or not self._choice.takes(trace):
            return
        try:
            self._queue.put_nowait(trace)
        except queue.Full:
            self.left_out += 1

    def close(self) -> None:
        """Record what waits, and say what was left out."""
        self._closing.set()
        try:
            self._queue.put(None, timeout=CLOSES_WITHIN)
        except queue.Full:
            self._ended = True
        self._thread.join(CLOSES_WITHIN)
        if self.left_out:
            _log.warning("%d hits came too fast to be recorded, and were left out", self.left_out)

    def _work(self) -> None:
        while (trace := self._queue.get()) is not None:
            if self._ended:
                continue
            began = time.monotonic()
            try:
                self._record(trace)
            except OSError as error:
                self._ended = True
                _log.error("%s cannot be written, so nothing more is recorded: %s", self._collection.folder, error)
            except Exception as error:  # noqa: BLE001 - whatever a hit holds, the next one is recorded
                # What the error says may quote the hit.
                _log.error("a hit could not be recorded: %s", type(error).__name__)
            self._closing.wait(RESTS * (time.monotonic() - began))

    def _words_of(self, container: Container) -> frozenset[str]:
        """Worked out once for each version of the rules."""
        if self._words[0] is not container:
            self._words = (container, words_of(container))
        return self._words[1]

    def _record(self, trace: Trace) -> None:
        """What is written is the hit of nobody, and the names it has are those of its own trip."""
        rehearsed = rehearse(
            trace.container, pseudonymous(trace.hit, self._key, self._words_of(trace.container)), self._stand_in
        )
        if not self._choice.takes(trace, rehearsed):
            return
        if not self._collection.add({f"{file_name(rehearsed)}{ENDING}": file_text(rehearsed, trace)}):
            self._ended = True
            _log.warning(
                "%s is full, and nothing more is recorded: the hits in it stay. For more take another folder, or --record-most",
                self._collection.folder,
            )
