"""What a finding shows of a value: short, on one line, and no person, whatever stands around him."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.fake_tiktok.diagnostics import Window, diagnose
from gateway.fake_tiktok.diagnostics.samples import LONGEST, cut, shown, shown_pixel
from tests.purchases import AT, purchase

_ADDRESS, _NUMBER, _TOKEN = "jane.doe@shop.example", "+4930123456", "f00dfeedcafe4711"
_TRACES = ("jane.doe", "jane\\u", "shop.example", "30123456", "30 123456", "30–123456", "cafe4711")

_CLEAR = {
    "address": _ADDRESS,
    "named address": f"Jane <{_ADDRESS}>",
    "address in brackets": f"({_ADDRESS}),",
    "address in a parameter": f"/?x=1&m={_ADDRESS}&y=2",
    "encoded address": "/?m=jane.doe%40shop.example",
    "address encoded twice": "/?m=jane.doe%2540shop.example",
    "address encoded thrice": "/?m=jane.doe%252540shop.example",
    "wide address": "jane.doe＠shop.example",
    "address after a colon": f"mailto:{_ADDRESS}",
    "address after an equals sign": f"={_ADDRESS}",
    "address in a long text": f"{'word ' * 30_000}{_ADDRESS}",
    "address before a long text": f"{_ADDRESS} {'word ' * 30_000}",
    "address at the cut": f"{'x ' * 4085}{_ADDRESS}{' x' * 100}",
    "address at the sample's end": f"{'x' * (LONGEST - 8)} {_ADDRESS}",
    "address in one long word": _ADDRESS * 1000,
    "address behind a mark": f"\u202e{_ADDRESS}\u202c",
    "marks in an address": "jane.doe\u202e@\u200bshop.example",
    "control signs in an address": "jane.doe\x1c@\x00shop.example",
    "line in an address": "jane.doe\u2028@shop.example",
    "escape before an address": f"\x1b[31m{_ADDRESS}\x1b[0m",
    "number": _NUMBER,
    "spaced number": "+49 (30) 123456",
    "number with dashes": "+49–30–123456",
    "number with dashes after a point": "tel.+49–30–123456",
    "number with odd blanks": "+49\u00a030\u00a0123456",
    "wide number": "＋４９３０１２３４５６",
    "encoded number": "/?t=%2B4930123456",
    "number encoded twice": "/?t=%252B4930123456",
    "number in a word": f"tel{_NUMBER}jane",
    "number after a point": f"tel.{_NUMBER}",
    "marks in a number": "+49\u202d30123\u202c456",
    "control signs in a number": "+49\x0730123\x00456",
    "dialled number": "004930123456",
    "token in a parameter": f"https://shop.test/?access_token={_TOKEN}&x=1",
    "key in a parameter": f"/?api_key={_TOKEN}",
    "long parameter": f"/?access_token={_TOKEN * 1000}",
}
_FIELDS = (
    "event", "event_id", "event_time", "user.email", "user.phone", "user.external_id", "user.ttclid", "user.ttp", "user.ip",
    "user.user_agent", "user.first_name", "page.url", "page.referrer", "properties.value", "properties.currency",
    "properties.content_type", "properties.order_id", "properties.description", "properties.contents.0.content_id",
    "properties.contents.0.price",
)  # fmt: skip


@pytest.mark.parametrize("text", _CLEAR.values(), ids=_CLEAR)
def test_no_person_and_no_token_is_shown(text: str) -> None:
    samples = [shown(text), shown("ok", why=text), shown(text, "user.email", text), shown([text]), shown({text: text})]

    assert [trace for trace in _TRACES if trace in "\n".join(samples)] == []


@pytest.mark.parametrize("text", _CLEAR.values(), ids=_CLEAR)
def test_no_field_of_an_event_shows_a_person_or_a_token(text: str) -> None:
    told = (f"{text} (value_not_number)",)
    everywhere = [purchase({field: text}, told=told, message=text, code=40002) for field in _FIELDS]
    legs = [purchase({"event_id": text, "event_time": int(AT)}), purchase({"event_id": f"{text}2"}, leg="pixel")]
    found = str(diagnose(Window([*everywhere, *legs], live=True, catalog=frozenset())).as_json())

    assert [trace for trace in _TRACES if trace in found] == []


@pytest.mark.parametrize("text", _CLEAR.values(), ids=_CLEAR)
def test_no_key_of_an_event_shows_a_person_or_a_token(text: str) -> None:
    changes: dict[str, Any] = {"user": {text: text}, "properties": {text: [{text: text}]}, text: text}
    event = {**purchase().event, **changes}
    found = str(diagnose(Window([purchase(event=event, around={text: text})])).as_json())

    assert [trace for trace in _TRACES if trace in found] == []


@pytest.mark.parametrize(
    "field", ["user.email", "user.phone", "user.ttclid", "user.ttp", "user.ip", "user.external_id", "access_token"]
)
def test_what_stands_under_a_persons_key_is_masked_whatever_it_is(field: str) -> None:
    assert shown("Q7-unlike-anything", field) == "Q7-***"
    assert shown("short", field) == "***"


@pytest.mark.parametrize(
    ("value", "sample"),
    [
        ("149,90 €", "149,90 €"),
        ("https://shop.test/thanks?order=7", "https://shop.test/thanks?order=7"),
        ("a\u202eb\x1b[31m\n", "a\\u202eb\\u001b[31m\\u000a"),
        (5, "5"),
        (-0.5, "-0.5"),
        (True, "true"),
        (None, "null"),
        (float("nan"), "no number of this world"),
        (10**400, "no number of this world"),
        ({}, "an empty object"),
        ({"a": 1}, "an object"),
        ([], "an empty list"),
        (["a"], "a list"),
        (object(), "object"),
    ],
    ids=[
        "text",
        "address of a page",
        "marks and escapes",
        "number",
        "fraction",
        "true",
        "null",
        "no number",
        "huge",
        "empty object",
        "object",
        "empty list",
        "list",
        "no JSON",
    ],
)
def test_what_is_no_person_is_shown_as_it_stands(value: Any, sample: str) -> None:
    assert shown(value, "properties.value") == sample


def test_the_reason_stands_behind_the_value_or_alone() -> None:
    assert shown("usd", why="TikTok writes USD") == "usd (TikTok writes USD)"
    assert shown("", why="empty") == "empty"


def test_of_what_is_as_long_as_a_token_the_beginning_is_shown() -> None:
    assert shown_pixel("C4XAMPLEPIXEL0000001") == "C4XAMPLEPIXEL0000001"
    assert shown_pixel("9f3c1ab2d4e5f60718293a4b5c6d7e8f90a1b2c3") == "9f3c… (40 signs)"


def test_a_sample_is_short() -> None:
    assert cut("x" * LONGEST) == "x" * LONGEST
    assert cut("x" * (LONGEST + 1)) == f"{'x' * (LONGEST - 1)}…"
    assert len(shown("x" * 5000, why="y" * 5000)) == LONGEST
