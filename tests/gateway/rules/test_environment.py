"""`${NAME}`: set, unset, with a fallback, and while rehearsing."""

from __future__ import annotations

import pytest

from gateway.place import Place
from gateway.rules.environment import Environment
from gateway.rules.written import read


def filled(value: str, *, rehearsing: bool = False) -> tuple[object, list[str]]:
    environment = Environment({"PIXEL": "C0FFEE", "HOST": "shop.example", "EMPTY": ""}, rehearsing=rehearsing)
    tree = environment.fill(read(f"a: {value}\n".encode(), "rules.yaml")[0])
    return tree.data()["a"], list(map(str, environment.problems))


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("${PIXEL}", "C0FFEE"),
        ('"${PIXEL}"', "C0FFEE"),
        ("https://${HOST}/${PIXEL}", "https://shop.example/C0FFEE"),
        ("[x, '${PIXEL}']", ["x", "C0FFEE"]),
        ("{b: '${PIXEL}'}", {"b": "C0FFEE"}),
        ("${PIXEL:-other}", "C0FFEE"),
        ("${NOBODY:-other}", "other"),
        ("${NOBODY:-https://a.example/b?c=d}", "https://a.example/b?c=d"),
        ("'${NOBODY:-}'", ""),
        ("${EMPTY:-other}", "other"),
        ("$PIXEL", "$PIXEL"),
        ("5", 5),
    ],
    ids=[
        "alone",
        "in quotes",
        "two in a text",
        "in a list",
        "in a mapping",
        "a fallback that is not needed",
        "a fallback",
        "a fallback with signs",
        "an empty fallback",
        "set to nothing is not set",
        "no braces is no reference",
        "a number stays one",
    ],
)
def test_a_reference_is_filled_in(written: str, value: object) -> None:
    assert filled(written) == (value, [])


def test_a_reference_keeps_what_was_written_as_its_source() -> None:
    environment = Environment({"PIXEL": "C0FFEE"}, rehearsing=False)
    tree = environment.fill(read(b"a: ${PIXEL}\n", "rules.yaml")[0])

    assert (tree.at(["a"]).value, tree.at(["a"]).source) == ("C0FFEE", "${PIXEL}")


def test_a_name_is_never_filled_in() -> None:
    environment = Environment({"PIXEL": "C0FFEE"}, rehearsing=False)

    assert environment.fill(read(b"'${PIXEL}': b\n", "rules.yaml")[0]).data() == {"${PIXEL}": "b"}


def test_a_value_from_the_environment_is_not_filled_in_again() -> None:
    environment = Environment({"A": "${B}", "B": "deep"}, rehearsing=False)

    assert environment.fill(read(b"a: ${A}\n", "rules.yaml")[0]).data() == {"a": "${B}"}


@pytest.mark.parametrize(
    ("written", "column"),
    [("${TOKEN}", 4), ('"${TOKEN}"', 5), ("Bearer ${TOKEN}", 11)],
    ids=["plain", "quoted", "inside"],
)
def test_an_unset_name_is_told_with_its_place_and_what_to_do(written: str, column: int) -> None:
    _, problems = filled(written)

    assert problems == [
        f"rules.yaml:1:{column}  the environment variable TOKEN is not set. "
        "Set it, or write ${TOKEN:-text} to give a fallback."
    ]


def test_every_unset_name_of_a_text_is_told() -> None:
    environment = Environment({}, rehearsing=False)
    environment.fill(read(b"a: ${ONE}${TWO}\n", "rules.yaml")[0])

    assert [problem.place for problem in environment.problems] == [
        Place("rules.yaml", 1, 4),
        Place("rules.yaml", 1, 10),
    ]


def test_while_rehearsing_an_unset_name_shows_itself() -> None:
    assert filled("Bearer ${TOKEN}", rehearsing=True) == ("Bearer <TOKEN>", [])


def test_while_rehearsing_what_is_set_or_falls_back_is_filled_in_as_ever() -> None:
    assert filled("${PIXEL} ${NOBODY:-other}", rehearsing=True) == ("C0FFEE other", [])


@pytest.mark.parametrize("written", ["${TIKTOK-PIXEL}", "${1PIXEL}", "${PIXEL:other}", "${ PIXEL }"])
def test_a_reference_that_is_not_written_right_is_told_and_not_sent_to_a_vendor(written: str) -> None:
    _, problems = filled(f'"{written}"')

    assert len(problems) == 1
