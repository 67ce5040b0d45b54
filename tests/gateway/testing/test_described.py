"""Two values that should be one, as a message names them."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.testing.described import MISSING, apart, shown

DIGEST = "ab12" * 16


ANN, BEARER = "ann@shop.example", "Bearer ${CRM_TOKEN}"


@pytest.mark.parametrize(
    ("name", "expected", "found", "told"),
    [
        ("value", 59.9, 60, "59.9 expected, and it is 60"),
        ("value", "a", MISSING, '"a" expected, and it is not there'),
        ("value", None, "a", 'nothing expected, and it is "a"'),
        ("email", ANN, "none", "an e-mail address expected, and it is a text of 4 signs"),
        ("email", ANN, "bob@shop.example", "an e-mail address expected, and it is another one"),
        ("email", ANN, ANN.title(), "an e-mail address expected, and it is another one: only the case differs"),
        (
            "phone",
            "123",
            " 123",
            "a number of 3 signs expected, and it is a text of 4 signs: only blanks around it differ",
        ),
        ("user_id", "jane", "jill ", "a text of 4 signs expected, and it is a text of 5 signs"),
        ("email", DIGEST, "f" * 64, f"the SHA-256 {DIGEST[:12]}… expected, and it is the SHA-256 ffffffffffff…"),
        ("user_id", 77, MISSING, "a number of 2 signs expected, and it is not there"),
        ("authorization", BEARER, MISSING, f'"{BEARER}" expected, and it is not there'),
        ("authorization", BEARER, "Bearer abcdefgh", f'"{BEARER}" expected, and it is a text of 15 signs'),
        ("pixel", "C4", "<PIXEL_CODE>", '"C4" expected, and it is "<PIXEL_CODE>", for tests read no environment'),
    ],
)
def test_what_is_apart_is_told_without_a_person(name: str, expected: Any, found: Any, told: str) -> None:
    assert apart(expected, found, name) == told


@pytest.mark.parametrize("names", [("Authorization",), ("X-Api-Key",), ("Cookie",), ("value", "user_id"), ("userId",)])
def test_a_value_is_masked_by_every_name_it_stands_under_however_it_is_written(names: tuple[str, ...]) -> None:
    assert shown("Zebulon157", *names) == "a text of 10 signs"


def test_an_object_is_shown_with_its_persons_masked() -> None:
    assert shown({"email": "ann@shop.example", "value": 1}, "") == '{"email": "ann***", "value": 1}'


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("sent to ann@shop.example today", '"sent to ***@*** today"'),
        ("https://shop.example/?email=ann&x=1", '"https://shop.example/?email=***&x=1"'),
    ],
)
def test_of_a_longer_text_the_rest_is_shown(text: str, told: str) -> None:
    assert shown(text, "note") == told


def test_a_long_value_is_cut() -> None:
    assert len(shown("x" * 9000, "")) < 250
