"""What a command of cURL would send, by its options."""

from __future__ import annotations

import shlex

import pytest

from gateway.recording.captures.captured import NoHitError
from gateway.recording.captures.curl_options import Options


def options(command: str, printed: str = "") -> Options:
    (only,) = list(Options.of(shlex.split(command), printed))
    return only


@pytest.mark.parametrize(
    ("command", "method", "body"),
    [
        ("https://a/", "GET", b""),
        ("https://a/ -d a=1 --data-raw b=2", "POST", b"a=1&b=2"),
        ("https://a/ -XPUT -d a", "PUT", b"a"),
        ("https://a/ -I", "HEAD", b""),
        ("https://a/ -sSLG -d a=1", "GET", b""),
        ("https://a/ --data-urlencode 'a=b c' --data-raw @x", "POST", b"a=b%20c&@x"),
        ("-o out --max-time 3 -H 'a: b' --url https://a/ -m3", "GET", b""),
    ],
    ids=["nothing", "data", "a method", "head", "get", "encoded", "options of the sending"],
)
def test_method_and_body_are_as_curl_makes_them(command: str, method: str, body: bytes) -> None:
    assert (options(command).method, options(command).body) == (method, body)


@pytest.mark.parametrize(
    ("command", "headers"),
    [
        ("a -H 'A: b' -H 'B;' -H 'C:'", [("a", "b"), ("b", "")]),
        ("a -b x=1 -A me -e https://b/", [("cookie", "x=1"), ("user-agent", "me"), ("referer", "https://b/")]),
        ("a -d 1", [("content-type", "application/x-www-form-urlencoded")]),
        ("a -d 1 -H 'content-type:'", []),
        ("a --json 1", [("content-type", "application/json"), ("accept", "application/json")]),
        ("a -u me:secret", [("authorization", "Basic bWU6c2VjcmV0")]),
    ],
    ids=["headers", "options for headers", "a form", "no type", "JSON", "a password"],
)
def test_headers_are_those_it_says_and_the_bodys_type(command: str, headers: list[tuple[str, str]]) -> None:
    assert options(command).headers == headers


def test_get_moves_the_data_into_the_address() -> None:
    assert options("https://a/ -G -d b=1 -d c=2").query == "b=1&c=2"


def test_what_comes_from_a_pipe_is_the_data() -> None:
    assert options("a --data-binary @-", "printed").body == b"printed"


def test_one_command_may_have_several_requests() -> None:
    found = [(each.address, each.body) for each in Options.of(shlex.split("a -d 1 --next https://b/ c"))]

    assert found == [("http://a", b"1"), ("https://b/", b""), ("http://c", b"")]


@pytest.mark.parametrize(
    ("command", "why"),
    [
        ("-H 'a: b'", "names no address"),
        ("a -d @file", "its data is in a file"),
        ("a --data-urlencode a@file", "its data is in a file"),
        ("a -b jar.txt", "its cookies are in a file"),
        ("a -H @file", "its headers are in a file"),
        ("a -F a=b", "a form of parts"),
        ("a -H", "ends in the middle of an option"),
    ],
)
def test_what_is_not_in_the_command_is_told(command: str, why: str) -> None:
    with pytest.raises(NoHitError, match=why):
        options(command)
