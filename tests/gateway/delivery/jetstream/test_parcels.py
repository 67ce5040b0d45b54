"""What a message holds."""

from __future__ import annotations

import msgspec
import pytest

from gateway import OutgoingRequest
from gateway.delivery.jetstream.parcels import (
    MOST_BYTES,
    DeadLetter,
    KeptHit,
    OpenTrip,
    Parcel,
    groups,
    hits_in,
    id_of,
    in_messages,
    kept_hit,
    letter_in,
    packed,
    parcels_in,
    parcels_of,
    trip_in,
)
from gateway.delivery.seal import DamagedRowError
from gateway.hit import Hit
from gateway.pipeline import Keep, Row

REQUEST = OutgoingRequest.post("https://a.example/", json={"a": 1})
HIT = Hit("GET", "/g/collect", "en=purchase", (), b"", "203.0.113.7", id="h1", at=1, seed=2)


def _parcel(name: str = "d1", size: int = 0) -> Parcel:
    return Parcel.of(name, "h1", 0, "T", "t", msgspec.structs.replace(REQUEST, body=b"x" * size), 7.0)


def test_deliveries_come_out_as_they_went_in() -> None:
    (parcel,) = parcels_in(packed([Parcel.of("d1", "h1", 3, "T", "t", REQUEST, 7.0)]))

    assert (parcel.id, parcel.hit, parcel.event, parcel.kept_at) == ("d1", "h1", 3, 7.0)
    assert parcel.unsealed() == REQUEST


def test_a_keep_has_a_hit_and_deliveries() -> None:
    keep = Keep("h1", "v", HIT, (Row(0, "T", "T", "t", "done", (("d1", REQUEST), ("d2", REQUEST))),), closed=True)

    assert [parcel.id for parcel in parcels_of([keep], 7.0)] == ["d1", "d2"]
    (hit,) = hits_in(packed([kept_hit(keep, 7.0)]))
    assert hit.unsealed() == HIT


def test_a_trip_and_a_dead_letter_come_out_as_they_went_in() -> None:
    trip = OpenTrip(KeptHit("h1", "v", b"", 7.0), ((0, "A", "done"), (0, "B", "run")))
    letter = DeadLetter(_parcel(), "refused", "wrong", 8.0, 1, None)

    assert trip_in(packed(trip)) == trip
    assert trip.done() == {(0, "A"): "done"}
    assert letter_in(packed(letter)) == letter


@pytest.mark.parametrize("content", [b"", b"\xc1", b"no msgpack", packed([_parcel()])[:-3]], ids=repr)
def test_what_is_no_message_is_damaged(content: bytes) -> None:
    for read in (parcels_in, hits_in, trip_in, letter_in):
        with pytest.raises(DamagedRowError):
            read(content)


def test_a_flipped_bit_is_known() -> None:
    parcel = _parcel()
    flipped = bytes([*parcel.request[:-1], parcel.request[-1] ^ 1])

    with pytest.raises(DamagedRowError):
        msgspec.structs.replace(parcel, request=flipped).unsealed()


def test_a_message_is_for_one_destination_and_has_bounds() -> None:
    other = Parcel.of("d9", "h1", 0, "T", "t", OutgoingRequest.post("https://b.example/", json={}), 7.0)
    large = [_parcel(f"d{number}", MOST_BYTES // 3) for number in range(4)]
    made = groups([*large, other])

    assert {name: [len(group) for group in found] for name, found in made.items()} == {
        large[0].destination: [2, 2],
        other.destination: [1],
    }


def test_hits_share_messages_as_far_as_there_is_room() -> None:
    hits = [KeptHit(f"h{number}", "v", b"x" * (MOST_BYTES // 3), 7.0) for number in range(7)]

    assert [len(group) for group in in_messages(hits)] == [3, 3, 1]
    assert in_messages([]) == []


def test_the_same_content_has_the_same_id() -> None:
    assert id_of(["a", "b"]) == id_of(["a", "b"]) != id_of(["ab"])
