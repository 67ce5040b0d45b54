"""What a log, a trace or a printed block may show."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.redaction import is_personal_name, mask, masked, redacted, redacted_text, shortened

EMAIL = "jane.doe@shop.example"
DIGEST = "0123456789abcdef" * 4


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"from {EMAIL}.", "from ***@***."),
        ("mailto:JANE.DOE%40shop.example", "mailto:***@***"),
        ("call +44 20 7946 0958 now", "call +*** now"),
        ("tel=%2B442079460958", "tel=***"),
        ("00442079460958", "+***"),
        ("https://shop.example/?ttclid=E.C.P.1&x=1", "https://shop.example/?ttclid=***&x=1"),
        ("/thanks?a=1&Email=jane#top", "/thanks?a=1&Email=***#top"),
        ("EUR 59.90, order T-1001", "EUR 59.90, order T-1001"),
        ("\x1b[31mred\u202e\n", "\\u001b[31mred\\u202e\\u000a"),
        ("", ""),
    ],
    ids=[
        "an e-mail address",
        "an encoded one",
        "a phone number",
        "an encoded one with plus",
        "a phone number with two zeros",
        "a click id in an address",
        "a personal parameter, whatever its case",
        "nothing personal",
        "signs a terminal obeys",
        "nothing",
    ],
)
def test_text_is_shown_without_persons(text: str, shown: str) -> None:
    assert redacted_text(text) == shown


@pytest.mark.parametrize(
    "address",
    ["jane@münchen.example", "jöhn@shop.example", "é@shop.example", '"jane doe"@shop.example'],
    ids=[
        "a domain beyond ASCII",
        "a name beyond ASCII",
        "a name of one such sign",
        "a quoted name",
    ],
)
def test_an_unusual_email_address_is_masked_too(address: str) -> None:
    assert address not in redacted_text(f"from {address}")


@pytest.mark.parametrize("value", ["203.0.113.77", DIGEST], ids=["an IP address", "a digest"])
def test_a_person_is_masked_by_what_the_value_is_under_any_key(value: str) -> None:
    assert value not in redacted_text(f"seen {value} today")
    assert value not in json.dumps(redacted({"note": value}))


def test_a_query_shows_no_person_of_it() -> None:
    query = "cid=1234567890.1772300000&v=2&ep.user_data.phone_number=%2B44%2020%207946%200958&ep.user_data.address.last_name=Doe"

    shown = redacted_text(query)

    assert "v=2" in shown
    assert [secret for secret in ("1772300000", "7946", "Doe") if secret in shown] == []


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ({"user_data": {"email": [EMAIL, None], "n": 5}}, {"user_data": {"email": ["jan***", None], "n": "***"}}),
        ({"Client_ID": "1234567890.17"}, {"Client_ID": "123***"}),
        ({"email": ""}, {"email": ""}),
        ({"phone": DIGEST}, {"phone": "0123456789ab…"}),
        ({"items": [{"item_name": EMAIL, "price": 5.5}]}, {"items": [{"item_name": "***@***", "price": 5.5}]}),
        ({"a": None, "b": True, "c": 5}, {"a": None, "b": True, "c": 5}),
        ((EMAIL,), ["***@***"]),
    ],
    ids=[
        "everything under a personal key",
        "whatever the case of the key",
        "nothing stays nothing",
        "of a digest enough to compare",
        "deep inside",
        "values that are no text",
        "a tuple",
    ],
)
def test_json_is_masked_in_its_shape(value: Any, shown: Any) -> None:
    assert redacted(value) == shown


def test_a_person_in_the_name_of_a_key_is_masked_too() -> None:
    shown = json.dumps(redacted({EMAIL: "1", "note": {f"\u202e{EMAIL}": "2"}}), ensure_ascii=False)

    assert EMAIL not in shown
    assert shown.isprintable()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.text().map(lambda text: f"{text} {EMAIL} {text}"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None)
@given(JSON)
def test_a_planted_email_never_gets_through(value: Any) -> None:
    shown = json.dumps(redacted(value), ensure_ascii=False)

    assert EMAIL not in shown


@settings(max_examples=150, deadline=None)
@given(st.text(), st.from_regex(r"[a-z0-9._+-]{1,20}@[a-z0-9-]{1,20}\.(de|com|example)", fullmatch=True), st.text())
def test_no_email_in_any_text_gets_through(before: str, email: str, after: str) -> None:
    assert email not in redacted_text(f"{before} {email} {after}")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (DIGEST, "0123456789ab…"),
        ("12345678", "***"),
        ("123456789", "123***"),
        ("\x1b\x1b\x1b456789", "\\u001b\\u001b\\u001b***"),
        ("", "***"),
    ],
    ids=["a digest", "short", "long enough", "control signs", "nothing"],
)
def test_a_mask_keeps_as_much_as_stays_unknown(text: str, shown: str) -> None:
    assert mask(text) == shown


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ('client_id == 77, but client_id was "Zebulon157"', "Zebulon"),
        ('user_data.address.city == x, but user_data.address.city was "Ulm"', "Ulm"),
        ("from 2001:db8::beef:1a to ::1", "beef"),
        ("seen at 198.51.100.77.", "198.51.100.77"),
        ("https://shop.example/?reset_token=abcdef&x=1", "abcdef"),
        ("https://shop.example/#access_token=abcdef", "abcdef"),
    ],
    ids=["an id in a condition", "a place in a condition", "short IPv6", "before a full stop", "a token", "a fragment"],
)
def test_what_reviewers_found_in_clear_is_hidden(text: str, hidden: str) -> None:
    assert hidden not in redacted_text(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("/cart;jsessionid=Zebulon;x=1", "/cart;jsessionid=***"),
        ("/cart;x=1;email=Zebulon", "/cart;x=1;email=***"),
        ("Bearer eyJhbGciOi.eyJzdWIiOiI.Zebulon-1 it is", "Bearer eyJ*** it is"),
        ("a%20eyJhbGciOi.eyJzdWIiOiI.Zebulon", "a%20eyJ***"),
        ("seen at x/203.0.113.99", "seen at x/203***"),
        ("https://Zebulon:p@ss@localhost/x", "https://***@localhost/x"),
        ('{{User id}} was "Zeb"ulon157"', '{{User id}} was "***"'),
        ('user_id was "a"Zebulon"\nx was "1"', 'user_id was "***"\\u000ax was "1"'),
        ('event_name was "x", but user_id was "Zebulon"', 'event_name was "x", but user_id was "***"'),
        ("dl=/?ep.userId=Zebulon&x=1", "dl=/?ep.userId=***&x=1"),
    ],
    ids=[
        *("a session in a path", "a person in a path", "a JWT", "a JWT behind a blank", "an IP address in a path"),
        *("a login", "a quote in a value", "a quote and a line more", "a second condition", "a name with humps"),
    ],
)
def test_what_a_hostile_reader_found_is_hidden(text: str, shown: str) -> None:
    assert redacted_text(text) == shown


_INSIDE = "https%3A%2F%2Fc.example%2F%3F"


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        (f"https://a.example/?u={_INSIDE}ttclid%3DE.C.P.Cabcdef%26x%3D1", "Cabcdef"),
        (f"https://a.example/?u={_INSIDE}x%3D1%26email%3Djane.doe%2540shop.example", "jane"),
        ("https://a.example/?u=https%253A%252F%252Fc.example%252F%253Fttclid%253DE.C.P.Cabcdef", "Cabcdef"),
        (f"https://a.example/?u={_INSIDE}x%3D00491701234567", "1701234567"),
        (f"https://a.example/?u={_INSIDE}x%3D%2B491701234567", "1701234567"),
        ("/?ip=2001%3Adb8%3A1%3A2%3A3%3A4%3Abeef%3A6", "beef"),
        ("/?u=%7B%22first_name%22%3A%22Zebulon157%22%7D", "Zebulon"),
        ("call +49–170–1234567 now", "1234567"),
        ("call +49\u00a0170\u20111234567 now", "1234567"),
        ("https://shop.example/?idfa=EA7583CD-A667&x=1", "EA7583CD"),
    ],
    ids=[
        *("a click in an inner address", "an address in it", "a click in one encoded twice", "a dialled number in it"),
        *("a number in it", "an encoded IPv6", "encoded JSON", "a number with dashes", "a number with odd signs"),
        "an advertiser's id",
    ],
)
def test_what_an_encoding_or_odd_signs_hide_is_hidden(text: str, hidden: str) -> None:
    assert hidden not in redacted_text(text)
    assert hidden not in json.dumps(redacted({"note": text}), ensure_ascii=False)


@pytest.mark.parametrize(
    "text",
    [f"dl={_INSIDE}x%3D1&v=2", "100%25 of it, 20% off", "/a%20b?c=%E2%82%AC", "a%2Fb%zz%"],
    ids=["an inner address", "a per cent sign", "blanks and signs", "no encoding"],
)
def test_an_encoding_that_hides_nobody_stays(text: str) -> None:
    assert redacted_text(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('{"user": {"ttclid":"E.C.P.Cabcdef","x":1}}', '{"user": {"ttclid":"E.C***","x":1}}'),
        ('[{"first_name": "Zebulon157", "phone":"017012', '[{"first_name": "Zeb***", "phone":"***"'),
        ('{"email":["Zebulon", "157"], "zip_code": 89073}', '{"email":***, "zip_code": ***}'),
        (r'{"a":"{\"city\":\"Zebulon157\",\"n\":1}"}', r'{"a":"{\"city\":\"Zeb***\",\"n\":1}"}'),
        (r'{"phone":"a\"Zebulon157"}', r'{"phone":"a\"***"}'),
        ("{'last_name': 'Zebulon157', 'n': 1}", "{'last_name': 'Zeb***', 'n': 1}"),
        ('{"item_name": "Shirt", "value": 5}', '{"item_name": "Shirt", "value": 5}'),
        ('{"email": ""}', '{"email": ""}'),
    ],
    ids=["JSON", "half of it", "lists and numbers", "in quotes", "an inner quote", "Python's", "nobody", "nothing"],
)
def test_persons_of_json_in_a_text_are_masked(text: str, shown: str) -> None:
    assert redacted_text(text) == shown


@pytest.mark.parametrize("key", ["idfa", "gaid", "idfv", "anonymous_id", "callback"])
def test_the_ids_of_a_device_and_a_browser_are_masked(key: str) -> None:
    assert redacted({key: "38400000-8cf0-11bd"}) == {key: "384***"}


@pytest.mark.parametrize(
    "key",
    [
        *("password", "api_key", "firstname", "lastName", "customer_name", "mobile", "email.0", "id_token"),
        *("userId", "clientId", "User-ID", "first name", "customerId", "Device-Id", "zip", "iban", "set-cookie"),
    ],
)
def test_a_key_that_says_what_it_holds_is_masked(key: str) -> None:
    assert redacted({key: "Zebulon157"}) == {key: "Zeb***"}


def test_the_time_and_a_version_are_no_addresses() -> None:
    assert redacted_text("at 12:30:45, Chrome/146.0.0.0, http://127.0.0.1:8090/") == (
        "at 12:30:45, Chrome/146.0.0.0, http://127.0.0.1:8090/"
    )


def test_what_is_nested_beyond_reason_is_cut_off() -> None:
    deep: object = "x"
    for _ in range(5000):
        deep = [deep]

    assert "…" in str(redacted(deep))


@pytest.mark.parametrize(
    "text",
    [
        "x was y " + "a" * 30_000,
        "x was y " + "a " * 15_000,
        "?" + "token" * 6_000 + " x=1",
        "x=1 ?user_data." + "a." * 15_000,
        "a" * 30_000 + "@",
        "+1 " + "1 " * 15_000,
        "1:" * 15_000,
        '"' * 30_000 + "@",
        "%25" * 3000,
        "%2525252525" * 900,
        "%40a" * 2000,
        '"phone":"' * 1000,
        '"phone": ' + " " * 8000,
        '"phone":"' + '\\"' * 4000,
        "\\" * 8000 + '"phone":',
        "+1–" * 2700,
        "eyJ" * 2700,
        "eyJaaaaa." * 900,
        "://" * 2700 + "@",
        'user_id was "a" ' * 500,
        'x was "' * 1100,
        ";" * 8000 + "=",
    ],
    ids=[
        "a long word",
        "many words",
        "a long name",
        "a deep name",
        "an address",
        "a number",
        "colons",
        "quotes",
        *(
            "per cent signs",
            "layers",
            "encoded addresses",
            "members",
            "blanks",
            "backslashes and quotes",
            "backslashes",
        ),
        "dashes",
        *("beginnings of a JWT", "long JWTs", "logins", "persons met", "open quotes", "semicolons"),
    ],
)
def test_no_text_takes_long_to_mask(text: str) -> None:
    begun = time.perf_counter()
    redacted_text(text)

    assert time.perf_counter() - begun < 1


@pytest.mark.parametrize(
    "before", ["a" * 8000, "a b " * 1990, "x," * 3995, "a" * 8180], ids=["word", "words", "list", "edge"]
)
def test_a_long_text_is_cut_where_no_half_of_an_address_is_left(before: str) -> None:
    shown = redacted_text(f"{before} jane.doe@shop.example and more " + "z" * 100_000)

    assert "jane" not in shown
    assert len(shown) < 8300
    assert shown.endswith("…")


def test_of_a_thousand_values_some_hundreds_are_shown() -> None:
    assert len(redacted({str(n): n for n in range(10_000)})) == len(redacted(list(range(10_000)))) == 500


def test_a_long_text_is_masked_and_then_cut() -> None:
    assert shortened(f"{'x ' * 35}{EMAIL} and more", 80) == f"{'x ' * 35}***@*** an…"
    assert shortened("short", 80) == "short"


@pytest.mark.parametrize(
    ("name", "personal"),
    [("User ID", True), ("user_data.address.first_name", True), ("x.userId", True), ("items.0.item_name", False)],
)
def test_a_name_or_a_path_says_whether_it_is_a_persons(name: str, *, personal: bool) -> None:
    assert is_personal_name(name) is personal


def test_what_is_a_persons_as_a_whole_keeps_its_shape() -> None:
    assert masked({"a": ["Mara Canary", 5, None]}) == {"a": ["Mar***", "***", None]}
