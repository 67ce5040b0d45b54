"""One destination: how much it gets, and how it says that it stands otherwise."""

from __future__ import annotations

from gateway import Reply, Verdict
from gateway.delivery import Standing
from gateway.delivery.clocks import Clocks
from gateway.delivery.destination import AT_ONCE, MOST_UNDER_WAY, Destination

OK, AGAIN = (Verdict("accepted", "fine"),), (Verdict("again", "HTTP 503"),)
HOLD, SLOWER = (Verdict("hold", "HTTP 401"),), (Verdict("again", "HTTP 429", "throttled"),)
WALL = 1_772_366_400.0


class Hand:
    """A destination, its time, and what it said."""

    def __init__(self) -> None:
        self.now = 100.0
        self.told: list[Standing] = []
        self.well: list[str] = []
        clocks = Clocks(lambda: WALL + self.now, lambda: self.now, lambda: 0.0)
        self.it = Destination("a.example", clocks, self.told.append, lambda each: self.well.append(each.name))

    def send(self, verdicts: tuple[Verdict, ...], reply: Reply | None = None, many: int = 1) -> None:
        age = self.it.start(many)
        self.it.hear(reply or Reply(200), verdicts, age)
        self.it.end(many, age)

    def fail(self) -> None:
        for _ in range(10):
            self.send(AGAIN)


def test_sixteen_requests_are_under_way_at_most() -> None:
    hand = Hand()
    for _ in range(10):
        hand.it.start(1)

    assert hand.it.room() == AT_ONCE - 10


def test_deliveries_under_way_are_bounded_however_many_go_as_one_request() -> None:
    hand = Hand()
    hand.it.start(MOST_UNDER_WAY)

    assert hand.it.room() == 0


def test_who_comes_back_gets_more_with_each_answer_and_what_waits_is_let_go_once() -> None:
    hand = Hand()
    hand.fail()
    assert hand.it.room() == 0
    hand.now += 5

    rooms = []
    for _ in range(4):
        rooms.append(hand.it.room())
        hand.send(OK)

    assert rooms == [1, 2, 3, 4]
    assert hand.well == ["a.example"]
    assert [standing.state for standing in hand.told] == ["open", "half-open", "closed"]


def test_retry_after_rests_the_destination_and_goes_gently_afterwards() -> None:
    hand = Hand()
    hand.send(AGAIN, Reply(503, headers=(("retry-after", "60"),)))
    (standing,) = hand.told

    assert (standing.state, standing.until, hand.it.next_at) == ("resting", WALL + 160, 160)
    hand.now = 159.9
    assert hand.it.room() == 0
    hand.now = 160.0
    hand.it.wake_up()
    assert hand.it.room() == 1
    assert hand.told[-1].state == "closed"
    assert hand.well == []


def test_an_open_breaker_waits_for_what_the_vendor_asked_too() -> None:
    hand = Hand()
    hand.fail()
    hand.now += 5
    hand.send(AGAIN, Reply(503, headers=(("retry-after", "600"),)))

    assert (hand.it.standing.state, hand.it.next_at) == ("open", 705)
    hand.now += 599
    assert hand.it.room() == 0


def test_throttled_answers_narrow_it_and_let_nothing_go() -> None:
    hand = Hand()
    for _ in range(3):
        hand.send(SLOWER)
    hand.send(OK)

    assert hand.it.room() == 3
    assert hand.well == []


def test_a_probe_that_brings_no_answer_is_made_again() -> None:
    hand = Hand()
    hand.fail()
    hand.now += 5
    hand.it.end(1, hand.it.start(1))

    assert hand.it.standing.state == "open"
    assert hand.it.next_at == hand.now + 5


def test_it_resumes_as_it_stood_whatever_the_clock_says_now() -> None:
    for until, next_at in ((WALL + 110, 110), (WALL + 1_000_000, 400), (0.0, None)):
        hand = Hand()
        hand.it.resume(Standing("a.example", "held", WALL, until, 300.0, "HTTP 401"))

        assert hand.it.next_at == next_at
        assert hand.it.wants_probe


def test_a_refused_event_is_an_answer_and_one_nobody_could_send_is_none() -> None:
    hand = Hand()
    hand.fail()
    hand.now += 5
    hand.send((Verdict("refused", "no request can be sent so"),), Reply(0, unsendable=True))
    hand.now += 5
    hand.send((Verdict("refused", "HTTP 400"),), Reply(400))

    assert [each.state for each in hand.told] == ["open", "half-open", "open", "half-open", "closed"]


def test_a_part_of_a_batch_that_fails_says_nothing_of_the_destination() -> None:
    hand = Hand()
    for _ in range(50):
        hand.send(OK + AGAIN, many=2)

    assert hand.told == []


def test_a_refused_credential_is_told_with_its_reason() -> None:
    hand = Hand()
    hand.send(HOLD)

    assert [(each.state, each.why, each.until) for each in hand.told] == [("held", "HTTP 401", WALL + 400)]
