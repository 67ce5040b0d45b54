"""Event data given directly."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway import GatewayError
from gateway.testing.given import hit_of
from gateway.testing.rehearsed import RehearsedContainer

PURCHASE = {
    "event_name": "purchase",
    "page_location": "https://shop.example/",
    "value": 10,
    "items": [{"item_id": "MUG-1"}],
}
RULES = """clients: {GA4: {type: ga4}, First: {type: ga4, priority: 5, path: /first}}
triggers:
  Purchase: client_name == GA4 and event_name == purchase
  First: client_name == First
tags:
  TikTok: {type: tiktok, triggers: Purchase, consent: ad_storage, pixel_code: P, access_token: T}
  First: {type: tiktok, triggers: First, pixel_code: P, access_token: T, unmapped: passthrough}
"""


@pytest.fixture
def shop(tmp_path: Path) -> RehearsedContainer:
    (tmp_path / "rules.yaml").write_text(RULES)
    return RehearsedContainer.of(tmp_path / "rules.yaml", tmp_path)


def test_an_event_takes_the_trip_of_any_other(shop: RehearsedContainer) -> None:
    run = shop.run(PURCHASE, client="GA4")

    assert (run.client, run.fired, run.response.status) == ("GA4", ["TikTok"], 200)
    assert run.events == [PURCHASE]
    assert run.tag("TikTok").sent[0].json["data"][0]["properties"]["value"] == 10


def test_without_a_word_it_comes_from_the_client_that_is_asked_first(shop: RehearsedContainer) -> None:
    assert (shop.run(PURCHASE).client, shop.run(PURCHASE).fired) == ("First", ["First"])


def test_what_the_visitor_allows_is_in_the_data(shop: RehearsedContainer) -> None:
    tag = shop.run(PURCHASE | {"x-ga-gcs": "G100"}, client="GA4").tag("TikTok")

    assert (tag.fired, tag.why) == (False, "consent: ad_storage is denied (x-ga-gcs) (rules.yaml:6)")


def test_a_client_that_is_not_there_is_told_with_the_nearest_name(shop: RehearsedContainer) -> None:
    with pytest.raises(GatewayError, match=r'^there is no client "GA3"\. Did you mean "GA4"\?$'):
        shop.run(PURCHASE, client="GA3")


@pytest.mark.parametrize("value", [{1, 2}, float("nan"), b"x"], ids=["a set", "no number", "bytes"])
def test_what_json_cannot_hold_is_no_data(value: object) -> None:
    with pytest.raises(GatewayError, match=r"^an event's data is what JSON can hold: "):
        hit_of({"value": value})


def test_a_name_that_is_no_text_fires_nothing_and_that_is_told(shop: RehearsedContainer) -> None:
    tag = shop.run({"event_name": ["refund"]}, client="GA4").tag("TikTok")

    assert (tag.fired, "event_name == purchase, but event_name was" in tag.why) == (False, True)


def test_the_same_data_is_the_same_hit() -> None:
    assert hit_of(PURCHASE) == hit_of(dict(PURCHASE))
    assert hit_of(PURCHASE).id != hit_of(PURCHASE | {"value": 11}).id
