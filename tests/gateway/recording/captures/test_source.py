"""The bytes of a capture: unpacked, without marks, bounded, and told of where they end early."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

from gateway.errors import CaptureError
from gateway.recording.captures.source import LONGEST_LINE, MOST_EMPTY, Source, opened

LINES = b"one\ntwo\r\nthree"


def lines(written: bytes) -> list[bytes]:
    return [line for _, line in Source.of(written, "capture").lines()]


def test_lines_keep_their_ends_and_have_numbers() -> None:
    assert list(Source.of(LINES, "capture").lines()) == [(1, b"one\n"), (2, b"two\r\n"), (3, b"three")]


@pytest.mark.parametrize(
    "written",
    [LINES, b"\xef\xbb\xbf" + LINES, LINES.decode().encode("utf-16")],
    ids=["as they are", "with a byte order mark", "of a shell of Windows"],
)
def test_marks_are_no_part_of_a_capture(written: bytes) -> None:
    assert lines(written) == lines(LINES)


def test_a_line_that_is_too_long_is_cut_and_the_next_is_read() -> None:
    first, second = lines(b"x" * (3 * LONGEST_LINE) + b"\nnext\n")

    assert (len(first), second) == (LONGEST_LINE + 1, b"next\n")


def test_an_archive_is_unpacked_whatever_its_name(tmp_path: Path) -> None:
    (tmp_path / "access.log").write_bytes(gzip.compress(LINES))
    with opened(tmp_path / "access.log") as source:
        assert source.whole() == LINES


@pytest.mark.parametrize("length", [3, 12, 40], ids=["its magic", "a header", "most of it"])
def test_a_cut_archive_gives_what_is_there_and_says_so(tmp_path: Path, length: int) -> None:
    (tmp_path / "cut.gz").write_bytes(gzip.compress(bytes(range(256)))[:length])
    with opened(tmp_path / "cut.gz") as source:
        read = source.whole()

    assert bytes(range(256)).startswith(read)
    assert source.damage == "the archive is cut off or damaged here; what follows is lost."


def test_an_archive_that_grows_beyond_measure_is_given_up() -> None:
    source = Source.of(b"bomb\n" * 2_000, "bomb.gz", longest=1_000)

    assert len(list(source.lines())) == 201
    assert source.damage == "it unpacks to more than 500 times its size; what follows was not read."


@pytest.mark.parametrize("empty", [b"\n", b"#\n", b" \r\n", b"{}\n"])
def test_millions_of_empty_lines_are_given_up(empty: bytes) -> None:
    source = Source.of(b"one\n" + empty * (MOST_EMPTY + 10), "capture")

    assert sum(1 for _ in source.lines()) == MOST_EMPTY + 1
    assert source.damage == "there are more than 1000000 empty lines or comments here; what follows was not read."


def test_what_has_to_be_read_as_a_whole_is_bounded() -> None:
    with pytest.raises(CaptureError, match=r"^big\.har: is more than 1 MiB long\. Part it"):
        Source.of(bytes(2_000_000), "big.har", longest_whole=1024 * 1024).whole()


def test_another_archive_is_told_by_its_kind(tmp_path: Path) -> None:
    (tmp_path / "hits.zip").write_bytes(b"PK\x03\x04" + bytes(30))
    with pytest.raises(CaptureError, match=re.escape("hits.zip: is packed (zip). Unpack it first")):
        opened(tmp_path / "hits.zip").__enter__()


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(CaptureError, match=r"nobody\.http: cannot be read: No such file or directory\.$"):
        opened(tmp_path / "nobody.http").__enter__()
