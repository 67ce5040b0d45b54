"""HAR files of browsers and proxies: their requests as a server would have got them, also from a file that is cut off."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.errors import CaptureError
from gateway.recording import Skipped, read_capture, read_hits
from gateway.recording.captures import sieve
from gateway.recording.captures.har_entries import A_TAGS, AFTER, CUT_OFF, NO_BODY, NO_ENTRIES
from gateway.recording.captures.target import NOT_HTTP
from tests.cpu import timed
from tests.gateway.recording.captures.found import found, hits, skipped, whys

URL = "https://data.shop.example/g/collect?v=2&tid=G-SHOP1"


def entry(url: str = URL, method: str = "GET", **more: Any) -> dict[str, Any]:
    request = {"method": method, "url": url, "httpVersion": "h2", "headers": [], "headersSize": -1, **more}
    return {
        "startedDateTime": "2026-03-01T13:00:00.123+01:00",
        "time": 1.5,
        "request": request,
        "response": {"status": 0},
    }


def har(*entries: Any, **more: Any) -> str:
    return json.dumps({"log": {"version": "1.2", "creator": {"name": "a browser"}, "entries": entries, **more}})


def test_an_entry_is_a_hit_with_its_time_and_place() -> None:
    (captured,) = found(har(entry()))
    (hit,) = hits(har(entry()))

    assert captured.place == "capture:entry 1"
    assert (hit.method, hit.path, hit.query, hit.at) == ("GET", "/g/collect", "v=2&tid=G-SHOP1", 1_772_366_400_123)
    assert hit.headers == (("host", "data.shop.example"),)


@pytest.mark.parametrize(
    ("more", "headers"),
    [
        (
            {"headers": [{"name": ":authority", "value": "a.example"}, {"name": ":path", "value": "/"}]},
            (("host", "a.example"),),
        ),
        ({"headers": [{"name": "Host", "value": "a.example"}]}, (("host", "a.example"),)),
        (
            {"cookies": [{"name": "_ga", "value": "1"}, {"name": "b", "value": "2"}]},
            (("host", "data.shop.example"), ("cookie", "_ga=1; b=2")),
        ),
        (
            {"headers": [{"name": "X", "value": "ü"}]},
            (("host", "data.shop.example"), ("x", "ü".encode().decode("latin-1"))),
        ),
    ],
    ids=["HTTP/2", "HTTP/1.1", "cookies apart", "beyond ASCII"],
)
def test_headers_are_those_a_server_gets(more: dict[str, Any], headers: tuple[tuple[str, str], ...]) -> None:
    (hit,) = hits(har(entry(**more)))

    assert hit.headers == headers


@pytest.mark.parametrize(
    ("posted", "body"),
    [
        ({"mimeType": "text/plain", "text": "en=a\r\nen=ü"}, "en=a\r\nen=ü".encode()),
        ({"mimeType": "text/plain", "text": "/wA=", "encoding": "base64"}, b"\xff\x00"),
        ({"mimeType": "x", "params": [{"name": "a b", "value": "c"}]}, b"a+b=c"),
        ({"mimeType": "x"}, b""),
        (None, b""),
    ],
    ids=["several events", "base64", "parameters", "an empty one", "none"],
)
def test_a_body_is_what_was_sent(posted: dict[str, Any] | None, body: bytes) -> None:
    (hit,) = hits(har(entry(method="POST", postData=posted)))

    assert hit.body == body


def test_what_is_no_hit_is_skipped_with_the_reason() -> None:
    archive = har(
        entry("https://shop.example/style.css"),
        entry(method="OPTIONS"),
        {**entry(), "_tag": "TikTok purchase"},
        entry(),
    )

    assert whys(archive) == [sieve.FILE, sieve.PREFLIGHT, A_TAGS]
    assert len(hits(archive)) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        5,
        {"request": {"url": URL}},
        entry(method="GET /"),
        {**entry(), "startedDateTime": "noon"},
        entry(method="POST", postData={"text": "no base64", "encoding": "base64"}),
        {**entry(), "_hit": {"id": "a\nb", "seed": 1, "ip": "", "at": 0}},
    ],
    ids=["a number", "no method", "a method", "a time", "base64", "an id of two lines"],
)
def test_an_entry_that_cannot_be_read_does_not_hide_the_others(wrong: Any) -> None:
    told = skipped(har(wrong, entry()))

    assert [(each.place, each.unreadable) for each in told] == [("capture:entry 1", True)]
    assert len(hits(har(wrong, entry()))) == 1


@pytest.mark.parametrize(
    "address", ["chrome-extension://a/b.js", "data:image/gif;base64,R0", "wss://a/", "blob:https://a/b", "file:///a"]
)
def test_what_a_browser_asks_itself_is_counted_and_nothing_wrong(address: str) -> None:
    assert [(each.why, each.unreadable) for each in skipped(har(entry(address), entry()))] == [(NOT_HTTP, False)]


@pytest.mark.parametrize(
    "more",
    [
        {"bodySize": 94, "postData": {"mimeType": "text/plain", "text": "", "params": []}},
        {"bodySize": -1, "headers": [{"name": "Content-Length", "value": "94"}]},
    ],
    ids=["a size", "a length"],
)
def test_a_post_whose_body_is_not_in_the_file_is_told(more: dict[str, Any]) -> None:
    assert whys(har(entry(method="POST", **more))) == [NO_BODY]
    assert whys(har(entry(f"{URL}&ep.screen=home", method="POST", **more))) == [NO_BODY]
    assert len(hits(har(entry(f"{URL}&en=purchase", method="POST", **more)))) == 1
    assert whys(har(entry("https://shop.example/api", method="POST", **more))) == [sieve.NOTHING]


def test_a_body_in_a_file_of_its_own_is_read_and_a_missing_one_is_named(tmp_path: Path) -> None:
    name = f"{'a1' * 20}.bin"
    (tmp_path / "day.har").write_text(har(entry(method="POST", postData={"mimeType": "text/plain", "_file": name})))
    told: list[Skipped] = []
    with pytest.raises(CaptureError, match=f'its body is in "{name}", and no such file lies beside the HAR'):
        list(read_capture(tmp_path / "day.har", told.append))
    (tmp_path / name).write_bytes(b"en=page_view")

    assert [hit.body for hit in read_hits(tmp_path / "day.har")] == [b"en=page_view"]
    assert [each.unreadable for each in told] == [True]


@pytest.mark.parametrize(
    "more",
    [
        {"cookies": None},
        {"cookies": [{"name": "a", "value": None}, 5]},
        {"headers": [{"name": "X", "value": None}, {"name": "Y", "value": 5}, None]},
        {"postData": 5},
        {"postData": {"text": "", "params": None, "encoding": 5}},
        {"bodySize": None},
    ],
    ids=["no cookies", "half a cookie", "half a header", "no body", "no parameters", "no size"],
)
def test_what_does_not_matter_may_be_written_wrongly(more: dict[str, Any]) -> None:
    (hit,) = hits(har({**entry(**more), "startedDateTime": None, "_tag": None}))

    assert (hit.path, hit.header("y")) == ("/g/collect", "5" if "headers" in more else None)


def test_of_a_file_that_is_cut_off_the_whole_entries_are_read() -> None:
    archive = har(entry(), entry(), entry())
    cut = archive[: archive.rindex('"url"')]

    assert len(hits(cut)) == 2
    assert skipped(cut) == [Skipped("capture:entry 3", CUT_OFF, unreadable=True)]


def test_half_a_sign_somewhere_in_the_file_loses_nothing() -> None:
    archive = har(entry(), pages=[{"title": "a mug \ud83d"}])

    assert (len(hits(archive)), whys(archive)) == (1, [])


def test_what_only_browsers_write_as_json_loses_nothing() -> None:
    archive = har({**entry(), "response": {"t": float("nan"), "text": "bell"}}, entry()).replace("bell", "\a")

    assert (len(hits(archive)), whys(archive)) == (2, [])


def test_what_follows_an_archive_is_another_or_told() -> None:
    one = har(entry(), entry(), pages=[{"title": "]}}"}])

    assert (len(hits(one + "\n" + one)), whys(one + "\n" + one)) == (4, [])
    assert (len(hits(one + "GET /x")), whys(one + "GET /x")) == (2, [AFTER])


def test_a_file_that_is_nested_too_deep_is_told() -> None:
    assert whys('{"log":{"entries":[' + "[" * 200_000) == [CUT_OFF]
    assert whys('{"log":{"entries":' + "{" * 10) == [NO_ENTRIES]


def test_a_file_without_entries_is_told_as_one() -> None:
    assert whys(har()) == [NO_ENTRIES]


def test_five_thousand_entries_take_less_than_a_second() -> None:
    headers = [{"name": f"sec-{number}", "value": "x" * 40} for number in range(12)]
    archive = har(*[entry(f"{URL}&cid={number}", headers=headers) for number in range(5_000)])
    read, cost = timed(lambda: hits(archive), 1)

    assert len(read) == 5_000
    assert cost < 1


@given(st.integers(0, 700), st.binary(max_size=3))
@settings(deadline=None, max_examples=200)
def test_whatever_is_changed_in_a_file_it_is_hits_or_reasons(at: int, put: bytes) -> None:
    archive = har(entry(), entry(method="POST", postData={"text": "a"})).encode()

    assert all(each.place for each in found(archive[:at] + put + archive[at + len(put) :]))
    assert all(each.place for each in found(archive[:at]))
