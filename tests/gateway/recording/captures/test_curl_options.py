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


@pytest.mark.parametrize(
    ("command", "query"),
    [
        ("a --url-query en=page_view", "en=page_view"),
        ("a --url-query 'b=c d' --url-query +e=%20 --url-query =f -d g=1", "b=c%20d&e=%20&f"),
        ("a -G -d b=1 --url-query c=2", "b=1"),
    ],
    ids=["one", "encoded or not", "get, which wins"],
)
def test_a_query_of_its_own_goes_into_the_address(command: str, query: str) -> None:
    assert options(command).query == query


@pytest.mark.parametrize(
    ("command", "address"),
    [
        (r"'https://a/?b=\[c\]&d=\{e\}&f=\g'", r"https://a/?b=[c]&d={e}&f=\g"),
        (r"'https://a/?b=\[c\]' --globoff", r"https://a/?b=\[c\]"),
        (r"-g 'https://a/?b=\[c\]'", r"https://a/?b=\[c\]"),
        ("a/?b=https://c/", "http://a/?b=https://c/"),
        ("data:,a", "data:,a"),
    ],
    ids=["brackets", "no patterns", "no patterns in short", "an address in a query", "another scheme"],
)
def test_an_address_is_what_curl_asks_for(command: str, address: str) -> None:
    assert options(command).address == address


@pytest.mark.parametrize(
    "option",
    [
        "--proxy-cacert x",
        "--tlsuser x",
        "--dns-interface x",
        "--socks4a x",
        "--preproxy x",
        "--quote x",
        "-Q x",
        "-t x",
        "-P x",
        "--of-tomorrow {{x}}",
        "--expand-output {{x}}",
    ],
)
def test_the_value_of_an_option_is_no_address(option: str) -> None:
    assert options(f"{option} https://a/").urls == ["https://a/"]


FIREFOX = "a -H 'User-Agent: Mozilla/5.0 (X11; rv:140.0) Gecko/20100101 Firefox/140.0'"


@pytest.mark.parametrize(
    ("command", "body"),
    [
        (f"{FIREFOX} --data-raw 'en=a^&_et=1^&ep.x=2'", b"en=a&_et=1&ep.x=2"),
        (f"{FIREFOX} --data-raw 'a^&b&c'", b"a^&b&c"),
        (f"{FIREFOX} --data-raw 'a^&b^c'", b"a^&b^c"),
        (f"{FIREFOX} --data-raw 'a'", b"a"),
        ("a --data-raw 'a^&b'", b"a^&b"),
    ],
    ids=["every one", "not every one", "another caret", "none", "another browser"],
)
def test_the_carets_of_firefox_140_are_taken_away_where_nothing_else_is_meant(command: str, body: bytes) -> None:
    assert options(command).body == body


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
        ("a --expand-data '{{x}}'", "a variable of its own"),
        ("a -H", "ends in the middle of an option"),
    ],
)
def test_what_is_not_in_the_command_is_told(command: str, why: str) -> None:
    with pytest.raises(NoHitError, match=why):
        options(command)
