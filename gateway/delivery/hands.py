"""Somebody's hands in the queue: what `sgtm queue` changes, wherever the queue is. It is looked at in `folder`."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from ..broker import Broker
from ..hit import Hit
from ..outgoing import OutgoingRequest
from .folder import outbox_files
from .forgetting import Forgotten, Person, forget
from .inventory import Kept, kept_hit
from .jetstream import Link, Stock
from .spool import Spool


class Hands(Protocol):
    """What can be done by hand."""

    folder: Path

    def retry(self, kept: Kept, request: OutgoingRequest | None = None) -> bool:
        """Send it again, or another request in its place; False where it is not here, or was accepted."""

    def drop(self, kept: Kept) -> bool:
        """Never send it; False where it does not wait."""

    def hit(self, kept: Kept) -> Hit | None:
        """The hit it was made of, if that is still kept."""

    def forget(self, person: Person) -> Forgotten:
        """Erase a person."""


class FolderHands:
    """In the spools of a data folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._spools = [Spool(path, durable=False) for path in outbox_files(folder)]

    def retry(self, kept: Kept, request: OutgoingRequest | None = None) -> bool:
        """As of any hands."""
        return any(self._retry(spool, kept, request) for spool in self._spools)

    def drop(self, kept: Kept) -> bool:
        """As of any hands."""
        return any(spool.drop(kept.id, time.time()) for spool in self._spools)

    def hit(self, kept: Kept) -> Hit | None:
        """As of any hands."""
        return kept_hit(self.folder, kept.hit)

    def forget(self, person: Person) -> Forgotten:
        """As of any hands."""
        return forget(self.folder, person)

    def close(self) -> None:
        """Close the files."""
        for spool in self._spools:
            spool.close()

    def _retry(self, spool: Spool, kept: Kept, request: OutgoingRequest | None) -> bool:
        if request is not None and spool.delivery(kept.id) is not None:
            spool.rebuild(kept.id, request)
        return spool.retry(kept.id, time.time()) is not None


class BrokerHands:
    """On a broker, which `folder` has a copy of."""

    def __init__(self, folder: Path, stock: Stock, runner: asyncio.Runner) -> None:
        self.folder, self._stock, self._runner = folder, stock, runner

    def retry(self, kept: Kept, request: OutgoingRequest | None = None) -> bool:
        """As of any hands. What waits on a broker is under way already."""
        return self._runner.run(self._stock.retry(kept.id, request))

    def drop(self, kept: Kept) -> bool:
        """As of any hands."""
        return self._runner.run(self._stock.drop(kept.id))

    def hit(self, kept: Kept) -> Hit | None:
        """As of any hands."""
        found = self._runner.run(self._stock.hit(kept.hit, kept.kept_at))
        return None if found is None else found.unsealed()

    def forget(self, person: Person) -> Forgotten:
        """As of any hands."""
        return self._runner.run(self._stock.forget(person))


@contextlib.contextmanager
def hands_in(folder: Path) -> Iterator[Hands]:
    """In the queue of a data folder."""
    hands = FolderHands(folder)
    try:
        yield hands
    finally:
        hands.close()


@contextlib.contextmanager
def hands_on(broker: Broker) -> Iterator[Hands]:
    """On the queue of a broker. Raises GatewayError where it cannot be reached."""
    with asyncio.Runner() as runner, tempfile.TemporaryDirectory(prefix="sgtm-") as folder:
        link = runner.run(Link.to(broker, "normal", cap=None))
        try:
            stock = Stock(link)
            runner.run(stock.read(Path(folder)))
            yield BrokerHands(Path(folder), stock, runner)
        finally:
            runner.run(link.close())
