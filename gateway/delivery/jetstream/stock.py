"""All that lies on the broker, copied into a folder that is read like a gateway's own, and changed there."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from ...outgoing import OutgoingRequest
from ..connection import Transaction, connect, set_up
from ..forgetting import Finder, Forgotten, Person
from ..schema import prepare
from ..seal import DamagedRowError
from .held import RULES_OF_HIT
from .inbox import AGAIN
from .link import Link
from .parcels import DeadLetter, KeptHit, Parcel, hits_in, id_of, letter_in, packed, parcels_in, trip_in
from .subjects import destination_subject

if TYPE_CHECKING:
    from nats.js.api import RawStreamMsg

T = TypeVar("T")
_BEFORE, _AFTER = 60.0, 60.0
"""Seconds around the time a delivery was kept in which its hit was."""


class Stock:
    """What waits and what is dead, by the ids of deliveries. It is as it was when it was `read`."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._waiting: dict[str, RawStreamMsg] = {}
        self._dead: dict[str, tuple[DeadLetter, RawStreamMsg]] = {}

    async def read(self, folder: Path) -> None:
        """Copy it into a spool of this folder."""
        path = folder / "spool-broker.sqlite3"
        database = connect(path)
        set_up(database)
        prepare(database, path)
        with Transaction(database):
            async for message in self._messages(self._link.out):
                for parcel in _readable(parcels_in, message):
                    self._waiting[parcel.id] = message
                    database.execute(RULES_OF_HIT, (parcel.hit, parcel.rules, parcel.kept_at))
                    database.execute(
                        _INSERT, (*_row(parcel), "waiting", 0, parcel.kept_at, parcel.kept_at, None, None, "")
                    )
            async for message in self._messages(self._link.dead):
                for letter in _readable(lambda content: (letter_in(content),), message):
                    self._dead[letter.parcel.id] = (letter, message)
                    database.execute(RULES_OF_HIT, (letter.parcel.hit, letter.parcel.rules, letter.parcel.kept_at))
                    ended = (letter.parcel.kept_at, letter.ended_at, letter.reply, letter.why)
                    database.execute(
                        _INSERT, (*_row(letter.parcel), letter.state, letter.tries, letter.ended_at, *ended)
                    )
        database.close()

    async def retry(self, delivery: str, request: OutgoingRequest | None = None) -> bool:
        """Put a dead letter on the queue again, with another request where there is one; False where it is none.

        What waits is sent as soon as a worker can anyway.
        """
        found = self._dead.get(delivery)
        if found is None:
            return False
        old, now = found[0].parcel, time.time()
        sent = old.unsealed() if request is None else request
        parcel = Parcel.of(old.id, old.hit, old.event, old.tag, old.type_name, sent, old.kept_at, old.rules)
        subject = destination_subject(self._link.out, parcel.destination)
        await self._link.publish(subject, packed([parcel]), id_of((delivery, repr(now))), **{AGAIN: "1"})
        await self._delete(found[1])  # by its number: it may have been refused once more by now
        return True

    async def drop(self, delivery: str) -> bool:
        """Take one that waits out of the queue; False where none waits. A worker that has it already may still send it."""
        message = self._waiting.get(delivery)
        if message is None:
            return False
        await self._replace(message, [each for each in parcels_in(message.data or b"") if each.id != delivery])
        return True

    async def hit(self, name: str, kept_at: float) -> KeptHit | None:
        """The hit of this id, which was kept about then."""
        async for message in self._messages(self._link.hits):
            at = message.time.timestamp() if message.time else kept_at
            if kept_at - _BEFORE <= at <= kept_at + _AFTER:
                for hit in _readable(hits_in, message):
                    if hit.id == name:
                        return hit
        return None

    async def forget(self, person: Person) -> Forgotten:
        """Erase a person from everything that lies there."""
        finder = person.finder()
        hits = await self._forget_hits(finder)
        return Forgotten(len(hits), await self._forget_deliveries(finder, hits))

    async def _forget_hits(self, finder: Finder) -> set[str]:
        hits = set()
        async for message in self._messages(self._link.hits):
            kept = _readable(hits_in, message)
            theirs = {hit.id for hit in kept if _is_of(hit, finder)}
            if theirs:
                hits |= theirs
                left = [hit for hit in kept if hit.id not in theirs]
                if left:
                    await self._link.publish(self._link.hits, packed(left), id_of((*(hit.id for hit in left), "less")))
                await self._delete(message)
        async for message in self._messages(self._link.trips):
            if any(_is_of(trip.hit, finder) for trip in _readable(lambda content: (trip_in(content),), message)):
                await self._delete(message)
        return hits

    async def _forget_deliveries(self, finder: Finder, hits: set[str]) -> int:
        deliveries = 0
        async for message in self._messages(self._link.out):
            parcels = _readable(parcels_in, message)
            left_over = [each for each in parcels if not _is_for(each, hits, finder)]
            if len(left_over) < len(parcels):
                deliveries += len(parcels) - len(left_over)
                await self._replace(message, left_over)
        async for message in self._messages(self._link.dead):
            for letter in _readable(lambda content: (letter_in(content),), message):
                if _is_for(letter.parcel, hits, finder):
                    deliveries += 1
                    await self._delete(message)
        return deliveries

    async def _replace(self, message: RawStreamMsg, parcels: Sequence[Parcel]) -> None:
        """First the new message, then the old one goes: in between a worker may take both, and each vendor sees equal ids."""
        if parcels:
            number = await self._link.publish(
                message.subject or "", packed(parcels), id_of((*(each.id for each in parcels), "less"))
            )
            now = replace(message, seq=number, data=packed(parcels))
            self._waiting.update((each.id, now) for each in parcels)
        await self._delete(message)

    async def _delete(self, message: RawStreamMsg) -> None:
        await self._link.delete(str((message.headers or {})["Nats-Stream"]), message.seq or 0)

    async def _messages(self, stream: str) -> AsyncIterator[RawStreamMsg]:
        """Every message of a stream, one after the other; nobody else gets fewer of them for it."""
        from nats.js.errors import NotFoundError  # optional: the extra `nats`

        number = 1
        while True:
            try:
                message = await self._link.js.get_msg(stream, seq=number, subject=">", direct=True, next=True)
            except NotFoundError:
                return
            yield message
            number = (message.seq or number) + 1


_INSERT = "INSERT OR IGNORE INTO deliveries VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


def _row(parcel: Parcel) -> tuple[object, ...]:
    return (
        *(parcel.id, parcel.hit, parcel.event, parcel.tag, parcel.type_name),
        *(parcel.destination, parcel.request),
    )


def _readable(read: Callable[[bytes], tuple[T, ...]], message: RawStreamMsg) -> tuple[T, ...]:
    try:
        return read(message.data or b"")
    except DamagedRowError:
        return ()


def _is_of(kept: KeptHit, finder: Finder) -> bool:
    try:
        return finder.is_in_hit(kept.unsealed())
    except DamagedRowError:
        return False


def _is_for(parcel: Parcel, hits: set[str], finder: Finder) -> bool:
    try:
        return parcel.hit in hits or finder.is_in_request(parcel.unsealed())
    except DamagedRowError:
        return False
