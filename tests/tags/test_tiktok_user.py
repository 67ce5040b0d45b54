"""The match keys of a TikTok event."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from gateway import Event, Hit, Lookup, Secret
from tags._tiktok_settings import TikTokSettings
from tags._tiktok_user import click_of, ttclid, user

ALICE = "848a771458438fc2ec420560d769fb9b9b86851ee338ec56517baabd79d3bb4f"
PHONE = "9f7ec22d72092cd3c0b58726ed9c2d91b92e51a3f29837508fb2948bb22dd2fd"
JANE = "81f8f6dde88365f3928796ec7aa53f72820b06db8664f5fe76a7eb13e24546a2"


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def found(
    data: dict[str, Any], *, cookie: str = "", external_id: str | None = None, country: str | None = None, **more: Any
) -> dict[str, Any]:
    lookup = Lookup(Event(data), Hit("GET", "/", headers=(("cookie", cookie),)))
    settings = TikTokSettings(
        pixel_code="P", access_token=Secret("T"), external_id=external_id, default_country=country, **more
    )
    return user(Event(data), lookup, settings, click_of(Event(data)), [])


@pytest.mark.parametrize(
    ("data", "email"),
    [
        ({"user_data": {"email": " ALICE_abc@gmail.com "}}, ALICE),
        ({"user_data": {"email_address": "alice_abc@gmail.com", "email": "b@x.example"}}, ALICE),
        ({"user_data": {"email_address": "null", "email": "alice_abc@gmail.com"}}, ALICE),
        ({"user_data": {"sha256_email_address": ALICE.upper()}}, ALICE),
        ({"email": "alice_abc@gmail.com"}, ALICE),
        ({"user_data": {"email": {"0": "alice_abc@gmail.com", "1": ""}}}, ALICE),
        ({"user_data": {"email": ["a@x.example", "ALICE_abc@gmail.com", "A@x.example"]}}, [digest("a@x.example"), ALICE]),
        ({"user_data": {"email": ["", None, 5, {}]}}, None),
        ({"user_data": "alice_abc@gmail.com"}, None),
        ({"user_data": [{"email": "alice_abc@gmail.com"}]}, None),
    ],
    ids=[
        "as gtag sends it", "Google's name first", "a placeholder is passed over", "a digest", "event data",
        "an object keyed by numbers", "a list without doubles", "a list of nothing", "user data that is text",
        "user data that is a list",
    ],
)  # fmt: skip
def test_an_email_is_found_wherever_it_stands(data: dict[str, Any], email: str | list[str] | None) -> None:
    assert found(data).get("email") == email


@pytest.mark.parametrize(
    ("number", "country", "wanted"),
    [
        ("(+1)2133734253", None, PHONE),
        ("213 373-4253", "1", PHONE),
        (2133734253, "1", PHONE),
        (["+1 213 373 4253", "+12133734253"], None, PHONE),
        (2133734253, None, None),
        ("n/a", "1", None),
    ],
    ids=["with its country", "with the default country", "a number", "doubles", "without any country", "a placeholder"],
)
def test_a_phone_number_is_hashed_as_e164_or_left_out(number: Any, country: str | None, wanted: str | None) -> None:
    assert found({"user_data": {"phone_number": number}}, country=country).get("phone") == wanted


@pytest.mark.parametrize(
    "address",
    [
        {"first_name": "Jane", "postal_code": "M5V 3L9", "city": "Mountain View", "region": "CA", "country": "US"},
        [
            {
                "first_name": " JANE ",
                "postal_code": "m5v-3l9",
                "city": "mountain view",
                "region": "ca",
                "country": "us",
            },
            {},
        ],
        {
            "0": {
                "sha256_first_name": JANE,
                "postal_code": "M5V3L9",
                "city": "MountainView",
                "region": "CA",
                "country": "US",
            }
        },
    ],
    ids=["an object", "a list", "an object keyed by numbers"],
)
def test_names_and_zip_are_digests_and_places_stay_in_clear(address: Any) -> None:
    assert found({"user_data": {"address": address}}) == {
        "first_name": JANE,
        "zip_code": "5c850751d57c5d887fe7807d3da801efe7e8faa1f105ea36cdcd913dd32a41c7",
        "city": "mountainview",
        "state": "ca",
        "country": "us",
    }


@pytest.mark.parametrize("address", ["text", 5, [], {}, [["x"]], [None], {"first_name": {"a": None}}])
def test_an_address_of_another_shape_says_nothing(address: Any) -> None:
    assert found({"user_data": {"address": address}}) == {}


def test_the_external_id_is_the_tags_else_the_events_and_keeps_its_case() -> None:
    assert found({"user_id": "user_123"})["external_id"] == (
        "80fba0ae1c48e3978e43e4efc365e14e12ea0c830ba8ba5b9a2dafc7e3f2ab8b"
    )
    assert found({"user_id": "user_123"}, external_id="User")["external_id"] == digest("User")
    assert found({"user_id": 123})["external_id"] == digest("123")
    assert "external_id" not in found({"client_id": "1.2", "user_id": ""})


@pytest.mark.parametrize(
    ("address", "wanted"),
    [
        ("8.8.8.8", "8.8.8.8"),
        (" 203.0.113.7 ", "203.0.113.7"),
        ("203.0.113.9, 10.0.0.1", "203.0.113.9"),
        ("2001:4860:4860::8888", "2001:4860:4860::8888"),
        ("::ffff:8.8.8.8", "8.8.8.8"),
        ("::ffff:10.0.0.1", None),
        *(
            (other, None)
            for other in ("10.0.0.1", "127.0.0.1", "100.64.0.1", "fe80::1", "::", "224.0.0.1", "10.0.0.1, 8.8.8.8")
        ),
        *((other, None) for other in ("2a00:1450::1%eth0", "nonsense", "", 5, None)),
    ],
    ids=str,
)
def test_only_a_public_address_is_the_visitors(address: Any, wanted: str | None) -> None:
    assert found({"ip_override": address}).get("ip") == wanted


def test_browser_and_language_are_plain_and_what_is_no_text_is_left_out() -> None:
    assert found({"user_agent": "Mozilla/5.0", "language": "en-gb"}) == {"user_agent": "Mozilla/5.0", "locale": "en-gb"}
    assert found({"user_agent": 5, "language": None, "ttp": ["x"]}) == {}


def test_ttp_is_the_cookies_else_the_events() -> None:
    assert found({"ttp": "event"}, cookie="_ttp=cookie")["ttp"] == "cookie"
    assert found({"ttp": "event"})["ttp"] == "event"


SHOP = "https://shop.example/"


@pytest.mark.parametrize(
    ("data", "cookie", "wanted"),
    [
        ({"page_location": f"{SHOP}?a=1&ttclid=E.C.P.Ab%2Bc"}, "ttclid=old", "E.C.P.Ab+c"),
        ({"page_location": SHOP, "page_referrer": f"{SHOP}?ttclid=R"}, "ttclid=C", "R"),
        ({"page_location": SHOP, "page_referrer": "https://other.example/?ttclid=R"}, "ttclid=C", "C"),
        ({"page_referrer": f"{SHOP}?ttclid=R"}, "", None),
        ({"ttclid": "E"}, "ttclid=C", "C"),
        ({"ttclid": "E"}, "", "E"),
        ({"ttclid": 5, "page_location": 5}, "", None),
        ({"page_location": f"{SHOP}?ttclid={'x' * 1000}"}, "ttclid=C", "x" * 1000),
        ({"page_location": f"{SHOP}?ttclid={'x' * 1001}"}, "ttclid=C", "C"),
        ({"page_location": f"{SHOP}?ttclid="}, "ttclid=C", "C"),
        ({"page_location": f"{SHOP}?nottclid=x#ttclid=y"}, "", None),
        ({"page_location": f"{SHOP}?ttclid=A&ttclid=B"}, "", "A"),
        ({"page_location": "http://[broken?ttclid=x", "page_referrer": "http://[broken?ttclid=x"}, "", "x"),
    ],
    ids=[
        "of the page, decoded once", "of a referrer on the same host", "of no other host", "of no referrer alone",
        "of the cookie", "of the event", "no text", "a thousand signs", "one too many: never cut", "an empty one",
        "a name that only ends so", "of two the first", "a broken address",
    ],
)  # fmt: skip
def test_the_click_id_is_the_first_that_can_be_trusted(data: dict[str, Any], cookie: str, wanted: str | None) -> None:
    assert (
        ttclid(
            Event(data), Lookup(Event(data), Hit("GET", "/", headers=(("cookie", cookie),))), click_of(Event(data)), []
        )
        == wanted
    )


@pytest.mark.parametrize(
    ("rule", "number", "sent"),
    [
        ("e164", "+86 138 0000 0000", "+8613800000000"),
        ("omit_country_code", "+86 138 0000 0000", "13800000000"),
        ("omit_country_code", "(+1)2133734253", "+12133734253"),
        ("omit_country_code", "abc", None),
    ],
    ids=["like all others", "as the older text has it", "another country's", "no number"],
)
def test_chinese_numbers_go_as_the_rule_says(rule: str, number: str, sent: str | None) -> None:
    user_data = {"user_data": {"phone_number": number}}

    assert found(user_data, phone_cn_rule=rule).get("phone") == (digest(sent) if sent else None)


DENIED = {"x-ga-gcs": "G101"}


def test_without_consent_tiktoks_cookies_are_not_read() -> None:
    said = found({"ttclid": "E", "ttp": "P", **DENIED}, cookie="ttclid=C; _ttp=T")

    assert (said["ttclid"], said["ttp"]) == ("E", "P")
    assert not {"ttclid", "ttp"} & found(DENIED, cookie="ttclid=C; _ttp=T").keys()


@pytest.mark.parametrize("word", ["undefined", "null", "  ", "(not set)"])
def test_a_placeholder_is_no_match_key(word: str) -> None:
    data = {"ttclid": word, "ttp": word, "user_agent": word, "language": word}

    assert found(data, cookie=f"ttclid={word}; _ttp={word}", idfa=word, gaid=word) == {}


@pytest.mark.parametrize(
    ("said", "note"),
    [
        ({"phone": "030 12"}, "what the setting phone says is left out: it is none"),
        ({"email": "nobody"}, "what the setting email says is left out: it is none"),
        ({"ttclid": "x" * 1001}, "what the setting ttclid says is left out: it is none (ttclid_cut)"),
        ({"ip": "10.0.0.1"}, "what the setting ip says is left out: it is none"),
        ({"phone": "null", "ttclid": ""}, ""),
    ],
)
def test_a_setting_that_is_no_match_key_is_told(said: dict[str, Any], note: str) -> None:
    notes: list[str] = []
    settings = TikTokSettings(pixel_code="P", access_token=Secret("T"), **said)
    user(Event(), Lookup(Event(), Hit("GET", "/")), settings, None, notes)

    assert notes == ([note] if note else [])
