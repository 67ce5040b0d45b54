"""A gzip archive is unpacked as far as it goes."""

from __future__ import annotations

import gzip
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.recording.captures.unpacking import Unpacked

TEXT = b"".join(b"%d\n" % number for number in range(50_000))


def unpacked(packed: bytes) -> tuple[bytes, bool]:
    archive = Unpacked(io.BufferedReader(io.BytesIO(packed)))
    return archive.readall(), archive.is_whole


@pytest.mark.parametrize(
    ("packed", "text"),
    [
        (gzip.compress(TEXT), TEXT),
        (gzip.compress(TEXT) + gzip.compress(b"more"), TEXT + b"more"),
        (gzip.compress(TEXT) + bytes(512), TEXT),
        (gzip.compress(b""), b""),
    ],
    ids=["one", "two after another", "filled up with zeros", "an empty one"],
)
def test_a_whole_archive_is_all_that_is_in_it(packed: bytes, text: bytes) -> None:
    assert unpacked(packed) == (text, True)


@given(st.integers(2, 100_000))
def test_of_a_cut_archive_the_beginning_is_read(length: int) -> None:
    packed = gzip.compress(TEXT)
    text, is_whole = unpacked(packed[:length])

    assert TEXT.startswith(text)
    assert is_whole == (length >= len(packed))


def test_of_a_damaged_one_too() -> None:
    packed = bytearray(gzip.compress(TEXT))
    packed[len(packed) // 2] ^= 0xFF

    assert unpacked(bytes(packed))[1] is False
    assert unpacked(gzip.compress(b"a") + b"junk") == (b"a", False)
