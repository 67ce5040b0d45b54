"""The file that holds hits and what their tags want sent."""

from __future__ import annotations

import sqlite3
import stat
from pathlib import Path

import msgspec
import pytest

from gateway import Hit, OutgoingRequest, Reply, Secret
from gateway.delivery import Spool
from gateway.pipeline import Keep, Row

HIT = Hit("GET", "/g/collect", "v=2&en=purchase", (("host", "x"),), b"line", "203.0.113.7", "hit-1", 5, 6)


def request(number: int = 0, host: str = "vendor.example") -> OutgoingRequest:
    return OutgoingRequest(f"https://{host}/{number}", headers=(("Token", Secret("TOKEN")), ("X", "y")), body=b"{}")


def keep(*requests: OutgoingRequest, hit: Hit | None = HIT, state: str = "done", closed: bool = True) -> Keep:
    named = tuple((f"delivery-{number}", each) for number, each in enumerate(requests))
    row = Row(0, "TikTok", "TikTok", "tiktok", "run" if state == "run" else "done", named)
    return Keep("hit-1", "v1", hit, (row,), closed)


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    return Spool(tmp_path / "data" / "spool-0.sqlite3")


def test_only_its_owner_may_read_it(spool: Spool) -> None:
    spool.keep([keep(request())], 10.0)

    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in spool.path.parent.iterdir()}
    assert modes == {"spool-0.sqlite3": 0o600, "spool-0.sqlite3-wal": 0o600, "spool-0.sqlite3-shm": 0o600}
    assert stat.S_IMODE(spool.path.parent.stat().st_mode) == 0o700


def test_a_commit_survives_power_loss_by_its_settings(spool: Spool) -> None:
    settings = [spool._database.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")]

    assert settings == ["wal", 2]


def test_what_is_kept_is_due_as_it_was_with_its_credential_by_name_only(spool: Spool) -> None:
    spool.keep([keep(request(1), request(2))], 10.0)

    due = spool.due(10.0)
    assert [(one.id, one.request, one.tag, one.type_name, one.attempts, one.kept_at) for one in due] == [
        ("delivery-0", request(1), "TikTok", "tiktok", 0, 10.0),
        ("delivery-1", request(2), "TikTok", "tiktok", 0, 10.0),
    ]
    assert spool.due(9.9) == []


def test_keeping_twice_keeps_once(spool: Spool) -> None:
    for _ in range(2):
        spool.keep([keep(request())], 10.0)

    assert len(spool.due(20.0)) == 1
    assert spool.hit_ids() == {"hit-1"}


def test_a_hit_is_open_until_its_trip_has_ended_and_remembers_the_runs_that_were_done(spool: Spool) -> None:
    waiting = Row(0, "B", "B", "tiktok", "run")
    done = Row(1, "A", "A", "tiktok", "done", (("delivery-a", request()),))
    spool.keep([Keep("hit-1", "v1", HIT, (waiting, done), False)], 10.0)

    assert spool.open_hits() == [(HIT, {(1, "A"): "done"})]

    spool.keep([Keep("hit-1", "v1", None, (Row(0, "B", "B", "tiktok", "done"),), True)], 11.0)
    assert spool.open_hits() == []


def test_a_hit_resumed_after_a_crash_ends_in_one_round(spool: Spool) -> None:
    spool.keep([Keep("hit-1", "v1", HIT, (Row(0, "A", "A", "tiktok", "run"),), False)], 10.0)
    spool.keep([keep(request(), hit=None)], 11.0)

    assert spool.open_hits() == []
    assert len(spool.due(11.0)) == 1


def test_each_destination_is_asked_for_what_is_due_to_it(spool: Spool) -> None:
    spool.keep([keep(request(1, "b.example"), request(2, "a.example"), request(3, "b.example"))], 10.0)

    assert spool.destinations() == ["a.example TOKEN", "b.example TOKEN"]
    assert [one.id for one in spool.due(10.0, destination="a.example TOKEN")] == ["delivery-1"]
    assert spool.due(9.9, destination="a.example TOKEN") == []


def test_a_destination_nothing_waits_for_is_not_named(spool: Spool) -> None:
    spool.keep([keep(request(1, "a.example"))], 10.0)
    spool.end("delivery-0", "accepted", None, "", 11.0)

    assert spool.destinations() == []


def test_what_is_due_too_far_ahead_is_pulled_in(spool: Spool) -> None:
    spool.keep([keep(request(1), request(2))], 5_000.0)
    spool.postpone("delivery-1", 5_100.0, Reply(500), "", 5_000.0)

    spool.pull_in(1_400.0, 3_600.0, 2_300.0)

    assert [one.id for one in spool.due(1_400.0)] == ["delivery-0"]
    assert len(spool.due(1_500.0)) == 2


def test_an_ended_delivery_is_not_due_and_a_postponed_one_later(spool: Spool) -> None:
    spool.keep([keep(request(1), request(2))], 10.0)
    spool.end("delivery-0", "accepted", Reply(200), "code 0", 11.0)
    spool.postpone("delivery-1", 50.0, Reply(500), "HTTP 500", 20.0)

    assert spool.due(49.0) == []
    assert [(one.id, one.attempts) for one in spool.due(50.0)] == [("delivery-1", 1)]
    assert spool.counts() == {"accepted": 1, "waiting": 1}


def test_what_ended_long_ago_is_deleted_and_what_waits_is_not(spool: Spool) -> None:
    spool.keep([keep(request(1), request(2))], 10.0)
    spool.end("delivery-0", "accepted", Reply(200), "", 11.0)

    assert spool.clean(before=1000.0) == 1
    assert spool.hit_ids() == {"hit-1"}

    spool.end("delivery-1", "refused", Reply(200), "", 12.0)
    spool.clean(before=1000.0)
    assert spool.hit_ids() == set()
    assert spool.counts() == {}


def test_everything_or_nothing_of_a_group_is_kept(spool: Spool) -> None:
    bad = Keep("hit-2", "v1", None, (Row(0, "A", "A", "t", "done", (("d", request()),)), object()), True)  # type: ignore[arg-type]
    with pytest.raises(AttributeError):
        spool.keep([keep(request()), bad], 10.0)

    assert spool.hit_ids() == set()


def test_a_file_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "spool-0.sqlite3"
    Spool(path).close()
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA user_version = 99")
    database.close()

    with pytest.raises(sqlite3.DatabaseError, match=r"newer sgtm \(version 99"):
        Spool(path)


def test_a_file_that_was_deleted_is_not_written_into_any_more(spool: Spool) -> None:
    spool.keep([keep(request())], 10.0)
    spool.path.unlink()

    with pytest.raises(sqlite3.OperationalError, match=r"spool-0\.sqlite3 is gone from the data folder"):
        spool.keep([keep(request())], 11.0)


def test_a_retried_delivery_is_due_at_once_and_its_attempts_are_kept(spool: Spool) -> None:
    spool.keep([keep(request())], 10.0)
    spool.end("delivery-0", "refused", Reply(400), "HTTP 400", 20.0)

    assert spool.retry("delivery-0", 30.0) == "vendor.example TOKEN"
    assert [(one.id, one.attempts) for one in spool.due(30.0)] == [("delivery-0", 1)]


def test_what_was_accepted_or_is_not_here_is_not_sent_again(spool: Spool) -> None:
    spool.keep([keep(request())], 10.0)
    spool.end("delivery-0", "accepted", Reply(200), "", 20.0)

    assert [spool.retry(name, 30.0) for name in ("delivery-0", "nobody's")] == [None, None]
    assert spool.due(99.0) == []


def test_a_dropped_delivery_is_never_sent_and_an_ended_one_cannot_be_dropped(spool: Spool) -> None:
    spool.keep([keep(request(1), request(2))], 10.0)
    spool.end("delivery-1", "accepted", Reply(200), "", 20.0)

    assert [spool.drop(name, 30.0) for name in ("delivery-0", "delivery-1", "nobody's")] == [True, False, False]
    assert spool.due(99.0) == []
    assert spool.counts() == {"dropped": 1, "accepted": 1}


def test_attempts_go_with_their_delivery(spool: Spool) -> None:
    spool.keep([keep(request())], 10.0)
    spool.postpone("delivery-0", 15.0, Reply(500), "HTTP 500", 11.0)
    spool.end("delivery-0", "refused", Reply(400), "HTTP 400", 20.0)
    spool.clean(99.0)

    assert spool._database.execute("SELECT count(*) FROM attempts").fetchone() == (0,)


def test_a_damaged_delivery_is_never_sent_and_told_once(spool: Spool, caplog: pytest.LogCaptureFixture) -> None:
    spool.keep([keep(request(1), request(2))], 10.0)
    spool._database.execute("UPDATE deliveries SET request = zeroblob(50) WHERE id = 'delivery-0'")

    assert [[one.id for one in spool.due(10.0)] for _ in range(2)] == [["delivery-1"], ["delivery-1"]]
    assert spool.counts() == {"waiting": 1, "damaged": 1}
    assert spool.retry("delivery-0", 20.0) is None
    assert [record.getMessage().partition(",")[0] for record in caplog.records] == [
        "spool-0.sqlite3: delivery delivery-0 is damaged"
    ]


def test_a_damaged_hit_does_not_go_on_and_is_told_once(spool: Spool, caplog: pytest.LogCaptureFixture) -> None:
    spool.keep([keep(state="run", closed=False)], 10.0)
    spool._database.execute("UPDATE hits SET hit = zeroblob(50)")

    assert [spool.open_hits(), spool.open_hits()] == [[], []]
    assert len(caplog.records) == 1


def test_a_damaged_reply_is_no_reply(spool: Spool) -> None:
    spool.keep([keep(request())], 10.0)
    spool.postpone("delivery-0", 15.0, Reply(500), "HTTP 500", 11.0)
    spool._database.execute("UPDATE deliveries SET reply = zeroblob(50)")

    assert spool.give_up("delivery-0", "too old", 20.0) == Reply(0)


def test_its_size_is_what_is_in_use(spool: Spool) -> None:
    spool.keep([keep(request())], 10.0)
    before = spool.size()
    spool.keep([keep(hit=msgspec.structs.replace(HIT, id="hit-2", body=b"x" * 500_000))], 10.0)

    assert before + 500_000 < spool.size() < before + 1_200_000
