"""One entry of rules.yaml with its type."""

from __future__ import annotations

import pytest

from gateway import SettingError
from gateway.place import Place
from gateway.rules.entry import Entry
from gateway.rules.environment import Environment
from gateway.rules.written import read
from gateway.sandbox.template_type import type_of
from gateway.sandbox.tpl import read_template
from tags.tiktok import TikTok

FORM = """___INFO___
{"type": "TAG", "displayName": "Shop"}
___TEMPLATE_PARAMETERS___
[
  {"type": "TEXT", "name": "shop_id", "valueValidators": [{"type": "REGEX", "args": ["M-[0-9]+"]}]},
  {"type": "TEXT", "name": "level", "valueValidators": [{"type": "POSITIVE_NUMBER"}]},
  {"type": "TEXT", "name": "name"}
]
___SANDBOXED_JS_FOR_SERVER___
data.gtmOnSuccess();
"""


def entry(text: str, **environ: str) -> Entry:
    written, _ = read(text.encode(), "rules.yaml")
    filled = Environment(environ, rehearsing=True).fill(written)
    return Entry("tags", "TikTok", "tiktok", TikTok, filled, Place("rules.yaml", 1, 1))


def test_its_own_settings_are_those_of_its_type() -> None:
    found = entry("{type: tiktok, triggers: Purchase, pixel_code: C4}")

    assert list(found.own_settings()) == ["pixel_code"]
    assert found.where == 'tag "TikTok"'


@pytest.mark.parametrize(
    ("text", "names"),
    [("{triggers: A}", ["A"]), ("{triggers: [A, B]}", ["A", "B"]), ("{}", []), ("{triggers: [5]}", [])],
    ids=["one", "several", "none", "no names"],
)
def test_a_field_takes_one_name_or_several(text: str, names: list[str]) -> None:
    assert [name for name, _ in entry(text).names("triggers")] == names


@pytest.mark.parametrize(
    ("text", "environ", "value"),
    [
        ("priority: ${P}", {"P": "7"}, 7),
        ("paused: ${P}", {"P": "true"}, True),
        ("legacy_names: ${P}", {}, False),
        ("unmapped: ${P}", {}, "skip"),
        ("pixel_code: ${P}", {"P": "007"}, "007"),
    ],
    ids=["a number", "a truth value", "an unset truth value", "an unset choice", "text stays text"],
)
def test_what_comes_from_the_environment_is_what_its_field_wants(
    text: str, environ: dict[str, str], value: object
) -> None:
    assert entry(text, **environ).written.data()[text.split(":")[0]] == value


def test_the_fault_of_a_setting_has_its_place() -> None:
    found = entry("{type: tiktok, pixel_code: C4}")

    assert str(found.place_of(SettingError("pixel_code", "bad", 1))) == "rules.yaml:1:29"
    assert str(found.place_of(SettingError("access_token", "missing"))) == "rules.yaml:1:1"


def test_the_form_of_a_template_says_all_it_has_against_what_is_written() -> None:
    template = read_template(FORM, "templates/shop.tpl")
    written, _ = read(b"{type: shop, shop_id: X, level: '{{Level}}', name_: Mugs}", "rules.yaml")
    found = Entry("tags", "Shop", "shop", type_of(template), written, Place())

    assert list(found.problems()) == []
    assert [each.what for each in found.faults()] == ['"shop_id" must match M-[0-9]+, and "X" does not.']


def test_a_type_without_a_form_has_nothing_to_say() -> None:
    assert entry("{type: tiktok}").faults() == []
