"""Commands of cURL as hits: as browsers copy them, and as we write them."""

from __future__ import annotations

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway import Hit
from gateway.recording import curl_of_hit
from gateway.recording.captures.sieve import FILE, NOTHING
from gateway.recording.captures.target import NOT_HTTP
from tests.gateway.recording.captures.found import found, hits, skipped, whys
from tests.gateway.recording.test_http_writer import BODIES, TARGET

OF_CHROME = r"""curl 'https://data.shop.example/g/collect?v=2&tid=G-SHOP1' \
  -H 'accept: */*' \
  -b '_ga=GA1.1.1.2; FPID=x' \
  -H 'sec-ch-ua: "Chromium";v="131"' \
  --data-raw $'en=page_view\r\nen=it\'s \u0021' \
  --compressed ;
curl 'https://shop.example/logo.png' -H 'sec-fetch-dest: image'
"""
OF_CHROME_ON_WINDOWS = """curl ^"https://data.shop.example/g/collect?v=2^&tid=G-SHOP1^&dl=https^%^3A^%^2F^" ^\r
  -H ^"sec-ch-ua: ^\\^"Chromium^\\^";v=^\\^"131^\\^"^" ^\r
  --data-raw ^"en=one^\r
\r
en=two^" &\r
curl ^"https://data.shop.example/g/collect?v=2^&en=three^"\r
"""
SAFE = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), max_size=20)
ANY_HIT = st.builds(
    Hit,
    method=st.sampled_from(["GET", "POST"]),
    path=TARGET.map(lambda text: "/" + text.replace("?", "").replace("#", "")),
    query=TARGET.map(lambda text: text.replace("#", "")),
    headers=st.lists(st.tuples(st.sampled_from(["x-a", "cookie", "accept"]), SAFE | st.just("ü\t'!").map(
        lambda text: text.encode().decode("latin-1"))), max_size=3).map(lambda some: (("host", "a.example"), *some)),
    body=BODIES,
)  # fmt: skip


def test_a_command_of_chrome_is_the_request_it_copies() -> None:
    (hit,) = hits(OF_CHROME)

    assert (hit.method, hit.path, hit.query) == ("POST", "/g/collect", "v=2&tid=G-SHOP1")
    assert hit.headers[:3] == (("host", "data.shop.example"), ("accept", "*/*"), ("cookie", "_ga=GA1.1.1.2; FPID=x"))
    assert hit.body == b"en=page_view\r\nen=it's !"
    assert [each.place for each in found(OF_CHROME)] == ["capture:1", "capture:7"]


def test_commands_for_windows_are_read_as_well() -> None:
    first, second = hits(OF_CHROME_ON_WINDOWS)

    assert (first.query, first.body) == ("v=2&tid=G-SHOP1&dl=https%3A%2F", b"en=one\nen=two")
    assert first.header("sec-ch-ua") == '"Chromium";v="131"'
    assert (second.method, second.query) == ("GET", "v=2&en=three")


OF_OLD_CHROME_ON_WINDOWS = """curl "https://data.shop.example/g/collect?v=2^&tid=G-1^&dl=https^%^3A^%^2F^&dt=it's" ^
  -H "sec-ch-ua: ^\\^"Chromium^\\^";v=^\\^"108^\\^"" ^
  --data-raw ^"en=one^

en=two^" &
curl "https://data.shop.example/g/collect?v=2&dt=it's&en=three" ^
  -H "accept: */*"
"""


def test_what_chrome_meant_up_to_123_is_read() -> None:
    first, second = hits(OF_OLD_CHROME_ON_WINDOWS)

    assert (first.query, first.body) == ("v=2&tid=G-1&dl=https%3A%2F&dt=it's", b"en=one\nen=two")
    assert first.header("sec-ch-ua") == '"Chromium";v="108"'
    assert (second.query, second.header("accept")) == ("v=2&dt=it's&en=three", "*/*")


def test_a_target_of_its_own_is_what_the_server_gets() -> None:
    (hit,) = hits("curl --request-target '/g/collect?v=2' https://a.example/x")

    assert (hit.header("host"), hit.path, hit.query) == ("a.example", "/g/collect", "v=2")


def test_of_all_that_a_browser_copied_only_hits_are_kept() -> None:
    text = f"{OF_CHROME.strip()} ;\ncurl 'https://shop.example/api/cart' ;\ncurl 'chrome-extension://a/b.js'\n"

    assert (len(hits(text)), whys(text)) == (1, [FILE, NOTHING, NOT_HTTP])


def test_what_stands_around_the_commands_is_not_looked_at() -> None:
    assert len(hits("# The purchase:\n$ curl 'https://a.example/x'\n{\"ok\": true}\n$ curl https://a.example/y\n")) == 2


def test_a_command_that_cannot_be_read_does_not_hide_the_next() -> None:
    text = "curl -d @file https://a.example/\ncurl 'https://a.example/x'\ncurl \"never"

    assert [(each.place, each.unreadable) for each in skipped(text)] == [("capture:1", True), ("capture:3", True)]
    assert len(hits(text)) == 1


@given(ANY_HIT)
@settings(deadline=None)
def test_what_we_write_is_read_as_the_same_request(hit: Hit) -> None:
    (again,) = hits(curl_of_hit(hit, "https://a.example"))
    same = {name: getattr(again, name) for name in ("id", "at", "seed", "ip")}
    headers = tuple((name, value) for name, value in hit.headers)

    assert msgspec.structs.replace(hit, headers=headers, **same) == again


def test_many_pipes_take_no_longer_than_many_words() -> None:
    assert len(hits("curl https://a.example/x " + "|curl https://a.example/x" * 20_000)) == 20_001


def test_what_stands_beside_a_command_in_a_pipe_hides_it_not() -> None:
    assert [hit.path for hit in hits("curl https://a.example/x | jq .\ncurl https://a.example/y")] == ["/x", "/y"]
    assert [hit.path for hit in hits("  FOO=1 sudo curl https://a.example/x")] == ["/x"]


@given(
    st.lists(
        st.sampled_from(["curl ", "printf ", "'", '"', "^", "\n", "|", " https://a ", "-d ", "@", "\0"]), max_size=30
    )
)
@settings(deadline=None, max_examples=200)
def test_whatever_stands_in_it_is_a_hit_or_a_reason(parts: list[str]) -> None:
    assert all(isinstance(why, str) for why in whys(f"curl https://a.example/\n{''.join(parts)}"))
