"""What the worker needs of a queue, whichever engine keeps it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from ..outgoing import Reply
from .spool import Delivery


class Queue(Protocol):
    """Deliveries that wait, and the marks of those that were tried. Times are in seconds since 1970."""

    def destinations(self) -> list[str]:
        """Those for which something waits."""

    def due(self, now: float, *, destination: str | None = None, limit: int = 100) -> list[Delivery]:
        """The deliveries due by now, to one destination or to all, the oldest first."""

    def end(self, delivery: str, state: str, reply: Reply | None, why: str, now: float) -> None:
        """A delivery has ended: accepted, refused or given up."""

    def postpone(self, delivery: str, due: float, reply: Reply, why: str, now: float) -> None:
        """A delivery is to be tried again."""

    def give_up(self, delivery: str, why: str, now: float) -> Reply:
        """End a delivery that was tried before without another try; returns the last reply."""

    def delivery(self, delivery: str) -> Delivery | None:
        """The delivery of this id, whatever its state."""

    def retry(self, delivery: str, now: float) -> str | None:
        """Send it now, whatever became of it before; returns its destination, None where it is not here or was accepted."""

    def drop(self, delivery: str, now: float) -> bool:
        """Never send it; False where it is not here or does not wait."""

    def release(self, destination: str, now: float) -> None:
        """The destination works again: what waits for it is due now."""

    def pull_in(self, after: float, by: float, latest: float) -> None:
        """What is due after this time is due that many seconds sooner, and not later than `latest`."""

    def clean(self, before: float) -> int:
        """Delete what ended before this time; returns how many."""

    def counts(self) -> dict[str, int]:
        """How many deliveries are in each state."""


class Queues(Protocol):
    """All queues of a gateway: each of its processes has its own."""

    def all(self) -> Sequence[Queue]:
        """Those there are now."""

    def close(self) -> None:
        """Close them all."""
