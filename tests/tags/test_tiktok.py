"""The TikTok tag: one request an event, with the ids and names TikTok can count."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gateway import UNDEFINED, Event, Failed, Hit, Lookup, OutgoingRequest, Reply, Secret, Skipped, TagType, Verdict
from gateway.container import ClientEntry, Configured, Container, TagEntry
from gateway.fake_tiktok import answer
from gateway.recording import rehearse
from gateway.testing.rehearsed import RehearsedContainer
from tags.tiktok import TikTok
from tests.small import EventsClient, hit, trigger

HITS = Path(__file__).parents[2] / "examples" / "hits"
PAGE = "https://shop.example/thanks"
SETTINGS: dict[str, Any] = {"pixel_code": "PIXEL", "access_token": Secret("TOKEN")}


def request_for(data: dict[str, Any], **settings: Any) -> OutgoingRequest:
    event = Event({"event_name": "purchase", "page_location": PAGE, **data})
    lookup = Lookup(event, Hit("GET", "/", id="h", at=1772366400999))
    steps = list(TikTok(name="T", **SETTINGS, **settings).run(event, lookup))
    (request,) = [step for step in steps if isinstance(step, OutgoingRequest)]
    return request


def sent_for(data: dict[str, Any], **settings: Any) -> dict[str, Any]:
    event: dict[str, Any] = request_for(data, **settings).json["data"][0]
    return event


def test_a_purchase_reaches_tiktok_with_all_it_says(container: RehearsedContainer) -> None:
    (request,) = container.replay(HITS / "purchase.http").tag("TikTok purchase").sent

    (event,) = request.json["data"]
    assert request.url == "https://business-api.tiktok.com/open_api/v1.3/event/track/"
    assert (event["event"], event["event_id"], event["event_time"]) == ("Purchase", "T-1001.purchase", 1772366400)
    assert event["user"]["ttclid"] == "E.C.P.example-click-0001"
    assert event["user"]["ttp"] == "2abcDEFghiJKLmnoPQRstuVWXyz"
    assert (event["user"]["city"], event["user"]["country"]) == ("london", "gb")
    assert (event["user"]["ip"], event["user"]["locale"]) == ("203.0.113.7", "en-gb")
    assert event["page"]["referrer"] == "https://shop.example/checkout/pay"
    assert event["properties"] == {
        "contents": [
            {
                "content_id": "MUG-1",
                "content_name": "Mug ~ blue",
                "content_category": "Kitchen > Mugs",
                "brand": "Example Pottery",
                "price": 12.5,
                "quantity": 2,
            },
            {
                "content_id": "POT-7",
                "content_name": "Tea pot",
                "content_category": "Kitchen",
                "brand": "Example Pottery",
                "price": 34.9,
                "quantity": 1,
            },
        ],
        "content_ids": ["MUG-1", "POT-7"],
        "content_type": "product",
        "num_items": 3,
        "value": 59.9,
        "currency": "EUR",
        "order_id": "T-1001",
    }


def test_no_person_leaves_in_clear_where_tiktok_wants_a_digest(container: RehearsedContainer) -> None:
    (request,) = container.replay(HITS / "purchase.http").tag("TikTok purchase").sent

    digests = [
        request.json["data"][0]["user"][key] for key in ("email", "phone", "first_name", "last_name", "zip_code")
    ]
    assert {len(digest) for digest in digests} == {64}
    assert digests[2] == "81f8f6dde88365f3928796ec7aa53f72820b06db8664f5fe76a7eb13e24546a2"
    assert [secret for secret in (b"jane.doe", b"7946", b"Doe", b"EC1A") if secret in request.body] == []


def test_a_visitor_who_said_no_is_not_told_to_tiktok(container: RehearsedContainer) -> None:
    result = container.replay(HITS / "consent_denied.http").tag("TikTok purchase")

    assert not result.fired
    assert result.why.startswith("consent: ad_storage is denied (x-ga-gcd)")


def test_an_event_without_its_page_fails_before_tiktok_refuses_it_and_with_it_is_accepted() -> None:
    configured: Configured[TagType] = Configured(TikTok, "T", SETTINGS)
    tag = TagEntry("T", configured, type_name="tiktok", triggers=(trigger(),))
    client = ClientEntry("Events", EventsClient(name="Events"))

    run = rehearse(Container(clients=(client,), tags=(tag,)), hit("purchase"), answer).runs()[0]

    assert (run.outcome, run.sent) == ("failed", [])
    assert run.why == "TikTok refuses a web event without its page, and this one has no page_location"
    assert answer(request_for({"event_id": 5})).json["code"] == 0


def test_without_a_pixel_there_is_nobody_to_tell() -> None:
    event = Event({"event_name": "purchase", "page_location": PAGE})
    steps = TikTok(name="T", **{**SETTINGS, "pixel_code": UNDEFINED}).run(event, Lookup(event, Hit("GET", "/", id="h")))
    with pytest.raises(StopIteration) as ended:
        next(steps)

    assert ended.value.value == Failed("TikTok refuses an event of no pixel, and pixel_code has no value")


def test_the_token_is_a_secret_by_name_and_stands_nowhere_in_the_body() -> None:
    request = request_for({})

    assert request.header("Access-Token") == Secret("TOKEN")
    assert b"TOKEN" not in request.body


@pytest.mark.parametrize(
    ("data", "settings", "event_id"),
    [
        ({"event_id": "e1"}, {}, "e1"),
        ({"event_id": 5}, {}, "5"),
        ({"event_id": 0}, {}, "0"),
        ({"event_id": "e1"}, {"event_id": "own"}, "own"),
        ({"transaction_id": 7}, {"missing_event_id": "transaction_id"}, "7"),
        ({"event_id": "e1", "transaction_id": "T"}, {"missing_event_id": "transaction_id"}, "e1"),
        ({}, {"missing_event_id": "omit"}, None),
        ({"event_id": ""}, {"missing_event_id": "omit"}, None),
    ],
    ids=[
        "the page's", "a number becomes text", "zero is an id", "the tag's own", "the transaction's", "the page's first",
        "none", "an empty one is none",
    ],
)  # fmt: skip
def test_the_event_id_is_text_from_the_first_place_that_has_one(
    data: dict[str, Any], settings: dict[str, Any], event_id: str | None
) -> None:
    assert sent_for(data, **settings).get("event_id") == event_id


def test_a_generated_id_is_the_same_for_the_same_hit_and_tag_only() -> None:
    def generated(hit: str, number: int, name: str) -> str:
        event = Event(event_name="purchase", page_location=PAGE)
        lookup = Lookup(event, Hit("GET", "/", id=hit), number=number)
        request = next(TikTok(name=name, pixel_code="P", access_token=Secret("T")).run(event, lookup))
        return str(request.json["data"][0]["event_id"])

    ids = {generated(hit, number, name) for hit in "ab" for number in (0, 1) for name in "TU"}

    assert len(ids) == 8
    assert generated("a", 0, "T") in ids
    assert sent_for({}, missing_event_id="transaction_id")["event_id"] == sent_for({})["event_id"]


def test_settings_go_where_tiktok_reads_them() -> None:
    request = request_for(
        {"page_location": "https://shop.example/"},
        test_event_code="TEST1",
        limited_data_use=True,
        endpoint="http://127.0.0.1:8099/",
    )

    assert request.url == "http://127.0.0.1:8099/open_api/v1.3/event/track/"
    assert request.json["test_event_code"] == "TEST1"
    assert (request.json["event_source"], request.json["event_source_id"]) == ("web", "PIXEL")
    assert request.json["data"][0]["limited_data_use"] is True


def test_what_is_missing_is_left_out_and_user_is_there_anyway() -> None:
    body = request_for({}, missing_event_id="omit").json

    assert body == {
        "event_source": "web",
        "event_source_id": "PIXEL",
        "data": [{"event": "Purchase", "event_time": 1772366400, "user": {}, "page": {"url": PAGE}}],
    }


def test_an_event_without_a_tiktok_name_is_skipped_with_the_reason() -> None:
    event = Event(event_name="scroll")
    steps = TikTok(**SETTINGS).run(event, Lookup(event, hit()))

    with pytest.raises(StopIteration) as end:
        next(steps)
    assert end.value.value == Skipped('TikTok has no event for "scroll" (unmapped: skip)')


def test_every_event_of_a_call_has_its_verdict() -> None:
    requests = (request_for({}),) * 2

    assert TikTok.verdict(Reply.of({"code": 40100, "message": "slow down"}), requests) == (
        Verdict("again", "code 40100 slow down", "throttled"),
        Verdict("again", "code 40100 slow down", "throttled"),
    )


@pytest.mark.parametrize(
    "data",
    [
        {"value": float("nan"), "currency": "EUR"},
        {"value": 10**400, "currency": "EUR"},
        {"value": "0x" + "f" * 400, "currency": "EUR"},
        {"items": "none", "user_data": [1], "page_location": 5},
        {"user_data": {"email": [None, {}, 10**400]}, "event_id": ["a"]},
        {"page_location": "http://[broken?ttclid=x"},
    ],
    ids=["NaN", "a huge number", "endless hex", "wrong types", "an odd list of e-mails", "a broken address"],
)
def test_odd_event_data_never_keeps_a_purchase_from_tiktok(data: dict[str, Any]) -> None:
    assert sent_for(data)["event"] == "Purchase"
