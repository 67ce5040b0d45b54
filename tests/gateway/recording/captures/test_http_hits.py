"""Hits as text in a capture: as they always were, and one that cannot be read does not hide the others."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.recording import hits_of, http_text
from gateway.recording.captures.source import LONGEST_LINE
from tests.gateway.recording.captures.found import found, hits, skipped
from tests.gateway.recording.test_http_writer import ANY_HIT

LINE = "GET /g/collect?v=2 HTTP/1.1\n"


@given(st.lists(ANY_HIT, min_size=1, max_size=3))
@settings(deadline=None)
def test_what_was_written_is_read_as_the_same_hits(written: list) -> None:  # type: ignore[type-arg]
    assert hits(b"###\n".join(map(http_text, written))) == written


def test_a_hit_has_the_id_it_has_alone() -> None:
    for text in (LINE, f"{LINE}\nen=one", f"{LINE}###\n\n###\n{LINE}\n\n"):
        assert hits(text) == hits_of(text.encode())


def test_each_hit_has_the_line_it_begins_at() -> None:
    assert [each.place for each in found(f"# A remark.\n{LINE}###\n{LINE}")] == ["capture:1", "capture:4"]


def test_one_that_cannot_be_read_is_skipped_with_its_line() -> None:
    (wrong,) = skipped(f"{LINE}###\nhello\n###\n{LINE}")

    assert (wrong.place, wrong.unreadable) == ("capture:3", True)
    assert wrong.why == '"hello" is no request line such as `GET /g/collect?v=2 HTTP/1.1`.'
    assert len(hits(f"{LINE}###\nhello\n###\n{LINE}")) == 2


def test_a_hit_that_is_too_long_is_skipped_and_the_next_is_read() -> None:
    text = f"{LINE}\n{'x' * (2 * LONGEST_LINE)}\n###\n{LINE}"

    assert [each.why for each in skipped(text)] == ["the hit is more than 8 MiB long."]
    assert len(hits(text)) == 1
