"""The breaker: when it opens, how it probes, when it closes."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from gateway.delivery.breaker import Breaker, Heard


def never() -> float:
    return 0.0


def opened(chance: Callable[[], float] = never) -> Breaker:
    breaker = Breaker(chance)
    for _ in range(10):
        breaker.hear("bad", breaker.age, 0.0)
    return breaker


def probe(breaker: Breaker, heard: Heard) -> float:
    """Make the next probe when its time has come; returns how long the one after it waits."""
    now = breaker.probe_at
    assert breaker.lets_through(now) == "one"
    breaker.probe()
    breaker.hear(heard, breaker.age, now)
    return breaker.probe_at - now


def test_it_opens_after_ten_failures_and_lets_one_through_after_five_seconds() -> None:
    breaker = opened()

    assert [breaker.lets_through(at) for at in (0.0, 4.9, 5.0)] == ["none", "none", "one"]


def test_the_probes_of_who_stays_away_come_ever_more_rarely_up_to_one_a_minute() -> None:
    breaker = opened()

    assert [probe(breaker, "bad") for _ in range(6)] == [10, 20, 40, 60, 60, 60]


def test_while_a_probe_is_under_way_nothing_else_is_sent() -> None:
    breaker = opened()
    breaker.probe()

    assert breaker.lets_through(1_000.0) == "none"


def test_an_answered_probe_closes_it_and_the_next_outage_begins_anew() -> None:
    breaker = opened()
    probe(breaker, "bad")
    probe(breaker, "good")

    assert breaker.lets_through(0.0) == "all"
    for _ in range(10):
        breaker.hear("bad", breaker.age, 100.0)
    assert breaker.probe_at == 105


def test_answers_to_what_was_sent_before_it_opened_change_nothing() -> None:
    breaker = opened()
    for heard in ("good", "bad", "hold"):
        breaker.hear(heard, 0, 1.0)

    assert (breaker.state, breaker.probe_at) == ("open", 5.0)


def test_a_refused_credential_holds_at_once_and_is_probed_every_five_minutes() -> None:
    breaker = Breaker(never)
    breaker.hear("hold", 0, 0.0)

    assert breaker.state == "held"
    assert [breaker.probe_at, probe(breaker, "hold"), probe(breaker, "hold")] == [300, 300, 300]


def test_a_part_of_a_batch_says_nothing() -> None:
    breaker = Breaker(never)
    for _ in range(100):
        breaker.hear("nothing", 0, 0.0)

    assert breaker.state == "closed"


def test_whom_somebody_lets_go_by_hand_is_probed_at_once() -> None:
    breaker = opened()
    breaker.let_go(1.0)

    assert breaker.lets_through(1.0) == "one"


@given(st.floats(0, 1), st.lists(st.sampled_from(["good", "bad", "hold", "nothing"]), max_size=50))
def test_there_is_always_a_next_probe_and_it_is_never_far(chance: float, answers: list[Heard]) -> None:
    breaker = opened(lambda: chance)
    for heard in answers:
        if breaker.state == "closed":
            return
        assert 4 <= probe(breaker, heard) <= 300 or heard == "good"
