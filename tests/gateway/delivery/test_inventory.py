"""What the spools of a data folder hold, read while a gateway writes them, after it was killed, and when it is gone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from gateway import Hit, OutgoingRequest, Reply
from gateway.delivery import (
    Attempt,
    Spool,
    States,
    backlog,
    counts,
    kept_deliveries,
    kept_hit,
    recent_hits,
    sent_since,
    unfinished,
)
from gateway.pipeline import Keep, Row
from tests.running import ROOT

HIT = Hit("GET", "/g/collect", "v=2&en=purchase", (("host", "x"),), b"line", "203.0.113.7", "hit-1", 5, 6)


def kept(path: Path, *numbers: int) -> Spool:
    """An open spool with these hits; a number is also the time of its hit."""
    opened = Spool(path)
    for number in numbers:
        hit = msgspec.structs.replace(HIT, id=f"{number:032d}")
        opened.keep([Keep(hit.id, "v1", hit, (), closed=True)], float(number))
    return opened


def numbers(folder: Path, most: int = 10) -> list[int]:
    return [int(hit.id) for hit in recent_hits(folder, most)]


def files(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir() if not file.name.endswith("-shm")}


def test_the_last_hits_of_all_spools_are_read_in_their_order(tmp_path: Path) -> None:
    kept(tmp_path / "spool-0.sqlite3", 1, 4, 5).close()
    kept(tmp_path / "spool-1.sqlite3", 2, 3, 6).close()

    assert numbers(tmp_path) == [1, 2, 3, 4, 5, 6]
    assert numbers(tmp_path, 4) == [3, 4, 5, 6]
    assert recent_hits(tmp_path, 1)[0].body == b"line"


@pytest.mark.parametrize("name", ["a ?b", "a#b", "a%20b", "ä"], ids=["?", "#", "%", "an umlaut"])
def test_a_folder_may_have_any_name(tmp_path: Path, name: str) -> None:
    kept(tmp_path / name / "spool-0.sqlite3", 1).close()

    assert numbers(tmp_path / name) == [1]


def test_hits_are_read_while_a_gateway_writes_and_nothing_changes(tmp_path: Path) -> None:
    opened = kept(tmp_path / "spool-0.sqlite3", 1, 2)
    before = files(tmp_path)

    assert numbers(tmp_path) == [1, 2]
    assert files(tmp_path) == before
    opened.keep([Keep("hit-1", "v1", HIT, (), closed=True)], 3.0)
    assert len(recent_hits(tmp_path, 10)) == 3


def test_hits_are_read_after_a_gateway_was_killed(tmp_path: Path) -> None:
    """What it had committed is still in the write-ahead log."""
    path = tmp_path / "data" / "spool-0.sqlite3"
    killed = "import os, pathlib, sys; from tests.gateway.delivery.test_inventory import kept;"
    code = f"{killed} kept(pathlib.Path(sys.argv[1]), 1, 2); os._exit(9)"
    subprocess.run([sys.executable, "-c", code, str(path)], cwd=ROOT, check=False, timeout=60)
    before = files(path.parent)

    assert sorted(before) == ["spool-0.sqlite3", "spool-0.sqlite3-wal"]
    assert numbers(path.parent) == [1, 2]
    assert files(path.parent) == before


def test_a_look_at_a_closed_spool_leaves_nothing_behind(tmp_path: Path) -> None:
    kept(tmp_path / "spool-0.sqlite3", 1).close()

    assert numbers(tmp_path) == [1]
    assert [file.name for file in tmp_path.iterdir()] == ["spool-0.sqlite3"]


def test_a_folder_without_spools_has_no_hits_and_is_not_made(tmp_path: Path) -> None:
    (tmp_path / "other.sqlite3").touch()

    assert recent_hits(tmp_path, 10) == recent_hits(tmp_path / "nowhere", 10) == []
    assert [file.name for file in tmp_path.iterdir()] == ["other.sqlite3"]


def test_what_was_sent_lately_is_read_with_its_answer_and_nothing_changes(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool-0.sqlite3")
    named = tuple(
        (name, OutgoingRequest("https://v.example/", body=name.encode())) for name in ("old", "new", "waits", "fresh")
    )
    spool.keep([Keep("hit-1", "v1", None, (Row(0, "T", "T", "t", "done", named),), True)], 1.0)
    spool.end("old", "accepted", Reply(200), "", 10.0)
    spool.end("new", "refused", Reply(400, b"no"), "", 20.0)
    spool.postpone("waits", 99.0, Reply(500), "", 15.0)
    before = files(tmp_path)

    assert [(sent.request.body, sent.reply.status, *sent[2:]) for sent in sent_since(tmp_path, 15.0)] == [
        (b"waits", 500, 15.0, "waiting", 1),
        (b"new", 400, 20.0, "refused", 1),
    ]
    assert [sent.request.body for sent in sent_since(tmp_path, 0.0)] == [b"old", b"waits", b"new"]
    assert files(tmp_path) == before
    assert list(sent_since(tmp_path / "nowhere", 0.0)) == []


def spool_with(folder: Path, *names: str) -> Spool:
    """A spool whose one hit has these deliveries."""
    spool = Spool(folder / "spool-0.sqlite3")
    named = tuple((name, OutgoingRequest("https://v.example/", body=name.encode())) for name in names)
    spool.keep([Keep("hit-1", "v1", HIT, (Row(0, "Tag", "Tag", "t", "done", named),), True)], 1.0)
    return spool


def test_a_delivery_is_told_with_each_attempt_in_order(tmp_path: Path) -> None:
    spool = spool_with(tmp_path, "one")
    spool.postpone("one", 5.0, Reply(503), "HTTP 503", 2.0)
    spool.postpone("one", 9.0, Reply(0, error="timeout"), "no answer", 6.0)

    kept = kept_deliveries(tmp_path, ["one"])["one"]
    assert (kept.state, kept.due, kept.tries, kept.hit, kept.tag) == ("waiting", 9.0, 2, "hit-1", "Tag")
    assert kept.attempts == (
        Attempt(2.0, Reply(503), "HTTP 503"),
        Attempt(6.0, Reply(0, error="timeout"), "no answer"),
    )


def test_the_attempt_that_ended_it_is_the_last_also_after_a_retry_by_hand(tmp_path: Path) -> None:
    spool = spool_with(tmp_path, "one")
    spool.end("one", "refused", Reply(400), "HTTP 400", 2.0)
    spool.retry("one", 3.0)
    spool.end("one", "accepted", Reply(200), "HTTP 200", 4.0)

    kept = kept_deliveries(tmp_path, ["one"])["one"]
    assert (kept.state, kept.due, kept.tries) == ("accepted", None, 2)
    assert [(attempt.at, attempt.reply.status) for attempt in kept.attempts] == [(2.0, 400), (4.0, 200)]


def test_what_no_vendor_accepted_is_listed_and_all_are_counted(tmp_path: Path) -> None:
    spool = spool_with(tmp_path, "waits", "refused", "good")
    spool.end("refused", "refused", Reply(400), "", 2.0)
    spool.end("good", "accepted", Reply(200), "", 2.0)

    assert {kept.id for kept in unfinished(tmp_path, 10)} == {"waits", "refused"}
    assert len(unfinished(tmp_path, 1)) == 1
    assert counts(tmp_path) == {"waiting": 1, "refused": 1, "accepted": 1}


def test_a_hit_is_found_by_its_id(tmp_path: Path) -> None:
    spool_with(tmp_path, "one")

    assert kept_hit(tmp_path, "hit-1") == HIT
    assert kept_hit(tmp_path, "hit-2") is kept_hit(tmp_path / "nowhere", "hit-1") is None


def test_states_of_many_are_asked_for_again_and_again(tmp_path: Path) -> None:
    names = [f"d-{number}" for number in range(1200)]
    spool = spool_with(tmp_path, *names)
    states = States([spool.path, tmp_path / "spool-9.sqlite3"])

    assert set(states.of(names).values()) == {("waiting", 0, "v.example")}
    spool.end("d-7", "accepted", Reply(200), "", 2.0)
    assert states.of(["d-7", "d-8", "gone"]) == {
        "d-7": ("accepted", 1, "v.example"),
        "d-8": ("waiting", 0, "v.example"),
    }
    states.close()


def test_the_backlog_is_what_waits_for_each_destination_after_so_many_tries(tmp_path: Path) -> None:
    spool = spool_with(tmp_path, "one", "two", "three")
    spool.postpone("one", 5.0, Reply(503), "HTTP 503", 2.0)
    spool.drop("two", 3.0)

    assert backlog(tmp_path) == {("v.example", 0): 1, ("v.example", 1): 1}
    assert backlog(tmp_path / "nowhere") == {}


def test_to_drop_a_delivery_is_no_attempt(tmp_path: Path) -> None:
    spool = spool_with(tmp_path, "one")
    spool.postpone("one", 5.0, Reply(503), "HTTP 503", 2.0)
    spool.drop("one", 3.0)

    kept = kept_deliveries(tmp_path, ["one"])["one"]
    assert (kept.state, kept.tries, len(kept.attempts)) == ("dropped", 1, 1)
