"""From the text of an expression to conditions, and the sentence where it is no expression."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway import SettingError
from triggers._expression_parser import parse

VALUES = "==, !=, <, <=, >, >=, contains, starts with, ends with, matches, exists, in or not"

NO_LOOKAHEAD = "RE2 has no lookahead: make two conditions of it, both of which must hold."


def mistake(source: str) -> tuple[str, int]:
    with pytest.raises(SettingError) as error:
        parse(source)
    assert error.value.setting == "when"
    return error.value.what, error.value.offset


@pytest.mark.parametrize(
    ("source", "what", "offset"),
    [
        ("", "it is empty: here comes the end, expected (, a name, always, not or {{A variable}}.", 0),
        ("a", f'after "a" comes the end, expected {VALUES}.', 1),
        ("a ==", 'after "==" comes the end, expected a value, quoted text or {{A variable}}.', 4),
        ("a = 1", f'after "a" comes "=", expected {VALUES}. Equality is "==".', 2),
        ("a containz x", f'after "a" comes "containz", expected {VALUES}. Did you mean "contains"?', 2),
        ("a == 1 extra", 'after "1" comes "extra", expected and, or or the end. A value with blanks stands in quotes.', 7),
        ("(a == 1", 'after "1" comes the end, expected ).', 7),
        ("a == 1)", 'after "1" comes ")", expected the end.', 6),
        ("a in [1, 2", 'after "2" comes the end, expected , or ].', 10),
        ("and == 1", '"and" is a word of the language, not a name.', 0),
        ("a == and", '"and" is a word of the language. Put it in quotes.', 5),
        ("a matches '(?=x)'", f"RE2 does not take this pattern: invalid perl operator: (?=. {NO_LOOKAHEAD}", 2),
        ("x exists\nand é == 1", 'after "and" comes "é", expected (, a name, always, not or {{A variable}}.', 13),
    ],
    ids=[
        "nothing", "a name alone", "no value", "one equals sign", "a slip", "a word too many", "an open bracket",
        "a bracket too many", "an open list", "a word of the language as name", "and as value",
        "a pattern RE2 refuses", "a name beyond ASCII on the second line",
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_place(source: str, what: str, offset: int) -> None:
    assert mistake(source) == (what, offset)


@pytest.mark.parametrize(
    ("source", "hint"),
    [
        ("a === 1", 'Equality is "==".'),
        ("a == 1 && b == 2", 'Conditions are joined by "and" and "or", in small letters.'),
        ("a == 1 OR b == 2", 'Conditions are joined by "and" and "or", in small letters.'),
        ("a startswith x", 'Did you mean "starts with"?'),
        ("a exits", 'Did you mean "exists"?'),
    ],
)
def test_a_habit_of_another_language_gets_a_hint(source: str, hint: str) -> None:
    assert mistake(source)[0].endswith(hint)


@pytest.mark.parametrize(
    "source",
    [
        *("(" * 65 + "a exists" + ")" * 65, "not " * 100 + "a exists", "not(" * 40 + "a exists" + ")" * 40),
        *("a == " + "x" * 20_000, "(" * 100_000, "not " * 100_000),
    ],
    ids=[
        "brackets",
        "a chain of not",
        "not and brackets",
        "a long value",
        "endless brackets",
        "an endless chain of not",
    ],
)
def test_what_is_too_long_or_too_deep_is_refused(source: str) -> None:
    assert mistake(source)[0].startswith("the expression is too long or too deep")


@pytest.mark.parametrize(
    "source",
    [
        "(" * 64 + "a exists" + ")" * 64,
        "not " * 60 + "a exists",
        " or ".join(["a==1"] * 2000),
        f"a in [{','.join(map(str, range(4000)))}]",
    ],
    ids=["64 brackets", "60 times not", "2000 alternatives", "a list of 4000"],
)
def test_what_is_long_and_deep_but_allowed_is_taken(source: str) -> None:
    assert "event_name" not in parse(source).only()


@pytest.mark.parametrize(
    "name", ["nota", "order", "android", "in_stock", "exists_1", "always_on", "containsx", "starts", "a-b.c"]
)
def test_a_name_may_begin_with_a_word_of_the_language(name: str) -> None:
    assert [each.written for each in parse(f"{name} == 1").comparisons()] == [f"{name} == 1"]
    assert {each.name.written for each in parse(f"not {name} exists and {name} in [1]").comparisons()} == {name}


WORDS = "a b.c and or not always exists in contains matches starts with ends == != < >= ( ) [ ] , {{X}} {{ }} '".split(
    " "
)
SOURCE = st.lists(st.sampled_from([*WORDS, '"', "\\", "\n", "(?=", "[", "é", "\x00"]), max_size=14).map(" ".join)


@settings(max_examples=200, deadline=None)
@given(SOURCE | st.text())
def test_any_text_is_an_expression_or_a_setting_error(source: str) -> None:
    error = refusal(source)

    assert error is None or (error.what and 0 <= error.offset <= len(source))


def refusal(source: str) -> SettingError | None:
    try:
        parse(source)
    except SettingError as error:
        return error
    return None


def test_half_a_sign_in_a_pattern_is_a_setting_error() -> None:
    assert mistake("a matches \ud800")[1] == 2
