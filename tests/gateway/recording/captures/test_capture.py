"""A capture is read whatever it is called, and what it cannot give is told."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.errors import CaptureError
from gateway.recording import Captured, Skipped, read_capture, read_hits
from gateway.recording.captures import every
from gateway.recording.captures.capture import EmptyCaptureError

LINE = "GET /g/collect?v=2&en=a HTTP/1.1\n"
PIECES = [b"curl ", b"'", b'{"log":', b"[", b"{", b'"', b"GET /", b"\n", b"\0", b"https://a", b" ", b"###", b"\x1f\x8b"]
LOG = '203.0.113.7 - - [01/Mar/2026:12:00:00 +0000] "GET {} HTTP/1.1" 200 0\n'


def read(folder: Path, written: bytes, name: str = "capture") -> tuple[list[Captured], list[Skipped]]:
    (folder / name).write_bytes(written)
    told: list[Skipped] = []
    return list(read_capture(folder / name, told.append)), told


def test_hits_come_with_the_path_as_it_was_named(tmp_path: Path) -> None:
    (captured,), _ = read(tmp_path, LINE.encode(), "purchase.http")

    assert captured.place == f"{tmp_path}/purchase.http:1"


def test_a_packed_log_is_the_same_as_the_log(tmp_path: Path) -> None:
    log = "".join(LOG.format(f"/g/collect?v=2&en={name}") for name in "abc").encode()

    assert read(tmp_path, gzip.compress(log)) == read(tmp_path, log)


def test_a_hit_comes_before_the_rest_is_read(tmp_path: Path) -> None:
    (tmp_path / "access.log").write_bytes(gzip.compress(LOG.format("/g/collect?v=2&en=a").encode() * 3)[:-9])
    told: list[Skipped] = []
    captured = read_capture(tmp_path / "access.log", told.append)

    assert next(captured).hit.query == "v=2&en=a"
    assert told == []
    assert (len(list(captured)), [each.unreadable for each in told]) == (2, [True])


def test_every_request_can_be_asked_for(tmp_path: Path) -> None:
    (tmp_path / "access.log").write_text(LOG.format("/logo.png"))

    assert len(list(read_capture(tmp_path / "access.log", print, sieve=every))) == 1


def test_a_capture_without_hits_says_why(tmp_path: Path) -> None:
    with pytest.raises(
        EmptyCaptureError, match=r"capture: there is no hit in it: each of its 2 entries is skipped; the first: a file"
    ):
        read(tmp_path, (LOG.format("/logo.png") + LOG.format("/")).encode())
    with pytest.raises(EmptyCaptureError, match=r"there is no hit in it: its entry is skipped: a page\.$"):
        read(tmp_path, LOG.format("/").encode())
    with pytest.raises(CaptureError, match=r"capture:1: \"hello\" is no request line"):
        read(tmp_path, b"hello\n")
    with pytest.raises(CaptureError, match=r"capture: there is no hit in it\. A hit begins with"):
        read(tmp_path, b"")


def test_all_hits_at_once_are_strict_about_what_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "hits.log").write_text(LOG.format("/g/collect?v=2&en=a") + LOG.format("/logo.png"))
    (tmp_path / "wrong.log").write_text(LOG.format("/g/collect?v=2&en=a") + "hello\n")

    assert len(read_hits(tmp_path / "hits.log")) == 1
    with pytest.raises(CaptureError, match=r"wrong\.log:2: it is no line of an access log\."):
        read_hits(tmp_path / "wrong.log")


@given(st.binary(max_size=200) | st.lists(st.sampled_from(PIECES)).map(b"".join))
@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_a_file_holds_it_is_hits_or_a_sentence(tmp_path: Path, written: bytes) -> None:
    for content in (written, gzip.compress(written), gzip.compress(written)[:-5]):
        try:
            hits, _ = read(tmp_path, content)
        except CaptureError:
            continue
        assert hits
