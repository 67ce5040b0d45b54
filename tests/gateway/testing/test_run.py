"""What one hit led to, for a test to ask."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway import GatewayError, Hit, Reply
from gateway.testing.rehearsed import RehearsedContainer

ROOT = Path(__file__).resolve().parents[3]
RULES = """clients: {GA4: {type: ga4}}
triggers:
  Purchase: event_name == purchase
  View: event_name == page_view
tags:
  TikTok: {type: tiktok, triggers: Purchase, consent: ad_storage, pixel_code: P, access_token: "${TOKEN_OF_NOBODY}"}
  Views: {type: tiktok, triggers: View, pixel_code: P, access_token: T, unmapped: passthrough}
  Late: {type: tiktok, triggers: Purchase, event: NoPage, pixel_code: "", access_token: T}
"""
LINE = "GET /g/collect?v=2&tid=G-1&cid=1.2&en=purchase&dl=https%3A%2F%2Fshop.example%2F HTTP/1.1\n"
BATCH = "POST /g/collect?v=2&tid=G-1&cid=1.2&dl=https%3A%2F%2Fa.example%2F HTTP/1.1\n\nen=page_view\nen=purchase\n"


@pytest.fixture
def shop(tmp_path: Path) -> RehearsedContainer:
    """A container with its test in a folder of its own."""
    (tmp_path / "rules.yaml").write_text(RULES)
    (tmp_path / "tests").mkdir()
    (tmp_path / "beside_rules.http").write_text(LINE.replace("purchase", "page_view"))
    (tmp_path / "twice.http").write_text(f"{LINE}###\n{LINE}")
    (tmp_path / "batch.http").write_text(BATCH)
    (tmp_path / "tests" / "purchase.http").write_text(LINE)
    return RehearsedContainer.of(tmp_path / "rules.yaml", tmp_path / "tests")


def test_a_run_tells_who_claimed_it_what_fired_and_what_the_browser_gets(shop: RehearsedContainer) -> None:
    run = shop.replay("purchase.http")

    assert (run.client, run.fired, run.response.status) == ("GA4", ["TikTok", "Late"], 200)


def test_a_run_shows_itself_as_sgtm_replay_does(shop: RehearsedContainer) -> None:
    assert repr(shop.replay("purchase.http")).startswith(
        "GET /g/collect  ->  200\n  client    GA4\n  event     purchase\n"
    )


def test_a_tag_shows_itself_in_a_line(shop: RehearsedContainer) -> None:
    run = shop.replay("purchase.http")

    assert repr(run.tag("TikTok")) == '<TikTok: ok, trigger "Purchase" (rules.yaml:3)>'
    assert repr(run.tag("Views")) == (
        '<Views: not fired, event_name == page_view, but event_name was "purchase" (rules.yaml:4)>'
    )


def test_a_tag_that_fired_tells_what_it_sent_and_what_tiktok_says(shop: RehearsedContainer) -> None:
    tag = shop.replay("purchase.http").tag("TikTok")

    assert (tag.fired, tag.outcome, tag.why) == (True, "ok", 'trigger "Purchase" (rules.yaml:3)')
    assert tag.sent[0].json["data"][0]["event"] == "Purchase"
    assert [(verdict.outcome, verdict.why) for verdict in tag.verdicts] == [("accepted", "code 0 OK")]
    assert tag.log == []


def test_a_tag_whose_request_tiktok_refuses_tells_why(shop: RehearsedContainer) -> None:
    said = Reply.of({"code": 40002, "message": "event_source_id: Invalid value"})
    tag = shop.replay("purchase.http", replies=lambda _: said).tag("TikTok")

    assert [(verdict.outcome, verdict.why) for verdict in tag.verdicts] == [
        ("refused", "code 40002 event_source_id: Invalid value")
    ]


def test_a_tag_that_did_not_fire_tells_why(shop: RehearsedContainer) -> None:
    tag = shop.replay("purchase.http").tag("Views")

    assert (tag.fired, tag.outcome, tag.sent, tag.verdicts, tag.log) == (False, "not fired", [], [], [])
    assert tag.why == 'event_name == page_view, but event_name was "purchase" (rules.yaml:4)'


def test_a_hit_that_nobody_claims_has_no_client_and_no_events(shop: RehearsedContainer) -> None:
    run = shop.replay(Hit("GET", "/favicon.ico"))

    assert (run.client, run.events, run.response.status) == ("", [], 400)
    assert run.unclaimed == 'no client claimed the hit; "GA4" refused: the path is "/favicon.ico", not …/g/collect'
    assert run.tag("TikTok").why == f"{run.unclaimed} (rules.yaml:6)"


def test_a_hit_that_is_no_event_is_told_with_its_client(shop: RehearsedContainer) -> None:
    run = shop.replay("purchase.http", en=None)

    assert (run.unclaimed, run.events) == ("", [])
    assert run.tag("TikTok").why == 'client "GA4" made no event of the hit (rules.yaml:6)'


def test_a_near_miss_is_told(shop: RehearsedContainer) -> None:
    tag = shop.replay("purchase.http", en="Page_View").tag("Views")

    assert tag.why == 'event_name == page_view, but event_name was "Page_View": only the case differs (rules.yaml:4)'


def test_of_several_events_the_first_it_ran_for_is_told_or_the_one_asked_for(shop: RehearsedContainer) -> None:
    run = shop.replay("batch.http")

    assert (run.tag("TikTok").fired, run.tag("TikTok", 0).fired, run.tag("TikTok", 1).fired) == (True, False, True)
    assert run.tag("TikTok", 0).why == 'event_name == purchase, but event_name was "page_view" (rules.yaml:3)'
    assert run.tag("TikTok", 2).why == "the hit has no such event (rules.yaml:6)"


def test_a_tag_that_is_not_there_is_told_with_the_nearest_name(shop: RehearsedContainer) -> None:
    with pytest.raises(GatewayError) as refused:
        shop.replay("purchase.http").tag("TikTk")

    assert str(refused.value) == 'there is no tag "TikTk". Did you mean "TikTok"?'


def test_a_request_that_was_not_sent_says_why_when_a_test_asks_for_it(shop: RehearsedContainer) -> None:
    result = shop.replay("purchase.http", en="page_view").tag("TikTok")

    with pytest.raises(IndexError, match='tag "TikTok" sent nothing more: not fired, event_name == purchase, but'):
        _ = result.sent[0]
