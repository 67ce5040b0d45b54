"""What TikTok refused, by code and field; test codes in real traffic; and events that consent forbids."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.fake_tiktok.diagnostics import NO_CODE, Window, diagnose
from tests.purchases import findings, purchase

KEYLESS: dict[str, Any] = {"user": {}}


def test_a_good_purchase_is_neither_refused_nor_forbidden() -> None:
    assert not {"rejected", "test_code_in_production", "ldu_conflict"} & findings(purchase(), live=True).keys()


@pytest.mark.parametrize(
    ("code", "message", "severity", "field"),
    [
        (40002, "data.0.properties.contents.12.price: Not a valid number", "error", "properties.contents[].price"),
        (40002, "Batch.3.event_id: Not a valid string", "error", "event_id"),
        (40002, "event_source_id: Not a valid string", "error", "event_source_id"),
        (40001, "No permission", "error", ""),
        (20001, "Partially failed", "warning", ""),
        (50000, "", "error", ""),
    ],
    ids=["inside a content", "of a batch", "around the events", "no field", "partly", "no message"],
)
def test_a_refused_event_is_told_by_code_and_field(code: int, message: str, severity: str, field: str) -> None:
    found = findings(purchase(code=code, message=message))["rejected"]

    assert (found.severity, found.field, found.sample) == (severity, field, f"code {code} {message}".strip())


@pytest.mark.parametrize(
    ("of_seen", "severity", "sample"),
    [
        ({"code": NO_CODE, "message": "HTTP 301", "state": "refused"}, "error", "no code of TikTok's, HTTP 301"),
        (
            {"code": NO_CODE, "message": "ConnectError", "state": "given up", "tries": 9},
            *("error", "given up: no code of TikTok's, ConnectError"),
        ),
        ({"state": "given up"}, "error", "given up: code 0"),
        (
            {"code": 40105, "message": "revoked", "state": "held", "tries": 1},
            *("error", "held after 1 try: code 40105 revoked"),
        ),
        (
            {"code": 40100, "message": "slower", "state": "waiting", "tries": 2},
            *("warning", "waiting after 2 tries: code 40100 slower"),
        ),
        (
            {"code": NO_CODE, "message": "HTTP 502", "state": "waiting", "tries": 3},
            *("error", "waiting after 3 tries: no code of TikTok's, HTTP 502"),
        ),
        ({"code": 50000, "state": "dropped", "tries": 1}, "warning", "dropped: code 50000"),
    ],
    ids=["moved", "given up", "given up by age", "a token fault", "throttled", "many tries", "dropped by hand"],
)
def test_what_did_not_reach_tiktok_is_told(of_seen: dict[str, Any], severity: str, sample: str) -> None:
    found = findings(purchase(**of_seen))["rejected"]

    assert (found.severity, found.sample) == (severity, sample)


def test_one_fault_at_many_places_is_one_finding() -> None:
    events = [purchase(code=40002, message=f"data.{n}.event_id: Not a valid string") for n in range(3)]
    found = [each for each in diagnose(Window([*events, purchase()])).findings if each.id == "rejected"]

    assert [(each.count, each.of, each.sample) for each in found] == [
        (3, 4, "code 40002 data.0.event_id: Not a valid string")
    ]


def test_codes_and_names_are_told_apart() -> None:
    events = [purchase({"event": name}, code=code) for name in ("Purchase", "Contact") for code in (40000, 40002)]
    found = [each for each in diagnose(Window(events)).findings if each.id == "rejected"]

    assert {(each.event, each.sample, each.share) for each in found} == {
        (name, f"code {code}", 0.5) for name in ("Purchase", "Contact") for code in (40000, 40002)
    }


def test_persons_in_a_message_are_masked() -> None:
    found = findings(purchase(code=40002, message="user.email: jane.doe@shop.example is no digest"))["rejected"]

    assert found.field == "user.email"
    assert "jane.doe" not in found.sample


def test_what_only_the_pixel_sent_has_no_answer() -> None:
    assert "rejected" not in findings(purchase(code=40002, leg="pixel"))


def test_a_test_code_in_real_traffic_is_told_and_not_shown_whole() -> None:
    found = findings(purchase(test_code="TEST12345"), live=True)["test_code_in_production"]

    assert (found.severity, found.field, found.sample) == ("error", "test_event_code", "TEST…")


@pytest.mark.parametrize(
    ("of_seen", "live"),
    [({"test_code": "TEST12345"}, False), ({}, True), ({"test_code": "TEST12345", "leg": "pixel"}, True)],
    ids=["a rehearsal", "no code", "from the pixel"],
)
def test_a_test_code_is_where_it_belongs(of_seen: dict[str, Any], live: bool) -> None:  # noqa: FBT001
    assert "test_code_in_production" not in findings(purchase(**of_seen), live=live)


@pytest.mark.parametrize("leg", ["server", "pixel"])
def test_what_a_visitor_denied_must_not_carry_who_he_is(leg: str) -> None:
    found = findings(purchase(leg=leg, denied=("analytics_storage", "ad_user_data", "ad_storage")))["ldu_conflict"]

    assert (found.severity, found.field, found.sample) == ("error", "user", "ad_storage and ad_user_data denied")


def test_limited_data_use_is_no_way_round_consent() -> None:
    found = findings(purchase({"limited_data_use": True}, denied=("ad_storage",)))["ldu_conflict"]

    assert found.sample == "ad_storage denied, limited_data_use does not replace it"


@pytest.mark.parametrize(
    ("changes", "denied"),
    [({}, ()), ({}, ("analytics_storage",)), (KEYLESS, ("ad_storage",)), ({"user": {"ip": " "}}, ("ad_storage",))],
    ids=["nothing denied", "denied for other ends", "no keys", "a key without text"],
)
def test_what_consent_allows_may_go(changes: dict[str, Any], denied: tuple[str, ...]) -> None:
    assert "ldu_conflict" not in findings(purchase(changes, denied=denied))
