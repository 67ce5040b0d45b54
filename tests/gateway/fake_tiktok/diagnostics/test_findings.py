"""One finding, and its place among others."""

from __future__ import annotations

from dataclasses import replace

from gateway.fake_tiktok.diagnostics import Finding
from tests.purchases import findings, purchase

ONE = Finding("a", "error", "Purchase", "user", 1, 2, 0.5, "sample", "advice", "documented")


def test_errors_stand_first_and_then_what_most_events_show() -> None:
    error, warning, info = ONE, replace(ONE, severity="warning", share=1.0), replace(ONE, severity="info", share=1.0)
    often = replace(ONE, id="z", share=0.6)

    assert sorted([info, warning, error, often], key=lambda each: each.rank) == [often, error, warning, info]


def test_equals_stand_by_id_then_event_then_field_then_sample() -> None:
    found = [
        ONE,
        replace(ONE, sample="tale"),
        replace(ONE, field="user.ip"),
        replace(ONE, event="Search"),
        replace(ONE, id="b"),
    ]

    assert sorted((found[n] for n in (4, 2, 0, 3, 1)), key=lambda each: each.rank) == found


def test_a_finding_says_what_to_do_and_how_we_know() -> None:
    found = findings(purchase({"properties.currency": "eur"}))["currency_lower_case"]

    assert (found.event, found.count, found.of, found.share, found.basis) == ("Purchase", 1, 1, 1.0, "documented")
    assert found.advice.startswith("Write the currency in capital letters")
