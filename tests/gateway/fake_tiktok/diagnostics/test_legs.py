"""Server and pixel of one visit: too far apart, under different ids, or one without the other."""

from __future__ import annotations

from typing import Any

import pytest

from tests.purchases import AT, GONE, findings, purchase

_OF_LEGS = {"dedup_late", "mismatched_event_id", "one_leg_only"}


def test_two_legs_with_one_id_at_one_time_are_as_they_should_be() -> None:
    assert not _OF_LEGS & findings(purchase(), purchase(leg="pixel")).keys()


@pytest.mark.parametrize("gap", [301.0, -301.0, 7200.0], ids=["server late", "pixel late", "hours"])
def test_more_than_five_minutes_apart_one_of_both_is_dropped(gap: float) -> None:
    found = findings(purchase(at=AT + 8000 + gap), purchase(leg="pixel", at=AT + 8000))["dedup_late"]

    assert (found.severity, found.field, found.count, found.of) == ("warning", "event_id", 1, 1)
    assert found.sample == f"T-1001 ({abs(gap) / 60:.0f} min apart)"


def test_five_minutes_apart_they_are_merged_still() -> None:
    assert "dedup_late" not in findings(purchase(at=AT + 300), purchase(leg="pixel", at=AT))


def test_the_pixels_nearest_event_is_the_one_that_counts() -> None:
    pixel = [purchase(leg="pixel", at=AT + at) for at in (0, 900, 2000)]

    assert "dedup_late" not in findings(*pixel, purchase(at=AT + 1000))


@pytest.mark.parametrize(
    "changes",
    [{"event_id": "T-2"}, {"event": "CompletePayment"}, {"event_id": GONE}],
    ids=["another id", "another name", "no id"],
)
def test_what_is_not_the_same_event_is_not_late(changes: dict[str, Any]) -> None:
    assert "dedup_late" not in findings(purchase(at=AT + 1000), purchase(changes, leg="pixel", at=AT))


def test_one_visit_under_two_ids_is_counted_twice() -> None:
    found = findings(purchase(), purchase({"event_id": "P-1"}, leg="pixel"))["mismatched_event_id"]

    assert (found.severity, found.field, found.count, found.of) == ("warning", "event_id", 1, 1)
    assert found.sample == "server T-1001, pixel P-1"


@pytest.mark.parametrize(
    "changes",
    [
        {"event_time": int(AT) + 1},
        {"event_time": int(AT) - 1},
        {"user.ttp": GONE},
        {"user": {"ttclid": "E.C.P.CvMBexampleClick0001"}},
    ],
    ids=["a second later", "a second earlier", "without the cookie", "by the click only"],
)
def test_the_visit_is_known_by_any_mark_and_within_a_second(changes: dict[str, Any]) -> None:
    assert "mismatched_event_id" in findings(purchase(), purchase({**changes, "event_id": "P-1"}, leg="pixel"))


@pytest.mark.parametrize(
    "changes",
    [
        {"event_time": int(AT) + 2},
        {"user": {"ttp": "2YkAnotherBrowserId001"}},
        {"user": {}},
        {"event": "Subscribe"},
        {"event_time": GONE},
        {"event_id": GONE},
    ],
    ids=["two seconds later", "another browser", "nobody known", "another name", "no time", "no id"],
)
def test_what_may_be_another_event_is_no_mismatch(changes: dict[str, Any]) -> None:
    found = findings(purchase(), purchase({"event_id": "P-1", **changes}, leg="pixel"))

    assert "mismatched_event_id" not in found


def test_an_event_that_has_its_partner_is_not_paired_again() -> None:
    pair = [purchase(), purchase(leg="pixel")]

    assert "mismatched_event_id" not in findings(*pair, purchase({"event_id": "P-1"}, leg="pixel"))


def test_events_of_one_leg_are_told_with_the_overlap() -> None:
    server = [purchase({"event_id": f"T-{number}"}) for number in range(3)]
    pixel = [purchase({"event_id": f"T-{number}"}, leg="pixel") for number in range(2, 4)]
    found = findings(*server, *pixel)["one_leg_only"]

    assert (found.severity, found.field, found.count, found.of) == ("warning", "event_id", 3, 4)
    assert found.sample == "overlap 25 %, server only 2, pixel only 1"


def test_a_pixel_that_nobody_recorded_may_well_be_there() -> None:
    assert "one_leg_only" not in findings(purchase(), pixel_leg=True)


def test_an_offline_event_has_no_pixel() -> None:
    pair = [purchase(), purchase(leg="pixel")]

    assert "one_leg_only" not in findings(*pair, purchase({"event": "Contact"}, source="offline"))
    assert findings(*pair, purchase({"event": "Contact"}))["one_leg_only"].event == "Contact"


@pytest.mark.parametrize("known", [{"code": 40002}, {"state": "given up"}, {"test_code": "TEST1"}])
def test_a_server_event_that_tiktok_does_not_count_is_no_other_leg(known: dict[str, Any]) -> None:
    found = findings(purchase(at=AT + 900, **known), purchase(leg="pixel"))
    two_ids = findings(purchase(**known), purchase({"event_id": "P-1"}, leg="pixel"))

    assert found["one_leg_only"].sample == "overlap 0 %, server only 0, pixel only 1"
    assert "dedup_late" not in found
    assert "mismatched_event_id" not in two_ids


@pytest.mark.parametrize("key", ["email", "external_id", "phone"])
def test_one_visit_is_known_by_a_digest_that_both_legs_carry(key: str) -> None:
    user = {"user": {key: "5c850751d57c5d887fe7807d3da801efe7e8faa1f105ea36cdcd913dd32a41c7"}}

    assert "mismatched_event_id" in findings(purchase(user), purchase({**user, "event_id": "P-1"}, leg="pixel"))
