"""What the endpoint remembers: bounded, masked where it is shown, and forgotten when asked."""

from __future__ import annotations

import json
from typing import Any

from gateway import OutgoingRequest, tiktok
from gateway.fake_tiktok.answer import judge
from gateway.fake_tiktok.ledger import EVENTS_KEPT, TESTS_SHOWN, Ledger
from gateway.fake_tiktok.page import page
from gateway.fake_tiktok.pixel import PixelCall

EVENT: dict[str, Any] = {
    "event": "Lead",
    "event_time": 1_772_366_400,
    "page": {"url": "https://shop.example/"},
    "user": {"external_id": "jane-doe-77"},
}


def took(ledger: Ledger, at: float, *events: dict[str, Any], **more: Any) -> dict[str, Any]:
    body = {"event_source": "web", "event_source_id": "C4", "data": list(events), **more}
    request = OutgoingRequest(
        f"http://t.example{tiktok.TRACK_PATH}", headers=(("Access-Token", "T" * 20),), body=json.dumps(body).encode()
    )
    judged = judge(request)
    return ledger.server_call(request, judged.reply, judged.document, at)


def test_every_event_of_a_call_is_remembered_with_what_became_of_it() -> None:
    ledger = Ledger()
    took(ledger, 0.0, {**EVENT, "event_id": "1"}, {**EVENT, "event_id": "1"}, EVENT)

    assert [received.met.outcome for received in ledger.events] == ["counted", "dropped", "counted"]


def test_a_call_of_a_thousand_events_is_listed_with_all_of_them() -> None:
    call = took(Ledger(), 0.0, *[{**EVENT, "event_id": str(number)} for number in range(1000)])

    assert [event["event_id"] for event in call["body"]["data"]] == [str(number) for number in range(1000)]


def test_persons_are_kept_for_diagnostics_and_masked_where_they_are_shown() -> None:
    ledger = Ledger()
    call = took(ledger, 0.0, EVENT, test_event_code="T1")

    assert ledger.events[0].seen.event["user"]["external_id"] == "jane-doe-77"
    assert "jane-doe-77" not in json.dumps([call, ledger.state(), ledger.diagnosis().as_json()])


def test_both_legs_are_one_event() -> None:
    ledger = Ledger()
    request = OutgoingRequest("http://t.example/api/v2/pixel")
    reply = judge(request).reply
    ledger.pixel_call(request, reply, PixelCall("C4", {"event": "Lead", "event_id": "1"}), 0.0)
    took(ledger, 10.0, {**EVENT, "event_id": "1"})

    assert ledger.state()["events"] == {"Lead": {"server": 1, "pixel": 1, "counted": 1, "merged": 1}}


def test_of_many_test_events_the_newest_are_shown_and_the_others_counted() -> None:
    ledger = Ledger()
    took(ledger, 0.0, *[{**EVENT, "event_id": str(number)} for number in range(TESTS_SHOWN + 7)], test_event_code="T1")
    state = ledger.state()

    assert [each["event"]["event_id"] for each in state["test_events"]] == [
        str(number) for number in reversed(range(7, TESTS_SHOWN + 7))
    ]
    assert state["more_test_events"] == 7
    assert "These are the newest; 7 more came before." in page(ledger)


def test_what_is_forgotten_counts_anew() -> None:
    ledger = Ledger()
    took(ledger, 0.0, {**EVENT, "event_id": "1"})
    ledger.forget()
    took(ledger, 1.0, {**EVENT, "event_id": "1"})

    assert (len(ledger.calls), [received.met.outcome for received in ledger.events]) == (1, ["counted"])


def test_it_keeps_so_many_events_and_no_more() -> None:
    assert Ledger().events.maxlen == EVENTS_KEPT


def test_a_test_event_says_what_it_would_be_live_and_whether_the_pixel_sent_it_too() -> None:
    ledger = Ledger()
    request = OutgoingRequest("http://t.example/api/v2/pixel")
    took(ledger, 0.0, {**EVENT, "event_id": "1"}, {**EVENT, "event_id": "2"}, test_event_code="T1")
    ledger.pixel_call(request, judge(request).reply, PixelCall("C4", {"event": "Lead", "event_id": "1"}), 10.0)
    took(ledger, 20.0, {**EVENT, "event_id": "1"}, test_event_code="T1")
    again, second, first = ledger.test_events()

    assert [each["deduplicated"] for each in (first, second, again)] == [False, False, True]
    assert again["live"] == "dropped: the same leg sent it within 48 hours"
    assert (first["pixel_at"], second["pixel_at"]) == ("1970-01-01T00:00:10.000+00:00", "")
    assert ledger.state()["events"]["Lead"] == {"server": 3, "pixel": 1, "counted": 1, "test": 3}


def test_what_tiktok_does_not_recognise_is_struck_through_and_the_weights_are_shown() -> None:
    ledger = Ledger()
    took(ledger, 0.0, {**EVENT, "event_id": "1", "user": {"emial": "x"}}, test_event_code="T1")
    took(ledger, 1.0, EVENT)

    assert "<s>user.emial</s>" in page(ledger)
    assert "by these weights: ttclid 3, email 2.5, phone 2," in page(ledger)
