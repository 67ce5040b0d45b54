"""A file that is damaged, wherever it is: nothing crashes, nothing wrong is sent, and nothing is missing without a word."""

from __future__ import annotations

import logging
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from gateway.delivery import Spool, opened
from gateway.delivery.mending import mend, set_aside
from tests.gateway.delivery.test_power_loss import numbered

PAGE = 8192
NOW = 1_790_000_000.0
MANY = 60
EACH = {f"d{number:032d}": numbered(number).rows[0].requests[0][1] for number in range(MANY)}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A spool with deliveries in all of its pages, as it lies there when its gateway has ended."""
    path = tmp_path_factory.mktemp("whole") / "spool-0.sqlite3"
    spool = Spool(path)
    for number in range(MANY):
        spool.keep([numbered(number)], float(number))
    spool.close()
    return path


def spoilt(whole: Path, folder: Path, content: bytes) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / whole.name
    path.write_bytes(content)
    return path


def found(path: Path, told: pytest.LogCaptureFixture) -> tuple[int, bool]:
    """How many deliveries are due, each as it was kept; and whether a word was said."""
    told.clear()
    spool = opened(path, NOW)
    due = spool.due(NOW, limit=1000)
    assert {one.id: one.request for one in due}.items() <= EACH.items()
    spool.keep([numbered(1_000_000)], NOW)
    spool.close()
    return len(due), any(record.levelno >= logging.ERROR for record in told.records)


def flips(content: bytes, seed: int) -> Iterator[bytes]:
    """The file with one bit wrong, in turn at a few places of every page."""
    chance = random.Random(seed)
    for page in range(len(content) // PAGE):
        for _ in range(12):
            at = page * PAGE + chance.choice((chance.randrange(PAGE), chance.randrange(120)))
            yield content[:at] + bytes([content[at] ^ (1 << chance.randrange(8))]) + content[at + 1 :]


def test_one_wrong_bit_anywhere_is_told_or_takes_nothing(
    whole: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    outcomes = []
    for number, content in enumerate(flips(whole.read_bytes(), seed=7)):
        many, told = found(spoilt(whole, tmp_path / str(number), content), caplog)
        assert many == MANY or told
        outcomes.append((many == MANY, told))
        shutil.rmtree(tmp_path / str(number))

    assert len(outcomes) > 100
    assert {(True, False), (False, True)} <= set(outcomes)


def test_a_file_that_ends_at_any_page_is_told_and_goes_on(
    whole: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    content = whole.read_bytes()
    left = []
    for page in range(1, len(content) // PAGE):
        for size in (page * PAGE, page * PAGE + 1, page * PAGE - 1):
            many, told = found(spoilt(whole, tmp_path / str(size), content[:size]), caplog)
            assert told
            left.append(many)

    assert max(left) > 0


@pytest.mark.parametrize(
    "content",
    [b"\x00" * PAGE, b"not a database" * 2000, b"SQLite format 3\x00"],
    ids=["nothing but zeros", "a text", "a head and no more"],
)
def test_what_is_no_database_is_set_aside_whole(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "spool-0.sqlite3"
    path.write_bytes(content)
    opened(path, NOW).close()

    assert [aside.read_bytes() for aside in set_aside(tmp_path)] == [content]
    assert Spool(path).hit_ids() == set()


def test_what_can_be_read_around_a_bad_page_goes_on(whole: Path, tmp_path: Path) -> None:
    content = bytearray(whole.read_bytes())
    page = content.index(b"https://vendor.example/30") // PAGE
    content[page * PAGE : (page + 1) * PAGE] = b"\xff" * PAGE
    path = spoilt(whole, tmp_path, bytes(content))
    spool = opened(path, NOW)

    assert 0 < len(spool.due(NOW, limit=1000)) < MANY
    assert [aside.name for aside in set_aside(tmp_path)] == ["damaged-spool-0-20260921T141320.sqlite3"]
    spool.close()


def test_a_sound_file_is_left_as_it_is(whole: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert found(spoilt(whole, tmp_path, whole.read_bytes()), caplog) == (MANY, False)
    assert set_aside(tmp_path) == []


def test_a_crash_between_setting_aside_and_going_on_is_made_up_for(whole: Path, tmp_path: Path) -> None:
    shutil.copy(whole, tmp_path / "fresh-spool-0.sqlite3")
    tmp_path.joinpath("spool-0.sqlite3-wal").write_bytes(b"the log of what was set aside")
    spool = opened(tmp_path / "spool-0.sqlite3", NOW)

    assert len(spool.due(NOW, limit=1000)) == MANY
    spool.close()


def test_who_has_the_damaged_file_open_takes_nothing_from_the_new_one(whole: Path, tmp_path: Path) -> None:
    path = spoilt(whole, tmp_path, whole.read_bytes())
    marks = Spool(path, durable=False)
    marks.drop("d" + "0" * 32, NOW)
    mend(path, "its reader said so", NOW)
    spool = Spool(path)
    spool.keep([numbered(1_000_000)], NOW)
    marks.close()

    assert path.with_name(f"{path.name}-wal").exists()
    assert len(spool.hit_ids()) == MANY + 1
    spool.close()


def test_whoever_only_marks_leaves_a_damaged_file_alone_and_leaves_word(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "spool-0.sqlite3"
    path.write_bytes(b"\xff" * 3 * PAGE)
    marks = Spool(path, durable=False)

    assert (marks.due(NOW), marks.counts(), marks.drop("d", NOW), marks.clean(NOW)) == ([], {}, False, 0)
    assert [record.message.partition(":")[0] for record in caplog.records] == [
        "spool-0.sqlite3 is damaged, and is left alone until it is mended"
    ]
    assert path.with_name("spool-0.sqlite3-damaged").exists()
    opened(path, NOW).close()
    assert not path.with_name("spool-0.sqlite3-damaged").exists()
