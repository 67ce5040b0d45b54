"""The event's name: known, written as TikTok writes it, and one per action."""

from __future__ import annotations

from typing import Any

import pytest

from tests.purchases import GONE, findings, purchase

_OF_NAMES = {f"event_name_{kind}" for kind in ("missing", "invalid", "case", "custom", "deprecated", "mixed")}


def test_a_name_of_today_is_as_it_should_be() -> None:
    assert not _OF_NAMES & findings(purchase()).keys()


@pytest.mark.parametrize(
    ("name", "id_", "severity", "sample"),
    [
        (GONE, "event_name_missing", "error", "null"),
        ("", "event_name_missing", "error", ""),
        (" \t", "event_name_missing", "error", " \\u0009"),
        (5, "event_name_invalid", "error", "5 (no text)"),
        ("N" * 51, "event_name_invalid", "error", f"{'N' * 51} (51 signs)"),
        (" Purchase", "event_name_invalid", "error", " Purchase (a blank at its border)"),
        ("Pur\u202echase", "event_name_invalid", "error", "Pur\\u202echase (a control sign)"),
        ("purchase", "event_name_case", "error", "purchase (TikTok writes Purchase)"),
        ("PageView", "event_name_case", "error", "PageView (TikTok writes Pageview)"),
        ("Tasting", "event_name_custom", "info", "Tasting"),
        ("CompletePayment", "event_name_deprecated", "info", "CompletePayment (now Purchase)"),
        ("SubmitForm", "event_name_deprecated", "info", "SubmitForm (now Lead)"),
        ("ClickButton", "event_name_deprecated", "warning", "ClickButton"),
    ],
    ids=[
        "no name",
        "empty",
        "blanks only",
        "a number",
        "too long",
        "a blank before",
        "a mark inside",
        "small letters",
        "other letters",
        "custom",
        "former",
        "former form",
        "soon gone",
    ],
)
def test_a_name_has_one_fault_at_most(name: Any, id_: str, severity: str, sample: str) -> None:
    found = findings(purchase({"event": name}))

    assert _OF_NAMES & found.keys() == {id_}
    assert (found[id_].severity, found[id_].field, found[id_].sample) == (severity, "event", sample)


def test_fifty_signs_are_a_name_still() -> None:
    assert _OF_NAMES & findings(purchase({"event": "N" * 50})).keys() == {"event_name_custom"}


@pytest.mark.parametrize("source", ["app", "crm"])
def test_apps_and_crms_have_names_of_their_own(source: str) -> None:
    assert "event_name_custom" not in findings(purchase({"event": "Tasting"}, source=source))


def test_old_and_new_name_on_one_pixel_count_an_action_twice() -> None:
    old = [purchase({"event": "CompletePayment"}, leg="pixel") for _ in range(2)]
    found = findings(*old, *[purchase() for _ in range(3)])["event_name_mixed"]

    assert (found.severity, found.field, found.event) == ("error", "event", "CompletePayment")
    assert (found.count, found.of) == (2, 5)
    assert found.sample == "CompletePayment 2 times, Purchase 3 times"


@pytest.mark.parametrize(
    ("name", "pixel"),
    [("CompletePayment", "C4ANOTHERPIXEL000001"), ("SubmitForm", "C4XAMPLEPIXEL0000001")],
    ids=["another pixel", "another action"],
)
def test_an_old_name_alone_is_not_mixed(name: str, pixel: str) -> None:
    assert "event_name_mixed" not in findings(purchase({"event": name}, pixel=pixel), purchase())
