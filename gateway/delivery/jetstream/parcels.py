"""What a message of the queue holds: a group of hits, or of deliveries to one destination, packed as msgpack.

Hits and requests are sealed as in a spool, so that what a disk or a network has changed is known before anything is sent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256
from typing import TypeVar

import msgspec

from ...hit import Hit
from ...outgoing import OutgoingRequest
from ...pipeline import Done, Keep, RunState
from ..seal import DamagedRowError, sealed, unsealed_hit, unsealed_request

T = TypeVar("T")
MOST_BYTES = 512 * 1024
"""Of a message: NATS takes 1 MiB where nothing else is set."""
_ID_BYTES = 24


class Parcel(msgspec.Struct, frozen=True, array_like=True):
    """One delivery in a message."""

    id: str
    hit: str
    event: int
    tag: str
    type_name: str
    destination: str
    kept_at: float
    request: bytes
    rules: str = ""

    @classmethod
    def of(
        cls, name: str, hit: str, event: int, tag: str, kind: str, request: OutgoingRequest, now: float, rules: str = ""
    ) -> Parcel:
        """A request that was kept at this time (seconds since 1970), by this version of the rules."""
        names = (name, hit, tag, kind, request.destination)
        return cls(name, hit, event, *names[2:], now, sealed(request, *names), rules)

    def unsealed(self) -> OutgoingRequest:
        """Its request. Raises DamagedRowError."""
        return unsealed_request(self.request, self.id, self.hit, self.tag, self.type_name, self.destination)


class KeptHit(msgspec.Struct, frozen=True, array_like=True):
    """One hit in a message."""

    id: str
    rules: str
    hit: bytes
    kept_at: float

    def unsealed(self) -> Hit:
        """The hit. Raises DamagedRowError."""
        return unsealed_hit(self.hit, self.id, self.rules)


class OpenTrip(msgspec.Struct, frozen=True, array_like=True):
    """A hit whose trip goes on behind its answer, and the tag runs that have ended."""

    hit: KeptHit
    runs: tuple[tuple[int, str, RunState], ...]

    def done(self) -> Done:
        """The runs that are not to be done again."""
        return {(event, key): state for event, key, state in self.runs if state != "run"}


class DeadLetter(msgspec.Struct, frozen=True, array_like=True):
    """A delivery that no vendor accepted: how it ended, when, after how many tries, and the sealed last reply."""

    parcel: Parcel
    state: str
    why: str
    ended_at: float
    tries: int
    reply: bytes | None


_encode = msgspec.msgpack.Encoder().encode
_parcels = msgspec.msgpack.Decoder(tuple[Parcel, ...])
_hits = msgspec.msgpack.Decoder(tuple[KeptHit, ...])
_trip = msgspec.msgpack.Decoder(OpenTrip)
_letter = msgspec.msgpack.Decoder(DeadLetter)


def packed(value: Sequence[Parcel] | Sequence[KeptHit] | OpenTrip | DeadLetter) -> bytes:
    """The content of a message."""
    return _encode(value)


def parcels_in(content: bytes) -> tuple[Parcel, ...]:
    """The deliveries of a message. Raises DamagedRowError."""
    return _read(_parcels, content)


def hits_in(content: bytes) -> tuple[KeptHit, ...]:
    """The hits of a message. Raises DamagedRowError."""
    return _read(_hits, content)


def trip_in(content: bytes) -> OpenTrip:
    """The trip of a message. Raises DamagedRowError."""
    return _read(_trip, content)


def letter_in(content: bytes) -> DeadLetter:
    """The dead letter of a message. Raises DamagedRowError."""
    return _read(_letter, content)


def parcels_of(keeps: Iterable[Keep], now: float) -> Iterator[Parcel]:
    """What some Keeps want delivered."""
    for keep in keeps:
        for row in keep.rows:
            for name, request in row.requests:
                yield Parcel.of(name, keep.hit_id, row.event, row.tag, row.type_name, request, now, keep.rules)


def kept_hit(keep: Keep, now: float) -> KeptHit:
    """The hit of a Keep that has one."""
    assert keep.hit is not None
    return KeptHit(keep.hit_id, keep.rules, sealed(keep.hit, keep.hit_id, keep.rules), now)


def groups(parcels: Iterable[Parcel]) -> dict[str, list[list[Parcel]]]:
    """By destination, what goes into one message: as much as there is room for."""
    found: dict[str, list[Parcel]] = {}
    for parcel in parcels:
        found.setdefault(parcel.destination, []).append(parcel)
    return {name: _together(of_one, lambda parcel: len(parcel.request)) for name, of_one in found.items()}


def in_messages(hits: Iterable[KeptHit]) -> list[list[KeptHit]]:
    """Hits, as many together as there is room for in a message."""
    return _together(hits, lambda hit: len(hit.hit))


def _together(items: Iterable[T], size_of: Callable[[T], int]) -> list[list[T]]:
    """One after the other, as many as fit; what is larger than a message has one of its own."""
    found: list[list[T]] = []
    size = MOST_BYTES
    for item in items:
        size += size_of(item)
        if size > MOST_BYTES:
            found.append([])
            size = size_of(item)
        found[-1].append(item)
    return found


def id_of(parts: Iterable[str]) -> str:
    """The id of a message: the same for the same content, so that what is published twice is there once."""
    return sha256("\n".join(parts).encode()).hexdigest()[:_ID_BYTES]


def _read(decoder: msgspec.msgpack.Decoder[T], content: bytes) -> T:
    try:
        return decoder.decode(content)
    except (msgspec.MsgspecError, ValueError) as error:
        raise DamagedRowError(str(error)) from None
