"""The hits that the queue keeps make their trips again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from gateway.delivery import Spool
from gateway.server.preview.past import Past
from tests.gateway.server.preview.passed import ASKS, SENDS, ids, kept, named, passed
from tests.gateway.test_pipeline import sends, urls
from tests.small import small_container, tag


def past(*spools: Spool) -> Past:
    made = Past([spool.path for spool in spools])
    made.know(SENDS)
    return made


def test_a_kept_hit_is_the_same_trace_again_with_the_same_deliveries(tmp_path: Path) -> None:
    spool = kept(tmp_path, named(1, "purchase", "refund"))
    (again,) = past(spool).last(10)
    before = passed(1, SENDS, "purchase", "refund")

    assert urls(again) == urls(before)
    assert [sent.id for run in again.runs() for sent in run.sent] == [
        sent.id for run in before.runs() for sent in run.sent
    ]
    assert (again.log, again.answer) == ([], before.answer)


def test_the_last_ones_come_the_oldest_first(tmp_path: Path) -> None:
    spool = kept(tmp_path, *[named(number) for number in range(9)])

    assert ids(past(spool).last(3)) == ["hit-000006", "hit-000007", "hit-000008"]


def test_a_hit_is_found_by_its_id_and_another_is_not(tmp_path: Path) -> None:
    found = past(kept(tmp_path, named(1)))

    assert (found.find("hit-000001") is None, found.find("hit-000009") is None) == (False, True)


def test_a_hit_goes_by_the_rules_of_its_time(tmp_path: Path) -> None:
    found = past(kept(tmp_path, named(1)))
    found.know(replace(small_container(tag("New", sends)), version="v2"))

    (trace,) = found.last(1)
    assert [run.tag for run in trace.runs()] == ["A"]
    assert (trace.container.version, trace.log, trace.remade) == ("v1", [], False)


def test_where_the_rules_of_its_time_are_gone_todays_are_taken_and_it_says_so(tmp_path: Path) -> None:
    found = past(kept(tmp_path, named(1)))
    for number in range(2, 12):
        found.know(replace(small_container(tag(f"Of {number}", sends)), version=f"v{number}"))

    (trace,) = found.last(1)
    assert [run.tag for run in trace.runs()] == ["Of 11"]
    assert trace.log == ["the rules it went by are not known any more: this is what today's make of it"]
    assert trace.remade
    assert found.tags == {f"Of {number}" for number in range(4, 12)}


def test_a_hit_whose_tags_asked_is_told_as_far_as_it_goes_and_nobody_is_asked_again(tmp_path: Path) -> None:
    spool = kept(tmp_path, named(1), container=ASKS)
    found = Past([spool.path])
    found.know(ASKS)

    (trace,) = found.last(1)
    assert [(run.tag, run.outcome, run.asked) for run in trace.runs()] == [("Curious", "waiting", [])]
    assert "asked vendors" in trace.log[0]
    assert trace.remade


def test_a_spool_that_is_not_made_yet_has_no_past_and_is_not_made_by_a_look(tmp_path: Path) -> None:
    found = Past([tmp_path / "spool-0.sqlite3"])

    assert (found.last(10), found.find("hit-000001")) == ([], None)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"no database" * 100], ids=["just made", "broken"])
def test_a_spool_that_cannot_be_read_has_no_past(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "spool-0.sqlite3").write_bytes(content)

    assert Past([tmp_path / "spool-0.sqlite3"]).last(10) == []
