"""Whether GTM would save this code."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.sandbox.lint import SERVER_APIS, lint
from gateway.sandbox.realm import PRELUDE, api_files


def told(code: str) -> list[str]:
    return [str(problem) for problem in lint(code, "shop.tpl", 10)]


@pytest.mark.parametrize(
    "code",
    [
        "const log = require('logToConsole'); for (let key in data) log(key / 2, data[key] / 3);",
        "const f = (a) => a; let x = {class: 1, new: 2}; x.delete(); // a `comment`, new this\n/* try */ 'class `x`';",
        "for (const each of data.rows) if (typeof each === 'string') return each.split('/')[0] / 1e-3;",
    ],
    ids=["slashes", "words that are names", "loops"],
)
def test_what_published_templates_have_is_good(code: str) -> None:
    assert told(code) == []


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        (
            "let a = 1;\nlet b = `x`;",
            "shop.tpl:11:9  warning: GTM may not save a template literal: no published template has it. Join texts with +.",
        ),
        ("return 2n;", "shop.tpl:10:8  warning: GTM may not save a BigInt: no published template has it."),
        (
            "return /a[/]b/g;",
            "shop.tpl:10:8  warning: GTM may not save a regular expression: no published template has it. Use createRegex.",
        ),
        (
            "delete data.a;",
            'shop.tpl:10:1  warning: GTM may not save "delete": no published template has it. Write Object.delete(object, key).',
        ),
        ("f(...data)", "shop.tpl:10:3  warning: GTM may not save the spread of `...`: no published template has it."),
        ("data?.a", "shop.tpl:10:5  warning: GTM may not save `?.`: no published template has it."),
        ("require('sendHttp')", 'shop.tpl:10:9  warning: there is no API "sendHttp" in a server container.'),
    ],
    ids=["a template literal", "a BigInt", "a regular expression", "an operator", "a spread", "a chain", "no API"],
)
def test_what_it_would_not_save_is_a_warning_with_its_place(code: str, sentence: str) -> None:
    assert told(code) == [sentence]


@pytest.mark.parametrize("piece", ['"\\\\"', "/*", "=/[", "`\\\\", "a", "'x'", "(/"], ids=str)
def test_what_is_never_closed_costs_no_time(piece: str) -> None:
    assert isinstance(lint(piece * 20_000, "shop.tpl"), list)


def test_every_api_it_knows_is_in_the_prelude() -> None:
    prelude = "".join((PRELUDE / f"{name}.js").read_text("utf-8") for name in api_files())

    assert [name for name in sorted(SERVER_APIS) if f"apis.{name} =" not in prelude] == []


@given(st.text(max_size=80) | st.text("`'\"/\\[]{}()*=>.?new this\n", max_size=80))
@settings(max_examples=200, deadline=None)
def test_any_text_has_an_end(code: str) -> None:
    assert isinstance(lint(code, "shop.tpl"), list)
