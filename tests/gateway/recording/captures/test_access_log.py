"""Access logs: what the log has of a request is in the hit, and what it cannot have is told."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.recording.captures import sieve
from gateway.recording.captures.access_log import NO_BODY, NO_REQUEST
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


@pytest.mark.parametrize(
    "before",
    [
        "198.51.100.7, 10.0.0.1",
        "198.51.100.7,2001:db8::1,10.0.0.1",
        "2026-03-01T12:00:00.123456789Z 198.51.100.7",
        "2026-03-01T12:00:00.123456789+01:00 stdout F 198.51.100.7",
        "[pod/web-7d/nginx] 198.51.100.7",
        "web-1  | 198.51.100.7",
        "2026-03-01T12:00:00Z stderr F 198.51.100.7, 10.0.0.1",
    ],
    ids=["forwarded for", "without blanks", "kubectl", "Kubernetes", "a pod's name", "compose", "both"],
)
def test_the_visitor_is_the_first_address_whatever_stands_before_the_line(before: str) -> None:
    (hit,) = hits(LINE.replace("203.0.113.7", before))

    assert (hit.ip, hit.at, hit.query) == ("198.51.100.7", 1_772_366_400_000, "v=2&tid=G-SHOP1&en=purchase")
    assert hit.header("host") is None


def test_times_of_iso_8601_are_read() -> None:
    assert hits(LINE.replace("01/Mar/2026:13:00:00 +0100", "2026-03-01T13:00:00+01:00"))[0].at == 1_772_366_400_000


@pytest.mark.parametrize(
    "asked",
    [r"\x16\x03\x01", "-", "", "OPTIONS * HTTP/1.0", "PRI * HTTP/2.0", "CONNECT shop.example:443 HTTP/1.1"],
    ids=["another protocol", "nothing in time", "nothing", "a look", "HTTP/2", "a proxy"],
)
def test_the_noise_of_every_server_is_counted_and_nothing_wrong(asked: str) -> None:
    told = skipped(f"{LINE}\n{LINE.replace(ASKED, chr(34) + asked + chr(34))}\n")

    assert [(each.place, each.why, each.unreadable) for each in told] == [("capture:2", NO_REQUEST, False)]


def test_what_is_no_hit_is_skipped_with_its_line() -> None:
    log = f"{LINE}\n{LINE.replace('/g/collect?v=2&tid=G-SHOP1&en=purchase', '/logo.png')}\n"

    assert [(each.place, each.why) for each in skipped(log)] == [("capture:2", sieve.FILE)]


def test_a_post_whose_events_were_in_the_body_is_told() -> None:
    assert whys(LINE.replace("GET", "POST").replace("&en=purchase", "")) == [NO_BODY]
    assert whys(LINE.replace("GET", "POST").replace("&en=purchase", "&ep.screen=home")) == [NO_BODY]
    assert len(hits(LINE.replace("GET", "POST"))) == 1


@pytest.mark.parametrize(
    ("last", "body"),
    [
        ('"en=page_view\\x0D\\x0Aen=scroll"', b"en=page_view\r\nen=scroll"),
        ('"203.0.113.9" "ep.a=1&en=\\xC3\\xBC"', "ep.a=1&en=ü".encode()),
        ('"{\\x22event_name\\x22:\\x22a\\x22}"', b'{"event_name":"a"}'),
    ],
    ids=["two events", "after the forwarded address", "JSON"],
)
def test_a_body_that_nginx_logged_is_the_bodys(last: str, body: bytes) -> None:
    (hit,) = hits(f"{LINE.replace('GET', 'POST').replace('&en=purchase', '')} {last}")

    assert hit.body == body


@pytest.mark.parametrize("last", ['"-"', '"screen=home"', '"203.0.113.9"', '"never closed', '"a" b'])
def test_what_else_a_log_has_last_is_no_body(last: str) -> None:
    assert whys(f"{LINE.replace('GET', 'POST').replace('&en=purchase', '')} {last}") == [NO_BODY]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("203.0.113.7 - - [01/Mar/2026", "it is no line of an access log."),
        (LINE.replace("01/Mar", "32/Mar"), "its time is none such as 01/Mar/2026:12:00:00 +0000."),
        (LINE.replace("/g/collect", "\0" * 9_000_000), "the line is too long."),
    ],
    ids=["cut", "no day", "too long"],
)
def test_a_line_that_cannot_be_read_is_told_and_the_next_is_read(line: str, why: str) -> None:
    assert whys(f"{LINE}\n{line}\n{LINE}\n") == [why]
    assert len(hits(f"{LINE}\n{line}\n{LINE}\n")) == 2


@given(st.lists(st.sampled_from([*LINE.split(" "), '"', "\\", "[", "]", "-", "\0", "ü", "\n", LINE]), max_size=30))
@settings(deadline=None, max_examples=200)
def test_whatever_a_log_holds_is_a_hit_or_a_reason(parts: list[str]) -> None:
    for each in found(f"{LINE}\n{' '.join(parts)}"):
        assert each.place.startswith("capture:")
