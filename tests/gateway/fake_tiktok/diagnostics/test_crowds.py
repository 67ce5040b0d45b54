"""One value for many visitors: from 20 of them on it is nobody's."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.fake_tiktok.diagnostics import Seen
from tests.purchases import GONE, digest, findings, purchase

SHARED = digest("test@shop.example")


def visitor(number: int, changes: dict[str, Any] | None = None, **of_seen: Any) -> Seen:
    """One of many: with ids, an address and digests that nobody else has."""
    own = {
        "event_id": f"T-{number}",
        "user.ttp": f"2YkExampleBrowserId{number:04}",
        "user.ttclid": f"E.C.P.CvMBexampleClick{number:04}",
        "user.ip": f"203.0.113.{number % 200}",
        **{f"user.{key}": digest(f"{key} {number}") for key in ("email", "phone", "external_id")},
    }
    return purchase({**own, **(changes or {})}, **of_seen)


def crowd(sharing: int, others: int, changes: dict[str, Any], **of_seen: Any) -> list[Seen]:
    """So many visitors with these changes, and so many others."""
    return [visitor(n, changes if n < sharing else {}, **of_seen) for n in range(sharing + others)]


def test_visitors_with_values_of_their_own_are_no_crowd() -> None:
    assert not {"same_hash_many_users", "ip_server"} & findings(*crowd(0, 100, {})).keys()


@pytest.mark.parametrize("key", ["email", "phone", "external_id"])
@pytest.mark.parametrize("several", [False, True], ids=["one digest", "a list of them"])
def test_a_digest_of_20_visitors_is_nobodys(key: str, several: bool) -> None:  # noqa: FBT001
    value = [SHARED, SHARED] if several else SHARED
    found = findings(*crowd(20, 60, {f"user.{key}": value}))["same_hash_many_users"]

    assert (found.severity, found.event, found.field) == ("error", "", f"user.{key}")
    assert (found.count, found.of, found.share) == (20, 80, 0.25)
    assert SHARED not in found.sample


@pytest.mark.parametrize(
    "events",
    [
        crowd(19, 1, {"user.email": SHARED}),
        crowd(20, 380, {"user.email": SHARED}),
        crowd(40, 0, {"user.email": SHARED, "user.ttp": "2YkExampleBrowserId001"}),
        crowd(40, 0, {"user.email": SHARED, "user.ttp": GONE, "user.ttclid": GONE, "user.ip": GONE}),
        crowd(40, 0, {"user.email": ""}),
        crowd(40, 0, {"user.email": SHARED}, leg="pixel"),
    ],
    ids=[
        "19 visitors",
        "5 % of the events",
        "one visitor who buys often",
        "nobody knows how many",
        "an empty text",
        "from the pixel only",
    ],
)
def test_a_digest_that_may_be_somebodys_is_not_told(events: list[Seen]) -> None:
    assert "same_hash_many_users" not in findings(*events)


def test_one_more_than_5_percent_is_too_often() -> None:
    assert "same_hash_many_users" in findings(*crowd(20, 379, {"user.email": SHARED}))


def test_an_address_of_nearly_all_visitors_is_a_servers() -> None:
    found = findings(*crowd(91, 9, {"user.ip": "198.51.100.9"}))["ip_server"]

    assert (found.severity, found.event, found.field) == ("error", "", "user.ip")
    assert (found.count, found.of) == (91, 100)
    assert "198.51.100.9" not in found.sample


@pytest.mark.parametrize(
    "events",
    [
        crowd(90, 10, {"user.ip": "198.51.100.9"}),
        crowd(19, 0, {"user.ip": "198.51.100.9"}),
        crowd(40, 0, {"user.ip": "198.51.100.9", "user.ttp": "2YkExampleBrowserId001"}),
        crowd(40, 0, {"user": {"ip": "198.51.100.9"}}),
        crowd(40, 0, {"user.ip": GONE}),
        crowd(40, 0, {"user.ip": "198.51.100.9"}, source="offline"),
        crowd(40, 0, {"user.ip": "198.51.100.9"}, leg="pixel"),
    ],
    ids=[
        "90 % of them",
        "19 visitors",
        "one visitor who comes often",
        "visitors that nothing tells apart",
        "no address",
        "offline events",
        "from the pixel only",
    ],
)
def test_an_address_that_may_be_a_visitors_is_not_told(events: list[Seen]) -> None:
    assert "ip_server" not in findings(*events)


def test_20_browsers_at_one_address_are_enough() -> None:
    changes = {"user.ip": "198.51.100.9"}

    assert "ip_server" in findings(*crowd(20, 0, changes), *crowd(20, 0, {"user.ip": GONE}))
