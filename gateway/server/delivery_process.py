"""The process that delivers: reads every spool of the data folder, and alone writes their marks."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
import time
from collections import Counter
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from ..container import Container
from ..delivery import Mark, Queues, Reruns, Sender, Spools, Standing, Standings, Worker
from ..redaction import redacted_text
from ..report import attempt
from .channel import Channel, end_with_parent
from .gateway_process import loop_factory
from .outboxes import inbox
from .reload import Reloader, Rules
from .settings import ServeSettings

_log = logging.getLogger("sgtm")
_SAID_AGAIN_AFTER = 60.0


def run(settings: ServeSettings, rules: Rules, parent: Connection, lifeline: Connection, wake: socket.socket) -> None:
    """The main function of the process."""
    logging.basicConfig(format="sgtm: %(message)s", level=logging.WARNING)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the parent too, which stops us in order
    reloader = Reloader(rules, rehearsing=False)
    channel = Channel(parent)
    try:
        with asyncio.Runner(loop_factory=loop_factory()) as runner:
            runner.run(_deliver(settings, channel, reloader, lifeline, wake))
    finally:
        channel.close()


async def _deliver(
    settings: ServeSettings, channel: Channel, reloader: Reloader, lifeline: Connection, wake: socket.socket
) -> None:
    container = reloader.in_force
    sender = Sender(container.secrets, container.egress)
    warnings = _Warnings()

    attempts: Counter[tuple[str, str]] = Counter()

    def marked(mark: Mark) -> None:
        warnings.about(mark)
        attempts[mark.delivery.tag, mark.verdict.outcome] += 1
        if settings.trace:
            channel.tell(lambda: ("mark", _message(mark)))
        if mark.final and mark.verdict.outcome != "accepted" and settings.preview_port is not None:
            channel.tell(lambda: ("workers", ("keep", mark.delivery.hit)))

    taken = await inbox(settings, container)
    queues: Queues = taken or Spools(settings.data_dir)
    kept = Standings(settings.data_dir)
    worker = Worker(queues, container, Reruns(sender, container), kept=kept, marked=marked, told=warnings.of)
    if taken is not None:
        taken.wakes(worker.wake)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def swap(new: Container) -> None:
        nonlocal sender
        sender = sender.knowing(new.secrets, new.egress)
        worker.use(new, Reruns(sender, new))

    asked = _Asked(worker, channel, attempts)
    end_with_parent(lifeline, lambda message: _heard(message, reloader, loop, asked))
    reloader.on_change(lambda new: loop.call_soon_threadsafe(swap, new))
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    loop.add_reader(wake, lambda: _woken(wake, worker))
    channel.tell(lambda: ("ready", None))
    warnings.at_start(worker.waiting(), kept)
    await worker.run(stop)
    if taken is not None:
        await taken.stop()
    await sender.close()


def _heard(message: Any, reloader: Reloader, loop: asyncio.AbstractEventLoop, asked: _Asked) -> None:
    if isinstance(message, Rules):
        reloader.take(message)
    else:
        loop.call_soon_threadsafe(asked.answer, *message)


class _Asked:
    """What the preview asks of this process, and its answers."""

    def __init__(self, worker: Worker, channel: Channel, attempts: Counter[tuple[str, str]]) -> None:
        self._worker, self._channel, self._attempts = worker, channel, attempts

    def answer(self, what: str, ticket: str, name: str = "") -> None:
        """Retry or drop a delivery, or tell what was counted."""
        answers: dict[str, Callable[[], object]] = {
            "retry": lambda: self._worker.retry(name) or None,
            "drop": lambda: self._worker.drop(name) or None,
            "counts": lambda: dict(self._attempts),
        }
        said = answers[what]()
        self._channel.tell(lambda: ("preview", ("answer", (ticket, said))))


def _woken(wake: socket.socket, worker: Worker) -> None:
    if not wake.recv(4096):
        # Nobody is left who could wake us, and it would be ready for ever.
        asyncio.get_running_loop().remove_reader(wake)
    worker.wake()


def _message(mark: Mark) -> dict[str, object]:
    return {
        "id": mark.delivery.id,
        "tag": mark.delivery.tag,
        "attempt": attempt(mark.reply, mark.verdict),
        "attempts": mark.delivery.attempts + 1,
        "final": mark.final,
    }


class _Warnings:
    """Says on the console what a vendor did not accept, each thing once a minute, and which vendors are left alone."""

    def __init__(self) -> None:
        self._said: dict[tuple[str, str], float] = {}
        self._left_alone: dict[str, str] = {}

    def at_start(self, waiting: int, kept: Standings) -> None:
        """Said of what was left over at the last stop."""
        if waiting:
            _log.warning("%d requests of earlier hits wait to be sent", waiting)
        for standing in kept.before.values():
            self.of(standing)

    def of(self, standing: Standing) -> None:
        """Said when a destination is left alone, and when it is well again; not for each probe."""
        name = standing.destination
        if standing.state == "closed" and self._left_alone.pop(name, ""):
            _log.warning("%s: takes requests again; what waited is sent", name)
        elif standing.state in _LEFT_ALONE and self._left_alone.get(name) != standing.state:
            self._left_alone[name] = standing.state
            _log.warning("%s: %s: %s", name, _LEFT_ALONE[standing.state], redacted_text(standing.why))

    def about(self, mark: Mark) -> None:
        if mark.verdict.outcome == "accepted":
            return
        why = redacted_text(mark.verdict.why)
        now = time.monotonic()
        if now - self._said.get((mark.delivery.tag, why), -_SAID_AGAIN_AFTER) >= _SAID_AGAIN_AFTER:
            if len(self._said) > 1000:
                self._said.clear()
            self._said[mark.delivery.tag, why] = now
            word = "given up" if mark.final and mark.verdict.outcome == "again" else _WORDS[mark.verdict.outcome]
            _log.warning('tag "%s": %s: %s', mark.delivery.tag, word, why)


_WORDS = {"refused": "refused for good", "again": "not accepted, will be sent again", "hold": "on hold for 5 minutes"}
_LEFT_ALONE = {
    "open": "does not take requests; they wait, and one a minute at most is tried",
    "held": "refuses the credential; requests wait, and one is tried every 5 minutes",
}
