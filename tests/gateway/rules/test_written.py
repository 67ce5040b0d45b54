"""YAML with places: words stay words, places are true, and hostile text is refused with a sentence."""

from __future__ import annotations

import time

import pytest

from gateway.errors import RulesError
from gateway.place import Place
from gateway.rules.written import Written, read, resolved

WHOLE = " A text that begins with {{ or a quote, or has a colon and a blank in it, stands in quotes as a whole;"
INDENTED = f"{WHOLE} or a line is indented differently from the ones above"


def written(text: str) -> Written:
    return read(text.encode(), "rules.yaml")[0]


def refusal(text: bytes) -> str:
    with pytest.raises(RulesError) as refused:
        read(text, "rules.yaml")
    return str(refused.value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("off", "off"),
        ("True", "True"),
        ("12:30", "12:30"),
        ("2026-03-01", "2026-03-01"),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        ("1e3", "1e3"),
        (".inf", ".inf"),
        ("007", "007"),
        ("+49 171", "+49 171"),
        ("12345678901234567890", "12345678901234567890"),
        ('"5"', "5"),
        ("'true'", "true"),
        ('""', ""),
        ("!!str 5", "5"),
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("0", 0),
        ("-5", -5),
        ("+5", 5),
        ("59.90", 59.9),
        ("-.5", -0.5),
        ("1.5e3", 1500.0),
    ],
)
def test_only_true_false_null_and_plain_numbers_are_more_than_text(text: str, value: object) -> None:
    found = written(f"a: {text}").data()["a"]

    assert (type(found), found) == (type(value), value)


def test_a_text_from_elsewhere_is_resolved_like_a_plain_one() -> None:
    assert [resolved(text) for text in ("true", "7", "07", "seven")] == [True, 7, "07", "seven"]


def test_a_name_is_text_even_where_it_looks_like_something_else() -> None:
    assert written("{5: a, true: b, no: c, ~: d}").data() == {"5": "a", "true": "b", "no": "c", "~": "d"}


def test_every_value_and_every_name_knows_its_place() -> None:
    found = written("tags:\n  Größe:\n    list: [a, {b: c}]\n")

    assert found.at(["tags", "Größe", "list", 1, "b"]).place == Place("rules.yaml", 3, 19)
    assert found.at(["tags"]).key_place("Größe") == Place("rules.yaml", 2, 3)
    assert found.at(["tags"]).key_place("nobody") == Place("rules.yaml", 2, 3)


def test_a_path_is_followed_as_far_as_it_leads() -> None:
    assert written("a: {b: c}").at(["a", "b", "d", 0]).value == "c"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a: one two", Place("rules.yaml", 1, 8)),
        ('a: "one two"', Place("rules.yaml", 1, 9)),
        ("a: 'one two'", Place("rules.yaml", 1, 9)),
        ("a: |\n  one\n  two\n", Place("rules.yaml", 1, 4)),
    ],
    ids=["plain", "double quotes", "single quotes", "a block of lines: its first sign"],
)
def test_a_place_points_into_a_text(text: str, place: Place) -> None:
    assert written(text).at(["a"]).place_in(4) == place


@pytest.mark.parametrize(
    "text",
    ["a: one\n  two\n", 'a: "one\n  two"\n', "a: >-\n  one\n  two\n", "a: >\n  one\n  two\n"],
    ids=["plain", "quoted", "folded and stripped", "folded"],
)
def test_a_place_never_points_past_the_end_of_its_line(text: str) -> None:
    place = written(text).at(["a"]).place_in(5)

    assert place.column <= len(text.splitlines()[place.line - 1])


def test_a_duplicate_name_is_told_with_the_line_of_the_first() -> None:
    _, problems = read(b"a: 1\nb: 2\na: 3\n", "rules.yaml")

    assert list(map(str, problems)) == ['rules.yaml:3:1  "a" stands here a second time, first in line 1. Rename one.']


def test_a_duplicate_name_that_is_an_alias_is_told_too() -> None:
    _, problems = read(b"&x a: 1\n*x : 2\n", "rules.yaml")

    assert [problem.place.line for problem in problems] == [2]


def test_the_same_name_in_two_mappings_is_no_duplicate() -> None:
    assert read(b"a: {type: x}\nb: {type: x}\n", "rules.yaml")[1] == []


def test_an_alias_stands_for_what_its_anchor_says() -> None:
    assert written("a: &x [1, {b: 2}]\nc: *x\n").data() == {"a": [1, {"b": 2}], "c": [1, {"b": 2}]}


@pytest.mark.parametrize("text", ["", "\n\n", "# only a comment\n"], ids=["nothing", "blank lines", "a comment"])
def test_an_empty_file_is_an_empty_mapping(text: str) -> None:
    assert written(text).data() == {}


def test_a_byte_order_mark_and_windows_line_ends_are_no_fault() -> None:
    found, problems = read(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n", "rules.yaml")

    assert (found.data(), problems) == ({"a": 1, "b": 2}, [])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "a: !!python/object/apply:os.system [ls]",
            'YAML tags such as "tag:yaml.org,2002:python/object/apply:os.system"',
        ),
        ("a: !secret x", 'YAML tags such as "!secret" are not used here.'),
        ("a: !!int 5", 'YAML tags such as "tag:yaml.org,2002:int" are not used here.'),
        ("a: !!binary aGk=", 'YAML tags such as "tag:yaml.org,2002:binary" are not used here.'),
    ],
    ids=["python", "own", "integer", "binary"],
)
def test_a_yaml_tag_is_told_and_does_nothing(text: str, told: str) -> None:
    _, problems = read(text.encode(), "rules.yaml")

    assert str(problems[0]).startswith(f"rules.yaml:1:4  {told}")


BOMB = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 10)}]\n" for level in range(1, 11)
)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (b"[" * 100_000, "rules.yaml:1:65  nested more than 64 deep."),
        (b"{" * 100_000, "rules.yaml:1:65  nested more than 64 deep."),
        (b"- " * 100_000, "rules.yaml:1:129  nested more than 64 deep."),
        (b"? " * 100_000, "rules.yaml:1:129  nested more than 64 deep."),
        (BOMB.encode(), "rules.yaml:6:45  more than 1,000,000 values."),
        (b"a: &x 1\nb: [" + b"*x, " * 101 + b"]\n", "rules.yaml:2:405  more than 100 aliases."),
        (b"a: &x [*x]\n", 'rules.yaml:1:8  there is no anchor "&x" above. A text that begins with * stands in quotes.'),
        (b"a: *x\n", 'rules.yaml:1:4  there is no anchor "&x" above. A text that begins with * stands in quotes.'),
        (b"a: 1\n---\nb: 2\n", "rules.yaml:2:1  a second document begins here. Rules are one document."),
        (b"#" * 9_000_000, "rules.yaml:1:1  the file has 9,000,000 bytes; 8,388,608 are allowed. Split it."),
    ],
    ids=[
        "brackets",
        "braces",
        "dashes",
        "question marks",
        "alias bomb",
        "too many aliases",
        "an anchor to itself",
        "no anchor",
        "two documents",
        "too large",
    ],
)
def test_a_hostile_file_is_refused_with_a_place_and_in_no_time(text: bytes, told: str) -> None:
    began = time.perf_counter()

    assert refusal(text) == told
    assert time.perf_counter() - began < 2


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "a: {b: c\n",
            "rules.yaml:2:1  this is not valid YAML: while parsing a flow mapping, did not find expected ',' or '}'. "
            "A bracket is not closed, a comma is missing, or a ${NAME} inside brackets needs quotes.",
        ),
        (
            "a:\n  b: 1\n c: 2\n",
            "rules.yaml:3:2  this is not valid YAML: while parsing a block mapping, did not find expected key."
            f"{INDENTED}.",
        ),
        (
            "a: b: c\n",
            f"rules.yaml:1:5  this is not valid YAML: mapping values are not allowed in this context."
            f"{INDENTED}; or the line above lacks the blank after its colon.",
        ),
        (
            "a:\n\tb: 1\n",
            "rules.yaml:2:1  this is not valid YAML: while scanning for the next token, "
            "found character that cannot start any token. YAML is indented with blanks, not with tabs.",
        ),
        (
            'a: "b\n',
            "rules.yaml:2:1  this is not valid YAML: while scanning a quoted scalar, "
            "found unexpected end of stream. A quote is not closed.",
        ),
    ],
    ids=["an open brace", "wrong indent", "two colons", "a tab", "an open quote"],
)
def test_what_is_no_yaml_is_told_with_its_place(text: str, told: str) -> None:
    assert refusal(text.encode()) == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (b"a: 1\nb: Gr\xf6\xdfe\n", "invalid trailing UTF-8 octet"),
        (b"a: 1\nb: x\x00y\n", "control characters are not allowed"),
        (b"a: 1\nb: x\x1by\n", "control characters are not allowed"),
    ],
    ids=["not UTF-8", "a zero byte", "an escape"],
)
def test_signs_no_text_may_have_are_refused(text: bytes, told: str) -> None:
    assert told in refusal(text)
    assert "this is not YAML text: " in refusal(text)


def test_signs_no_text_may_have_are_refused_with_the_line_they_stand_in() -> None:
    assert refusal(b"a: 1\nb: x\x00y\n").startswith("rules.yaml:2:")


def test_what_was_wrong_before_the_text_broke_off_is_told_as_well() -> None:
    assert refusal(b"a: 1\na: 2\nb: {\n").split("\n")[0].startswith('rules.yaml:2:1  "a" stands here a second time')


def test_a_name_that_is_a_list_is_told() -> None:
    _, problems = read(b"? [a]\n: b\n", "rules.yaml")

    hint = 'One that begins with [ or {{ stands in quotes as a whole: "[GA4] Purchase", "{{Name}} …".'
    assert list(map(str, problems)) == [f"rules.yaml:1:3  a name must be text. {hint}"]


def test_fifty_thousand_values_twenty_deep_are_not_told_to_be_a_million() -> None:
    found, _ = read(b"{a: " * 20 + b"[" + b"x, " * 50_000 + b"]" + b"}" * 20, "rules.yaml")

    assert len(found.at(["a"] * 20).value) == 50_000
