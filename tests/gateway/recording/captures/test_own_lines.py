"""Our own JSON lines: a hit a line, without loss."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway import Hit
from gateway.recording.captures.own_lines import own_line
from tests.gateway.recording.captures.found import found, hits, whys
from tests.gateway.recording.test_http_writer import ANY_HIT, HIT


def test_a_line_is_written_for_people_and_programs() -> None:
    assert own_line(HIT).decode() == (
        '{"method":"POST","path":"/g/collect","query":"v=2&en=a%20b",'
        '"headers":[["host","data.shop.example"],["x-empty",""],["cookie","a=b; c=d"]],"body":"en=one\\r\\nen=two",'
        '"ip":"203.0.113.7","id":"0192aa","at":"2026-03-01T12:00:00.123Z","seed":5}\n'
    )


@given(st.lists(ANY_HIT, min_size=1, max_size=3))
@settings(deadline=None)
def test_what_was_written_is_read_as_the_same_hits(written: list[Hit]) -> None:
    assert hits(b"".join(map(own_line, written))) == written


def test_what_a_line_does_not_say_has_a_value_all_the_same() -> None:
    text = '{"method":"GET","path":"/a b?v=2","query":"en=x"}\n'
    first, second = hits(text + text)

    assert (first.path, first.query, first.ip, first.at) == ("/a%20b", "v=2&en=x", "127.0.0.1", 1_767_225_600_000)
    assert first.id != second.id
    assert hits(text + text) == [first, second]


def test_a_time_may_be_milliseconds() -> None:
    assert hits('{"method":"GET","path":"/","at":1772366400123}')[0].at == 1_772_366_400_123


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ('{"method":"get","path":"/"}', "its method is none of HTTP's."),
        ('{"method":"GET","path":5}', "it is no hit in our own words: Expected `str`, got `int` - at `$.path`."),
        ('{"method":"GET","path":"/","body_base64":"%"}', 'its "body_base64" is no base64.'),
        ('{"method":"GET","path":"/","id":"a\\n# from: b"}', 'its "id" is no plain word.'),
        ('{"method":"GET","path":"/","at":"noon"}', "its time is none such as 2026-03-01T12:00:00Z."),
        ('{"method":"GET","path":"/","at":99999999999999999}', "99999999999999999 milliseconds since 1970 is no time."),
        ('{"method":"GET","path":"/","seed":-1}', "its seed is no whole number of up to 20 digits."),
        (
            '{"method":"GET","path":"/orders/5","status":200}',
            'it has a method and a path, but "status" is no field of a hit in our own words.',
        ),
        (
            '{"method":"GET","path":"/","a name of somebody who is jane.doe@shop.example":200}',
            'it has a method and a path, but "a name of somebody who is ***@***" is no field of a hit in our own words.',
        ),
    ],
    ids=[
        "a method",
        "a path",
        "base64",
        "an id of two lines",
        "a time",
        "too late",
        "a seed",
        "a log of something else",
        "half an address",
    ],
)
def test_what_a_line_says_wrongly_is_told_and_the_next_is_read(line: str, why: str) -> None:
    good = '{"method":"GET","path":"/"}'

    assert whys(f"{good}\n{line}\n{good}\n") == [why]
    assert [each.place for each in found(f"{good}\n{line}\n{good}\n")] == ["capture:1", "capture:2", "capture:3"]


def test_the_host_of_a_whole_address_is_the_hosts() -> None:
    (whole,) = hits('{"method":"GET","path":"https://a:b@data.shop.example/g/collect?v=2"}')
    (named,) = hits('{"method":"GET","path":"https://a.example","headers":[["Host","b.example"]]}')

    assert (whole.headers, whole.path, whole.query) == ((("host", "data.shop.example"),), "/g/collect", "v=2")
    assert (named.headers, named.path) == ((("host", "b.example"),), "/")
