"""Hits as HAR: a valid file, read as the same hits, and the truth about what it could not hold."""

from __future__ import annotations

import json

import jsonschema
import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway import Hit
from gateway.recording import Captured
from gateway.recording.captures import every
from gateway.recording.captures.har_archive import har_beginning, har_end, har_entry, lost
from tests.gateway.recording.captures.found import found as entries
from tests.gateway.recording.captures.found import hits
from tests.gateway.recording.test_har import SCHEMA
from tests.gateway.recording.test_http_writer import ANY_HIT, HIT


def archive(*written: Hit) -> bytes:
    return har_beginning() + b",".join(map(har_entry, written)) + har_end()


def test_a_hit_comes_back_as_it_was() -> None:
    assert hits(archive(HIT, HIT)) == [HIT, HIT]
    assert list(lost(HIT, har_entry(HIT))) == []


def test_a_body_that_is_no_text_comes_back_as_well() -> None:
    hit = msgspec.structs.replace(HIT, body=b"\xff\x00")

    assert hits(archive(hit)) == [hit]


def test_other_tools_can_read_it() -> None:
    jsonschema.validate(json.loads(archive(HIT, msgspec.structs.replace(HIT, headers=(), body=b"\xff"))), SCHEMA)


def test_what_the_format_cannot_hold_is_told_by_its_field() -> None:
    hit = msgspec.structs.replace(HIT, query="v=2#x", headers=(("x-odd", "\xff"),))

    assert list(lost(hit, har_entry(hit))) == ["query", "headers"]


@given(ANY_HIT)
@settings(deadline=None)
def test_what_is_not_told_is_the_same(hit: Hit) -> None:
    (found,) = entries(archive(hit), every)
    told = set(lost(hit, har_entry(hit)))

    for field in set(Hit.__struct_fields__) - told:
        assert isinstance(found, Captured)
        assert getattr(found.hit, field) == getattr(hit, field)


@given(st.text(max_size=20))
@settings(deadline=None)
def test_whatever_a_header_holds_can_be_written(value: str) -> None:
    assert json.loads(archive(msgspec.structs.replace(HIT, headers=(("x-odd", value), ("host", value)))))


def test_half_a_sign_in_the_name_of_a_header_is_written_and_told() -> None:
    hit = msgspec.structs.replace(HIT, headers=(("\ud800", "a"),))

    assert list(lost(hit, har_entry(hit))) == ["headers"]
