"""Access logs: what the log has of a request is in the hit, and what it cannot have is told."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.recording.captures import sieve
from gateway.recording.captures.access_log import NO_BODY
from tests.gateway.recording.captures.found import found, hits, skipped, whys

ASKED = '"GET /g/collect?v=2&tid=G-SHOP1&en=purchase HTTP/1.1"'
LINE = f'203.0.113.7 - - [01/Mar/2026:13:00:00 +0100] {ASKED} 200 35 "https://shop.example/p" "Mozilla/5.0 (X11)"'


def test_a_line_is_a_hit_with_time_address_and_headers() -> None:
    (hit,) = hits(LINE)

    assert (hit.method, hit.path, hit.query) == ("GET", "/g/collect", "v=2&tid=G-SHOP1&en=purchase")
    assert (hit.ip, hit.at) == ("203.0.113.7", 1_772_366_400_000)
    assert hit.headers == (("referer", "https://shop.example/p"), ("user-agent", "Mozilla/5.0 (X11)"))


@pytest.mark.parametrize(
    ("line", "headers"),
    [
        (f"203.0.113.7 - jane doe [01/Mar/2026:13:00:00 +0100] {ASKED} 200 -", ()),
        (f'2001:db8::7 - - [01/Mar/2026:13:00:00 +0100] {ASKED} 200 0 "-" "-"', ()),
        (f'{LINE} "203.0.113.9, 10.0.0.1"', ("x-forwarded-for", "203.0.113.9, 10.0.0.1")),
        (f"data.shop.example:443 {LINE}", ("host", "data.shop.example")),
        (LINE.replace("Mozilla", 'M\\"o\\x22z\\xc3\\xbc'), ("user-agent", 'M"o"z\xc3\xbc/5.0 (X11)')),
    ],
    ids=["common", "combined without headers", "nginx's main", "vhost_combined", "escapes"],
)
def test_the_formats_of_nginx_and_apache_are_read(line: str, headers: tuple[str, str]) -> None:
    (hit,) = hits(line)

    assert not headers or headers in hit.headers


def test_what_is_no_hit_is_skipped_with_its_line() -> None:
    log = f"{LINE}\n{LINE.replace('/g/collect?v=2&tid=G-SHOP1&en=purchase', '/logo.png')}\n"

    assert [(each.place, each.why) for each in skipped(log)] == [("capture:2", sieve.FILE)]


def test_a_post_whose_events_were_in_the_body_is_told() -> None:
    assert whys(LINE.replace("GET", "POST").replace("&en=purchase", "")) == [NO_BODY]
    assert len(hits(LINE.replace("GET", "POST"))) == 1


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("203.0.113.7 - - [01/Mar/2026", "it is no line of an access log."),
        (LINE.replace("GET /g", "\\x16\\x03"), "it has no request of HTTP in it."),
        (LINE.replace("01/Mar", "32/Mar"), "its time is none such as 01/Mar/2026:12:00:00 +0000."),
        (LINE.replace("/g/collect", "\0" * 9_000_000), "the line is too long."),
    ],
    ids=["cut", "junk", "no day", "too long"],
)
def test_a_line_that_cannot_be_read_is_told_and_the_next_is_read(line: str, why: str) -> None:
    assert whys(f"{LINE}\n{line}\n{LINE}\n") == [why]
    assert len(hits(f"{LINE}\n{line}\n{LINE}\n")) == 2


@given(st.lists(st.sampled_from([*LINE.split(" "), '"', "\\", "[", "]", "-", "\0", "ü", "\n", LINE]), max_size=30))
@settings(deadline=None, max_examples=200)
def test_whatever_a_log_holds_is_a_hit_or_a_reason(parts: list[str]) -> None:
    for each in found(f"{LINE}\n{' '.join(parts)}"):
        assert each.place.startswith("capture:")
