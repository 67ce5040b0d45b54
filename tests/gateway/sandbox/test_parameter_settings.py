"""The parameters of a template as settings."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft7Validator

from gateway.rules.findings import problems
from gateway.rules.schema import entry_schema
from gateway.rules.written import read
from gateway.sandbox.parameter import Parameter
from gateway.sandbox.parameter_settings import LONGEST_SENTENCE, settings_of_parameters

from .shop_template import shop

SETTINGS = {each.name: each for each in settings_of_parameters(shop().parameters)}
SCHEMA = entry_schema("tags", "shop", tuple(SETTINGS.values()))


def told(text: str) -> list[str]:
    written, _ = read(f"{{type: shop, {text}}}".encode(), "rules.yaml")
    return [each.what for each in problems(written, SCHEMA, "tag")]


def test_a_setting_has_a_sentence_for_the_editor() -> None:
    assert SETTINGS["shop_id"].sentence == "Shop ID. Needed. In your shop under Settings & Keys."
    assert SETTINGS["log_level"].sentence == "Level. Where debug is true."


def test_nothing_is_required_for_a_container_runs_with_what_an_older_form_has_saved() -> None:
    assert [name for name, each in SETTINGS.items() if each.required] == []


def test_choices_complete_in_the_editor_and_do_not_bind() -> None:
    event = SETTINGS["event"]

    assert (event.schema["examples"], "enum" in event.schema) == (["purchase", "refund"], False)
    assert "One of purchase, refund." in event.sentence


def test_a_long_help_is_cut_between_words() -> None:
    (setting,) = settings_of_parameters((Parameter("a", help="word " * 400),))

    assert len(setting.sentence) <= LONGEST_SENTENCE + 2
    assert setting.sentence.endswith("word …")


def test_the_schema_is_one() -> None:
    Draft7Validator.check_schema(SCHEMA)


@pytest.mark.parametrize(
    "text",
    [
        "shop_id: M-1", "shop_id: 17", "shop_id: '{{Shop}}'", "shop_id: M-1, hash: true", "shop_id: M-1, hash: 'true'",
        "shop_id: M-1, event: '{{Event}}'", "shop_id: M-1, type_: own", "shop_id: M-1, debug: '{{Debug}}'",
        "shop_id: M-1, fields: [{key: a, kind: '{{Kind}}', value: 5}]", "shop_id: M-1, fields: '{{Rows}}'",
        "shop_id: M-1, event: null", "name_: Mugs", "event: refunds",
    ],
)  # fmt: skip
def test_what_the_form_takes_is_good(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("shop_id: [M-1]", 'tag: "shop_id" must be text or a number or true or false, not ["M-1"].'),
        ("shop_id: M-1, hush: true", 'tag: there is no setting "hush". Did you mean "hash"?'),
        ("shop_id: M-1, debug: ja", 'tag: "debug" must be true or false, not "ja".'),
        ("shop_id: M-1, fields: {a: b}", 'tag: "fields" must be a list, not {"a": "b"}.'),
        ("shop_id: M-1, fields: [{kay: a}]", 'tag: there is no setting "kay". Did you mean "key"?'),
    ],
    ids=["a list", "no field", "no truth", "no table", "no column"],
)
def test_what_the_form_does_not_take_is_told_as_of_any_type(text: str, sentence: str) -> None:
    assert told(text) == [sentence]


@pytest.mark.parametrize("default", [3, "a", True, None, [{"key": "a"}]], ids=str)
def test_a_default_that_is_one_value_is_shown(default: Any) -> None:
    (setting,) = settings_of_parameters((Parameter("a", default=default),))

    assert setting.default == (None if isinstance(default, list) else default)
