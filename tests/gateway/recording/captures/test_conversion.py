"""A capture in another format: there and back without loss where the format allows, and told where not."""

from __future__ import annotations

from collections import Counter

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway import Hit
from gateway.recording.captures import LOSSES, Format, converted
from tests.gateway.recording.captures.found import hits
from tests.gateway.recording.test_http_writer import ANY_HIT, HIT

MANY = st.lists(ANY_HIT, min_size=1, max_size=3)


def written(some: list[Hit], form: Format) -> bytes:
    return b"".join(converted(some, form, Counter()))


@given(MANY)
@settings(deadline=None)
def test_text_to_lines_and_back_is_the_same_to_the_byte(some: list[Hit]) -> None:
    text = written(some, "http")

    assert written(hits(written(hits(text), "jsonl")), "http") == text


def test_text_to_har_and_back_is_the_same_to_the_byte() -> None:
    text = written([HIT, msgspec.structs.replace(HIT, headers=(), ip="", body=b"\xff")], "http")

    assert written(hits(written(hits(text), "har")), "http") == text


def test_what_was_lost_is_counted_by_its_field() -> None:
    losses = Counter[str]()
    list(converted([HIT, msgspec.structs.replace(HIT, query="v=2#x")], "har", losses))

    assert losses == {"query": 1}


@given(MANY)
@settings(deadline=None, max_examples=50)
def test_whatever_har_loses_has_a_word(some: list[Hit]) -> None:
    losses = Counter[str]()
    list(converted(some, "har", losses))

    assert set(losses) <= set(LOSSES)


@pytest.mark.parametrize("form", ["http", "jsonl", "har"])
def test_it_comes_piece_by_piece(form: Format) -> None:
    endless = converted((HIT for _ in iter(int, 1)), form, Counter())

    assert all(next(endless) for _ in range(5))


def test_a_header_without_a_name_is_left_out_of_a_text_and_counted() -> None:
    losses = Counter[str]()
    (text,) = converted([msgspec.structs.replace(HIT, headers=(("", "a"), *HIT.headers))], "http", losses)

    assert (hits(text), losses) == ([HIT], {"name": 1})
