"""Events taken apart: every part in its form, whatever JSON it was."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.fake_tiktok.diagnostics.reading import Reading, by_name, read
from gateway.fake_tiktok.diagnostics.seen import Seen
from tests.purchases import AT, PIXEL, purchase


def _only(seen: Seen) -> Reading:
    (reading,) = read([seen])
    return reading


def test_a_good_purchase_has_all_its_parts() -> None:
    reading = _only(purchase())

    assert (reading.name, reading.called, reading.id) == ("Purchase", "Purchase", "T-1001")
    assert reading.key == (PIXEL, "Purchase", "T-1001")
    assert (reading.time, reading.arrived) == (AT, AT + 1)
    assert [content["content_id"] for content in reading.contents] == ["SKU-1"]


@pytest.mark.parametrize("odd", [None, 5, "text", [], [1, None, "x"], True], ids=str)
def test_parts_of_another_form_are_empty(odd: Any) -> None:
    reading = _only(Seen(dict.fromkeys(("event_id", "user", "page", "properties"), odd)))

    assert (reading.user, reading.page, reading.properties, reading.contents) == ({}, {}, {}, ())
    assert _only(Seen(odd)).event == {}


def test_contents_are_the_objects_among_them() -> None:
    reading = _only(purchase({"properties.contents": [{"content_id": "A"}, None, "B", 5]}))

    assert reading.contents == ({"content_id": "A"},)


@pytest.mark.parametrize(
    ("said", "time"),
    [
        (1_760_000_000, AT),
        ("1760000000", AT),
        (1_760_000_000_000, AT),
        (99_999_999_999, 99_999_999_999.0),
        (100_000_000_000, 100_000_000.0),
        (0, None),
        (-5, None),
        (True, None),
        ("2025-10-09", None),
        (float("nan"), None),
        (float("inf"), None),
    ],
    ids=[
        "seconds",
        "text",
        "milliseconds",
        "the last second",
        "the first millisecond",
        "zero",
        "negative",
        "no number",
        "a date",
        "not a number",
        "endless",
    ],
)
def test_times_are_seconds_whatever_they_were_written_in(said: Any, time: float | None) -> None:
    assert _only(purchase({"event_time": said})).time == time


def test_an_event_that_nobody_timed_arrives_when_it_happened() -> None:
    assert _only(purchase(at=0.0)).arrived == AT
    assert _only(purchase({"event_time": None}, at=0.0)).arrived is None


def test_the_tags_notes_are_kept_by_their_id() -> None:
    told = ("value is left out (value_not_number)", "sent at once", f"{'long ' * 100}(phone_no_country)")

    assert _only(purchase(told=told)).told == {"value_not_number": told[0], "phone_no_country": told[2]}


@pytest.mark.parametrize(("name", "called"), [("", "(no name)"), (None, "(no name)"), (["x"], "(no name)")])
def test_what_has_no_name_is_called_so(name: Any, called: str) -> None:
    assert _only(purchase({"event": name})).called == called


def test_a_name_is_called_masked_and_short() -> None:
    assert _only(purchase({"event": "for anna@example.com"})).called == "for ***@***"
    assert len(_only(purchase({"event": "N" * 5000})).called) == 120


def test_of_names_without_number_the_rarest_are_told_together() -> None:
    often = [purchase({"event": f"Own {number}"}) for number in range(100) for _ in range(2)]
    found = by_name(read([*often, purchase({"event": "Rare"}), purchase()]))

    assert len(found["Own 0"]) == 2
    assert len(found["(other names)"]) == 1
    assert "Purchase" in found


def test_an_event_is_of_the_server_and_of_a_visit_unless_it_is_said() -> None:
    assert _only(purchase()).from_server
    assert not _only(purchase(leg="pixel")).from_server
    assert [_only(purchase(source=source)).of_visit for source in ("web", "app", "offline", "crm")] == [
        True,
        True,
        False,
        False,
    ]


def test_names_of_before_are_known_too() -> None:
    known = [_only(purchase({"event": name})).is_known for name in ("Purchase", "CompletePayment", "purchase")]

    assert known == [True, True, False]


def test_without_an_id_nothing_tells_repeats() -> None:
    assert _only(purchase({"event_id": 5})).key is None
    assert _only(purchase({"event_id": ""})).key is None
