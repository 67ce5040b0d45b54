"""The text of rules: what is written is read again exactly, in the house style, and always the same."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.gtm_export.environment import EnvironmentName
from gateway.gtm_export.rules_text import Entry, key_text, rules_text, scalar
from gateway.rules.environment import Environment
from gateway.rules.style import styled
from gateway.rules.written import read

_SIGNS = st.characters(codec="utf-8")
_TEXTS = (
    st.text(_SIGNS, max_size=20)
    | st.text("{}$: #-'\"[],&*!|>%@`~\\\n\t0123.eE", max_size=12)
    | st.sampled_from(
        ("true", "No", "null", "~", "1.10", "0x1F", "12:30", "2026-01-01", "{{A}} b", "${HOME}", "$${A", "- a")
    )
)
_VALUES = st.recursive(
    st.booleans() | st.integers(-(10**15), 10**15) | _TEXTS | st.none(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXTS, inner, max_size=4),
    max_leaves=12,
)


def written(*entries: Entry) -> str:
    return rules_text(["Head."], {"container": "GTM-1"}, {"variables": list(entries), "tags": []})


def read_again(text: str) -> Any:
    found, problems = read(text.encode(), "rules.yaml")
    assert problems == []
    return Environment({}, rehearsing=True).fill(found).data()


@settings(max_examples=400, deadline=None)
@given(st.dictionaries(_TEXTS, _VALUES, max_size=4), st.lists(st.text(_SIGNS, max_size=30), max_size=2))
def test_everything_is_read_again_as_it_was(values: dict[str, Any], comments: list[str]) -> None:
    text = written(*(Entry(name, value, tuple(comments)) for name, value in values.items()))

    assert read_again(text) == {"container": "GTM-1", **({"variables": values} if values else {})}
    assert text == written(*(Entry(name, value, tuple(comments)) for name, value in values.items()))


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(_TEXTS, st.dictionaries(_TEXTS, _TEXTS, max_size=5), min_size=1, max_size=4))
def test_it_is_in_the_house_style(values: dict[str, Any]) -> None:
    text = written(*(Entry(name, {"type": "x", **value}) for name, value in values.items()))

    assert styled(text.encode(), "rules.yaml") == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("GA4", "GA4"),
        ("123", '"123"'),
        ("no", '"no"'),
        ("Straße", "Straße"),
        ("a: b", '"a: b"'),
        ("{{Event Name}}", '"{{Event Name}}"'),
        ("${HOME}", '"$${HOME}"'),
        ("a\nb", r'"a\nb"'),
        ("\ud800", '"\ufffd"'),
        ("\u2028", r'"\u2028"'),
        (EnvironmentName("TOKEN"), '"${TOKEN}"'),
        (True, "true"),
        (200, "200"),
    ],
)
def test_a_value_stands_in_quotes_where_it_could_be_read_as_another(value: Any, text: str) -> None:
    assert scalar(value) == text


def test_a_key_is_never_filled_in() -> None:
    assert key_text("${HOME}") == '"${HOME}"'


def test_a_key_may_be_longer_than_yaml_looks_for_its_colon() -> None:
    values = {"a" * 3000: {"b" * 2000: ["x"], "c": {"d" * 2000: {}}}}
    text = written(*(Entry(name, value) for name, value in values.items()))

    assert read_again(text)["variables"] == values


def test_an_expression_needs_no_quotes_of_its_own() -> None:
    assert "  A: client_name == GA4 and x >= 5\n" in written(Entry("A", "client_name == GA4 and x >= 5"))


def test_a_comment_of_several_lines_stays_a_comment() -> None:
    text = written(Entry("A", {"type": "x"}, ("Folder: B", "one\r\ntags: {}\x00\u2028two")))

    assert "  # Folder: B\n  # one\n  # tags: {}\n  # two\n  A: {type: x}\n" in text


def test_what_does_not_fit_on_a_line_is_a_block() -> None:
    rows = [{"name": f"name {number}", "value": "v" * 60} for number in range(2)]

    assert written(Entry("A", {"type": "x", "rows": rows})).splitlines()[4:] == [
        "  A:",
        "    type: x",
        "    rows:",
        *(f"      - {{name: name {number}, value: {'v' * 60}}}" for number in range(2)),
    ]
