"""A `.tpl`."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.errors import RulesError
from gateway.sandbox.tpl import MOST_SIGNS, read_template

from .shop_template import TEXT, shop, text_of, told


def test_a_template_is_what_its_file_says() -> None:
    template = shop()

    assert (template.info.type, template.info.name, template.info.section) == ("TAG", "Mug Shop", "tags")
    assert template.code.startswith("const log = require")
    assert template.permissions.listed() == ["Logs to console."]
    assert template.notes == "Made for the mug shop."


def test_the_lines_of_code_and_tests_are_those_of_the_file() -> None:
    template, lines = read_template(TEXT, "shop.tpl"), TEXT.split("\n")

    assert lines[template.code_line - 1] == "const log = require('logToConsole');"
    assert lines[template.tests_line - 1] == "scenarios:"


@pytest.mark.parametrize(
    "text",
    [TEXT.replace("\n", "\r\n"), "\ufeff" + TEXT, TEXT.encode(), b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode()],
    ids=["lines as in Windows", "a mark before it", "bytes", "all of it"],
)
def test_how_the_file_was_stored_makes_no_difference(text: str | bytes) -> None:
    assert read_template(text, "shop.tpl") == read_template(TEXT, "shop.tpl")


def test_sections_come_in_any_order_and_others_are_passed_over() -> None:
    sections = ["\n___" + part.removeprefix("___") for part in TEXT.split("\n___")]
    turned = "".join([*reversed(sections), "\n___SOMETHING_NEW___\n{{{\n"])

    assert read_template(turned, "shop.tpl").info == shop().info


def test_a_template_without_fields_permissions_and_tests_is_one() -> None:
    template = read_template('___INFO___\n{"type": "MACRO"}\n___SANDBOXED_JS_FOR_SERVER___\nreturn 1;', "one.tpl")

    assert (template.parameters, template.permissions.listed(), template.tests) == ((), [], "")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "shop.tpl:1:1  this is no template: it has no line such as ___INFO___. Export it from GTM as a .tpl file."),
        (
            text_of(INFO="{"),
            "shop.tpl:7:2  ___INFO___: this is not valid JSON: Expecting property name enclosed in double quotes.",
        ),
        (text_of(INFO="[]"), "shop.tpl:7:1  ___INFO___: it must be an object: {…}."),
        (
            text_of(INFO='{"type": "TAGS"}'),
            'shop.tpl:7:10  ___INFO___: there is no "type" TAGS of templates. Did you mean "TAG"?',
        ),
        (
            text_of(INFO='{"type": "TAG", "containerContexts": ["WEB"]}'),
            'shop.tpl:7:17  ___INFO___: "containerContexts" lacks SERVER: it is for web containers.',
        ),
        (
            TEXT.replace("_FOR_SERVER___", "_FOR_WEB_TEMPLATE___"),
            "shop.tpl:1:1  the template has no ___SANDBOXED_JS_FOR_SERVER___: "
            "it is for web containers, which run in the browser.",
        ),
        (TEXT + "\n___INFO___\n{}", "shop.tpl:89:1  ___INFO___ stands here a second time, first in line 8. Take one out."),
        (b"___INFO___\n\xff", "shop.tpl:2:1  this is not UTF-8 text. Export the template from GTM once more."),
        ("x" * (MOST_SIGNS + 1), "shop.tpl:1:1  the template has 4,194,305 signs; 4,194,304 are allowed."),
        (text_of(TEMPLATE_PARAMETERS="{}"), "shop.tpl:21:1  ___TEMPLATE_PARAMETERS___: it must be a list: […]."),
        (text_of(SERVER_PERMISSIONS="5"), "shop.tpl:62:1  ___SERVER_PERMISSIONS___: it must be a list: […]."),
    ],
    ids=[
        "nothing", "half of it", "a list", "a type there is not", "for the web", "code for the web", "twice", "no text",
        "too much", "no list of fields", "no list of permissions",
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place(text: str | bytes, sentence: str) -> None:
    assert sentence in told(text)


def test_everything_that_is_wrong_is_told_at_once() -> None:
    assert len(told(text_of(INFO="{", TEMPLATE_PARAMETERS="{", SERVER_PERMISSIONS="{"))) == 3


@given(st.integers(0, len(TEXT)))
@settings(max_examples=60, deadline=None)
def test_a_template_cut_anywhere_is_read_or_told(at: int) -> None:
    with suppress(RulesError):
        read_template(TEXT[:at], "shop.tpl")
