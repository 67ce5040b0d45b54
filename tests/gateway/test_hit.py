"""One HTTP request: its headers, its cookies, and the stable names of its deliveries."""

from __future__ import annotations

import msgspec
import pytest

from gateway import Hit
from gateway.hit import delivery_id, new_hit_id

HIT = Hit(
    "GET",
    "/",
    headers=(
        ("cookie", "_ttp=2abc; name=first; empty=; bare; coded=a%20b%2Bc"),
        ("x-a", "1"),
        ("x-a", "2"),
        ("cookie", "name=second;  later=x=y; broken=%ff%"),
    ),
)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("_ttp", "2abc"),
        ("name", "first"),
        ("empty", ""),
        ("bare", ""),
        ("coded", "a b+c"),
        ("later", "x=y"),
        ("broken", "\ufffd%"),
        ("NAME", None),
        ("nam", None),
    ],
    ids=[
        "a cookie",
        "of two the first",
        "an empty one",
        "one without a value",
        "percent-encoded",
        "from a second header, with an equals sign",
        "badly encoded",
        "names mind their case",
        "half a name",
    ],
)
def test_a_cookie_is_found_by_its_name(name: str, value: str | None) -> None:
    assert HIT.cookie(name) == value


def test_the_first_header_of_a_name_counts() -> None:
    assert HIT.header("x-a") == "1"
    assert HIT.header("x-b") is None


def test_a_retry_keeps_its_name_and_every_other_delivery_has_another() -> None:
    ids = {
        delivery_id(hit, event, tag, number)
        for hit in ("h1", "h2")
        for event in (0, 1)
        for tag in ("A", "B")
        for number in (0, 1)
    }

    assert len(ids) == 16
    assert delivery_id("h1", 0, "A", 0) in ids
    assert all(name.startswith(("h1", "h2")) for name in ids)


def test_ids_of_hits_are_in_the_order_of_their_times() -> None:
    first, second = new_hit_id(1_772_366_400_000, b"\xff" * 14), new_hit_id(1_772_366_400_001, b"\x00" * 14)

    assert first < second
    assert len(first) == len(second) == 32


def test_a_hit_is_known_by_its_id_unless_its_sender_gives_it_a_key() -> None:
    hit = Hit("POST", "/mp/collect", "a=1", (("idempotency-key", "order-1"),), b"{}", id="h1")
    again, other = (msgspec.structs.replace(hit, id="h2", **change) for change in ({}, {"body": b"{1}"}))

    assert hit.key == again.key
    assert hit.key != other.key
    assert Hit("GET", "/", id="h1").key == "h1"
