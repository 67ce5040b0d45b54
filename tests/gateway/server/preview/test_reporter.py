"""A gateway process's side: it tells of its hits when somebody asks or watches, and nothing stops it."""

from __future__ import annotations

import contextlib
import json
import queue
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gateway import Hit, Reply
from gateway.container import Container
from gateway.delivery import Standing, Standings
from gateway.recording import rehearse
from gateway.server.preview.memory import AT_ONCE
from gateway.server.preview.reporter import Reporter
from gateway.trace import Trace
from tests.canaries import CANARY_HITS, seen_in
from tests.gateway.server.preview.passed import FAILS, RULES, SENDS, kept, named, passed
from tests.running import PATIENCE, wait_until
from tests.small import small_container


class Told:
    """What a reporter has told, in its order."""

    def __init__(self) -> None:
        self._said: queue.Queue[tuple[str, Any]] = queue.Queue()

    def tell(self, kind: str, said: Any) -> None:
        self._said.put((kind, said))

    def next(self, kind: str) -> Any:
        """Wait for the next message of this kind; what comes before it is passed over."""
        while True:
            found, said = self._said.get(timeout=PATIENCE)
            if found == kind:
                return said

    def rows(self) -> list[dict[str, Any]]:
        """The rows told until the past is complete."""
        found: list[dict[str, Any]] = []
        while True:
            kind, said = self._said.get(timeout=PATIENCE)
            if kind == "past":
                return found
            if kind == "rows":
                found += said[1]

    def kinds(self) -> list[str]:
        """What else was told by now."""
        found = []
        with contextlib.suppress(queue.Empty):
            while True:
                found.append(self._said.get_nowait()[0])
        return found


@contextlib.contextmanager
def reporter(
    spools: Sequence[Path] | None = (), container: Container = SENDS, **more: Any
) -> Iterator[tuple[Reporter, Told]]:
    told = Told()
    made = Reporter(3, told.tell, spools, **more)
    made.know(container)
    try:
        assert told.next("hello") == 3
        yield made, told
    finally:
        made.close()


def answer(made: Reporter, told: Told, what: str, name: str) -> Any:
    made.ask((what, "ticket", name))
    return told.next("answer")


def test_details_come_from_memory_and_from_the_queue(tmp_path: Path) -> None:
    spool = kept(tmp_path, named(1))
    with reporter([spool.path]) as (made, told):
        made.remember(passed(2, FAILS))

        assert [answer(made, told, "details", f"hit-00000{number}")[1]["id"] for number in (1, 2)] == [
            *("hit-000001", "hit-000002"),
        ]
        assert answer(made, told, "details", "hit-000009") == ("ticket", None)


def test_a_hit_is_handed_over_as_it_came(tmp_path: Path) -> None:
    with reporter([kept(tmp_path, named(1)).path]) as (made, told):
        assert answer(made, told, "hit", "hit-000001") == ("ticket", named(1))
        assert answer(made, told, "hit", "hit-000009") == ("ticket", None)


def test_of_a_kept_hit_nothing_is_held_and_nothing_told_while_nobody_watches() -> None:
    with reporter() as (made, told):
        for number in range(50):
            made.remember(passed(number))

        assert answer(made, told, "hit", "hit-000001") == ("ticket", None)
        assert told.kinds() == []


def test_a_watcher_is_told_the_past_the_oldest_first_and_then_what_comes(tmp_path: Path) -> None:
    spool = kept(tmp_path, *[named(number) for number in range(250)])
    with reporter([spool.path]) as (made, told):
        made.ask(("watch", "page", ""))
        assert [row["id"] for row in told.rows()] == [f"hit-{number:06}" for number in range(250)]

        made.remember(passed(300))
        name, rows, left_out = told.next("rows")
        assert (name, [row["id"] for row in rows], left_out) == ("page", ["hit-000300"], 0)


def test_the_past_is_that_of_the_filter_and_says_how_much_it_is(tmp_path: Path) -> None:
    spool = kept(tmp_path, named(1, "purchase"), named(2, "refund"), named(3, "purchase"))
    with reporter([spool.path]) as (made, told):
        made.ask(("watch", "page", "event_name == purchase"))

        assert [row["id"] for row in told.next("rows")[1]] == ["hit-000001", "hit-000003"]
        assert told.next("past") == ("page", 3, 2)


def test_only_the_pages_whose_filter_finds_a_hit_are_told_of_it() -> None:
    with reporter() as (made, told):
        made.ask(("watch", "refunds", "event_name == refund"))
        made.ask(("watch", "all", ""))
        told.next("past"), told.next("past")
        made.remember(passed(1, SENDS, "purchase"))

        assert told.next("rows")[0] == "all"
        assert "rows" not in told.kinds()


@pytest.mark.parametrize(
    ("text", "column"),
    [("event_name = purchase", 11), ("event_name ==", None), ("x" * 3000, 0)],
    ids=["a sign too few", "no value", "too long"],
)
def test_a_filter_that_is_none_is_told_with_its_place_and_no_rows_follow(text: str, column: int | None) -> None:
    with reporter(None) as (made, told):
        made.remember(passed(1))
        made.ask(("watch", "page", text))
        name, what, offset = told.next("problem")

        assert (name, bool(what)) == ("page", True)
        assert offset == column or column is None
        assert answer(made, told, "hit", "hit-000009") == ("ticket", None)
        assert told.kinds() == []


def test_to_watch_twice_under_one_name_is_to_watch_once(tmp_path: Path) -> None:
    with reporter([kept(tmp_path, named(1)).path]) as (made, told):
        made.ask(("watch", "page", ""))
        made.ask(("watch", "page", ""))
        told.next("past")

        assert answer(made, told, "hit", "hit-000009") == ("ticket", None)
        assert "past" not in told.kinds()


def test_an_answer_of_the_vendor_changes_the_row(tmp_path: Path) -> None:
    spool = kept(tmp_path, named(1))
    (delivery,) = spool.due(float("inf"))
    with reporter([spool.path]) as (made, told):
        made.ask(("watch", "page", ""))
        assert [row["outcome"] for row in told.rows()] == ["waiting"]

        spool.postpone(delivery.id, 0.0, Reply(503), "HTTP 503", 1.0)
        assert [row["outcome"] for row in told.next("rows")[1]] == ["again"]
        spool.end(delivery.id, "accepted", Reply(200), "HTTP 200", 2.0)
        assert [row["outcome"] for row in told.next("rows")[1]] == ["accepted"]


def test_a_row_that_the_filter_finds_no_more_goes_from_its_page(tmp_path: Path) -> None:
    spool = kept(tmp_path, named(1))
    (delivery,) = spool.due(float("inf"))
    with reporter([spool.path]) as (made, told):
        made.ask(("watch", "page", "outcome == waiting"))
        assert [row["id"] for row in told.rows()] == ["hit-000001"]

        spool.end(delivery.id, "accepted", Reply(200), "HTTP 200", 2.0)
        assert told.next("rows") == ("page", [{"id": "hit-000001", "gone": True}], 0)


def test_what_somebody_asks_meanwhile_hides_no_change_from_a_page(tmp_path: Path) -> None:
    spool = kept(tmp_path, named(1))
    (delivery,) = spool.due(float("inf"))
    with reporter([spool.path]) as (made, told):
        made.ask(("watch", "page", ""))
        told.rows()
        spool.end(delivery.id, "refused", Reply(400), "HTTP 400", 2.0)
        made.ask(("keep", "hit-000001"))
        name, rows, _ = told.next("rows")

        assert (name, [row["outcome"] for row in rows]) == ("page", ["refused"])


def test_a_delivery_that_was_refused_and_is_sent_again_by_hand_changes_its_row_again(tmp_path: Path) -> None:
    spool = kept(tmp_path, named(1))
    (delivery,) = spool.due(float("inf"))
    spool.end(delivery.id, "refused", Reply(400), "HTTP 400", 2.0)
    with reporter([spool.path]) as (made, told):
        made.ask(("watch", "page", ""))
        assert [row["outcome"] for row in told.rows()] == ["refused"]

        spool.retry(delivery.id, 3.0)
        assert [row["outcome"] for row in told.next("rows")[1]] == ["again"]


def test_the_funnel_counts_how_far_hits_came(tmp_path: Path) -> None:
    spool = kept(tmp_path, named(1, "a", "b"), named(2, "c"))
    spool.end(spool.due(float("inf"))[0].id, "refused", Reply(400), "", 2.0)
    with reporter([spool.path]) as (made, told):
        made.ask(("watch", "page", ""))

        number, funnel = told.next("funnel")
        assert (number, {key: many for key, many in funnel.items() if many}) == (
            3,
            {"hits": 2, "claimed": 2, "events": 3, "fired": 3, "waiting": 2, "refused": 1},
        )


def test_what_waits_for_a_destination_that_refuses_our_credential_is_on_hold_until_it_does_no_more(
    tmp_path: Path,
) -> None:
    spool, standings = kept(tmp_path, named(1)), Standings(tmp_path)
    (delivery,) = spool.due(float("inf"))
    standings.note(Standing(delivery.destination, "held", 1.0, 9.0, 300.0, "HTTP 401"))
    with reporter([spool.path]) as (made, told):
        made.ask(("watch", "page", ""))
        assert [row["outcome"] for row in told.rows()] == ["hold"]

        standings.note(Standing(delivery.destination, "closed", 2.0))
        assert [row["outcome"] for row in told.next("rows")[1]] == ["waiting"]


def test_what_was_to_be_sent_is_found_by_its_id() -> None:
    trace = passed(1)
    (run,) = trace.runs()
    with reporter(None) as (made, told):
        made.remember(trace)
        for name in (run.sent[0].id, "nobodys"):
            made.ask(("request", "t", "hit-000001", name))
        made.ask(("request", "t", "gone", run.sent[0].id))

        assert [told.next("answer")[1] for _ in range(3)] == [run.sent[0].request, None, None]


def test_in_a_dry_run_nothing_is_sent() -> None:
    with reporter(None) as (made, told):
        made.remember(passed(1))
        made.ask(("watch", "page", ""))

        assert [row["outcome"] for row in told.rows()] == ["not sent"]


def test_a_flood_is_left_out_and_every_hit_of_it_counted() -> None:
    with reporter() as (made, told):
        made.ask(("watch", "page", ""))
        told.next("past")
        shown = counted = 0
        for number in range(10 * AT_ONCE):
            made.remember(passed(number))
        while shown + counted < 10 * AT_ONCE:
            _, rows, left_out = told.next("rows")
            shown, counted = shown + len(rows), counted + left_out

        assert shown + counted == 10 * AT_ONCE
        assert shown >= AT_ONCE


def test_what_a_burst_left_out_is_there_for_the_next_page_while_another_one_is_open(tmp_path: Path) -> None:
    many = 10 * AT_ONCE
    spool = kept(tmp_path, named(0))
    with reporter([spool.path]) as (made, told):
        made.ask(("watch", "one", ""))
        assert len(told.rows()) == 1
        for number in range(1, many):
            made.remember(passed(number))
        kept(tmp_path, *[named(number) for number in range(1, many)])
        while told.next("rows")[2] == 0:
            pass
        made.ask(("watch", "two", ""))
        while (said := told.next("rows"))[0] != "two":
            pass

        assert [row["id"] for row in said[1]] == [f"hit-{number:06}" for number in range(many)]


def test_once_all_have_gone_nothing_is_told_and_what_is_kept_is_forgotten() -> None:
    with reporter(rests_after=0.0) as (made, told):
        made.ask(("watch", "page", ""))
        told.next("past")
        made.remember(passed(1))
        told.next("rows")
        made.ask(("forget", "page"))

        wait_until(lambda: answer(made, told, "hit", "hit-000001") == ("ticket", None))
        made.remember(passed(2))
        assert answer(made, told, "hit", "hit-000002") == ("ticket", None)
        assert told.kinds() == []


def test_who_filters_anew_finds_what_came_meanwhile(tmp_path: Path) -> None:
    with reporter([kept(tmp_path, named(1)).path]) as (made, told):
        made.ask(("watch", "one", ""))
        assert [row["id"] for row in told.rows()] == ["hit-000001"]
        made.ask(("forget", "one"))
        made.remember(passed(2))
        made.ask(("watch", "two", ""))

        assert [row["id"] for row in told.rows()] == ["hit-000001", "hit-000002"]


def test_after_all_have_gone_somebody_else_is_told_the_past_again(tmp_path: Path) -> None:
    with reporter([kept(tmp_path, named(1)).path]) as (made, told):
        for page in ("one", "two"):
            made.ask(("watch", page, ""))
            assert [row["id"] for row in told.rows()] == ["hit-000001"]
            made.ask(("forget", page))


def test_a_tag_that_failed_is_kept_on_disk_without_being_asked() -> None:
    with reporter() as (made, told):
        made.remember(passed(1, FAILS))
        row, document = told.next("keep")

        assert (row["id"], row["outcome"], document["id"]) == ("hit-000001", "failed", "hit-000001")


def test_one_hit_in_a_hundred_is_kept_on_disk() -> None:
    with reporter() as (made, told):
        for number in range(1, 100):
            made.remember(passed(number))
        trace = passed(100)
        trace.hit = Hit("GET", "/", id="sampled", seed=700)
        made.remember(trace)

        assert told.next("keep")[0]["id"] == "sampled"


def test_a_hit_whose_delivery_failed_is_kept_when_the_delivery_process_says_so(tmp_path: Path) -> None:
    with reporter([kept(tmp_path, named(1)).path]) as (made, told):
        made.ask(("keep", "hit-000009"))
        made.ask(("keep", "hit-000001"))

        assert told.next("keep")[0]["id"] == "hit-000001"


def test_what_is_kept_while_nobody_watches_says_what_the_vendor_said(tmp_path: Path) -> None:
    spool = kept(tmp_path, named(1))
    spool.end(spool.due(float("inf"))[0].id, "refused", Reply(400), "HTTP 400", 2.0)
    with reporter([spool.path]) as (made, told):
        made.ask(("keep", "hit-000001"))

        assert told.next("keep")[0]["outcome"] == "refused"


def test_details_say_whether_the_hit_was_made_again_otherwise(tmp_path: Path) -> None:
    spool = kept(tmp_path, named(1))
    with reporter([spool.path]) as (made, told):
        assert answer(made, told, "details", "hit-000001")[1]["remade"] is False
    with reporter([spool.path], replace(SENDS, version="v2")) as (made, told):
        assert answer(made, told, "details", "hit-000001")[1]["remade"] is True


def test_a_flood_of_failures_is_no_flood_of_the_disk() -> None:
    with reporter() as (made, told):
        for number in range(500):
            made.remember(passed(number, FAILS))
        assert answer(made, told, "hit", "hit-000499")[1] is not None
        answer(made, told, "hit", "none")

        assert told.kinds().count("keep") < 100


def test_a_question_that_fails_is_not_the_last(caplog: pytest.LogCaptureFixture) -> None:
    broken = Trace(small_container(), named(7))
    broken.events = [None]  # type: ignore[list-item]
    with reporter(None) as (made, told):
        made.remember(passed(1))
        made.ask(("no such question",))
        made.ask(("details",))
        made.ask(("keep", broken))

        assert answer(made, told, "details", "hit-000001")[1]["id"] == "hit-000001"
    assert caplog.text.count("the preview could not be told") == 3


def test_a_spool_that_is_not_made_yet_holds_up_no_page(tmp_path: Path) -> None:
    with reporter([tmp_path / "spool-0.sqlite3"]) as (made, told):
        made.remember(passed(1, FAILS))
        made.ask(("watch", "page", ""))

        assert [row["id"] for row in told.rows()] == ["hit-000001"]


def test_more_questions_than_it_can_hear_are_forgotten() -> None:
    with reporter(None) as (made, told):
        made.remember(passed(1))
        for _ in range(5000):
            made.ask(("hit", "", "hit-000001"))

        assert told.next("answer")[1] == named(1)


@pytest.mark.parametrize("place", CANARY_HITS)
def test_nobody_is_in_what_is_told(place: str, tmp_path: Path) -> None:
    with reporter(None, RULES) as (made, told):
        made.remember(passed_by_rules(CANARY_HITS[place]))
        made.ask(("watch", "page", ""))
        rows = told.rows()
        made.ask(("keep", CANARY_HITS[place].id))
        keep = told.next("keep")

        assert rows
        assert seen_in(json.dumps([rows, keep], ensure_ascii=False)) == []


def passed_by_rules(hit: Hit) -> Trace:
    return rehearse(RULES, hit)
