"""The pixel's id and the event's own."""

from __future__ import annotations

from typing import Any

import pytest

from tests.purchases import GONE, findings, purchase

IDS = {"pixel_id_invalid", "event_id_missing", "event_id_not_string"}


def test_a_good_purchase_has_its_ids() -> None:
    assert not IDS & findings(purchase(), pixel_leg=True).keys()


@pytest.mark.parametrize(
    ("pixel", "sample"),
    [
        ("", "empty"),
        ("c4xamplepixel", "c4xamplepixel"),
        ("C4-XAMPLE", "C4-XAMPLE"),
        ("C4XAMPLE ", "C4XAMPLE"),
        ("<C4 XAMPLE>", "<C4 XAMPLE>"),
        ("C" * 65, "CCCC… (65 signs)"),
        ("9f3c1ab2d4e5f60718293a4b5c6d7e8f90a1b2c3", "9f3c… (40 signs)"),
    ],
    ids=[
        "empty",
        "small letters",
        "a hyphen",
        "a blank behind",
        "no name to be filled in",
        "65 signs",
        "an access token",
    ],
)
def test_what_is_no_pixel_code_is_told(pixel: str, sample: str) -> None:
    found = findings(purchase(pixel=pixel))["pixel_id_invalid"]

    assert (found.severity, found.field, found.count, found.of) == ("error", "event_source_id", 1, 1)
    assert sample in found.sample


@pytest.mark.parametrize("pixel", ["C" * 64, "7", "<TIKTOK_PIXEL>"], ids=["64 signs", "one digit", "not yet filled in"])
def test_what_may_be_a_pixel_code_is_not_told(pixel: str) -> None:
    assert "pixel_id_invalid" not in findings(purchase(pixel=pixel))


@pytest.mark.parametrize("event_id", [GONE, None, ""], ids=["not there", "null", "empty"])
@pytest.mark.parametrize("leg", ["server", "pixel"])
def test_beside_a_pixel_an_event_without_id_counts_twice(event_id: Any, leg: str) -> None:
    found = findings(purchase({"event_id": event_id}, leg=leg), pixel_leg=True)["event_id_missing"]

    assert (found.severity, found.field, found.sample) == ("error", "event_id", "")


@pytest.mark.parametrize(
    ("source", "pixel_leg"), [("web", False), ("offline", True)], ids=["no pixel", "an offline event"]
)
def test_an_event_that_comes_one_way_needs_no_id(source: str, pixel_leg: bool) -> None:  # noqa: FBT001
    assert not IDS & findings(purchase({"event_id": GONE}, source=source), pixel_leg=pixel_leg).keys()


@pytest.mark.parametrize(
    ("event_id", "sample"),
    [(1001, "1001"), (0, "0"), (False, "false"), (["T-1"], "a list"), ({}, "an empty object")],
    ids=["a number", "zero", "a truth value", "a list", "an object"],
)
def test_an_id_that_is_no_text_is_told(event_id: Any, sample: str) -> None:
    found = findings(purchase({"event_id": event_id}), pixel_leg=True)

    assert IDS & found.keys() == {"event_id_not_string"}
    assert (found["event_id_not_string"].severity, found["event_id_not_string"].field) == ("error", "event_id")
    assert found["event_id_not_string"].sample == sample
