"""A list of addresses is a GET for each."""

from __future__ import annotations

from gateway.recording.captures.sieve import COPY
from gateway.recording.captures.target import NOT_HTTP
from tests.gateway.recording.captures.found import found, hits, skipped

LIST = "# The shop.\nhttps://data.shop.example/g/collect?v=2&en=a\r\n\n/g/collect?v=2&en=b\n"


def test_each_line_is_a_hit_with_its_place() -> None:
    first, second = hits(LIST)

    assert (first.method, first.path, first.query) == ("GET", "/g/collect", "v=2&en=a")
    assert (first.headers, second.headers, second.query) == ((("host", "data.shop.example"),), (), "v=2&en=b")
    assert [each.place for each in found(LIST)] == ["capture:2", "capture:4"]


def test_equal_addresses_are_two_hits_and_the_same_two_each_time() -> None:
    first, second = hits("/g/collect?v=2\n/g/collect?v=2\n")

    assert first.id != second.id
    assert hits("/g/collect?v=2\n/g/collect?v=2\n") == [first, second]


def test_lines_that_are_no_address_are_told_and_files_are_skipped() -> None:
    told = skipped("/g/collect?v=2\nhello\n/logo.png\n/" + "x" * 2_000_000)

    assert [(each.place, each.unreadable) for each in told] == [
        ("capture:2", True),
        ("capture:3", False),
        ("capture:4", True),
    ]


def test_googles_own_copy_is_skipped_and_what_no_server_gets() -> None:
    told = skipped("https://stats.g.doubleclick.net/g/collect?v=2&tid=G-1\ndata:image/gif;base64,R0\n/g/collect?v=2")

    assert [(each.why, each.unreadable) for each in told] == [(COPY, False), (NOT_HTTP, False)]
