"""What a test works with: a container that replays hits and changes them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gateway import Hit, Reply
from gateway.errors import CaptureError, GatewayError, RulesError
from gateway.recording import read_hits
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


def test_a_hit_beside_the_test_comes_before_one_beside_the_rules(shop: RehearsedContainer, tmp_path: Path) -> None:
    (tmp_path / "purchase.http").write_text(LINE.replace("purchase", "page_view"))

    assert shop.replay("purchase.http").events[0]["event_name"] == "purchase"
    assert shop.replay("beside_rules.http").events[0]["event_name"] == "page_view"


def test_a_keyword_changes_a_parameter_of_the_hit(shop: RehearsedContainer) -> None:
    run = shop.replay("purchase.http", en="page_view", dt="Größe & mehr", **{"ep.shoe/size": "44"})  # type: ignore[arg-type]

    assert run.fired == ["Views"]
    assert (run.events[0]["page_title"], run.events[0]["shoe/size"]) == ("Größe & mehr", "44")


def test_a_keyword_changes_the_parameter_of_every_line_of_a_batch(shop: RehearsedContainer) -> None:
    (hit,) = read_hits(ROOT / "examples" / "hits" / "batch.http")
    run = shop.replay(hit, en="page_view")

    assert [event["event_name"] for event in run.events] == ["page_view"] * 3


def test_a_test_may_answer_for_the_vendor(shop: RehearsedContainer) -> None:
    run = shop.replay("purchase.http", replies=lambda request: Reply.of({"code": 40100, "message": "slow down"}))

    assert [verdict.outcome for verdict in run.tag("TikTok").verdicts] == ["again"]


def test_a_keyword_for_consent_is_seen_by_the_tag(shop: RehearsedContainer) -> None:
    tag = shop.replay("purchase.http", gcs="G100").tag("TikTok")

    assert (tag.fired, tag.why) == (False, "consent: ad_storage is denied (x-ga-gcs) (rules.yaml:6)")


def test_a_hit_may_be_given_instead_of_a_file(shop: RehearsedContainer) -> None:
    hit = Hit("GET", "/g/collect", "v=2&tid=G-1&cid=1&en=page_view", id="hit-1")

    assert shop.replay(hit).fired == ["Views"]
    assert shop.replay(hit, en="purchase").fired == ["TikTok", "Late"]


def test_a_file_of_several_hits_is_replayed_as_a_whole(shop: RehearsedContainer) -> None:
    first, second = shop.replay_all("twice.http")

    assert first.trace.hit.id != second.trace.hit.id
    with pytest.raises(CaptureError, match=r"^twice\.http: there are 2 hits in this file\. .*replay_all\(\)"):
        shop.replay("twice.http")


def test_rules_are_read_once_and_again_when_they_change(shop: RehearsedContainer, tmp_path: Path) -> None:
    again = RehearsedContainer.of(tmp_path / "rules.yaml", tmp_path)
    assert again.container is shop.container

    (tmp_path / "rules.yaml").write_text("clients: [wrong]\n")

    with pytest.raises(RulesError, match=rf"^{tmp_path}/rules\.yaml:1:10  "):
        RehearsedContainer.of(tmp_path / "rules.yaml", tmp_path)


def test_none_takes_a_parameter_away(shop: RehearsedContainer) -> None:
    run = shop.replay("purchase.http", dl=None)

    assert "page_location" not in run.events[0]


def test_a_parameter_is_known_however_it_is_encoded(shop: RehearsedContainer) -> None:
    hit = Hit("GET", "/g/collect", "v=2&tid=G-1&cid=1&en=purchase&ep.shoe%2Fsize=43", id="hit-1")

    assert shop.replay_with(hit, {"ep.shoe/size": "44"}).events[0]["shoe/size"] == "44"


def test_nothing_of_this_machine_is_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "rules.yaml").write_text(RULES.replace("pixel_code: P", 'pixel_code: "${PIXEL_CODE}"'))
    (tmp_path / "purchase.http").write_text(LINE)
    monkeypatch.setenv("PIXEL_CODE", "C4EXAMPLE")
    shop = RehearsedContainer.of(tmp_path / "rules.yaml", tmp_path)

    assert shop.replay("purchase.http").tag("TikTok").sent[0].json["event_source_id"] == "<PIXEL_CODE>"


def test_event_data_may_be_given_with_its_client(shop: RehearsedContainer) -> None:
    run = shop.replay(event={"event_name": "page_view", "value": 1, "cu": "EUR"}, client="GA4", value=2, cu=None)

    assert (run.fired, run.events[0]["value"], "cu" in run.events[0]) == (["Views"], 2, False)
    assert shop.last is run


@pytest.mark.parametrize(
    "words",
    [
        {},
        {"hit": {"event_name": "purchase"}},
        {"hit": "purchase.http", "event": {}},
        {"hit": "purchase.http", "client": "GA4"},
    ],
    ids=["nothing", "a dict", "both", "a client"],
)
def test_what_cannot_be_replayed_is_told(shop: RehearsedContainer, words: dict[str, Any]) -> None:
    with pytest.raises(GatewayError, match=r"^replay\(\) takes a hit, the name of its file, or event data, "):
        shop.replay(**words)


def test_event_data_that_is_none_is_told(shop: RehearsedContainer) -> None:
    with pytest.raises(GatewayError, match=r"^event= is the data of an event, keys with their values, and not str\.$"):
        shop.replay(event="purchase")  # type: ignore[arg-type]


def test_a_parameter_that_a_hit_with_json_does_not_have_is_told(shop: RehearsedContainer) -> None:
    hit = Hit("POST", "/g/collect", "v=2", body=b'{"currency": "EUR"}', id="hit-1")

    with pytest.raises(GatewayError, match=r'^"currency" cannot be changed: the body of this hit is JSON'):
        shop.replay(hit, currency="USD")
