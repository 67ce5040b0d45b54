"""The values of many events: too many zeros, or always the same."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.fake_tiktok.diagnostics import Seen
from tests.purchases import findings, purchase


def _worth(*values: Any, event: str = "Purchase", **of_seen: Any) -> list[Seen]:
    return [
        purchase({"event": event, "event_id": f"T-{place}", "properties.value": value}, **of_seen)
        for place, value in enumerate(values)
    ]


def test_a_good_purchase_says_nothing_of_many() -> None:
    assert not {"value_zero_share", "value_constant"} & findings(purchase()).keys()


@pytest.mark.parametrize("event", ["Purchase", "CompletePayment", "AddToCart", "InitiateCheckout"])
def test_many_zeros_are_told(event: str) -> None:
    found = findings(*_worth(0, 0.0, *range(1, 9), event=event))["value_zero_share"]

    assert (found.severity, found.field, found.event) == ("warning", "properties.value", event)
    assert (found.count, found.of, found.sample) == (2, 10, "0")


@pytest.mark.parametrize(
    "events",
    [
        _worth(*[0] * 9),
        _worth(0, *range(1, 10)),
        _worth(*["0"] * 10),
        _worth(*[0] * 10, event="ViewContent"),
        _worth(*[0] * 10, leg="pixel"),
    ],
    ids=["nine events", "one of ten", "texts", "nothing sold", "the pixel"],
)
def test_some_zeros_are_legal(events: list[Seen]) -> None:
    assert "value_zero_share" not in findings(*events)


def test_nearly_always_the_same_value_is_told() -> None:
    found = findings(*_worth(*[20.0] * 46, 1, 2, 3, 4))["value_constant"]

    assert (found.severity, found.field, found.event) == ("info", "properties.value", "Purchase")
    assert (found.count, found.of, found.sample) == (46, 50, "20.0")


@pytest.mark.parametrize(
    "events",
    [
        _worth(*[20.0] * 45, 1, 2, 3, 4, 5),
        _worth(*[20.0] * 49),
        _worth(*[0] * 50),
        _worth(*[20.0] * 50, event="AddToCart"),
        _worth(*[20.0] * 50, leg="pixel"),
    ],
    ids=["nine of ten", "too few", "zeros", "no purchases", "the pixel"],
)
def test_a_value_that_is_often_the_same_may_be_right(events: list[Seen]) -> None:
    assert "value_constant" not in findings(*events)
