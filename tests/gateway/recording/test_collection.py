"""The folder of recorded hits: bounded, its oldest stay, and its key is for its owner only."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.errors import GatewayError
from gateway.recording.collection import KEY, Collection, key_of


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def test_a_full_folder_takes_no_more_and_keeps_what_it_has(tmp_path: Path) -> None:
    collection = Collection(tmp_path, most=2)
    taken = [collection.add({f"{name}.http": b"GET / HTTP/1.1\n"}) for name in "abc"]

    assert (taken, collection.is_full) == ([True, True, False], True)
    assert names(tmp_path) == ["a.http", "b.http"]


def test_a_folder_is_full_by_its_bytes_too(tmp_path: Path) -> None:
    collection = Collection(tmp_path, most_bytes=100)

    assert collection.add({"a.http": b"x" * 60, "a.sent.json": b"x" * 30})
    assert not collection.add({"b.http": b"x" * 20})
    assert names(tmp_path) == ["a.http", "a.sent.json"]


def test_what_was_there_before_counts_and_several_writers_fill_one_folder(tmp_path: Path) -> None:
    (tmp_path / "before.http").write_bytes(b"")
    writers = [Collection(tmp_path, most=9, writers=2) for _ in range(2)]
    for number in range(20):
        writers[number % 2].add({f"{number}.http": b""})

    assert len(names(tmp_path)) == 9


def test_a_hit_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    collection = Collection(tmp_path)

    assert collection.add({"a.http": b"first"})
    assert collection.add({"a.http": b"second"})
    assert (tmp_path / "a.http").read_bytes() == b"first"


def test_a_folder_has_one_key_that_only_its_owner_and_no_git_takes_along(tmp_path: Path) -> None:
    key = key_of(tmp_path / "new" / "hits")
    file = tmp_path / "new" / "hits" / KEY

    assert (len(key), key_of(file.parent)) == (32, key)
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert (file.parent / ".gitignore").read_text() == ".key\n"
    assert names(file.parent) == [".gitignore", ".key"]


def test_a_folder_that_cannot_be_used_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "hits").write_bytes(b"")

    with pytest.raises(GatewayError, match="cannot be used for hits: File exists"):
        key_of(tmp_path / "hits")


def test_half_a_key_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / KEY).write_bytes(b"short")

    with pytest.raises(GatewayError, match=r"\.key is no key"):
        key_of(tmp_path)
