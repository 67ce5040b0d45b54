"""One event as TikTok takes it: what is repaired, what is noted, and what is refused before TikTok refuses it."""

from __future__ import annotations

from typing import Any

import pytest

from gateway import UNDEFINED, Event, Hit, Lookup, Secret
from tags._tiktok_event import event_of, fault_of
from tags._tiktok_settings import TikTokSettings

PAGE = "https://shop.example/thanks"
AT = 1772366400
_AHEAD = "event_time is in the future, and the hit's is sent"


def made(data: dict[str, Any] | None = None, **said: Any) -> tuple[dict[str, Any], list[str]]:
    """The event, and what was noted on the way."""
    event = Event({"event_name": "purchase", "page_location": PAGE, "event_id": "e", **(data or {})})
    notes: list[str] = []
    settings = TikTokSettings(name="T", pixel_code="P", access_token=Secret("T"), **said)
    return event_of(
        settings, "Purchase", event, Lookup(event, Hit("GET", "/", id="h", at=AT * 1000)), None, notes
    ), notes


@pytest.mark.parametrize(
    ("said", "at"),
    [
        (None, AT),
        (1700000000, 1700000000),
        ("1700000000", 1700000000),
        (1700000000123, 1700000000),
        (1700000000123456, 1700000000),
    ],
    ids=["nobody", "seconds", "as text", "milliseconds", "microseconds"],
)
def test_the_time_is_seconds_whatever_it_was(said: Any, at: int) -> None:
    assert made(event_time=said)[0]["event_time"] == at


def test_a_time_of_the_measurement_protocol_is_the_events() -> None:
    assert made({"x-ga-mp2-timestamp_micros": 1700000000123456})[0]["event_time"] == 1700000000


@pytest.mark.parametrize(
    ("ahead", "sent", "note"), [(590, AT + 590, []), (3600, AT, [_AHEAD])], ids=["a little", "an hour"]
)
def test_a_time_in_the_future_is_not_believed(ahead: int, sent: int, note: list[str]) -> None:
    event, notes = made(event_time=AT + ahead)

    assert (event["event_time"], notes) == (sent, note)


@pytest.mark.parametrize("said", [UNDEFINED, None, ""], ids=repr)
def test_a_variable_without_a_value_says_no_time(said: Any) -> None:
    event, notes = made(event_time=said)

    assert (event["event_time"], notes) == (AT, [])


@pytest.mark.parametrize(
    ("data", "said", "sent"),
    [
        ({"event_id": 77.0}, None, "77"),
        ({"event_id": "undefined"}, "own", "own"),
        ({"event_id": " ", "transaction_id": 4711.0}, UNDEFINED, "4711"),
        ({"event_id": True, "transaction_id": "T1"}, [], "T1"),
    ],
    ids=["a float", "a setting", "blanks", "a truth value"],
)
def test_an_id_that_says_nothing_is_none(data: dict[str, Any], said: Any, sent: str) -> None:
    assert made(data, event_id=said, missing_event_id="transaction_id")[0]["event_id"] == sent


def test_variables_without_a_value_leave_nothing_behind() -> None:
    event, _ = made(ad={"callback": UNDEFINED}, lead_id=5, url=UNDEFINED, limited_data_use="false")

    assert (event.get("ad"), event["lead"], event["page"], "limited_data_use" in event) == (
        None,
        {"lead_id": "5"},
        {"url": PAGE},
        False,
    )


@pytest.mark.parametrize("said", ["yesterday", -5, 12, {}])
def test_what_is_no_time_is_noted_and_the_hits_is_sent(said: Any) -> None:
    event, notes = made(event_time=said)

    assert event["event_time"] == AT
    assert notes == ["event_time is no time in seconds since 1970, and the hit's is sent"]


def test_every_group_of_fields_goes_where_tiktok_reads_it() -> None:
    event, _ = made(
        url="https://other.example/",
        referrer="https://from.example/",
        app_id="com.shop.example",
        app_version="2.1",
        ad={"callback": "E.C.P"},
        lead_id="L-1",
        lead_event_source="Example CRM",
        properties={"num_adults": 2, "value": None},
        limited_data_use=True,
    )

    assert event["page"] == {"url": "https://other.example/", "referrer": "https://from.example/"}
    assert (event["app"], event["ad"]) == ({"app_id": "com.shop.example", "app_version": "2.1"}, {"callback": "E.C.P"})
    assert event["lead"] == {"lead_id": "L-1", "lead_event_source": "Example CRM"}
    assert (event["properties"], event["limited_data_use"]) == ({"num_adults": 2}, True)


def test_a_page_that_is_no_address_is_sent_and_noted() -> None:
    event, notes = made({"page_location": "/thanks"})

    assert event["page"] == {"url": "/thanks"}
    assert notes == ["the page is no whole address, with https:// and a host (page_url_not_absolute)"]


def test_with_a_pixel_beside_it_a_missing_event_id_is_noted() -> None:
    assert made({"event_id": None}, pixel_leg=True)[1] == [
        "no event_id: TikTok counts this event and the pixel's as two (event_id_missing)"
    ]
    assert made({"event_id": None})[1] == []


@pytest.mark.parametrize("event_id", [["a"], {"a": 1}])
def test_an_event_id_that_is_no_text_is_none(event_id: Any) -> None:
    assert made({"event_id": event_id}, missing_event_id="omit")[0].get("event_id") is None


APP, LEAD = {"app": {"app_id": "com.shop.example"}}, {"lead": {"lead_id": "L-1"}}


@pytest.mark.parametrize(
    ("event", "source", "fault"),
    [
        ({"event": "Purchase", "page": {"url": PAGE}}, "web", None),
        (
            {"event": "Purchase"},
            "web",
            "TikTok refuses a web event without its page, and this one has no page_location",
        ),
        (
            {"event": "x" * 51, "page": {"url": PAGE}},
            "web",
            "TikTok takes names of 1 to 50 signs, and this event's has 51",
        ),
        ({"event": "", "page": {"url": PAGE}}, "web", "TikTok takes names of 1 to 50 signs, and this event's has 0"),
        ({"event": "Purchase", **APP}, "app", None),
        ({"event": "Purchase"}, "app", "TikTok refuses an app event without app_id"),
        ({"event": "Purchase"}, "offline", None),
        ({"event": "CompletePayment"}, "offline", None),
        ({"event": "Visit"}, "offline", 'TikTok takes only standard events offline, and "Visit" is none'),
        ({"event": "Qualified", **LEAD}, "crm", None),
        ({"event": "Qualified"}, "crm", "TikTok refuses a CRM event without lead_id"),
        ({"event": "Lead", **LEAD}, "crm", "TikTok takes no standard event such as Lead from a CRM"),
        ({"event": "SubmitForm", **LEAD}, "crm", "TikTok takes no standard event such as SubmitForm from a CRM"),
        ({"event": "PlaceAnOrder"}, "offline", None),
    ],
)
def test_what_tiktok_would_refuse_is_told(event: dict[str, Any], source: str, fault: str | None) -> None:
    assert fault_of(event, source) == fault


@pytest.mark.parametrize(
    ("data", "note"),
    [
        ({"event_id": 7}, "event_id is no text, and is sent as text (repaired: event_id_not_string)"),
        ({"value": "149.90"}, "value is text, and is sent as a number (repaired: value_not_number)"),
        ({"value": "free"}, "value is no number, and is left out (value_not_number)"),
        (
            {"items": [{"item_id": 7}, {"id": 8}]},
            "an item's id is no text, and is sent as text (repaired: content_id_not_string)",
        ),
        ({"items": "mug"}, "items are no list, and are left out"),
        ({"email": ["a@x.example", "b@x.example"]}, "several e-mail addresses are sent, as a list of digests"),
        ({"email": "somebody"}, "the e-mail address is left out: it is none"),
        (
            {"phone_number": "030 1234567"},
            "the phone number is left out: it has no country code (+49 …), and no default_country is set (phone_no_country)",
        ),
        (
            {"phone_number": "+49 30"},
            "the phone number is left out: it is none, for with its country code a number has 8 to 15 digits",
        ),
        (
            {"ttclid": "x" * 1001},
            "a ttclid is left out: it has more than 1000 signs, and cut it would say nothing (ttclid_cut)",
        ),
        (
            {"value": 5, "currency": "XTS"},
            "TikTok does not know the currency: value and currency are left out (currency_unsupported)",
        ),
    ],
    ids=[
        "a numeric event_id",
        "a value that is text",
        "a value that is no number",
        "numeric ids of items",
        "items that are no list",
        "several addresses",
        "an address that is none",
        "a phone number without its country",
        "a phone number that is none",
        "a long ttclid",
        "a currency TikTok does not know",
    ],
)
def test_what_is_repaired_or_left_out_is_told(data: dict[str, Any], note: str) -> None:
    _, notes = made({"page_location": "https://shop.example/", **data})

    assert notes == [note]


def test_what_is_as_it_should_be_is_not_told() -> None:
    good = {"event_id": "7", "value": 149.9, "currency": "EUR", "items": [{"item_id": "7"}], "email": "a@x.example"}
    _, notes = made({"page_location": "https://shop.example/", **good})

    assert notes == []
