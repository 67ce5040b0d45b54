"""What a gateway process holds of its hits: what is nowhere else, and while somebody looks what a page can show."""

from __future__ import annotations

import threading

import pytest

from gateway.container import Container
from gateway.server.preview.memory import AT_ONCE, Memory, is_only_here
from tests.gateway.server.preview.passed import ASKS, FAILS, SENDS, ids, passed
from tests.gateway.test_report import Refuses
from tests.small import EventsClient, small_container

UNCLAIMED = small_container(client=Refuses(name="R"))


def test_of_a_kept_hit_nothing_is_held_while_nobody_watches() -> None:
    memory = Memory()
    for number in range(100):
        memory.remember(passed(number))

    assert (memory.all(), memory.take_new(), memory.find("hit-000001")) == ([], ([], 0), None)


@pytest.mark.parametrize(
    ("container", "held"),
    [(SENDS, False), (FAILS, True), (ASKS, True), (UNCLAIMED, True), (small_container(), False)],
    ids=["a kept hit", "a tag that failed", "a tag that asked a vendor", "a hit nobody claimed", "a hit without tags"],
)
def test_what_is_nowhere_else_is_held(container: Container, held: int) -> None:
    memory = Memory()
    memory.remember(passed(1, container))

    assert ids(memory.all()) == ["hit-000001"] * held


def test_a_hit_without_events_is_held_for_the_queue_keeps_none() -> None:
    class Mute(EventsClient):
        """Makes no event."""

        def _steps(self, hit: object) -> object:  # type: ignore[override]
            yield self.respond

    memory = Memory()
    memory.remember(passed(1, small_container(client=Mute(name="M"))))

    assert ids(memory.all()) == ["hit-000001"]


def test_the_oldest_goes_when_there_are_too_many() -> None:
    memory = Memory(most=3)
    for number in range(5):
        memory.remember(passed(number, FAILS))

    assert ids(memory.all()) == ["hit-000002", "hit-000003", "hit-000004"]
    assert memory.find("hit-000001") is None


def test_a_dry_run_holds_all() -> None:
    memory = Memory(everything=True)
    memory.remember(passed(1))

    assert memory.find("hit-000001") is not None


def test_while_watched_what_comes_is_told_once_and_found() -> None:
    memory = Memory()
    memory.watched = True
    memory.remember(passed(1))

    assert [ids(memory.take_new()[0]), ids(memory.take_new()[0])] == [["hit-000001"], []]
    assert memory.find("hit-000001") is not None


def test_a_flood_is_counted_and_left_out_and_still_what_is_nowhere_else_is_held() -> None:
    memory = Memory()
    memory.watched = True
    for number in range(AT_ONCE + 5):
        memory.remember(passed(number, FAILS if number > AT_ONCE + 2 else SENDS))

    new, left_out = memory.take_new()
    assert (len(new), left_out) == (AT_ONCE, 5)
    assert len(memory.all()) == AT_ONCE + 2
    assert memory.take_new() == ([], 0)


def test_the_past_comes_in_the_order_of_time_and_each_hit_once() -> None:
    memory = Memory(most=4)
    memory.watched = True
    for number in (3, 5):
        memory.remember(passed(number))
    memory.add([passed(number) for number in (1, 2, 3, 4)])

    assert ids(memory.all()) == ["hit-000002", "hit-000003", "hit-000004", "hit-000005"]


def test_once_nobody_watches_what_is_kept_elsewhere_is_forgotten() -> None:
    memory = Memory()
    memory.watched = True
    for number, container in enumerate((SENDS, FAILS, SENDS)):
        memory.remember(passed(number, container))
    memory.watched = False
    memory.forget_what_is_kept()

    assert ids(memory.all()) == ["hit-000001"]


def test_nothing_is_lost_while_the_past_is_added() -> None:
    memory = Memory()
    coming = [passed(number, UNCLAIMED) for number in range(500)]

    def come() -> None:
        for trace in coming:
            memory.remember(trace)

    hits = threading.Thread(target=come)
    hits.start()
    while hits.is_alive():
        memory.add([])
    hits.join()

    assert sorted(ids(memory.all())) == ids(coming)


def test_a_dry_run_forgets_nothing() -> None:
    memory = Memory(everything=True)
    memory.remember(passed(1))
    memory.forget_what_is_kept()

    assert ids(memory.all()) == ["hit-000001"]


def test_a_trip_can_be_made_again_unless_it_asked_or_failed() -> None:
    assert [is_only_here(passed(1, container)) for container in (SENDS, FAILS, ASKS, UNCLAIMED)] == [
        *(False, True, True, False),
    ]
