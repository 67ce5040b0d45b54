"""Failures and samples on disk, as many as fit, and nobody in them."""

from __future__ import annotations

import json
import sqlite3
import stat
import threading
from pathlib import Path
from typing import Any

import pytest

from gateway.details import details
from gateway.recording import rehearse
from gateway.server.preview.archive import FILE, KEPT_FOR, Archive
from gateway.server.preview.outcomes import Told
from gateway.server.preview.rows import row
from tests.canaries import CANARY_HITS, seen_in
from tests.gateway.server.preview.passed import RULES


def keep(archive: Archive, *numbers: int, size: int = 0) -> None:
    for number in numbers:
        # Text that packing does not shorten: what counts is what lies on disk.
        odd = "".join(chr(0x4E00 + (number * 7919 + each * 104_729) % 20_000) for each in range(size))
        archive.keep({"id": f"hit-{number}"}, {"id": f"hit-{number}", "odd": odd})


def listed(archive: Archive, most: int = 1000) -> list[str]:
    return [each["id"] for each in archive.rows(most)]


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        self.now += 1
        return self.now


def test_what_is_kept_is_found_and_listed_the_newest_first(tmp_path: Path) -> None:
    archive = Archive(tmp_path, clock=Clock())
    keep(archive, 1, 2, 3)

    assert listed(archive) == ["hit-3", "hit-2", "hit-1"]
    assert listed(archive, 2) == ["hit-3", "hit-2"]
    assert archive.document("hit-2") == {"id": "hit-2", "odd": ""}
    assert archive.document("hit-9") is None
    assert [row["id"] for row in archive.rows_of(["hit-1", "hit-9"])] == ["hit-1"]


def test_what_is_told_after_the_end_is_not_kept(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    keep(archive, 1)
    archive.close()
    keep(archive, 2)

    assert listed(Archive(tmp_path)) == ["hit-1"]


def test_a_trace_that_is_kept_again_is_kept_as_it_is_now(tmp_path: Path) -> None:
    archive = Archive(tmp_path, clock=Clock())
    keep(archive, 1, 2)
    archive.keep({"id": "hit-1", "outcome": "refused"}, {"id": "hit-1", "events": []})

    assert listed(archive) == ["hit-1", "hit-2"]
    assert archive.document("hit-1") == {"id": "hit-1", "events": []}


def test_it_is_there_after_a_restart(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    keep(archive, 1)
    archive.close()

    assert listed(Archive(tmp_path)) == ["hit-1"]


def test_only_its_user_may_read_it(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    keep(archive, 1)

    files = sorted(tmp_path.iterdir())
    assert files
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_the_oldest_go_once_all_are_too_large(tmp_path: Path) -> None:
    archive = Archive(tmp_path, most=200_000, clock=Clock())
    keep(archive, *range(600), size=1000)
    found = listed(archive)

    assert found == [f"hit-{number}" for number in range(599, 599 - len(found), -1)]
    assert 50 < len(found) < 400


def test_what_is_too_old_goes(tmp_path: Path) -> None:
    clock = Clock()
    archive = Archive(tmp_path, clock=clock)
    keep(archive, 1)
    archive.close()
    clock.now += KEPT_FOR + 10
    later = Archive(tmp_path, clock=clock)
    keep(later, 2)

    assert listed(later) == ["hit-2"]


def test_several_threads_may_use_it(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    threads = [
        threading.Thread(target=lambda start: keep(archive, *range(start, start + 25)), args=(start,))
        for start in range(0, 200, 25)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(listed(archive)) == 200


@pytest.mark.parametrize(
    "name", ["' OR 1=1 --", "\x00", "", "x" * 100_000], ids=["SQL", "a NUL", "nothing", "a long one"]
)
def test_a_hostile_id_finds_nothing(name: str, tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    keep(archive, 1)

    assert archive.document(name) is None


def test_a_document_with_odd_signs_comes_back_as_it_was(tmp_path: Path) -> None:
    odd: dict[str, Any] = {"text": "é \u202e \ud800 \x00 🙂", "deep": [[[{"a": None}]]]}
    archive = Archive(tmp_path)
    archive.keep({"id": "odd"}, odd)

    assert archive.document("odd") == odd


def test_a_folder_that_is_none_is_told(tmp_path: Path) -> None:
    with pytest.raises(OSError):
        Archive(tmp_path / "nowhere")


@pytest.mark.parametrize("place", CANARY_HITS)
def test_nobody_is_in_its_files(place: str, tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    trace = rehearse(RULES, CANARY_HITS[place])
    archive.keep(row(trace, Told()), details(trace))
    archive.close()

    raw = (tmp_path / FILE).read_bytes().decode("latin-1")
    with sqlite3.connect(tmp_path / FILE) as database:
        (count,) = database.execute("SELECT count(*) FROM traces").fetchone()
    assert count == 1
    assert seen_in(raw + json.dumps(Archive(tmp_path).document(trace.hit.id), ensure_ascii=False)) == []
