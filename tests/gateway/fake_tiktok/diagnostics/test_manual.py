"""The manual: every finding can be found, and its advice is for everybody."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pytest

from gateway.fake_tiktok.diagnostics import Seen
from gateway.fake_tiktok.diagnostics.manual import MANUAL
from tests.purchases import AT, GONE, digest, findings, purchase

_LEAST = set(
    "event_name_missing event_name_invalid event_name_case event_name_custom event_name_deprecated event_name_mixed "
    "pixel_id_invalid event_id_missing event_id_not_string event_id_reused duplicate_same_channel dedup_late "
    "mismatched_event_id one_leg_only event_time_ms event_time_future event_time_old latency page_url_missing "
    "page_url_not_absolute content_id_missing content_id_not_string content_id_placeholder content_type_invalid "
    "content_type_missing content_id_not_in_catalog value_missing currency_missing value_not_number value_negative "
    "value_zero_share value_mismatch value_constant currency_unsupported currency_lower_case price_invalid "
    "email_hash_invalid phone_no_country phone_hash_suspicious same_hash_many_users pii_unhashed ip_server ip_private "
    "ua_missing ua_server ttclid_missing ttclid_cut ttclid_altered ttp_missing match_keys_none match_keys_low "
    "unknown_key v1_key test_code_in_production ldu_conflict rejected".split()
)
_LANDED = "https://shop.example.com/?ttclid=E.C.P.CvMBexampleClick0001"


def _with(changes: dict[str, Any], **of_seen: Any) -> list[Seen]:
    return [purchase(changes, **of_seen)]


def _visitors(many: int, **changes: Any) -> list[Seen]:
    """As many different visitors, who share what is said."""
    own = (
        {f"user.{key}": f"{key}-{place}" for key in ("ttp", "email", "phone", "external_id")} for place in range(many)
    )
    return [purchase({**each, "user.ip": f"203.0.113.{place}", **changes}) for place, each in enumerate(own)]


_EXAMPLES: dict[str, tuple[Sequence[Seen], dict[str, Any]]] = {
    "event_name_missing": (_with({"event": GONE}), {}),
    "event_name_invalid": (_with({"event": "N" * 51}), {}),
    "event_name_case": (_with({"event": "purchase"}), {}),
    "event_name_custom": (_with({"event": "Tasting"}), {}),
    "event_name_deprecated": (_with({"event": "CompletePayment"}), {}),
    "event_name_mixed": ([purchase(), purchase({"event": "CompletePayment"}, leg="pixel")], {}),
    "pixel_id_invalid": (_with({}, pixel="c4"), {}),
    "event_id_missing": (_with({"event_id": GONE}), {"pixel_leg": True}),
    "event_id_not_string": (_with({"event_id": 1001}), {}),
    "event_id_reused": ([purchase(), purchase({"properties.value": 40.0})], {}),
    "duplicate_same_channel": ([purchase(), purchase()], {}),
    "dedup_late": ([purchase(at=AT + 301), purchase(leg="pixel", at=AT)], {}),
    "mismatched_event_id": ([purchase(), purchase({"event_id": "P-1"}, leg="pixel")], {}),
    "one_leg_only": ([purchase(), purchase({"event": "Contact"}, leg="pixel")], {}),
    "event_time_ms": (_with({"event_time": int(AT) * 1000}), {}),
    "event_time_future": (_with({}, at=AT - 601), {}),
    "event_time_old": (_with({}, at=AT + 8 * 86400), {}),
    "latency": (_with({}, at=AT + 3601), {}),
    "page_url_missing": (_with({"page.url": GONE}), {}),
    "page_url_not_absolute": (_with({"page.url": "/thanks"}), {}),
    "content_id_missing": (_with({"properties.contents": GONE}), {}),
    "content_id_not_string": (_with({"properties.contents.0.content_id": 1}), {}),
    "content_id_placeholder": (_with({"properties.contents.0.content_id": "undefined"}), {}),
    "content_type_invalid": (_with({"properties.content_type": "shoes"}), {}),
    "content_type_missing": (_with({"properties.content_type": GONE}), {}),
    "content_id_not_in_catalog": (_with({}), {"catalog": frozenset(("SKU-2",))}),
    "value_missing": (_with({"properties.value": GONE}), {}),
    "value_not_number": (_with({"properties.value": "1,299.00"}), {}),
    "value_negative": (_with({"properties.value": -20.0}), {}),
    "value_zero_share": ([purchase({"properties.value": 0}) for _ in range(10)], {}),
    "value_mismatch": (_with({"properties.value": 22.0}), {}),
    "value_constant": ([purchase() for _ in range(50)], {}),
    "currency_missing": (_with({"properties.currency": GONE}), {}),
    "currency_unsupported": (_with({"properties.currency": "XXX"}), {}),
    "currency_lower_case": (_with({"properties.currency": "eur"}), {}),
    "price_invalid": (_with({"properties.contents.0.price": "(null)"}), {}),
    "email_hash_invalid": (_with({"user.email": digest("")}), {}),
    "phone_no_country": (_with({"user.phone": GONE}, plain={"user_data": {"phone_number": "030 123456"}}), {}),
    "phone_hash_suspicious": (_with({"user.phone": digest("undefined")}), {}),
    "same_hash_many_users": (_visitors(20, **{"user.email": digest("test@example.com")}), {}),
    "pii_unhashed": (_with({"user.email": "anna@example.com"}), {}),
    "ip_server": (_visitors(20, **{"user.ip": "203.0.113.7"}), {}),
    "ip_private": (_with({"user.ip": "10.0.0.1"}), {}),
    "ua_missing": (_with({"user.user_agent": GONE}), {}),
    "ua_server": (_with({"user.user_agent": "curl/8.5.0"}), {}),
    "ttclid_missing": (_with({"page.url": _LANDED, "user.ttclid": GONE}), {}),
    "ttclid_cut": (_with({"page.url": _LANDED, "user.ttclid": "E.C.P.CvMBexam"}), {}),
    "ttclid_altered": (_with({"page.url": _LANDED, "user.ttclid": "e.c.p.cvmbexampleclick0001"}), {}),
    "ttp_missing": (_with({"user.ttp": GONE}), {"pixel_leg": True}),
    "match_keys_none": (_with({"user": {}}), {}),
    "match_keys_low": (_with({"user": {"ttp": "2YkExampleBrowserId001"}}), {}),
    "unknown_key": (_with({"user.emial": "x"}), {}),
    "v1_key": (_with({"timestamp": "2025-10-09T08:53:20Z"}), {}),
    "test_code_in_production": (_with({}, test_code="TEST12345"), {"live": True}),
    "ldu_conflict": (_with({"limited_data_use": True}, denied=("ad_storage",)), {}),
    "rejected": (_with({}, code=40002, message="data.0.event_id: Not a valid string"), {}),
}


def test_every_finding_has_an_example() -> None:
    assert _EXAMPLES.keys() == MANUAL.keys()


def test_no_finding_got_lost() -> None:
    assert not _LEAST - MANUAL.keys()


def test_a_good_purchase_shows_none_of_them() -> None:
    assert findings(purchase(), purchase(leg="pixel"), live=True, catalog=frozenset(("SKU-1",))) == {}


@pytest.mark.parametrize("id_", _EXAMPLES)
def test_the_example_shows_its_finding(id_: str) -> None:
    events, of_window = _EXAMPLES[id_]
    found = findings(*events, **of_window)[id_]

    assert (found.advice, found.basis) == (MANUAL[id_].advice, MANUAL[id_].basis)
    assert 0 < found.count <= found.of <= len(events)


@pytest.mark.parametrize("id_", MANUAL)
def test_an_advice_is_whole_sentences_and_about_nobody(id_: str) -> None:
    advice = MANUAL[id_].advice

    assert re.fullmatch(r"[A-Z].{20,}[\w)]\.", advice)
    assert "@" not in advice
    assert set(re.findall(r"\+\d+", advice)) <= {"+4930123456", "+12133734253"}


@pytest.mark.parametrize("id_", MANUAL)
def test_a_field_is_a_place_in_an_event(id_: str) -> None:
    assert re.fullmatch(r"(?:[a-z_]+(?:\[\])?(?:\.[a-z_]+(?:\[\])?)*)?", MANUAL[id_].field)
