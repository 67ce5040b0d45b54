"""The diagnosis as JSON: everything in it, rounded, and said to be an estimate."""

from __future__ import annotations

import json

import pytest

from gateway.fake_tiktok.diagnostics import WEIGHTS, Window, diagnose
from tests.purchases import GONE, purchase

EVENTS = [purchase(), purchase({"event_id": "T-1002"}), purchase({"event_id": "T-1003", "user.email": GONE})]


def test_everything_is_in_the_json() -> None:
    diagnosis = diagnose(Window(EVENTS))

    said = json.loads(json.dumps(diagnosis.as_json(), allow_nan=False))
    assert said.keys() == {"events", "findings", "coverage", "quality"}
    assert (said["events"], len(said["findings"])) == (3, len(diagnosis.findings))
    assert said["quality"]["weights"] == dict(WEIGHTS)


def test_coverage_is_told_for_all_and_by_name_to_four_places() -> None:
    coverage = diagnose(Window(EVENTS)).as_json()["coverage"]

    assert coverage.keys() == {"", "Purchase"}
    assert (coverage[""]["email"], coverage[""]["phone"]) == (0.6667, 1.0)


def test_the_quality_says_that_it_is_an_estimate() -> None:
    quality = diagnose(Window(EVENTS)).as_json()["quality"]

    assert quality["estimates"] == {"": 9.1667, "Purchase": 9.1667}
    assert "estimate" in quality["basis"]
    assert "unpublished" in quality["basis"]


def test_shares_of_findings_are_rounded() -> None:
    events = [purchase({"properties.currency": "eur" if n == 0 else "EUR", "event_id": f"T-{n}"}) for n in range(3)]
    diagnosis = diagnose(Window(events))

    (found,) = diagnosis.as_json()["findings"]
    assert found["share"] == 0.3333
    assert diagnosis.findings[0].share == pytest.approx(1 / 3)


def test_a_window_without_events_is_a_diagnosis_too() -> None:
    said = diagnose(Window([])).as_json()

    assert (said["events"], said["findings"], said["coverage"], said["quality"]["estimates"]) == (0, [], {}, {})
