"""Match keys: how many events carry them, our estimate of what that is worth, and when it is too little."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.fake_tiktok.diagnostics import WEIGHTS, Window, diagnose
from gateway.fake_tiktok.diagnostics.quality import carried, estimate, usable
from tests.purchases import GONE, findings, purchase

_MARKS: dict[str, Any] = {"ip": "203.0.113.7", "user_agent": "Mozilla/5.0"}


def test_a_good_purchase_carries_every_key() -> None:
    diagnosis = diagnose(Window([purchase()]))

    assert diagnosis.coverage == {"": dict.fromkeys(WEIGHTS, 1.0), "Purchase": dict.fromkeys(WEIGHTS, 1.0)}
    assert diagnosis.quality == {"": 10.0, "Purchase": 10.0}
    assert not {"match_keys_none", "match_keys_low"} & findings(purchase()).keys()


def test_coverage_is_the_share_of_server_events_by_name() -> None:
    events = [purchase(), purchase({"user.email": ""}), purchase({"event": "Contact"}), purchase(leg="pixel")]
    coverage = diagnose(Window(events)).coverage

    assert coverage["Purchase"]["email"] == 0.5
    assert coverage["Contact"]["email"] == 1.0
    assert coverage[""]["email"] == pytest.approx(2 / 3)


def test_of_the_pixel_alone_nothing_is_estimated() -> None:
    diagnosis = diagnose(Window([purchase({"user": {}}, leg="pixel")]))

    assert (diagnosis.coverage, diagnosis.quality) == ({}, {})
    assert [finding.id for finding in diagnosis.findings] == ["one_leg_only"]


@pytest.mark.parametrize(
    ("user", "keys"),
    [
        (_MARKS, {"ip+user_agent"}),
        ({"ip": "203.0.113.7"}, set()),
        ({"email": ["", "x"], "phone": [" "], "ttp": "  ", "ttclid": 5}, {"email"}),
        ({"locale": "de"}, set()),
    ],
    ids=["address and agent", "the address alone", "empty ones", "no key"],
)
def test_a_key_is_carried_where_it_says_something(user: dict[str, Any], keys: set[str]) -> None:
    assert carried(user) == keys


def test_the_estimate_weighs_the_shares() -> None:
    assert estimate({"email": 0.5}, {"email": 3.0, "phone": 1.0}) == 3.75
    assert estimate({"email": 1.0}, {}) == 0.0


def test_only_weights_of_known_keys_that_are_weights_are_usable() -> None:
    weights = {"email": 2.0, "phone": -1.0, "ttp": 0.0, "ttclid": float("nan"), "shoe_size": 9.0}

    assert usable(weights) == {"email": 2.0}


@pytest.mark.parametrize("user", [{}, {"locale": "de", "ip": "203.0.113.7"}], ids=["nothing", "half a key"])
def test_an_event_without_a_key_matches_nobody(user: dict[str, Any]) -> None:
    found = findings(purchase({"user": user}))["match_keys_none"]

    assert (found.severity, found.field, found.count, found.of) == ("error", "user", 1, 1)


@pytest.mark.parametrize(
    ("changes", "of_seen"),
    [
        ({"user": {"external_id": "x"}}, {}),
        ({"user": {"idfa": "x"}}, {"source": "app"}),
        ({"user": {}}, {"denied": ("ad_storage",)}),
        ({"user": {}, "lead.lead_id": "L-1"}, {"source": "crm"}),
        ({"user": {}}, {"leg": "pixel"}),
    ],
    ids=["one key", "an app's", "denied consent", "a lead", "the pixel"],
)
def test_what_has_a_key_or_may_have_none_is_not_told(changes: dict[str, Any], of_seen: dict[str, Any]) -> None:
    assert "match_keys_none" not in findings(purchase(changes, **of_seen))


def test_few_keys_are_told_with_the_estimate_and_the_target() -> None:
    poor = [purchase({"user.ttclid": GONE, "user.email": GONE, "user.external_id": GONE}) for _ in range(3)]
    found = findings(*poor, purchase({"user.ttclid": GONE}))["match_keys_low"]

    assert (found.severity, found.field, found.count, found.of) == ("warning", "user", 3, 4)
    assert found.sample == "our estimate is 4.4 of 10, the target 5.0"


def test_an_estimate_that_meets_the_target_is_good_enough() -> None:
    half = purchase({"user": {"ttclid": "E.C.P.x", "phone": "x"}})

    assert "match_keys_low" not in findings(half)
    assert findings(half, target=5.1)["match_keys_low"].sample == "our estimate is 5.0 of 10, the target 5.1"


def test_own_weights_change_the_estimate_and_none_at_all_find_nothing() -> None:
    by_phone = purchase({"user": {"phone": "x"}})

    assert "match_keys_low" not in findings(by_phone, weights={"phone": 1.0})
    assert "match_keys_low" not in findings(by_phone, weights={})
    assert "match_keys_low" in findings(by_phone)
