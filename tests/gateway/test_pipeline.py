"""The contracts of the trip: Rounds, steps, sequencing, promises, and what a crash may not take."""

from __future__ import annotations

from typing import Annotated, Any

import pytest

from gateway import (
    All,
    Ask,
    BrowserPixel,
    Claimed,
    ClientType,
    Cookie,
    Event,
    Failed,
    Header,
    Hit,
    Log,
    Lookup,
    OutgoingRequest,
    Refused,
    Reply,
    Respond,
    Run,
    Skipped,
    Steps,
)
from gateway.pipeline import Keep, Round, RunState, Trip
from gateway.recording import rehearse
from gateway.trace import Trace
from tests.small import hit, outcomes, small_container, tag


def echo(request: OutgoingRequest) -> Reply:
    """A vendor that answers with the last part of the address."""
    return Reply(200, request.url.rsplit("/", 1)[-1].encode())


def sends(event: Event, _: Lookup) -> Steps:
    yield OutgoingRequest(f"https://vendor.example/{event['event_name']}")


def asks_twice(_: Event, __: Lookup) -> Steps:
    first = yield Ask(OutgoingRequest("https://vendor.example/token"))
    second = yield Ask(OutgoingRequest(f"https://vendor.example/use-{first.body.decode()}"))
    yield OutgoingRequest(f"https://vendor.example/done-{second.body.decode()}")


def urls(trace: Trace) -> list[str]:
    return [sent.request.url for run in trace.runs() for sent in run.sent]


def rounds(trip: Trip) -> list[Round]:
    """All Rounds of a trip, its asks answered one at a time in their order."""
    going, found = trip.rounds(), []
    asked: dict[int, OutgoingRequest] = {}
    out = next(going)
    while True:
        found.append(out)
        asked |= out.asks
        number = next(iter(asked), None)
        try:
            out = going.send({} if number is None else {number: echo(asked.pop(number))})
        except StopIteration:
            return found


def test_a_trip_that_never_asks_is_a_single_round() -> None:
    only = rounds(Trip(small_container(tag("A", sends)), hit("purchase")))

    assert len(only) == 1
    assert only[0].answer is not None
    assert only[0].keep is not None
    assert only[0].keep.closed
    assert [(row.tag, row.state, len(row.requests)) for row in only[0].keep.rows] == [("A", "done", 1)]


def test_an_unclaimed_hit_keeps_nothing_and_is_answered_400() -> None:
    class Picky(ClientType):
        def claim(self, hit: Hit) -> Claimed | Refused:
            return Refused("too small")

    trip = Trip(small_container(client=Picky(name="Picky")), hit())
    only = rounds(trip)

    assert [(out.keep, out.answer and out.answer.status) for out in only] == [(None, 400)]
    assert trip.trace.refusals == [("Events", "too small")]


def test_a_client_runs_two_events_and_answers_with_what_their_tags_set() -> None:
    def sets(event: Event, _: Lookup) -> Steps:
        yield Cookie(f"seen_{event['event_name']}", "1")
        yield Header("X-Seen", event["event_name"])

    trace = rehearse(small_container(tag("A", sets)), hit("one", "two"))

    assert trace.answer is not None
    names = [value.partition("=")[0] for name, value in trace.answer.headers if name == "set-cookie"]
    assert names == ["seen_one", "seen_two"]
    assert [value for name, value in trace.answer.headers if name == "x-seen"] == ["two"]


def test_a_tag_asks_twice_the_second_time_with_the_first_answer() -> None:
    trace = rehearse(small_container(tag("A", asks_twice)), hit(), echo)

    assert [request.url for request, _ in trace.runs()[0].asked] == [
        "https://vendor.example/token",
        "https://vendor.example/use-token",
    ]
    assert urls(trace) == ["https://vendor.example/done-use-token"]


def test_all_waits_for_three_asks_and_keeps_their_order() -> None:
    def asks(_: Event, __: Lookup) -> Steps:
        replies = yield All(*[Ask(OutgoingRequest(f"https://vendor.example/{name}")) for name in "abc"])
        yield Log(",".join(reply.body.decode() for reply in replies))

    trip = Trip(small_container(tag("A", asks)), hit())
    going = trip.rounds()
    first = next(going)
    numbers = list(first.asks)

    for number in reversed(numbers):
        out = going.send({number: echo(first.asks[number])})

    assert trip.trace.runs()[0].log == ["a,b,c"]
    assert out.answer is not None


def test_setup_runs_before_and_cleanup_after() -> None:
    container = small_container(
        tag("Main", sends, setup="Before", cleanup="After"),
        tag("Before", asks_twice, when=None),
        tag("After", sends, when=None),
    )
    trace = rehearse(container, hit(), echo)

    assert outcomes(trace.runs()) == [
        ("Before (setup of Main)", "ok"),
        ("Main", "ok"),
        ("After (cleanup of Main)", "ok"),
    ]


def test_a_failing_setup_stops_the_main_tag_and_its_cleanup() -> None:
    def fails(_: Event, __: Lookup) -> Steps:
        reply = yield Ask(OutgoingRequest("https://vendor.example/login"))
        return Failed(f"login answered {reply.status}")

    tags = (
        tag("Main", sends, setup="Before", cleanup="After"),
        tag("Before", fails, when=None),
        tag("After", sends, when=None),
    )
    trace = rehearse(small_container(*tags), hit())

    assert outcomes(trace.runs()) == [("Before (setup of Main)", "failed"), ("Main", "not run")]
    assert trace.runs()[1].why == 'its setup tag "Before" failed: login answered 200'


def test_a_failing_setup_without_the_stop_flag_stops_nothing() -> None:
    def fails(_: Event, __: Lookup) -> Steps:
        yield Log("no")
        return Failed("no")

    tags = (tag("Main", sends, setup="Before", stop_on_setup_failure=False), tag("Before", fails, when=None))
    trace = rehearse(small_container(*tags), hit())

    assert outcomes(trace.runs()) == [("Before (setup of Main)", "failed"), ("Main", "ok")]


@pytest.mark.parametrize(("stops", "cleanups"), [(False, 1), (True, 0)], ids=["runs anyway", "stopped by its flag"])
def test_cleanup_after_a_failed_tag(*, stops: bool, cleanups: int) -> None:
    def fails(_: Event, __: Lookup) -> Steps:
        yield Log("no")
        return Failed("no")

    tags = (tag("Main", fails, cleanup="After", stop_cleanup_on_failure=stops), tag("After", sends, when=None))
    trace = rehearse(small_container(*tags), hit())

    assert sum(run.tag == "After" for run in trace.runs()) == cleanups


def late(lookup: Lookup) -> Any:
    def steps() -> Steps:
        reply = yield Ask(OutgoingRequest("https://vendor.example/margin"))
        return reply.body.decode()

    return steps()


def test_a_condition_waits_for_a_variable_that_settles_late() -> None:
    asked: list[str] = []

    def answer(request: OutgoingRequest) -> Reply:
        asked.append(request.url)
        return echo(request)

    container = small_container(
        tag("Rich", sends, when=lambda lookup: bool(lookup["Margin"] == "margin")),
        tag("Poor", sends, when=lambda lookup: bool(lookup["Margin"] == "nothing")),
        tag("Any", sends),
        variables={"Margin": late},
    )
    trace = rehearse(container, hit(), answer)

    assert sorted(outcomes(trace.runs())) == [("Any", "ok"), ("Rich", "ok")]
    assert asked[:1] == ["https://vendor.example/margin"]
    assert asked.count("https://vendor.example/margin") == 1


def test_a_setting_waits_for_a_variable_that_settles_late() -> None:
    def notes(event: Event, _: Lookup) -> Steps:
        yield Log(event["note"])

    container = small_container(tag("A", notes, note="is {{Margin}}"), variables={"Margin": late})

    assert rehearse(container, hit(), echo).runs()[0].log == ["is margin"]


def test_a_tag_that_reads_a_late_variable_begins_again_and_sends_once() -> None:
    def reads(_: Event, lookup: Lookup) -> Steps:
        yield Log("begun")
        yield OutgoingRequest("https://vendor.example/before")
        yield OutgoingRequest(f"https://vendor.example/{lookup['Margin']}")

    container = small_container(tag("A", reads), variables={"Margin": late})

    trace = rehearse(container, hit(), echo)
    assert urls(trace) == ["https://vendor.example/before", "https://vendor.example/margin"]
    assert trace.runs()[0].log == ["begun"]


def test_of_cookies_from_two_tags_the_later_tag_in_firing_order_wins_whoever_answers_first() -> None:
    def slow(_: Event, __: Lookup) -> Steps:
        yield Ask(OutgoingRequest("https://vendor.example/slow"))
        yield Cookie("c", "low priority")

    def quick(_: Event, __: Lookup) -> Steps:
        yield Cookie("c", "high priority")
        yield Cookie("own", "1")

    trace = rehearse(small_container(tag("Slow", slow), tag("Quick", quick, priority=5)), hit())

    assert trace.answer is not None
    cookies = [value.split(";")[0] for name, value in trace.answer.headers if name == "set-cookie"]
    assert cookies == ["c=low%20priority", "own=1"]


def test_a_tag_that_raises_is_a_line_in_the_trace_and_stops_nothing_else() -> None:
    def boom(_: Event, __: Lookup) -> Steps:
        yield OutgoingRequest("https://vendor.example/kept")
        raise ValueError("no such thing")

    trace = rehearse(small_container(tag("Boom", boom), tag("A", sends)), hit())

    assert outcomes(trace.runs()) == [("Boom", "failed"), ("A", "ok")]
    assert trace.runs()[0].why.startswith("ValueError: no such thing (test_pipeline.py:")
    assert urls(trace) == ["https://vendor.example/kept", "https://vendor.example/purchase"]


@pytest.mark.parametrize(
    ("step", "why"),
    [
        ("text", "TypeError: yielded 'text', which is no step of a tag"),
        (Header("X", "a\r\nSet-Cookie: b=c"), 'ValueError: header "X" has signs a header may not have'),
        (Cookie("a b", "c"), 'ValueError: cookie "a b" has signs a cookie may not have'),
        (All(Log("x")), "TypeError: All() of a tag takes Ask, not Log(text='x')"),
    ],
    ids=["no step", "a header that would split the answer", "a bad cookie name", "All of something else"],
)
def test_a_wrong_step_fails_its_tag_alone(step: Any, why: str) -> None:
    def wrong(_: Event, __: Lookup) -> Steps:
        yield step

    trace = rehearse(small_container(tag("Wrong", wrong), tag("A", sends)), hit())

    assert [(run.outcome, run.why) for run in trace.runs()] == [("failed", why), ("ok", "")]


def test_a_tag_may_end_as_skipped() -> None:
    def skips(_: Event, __: Lookup) -> Steps:
        yield from ()
        return Skipped("nothing to say")

    trace = rehearse(small_container(tag("A", skips)), hit())

    assert [(run.outcome, run.why) for run in trace.runs()] == [("skipped", "nothing to say")]


def test_a_client_that_raises_is_answered_500_and_what_it_ran_is_kept() -> None:
    class Breaks(ClientType):
        def claim(self, hit: Hit) -> Claimed | Refused:
            def steps() -> Steps:
                yield Run(Event(event_name="purchase"))
                raise KeyError("cid")

            return Claimed(steps())

    trip = Trip(small_container(tag("A", sends), client=Breaks(name="Breaks")), hit())
    (only,) = rounds(trip)

    assert only.answer is not None
    assert only.answer.status == 500
    assert only.keep is not None
    assert [row.tag for row in only.keep.rows] == ["A"]
    assert trip.trace.log == ["client \"Events\" failed: KeyError: 'cid'"]


def test_a_client_whose_claim_raises_refuses() -> None:
    class Breaks(ClientType):
        def claim(self, hit: Hit) -> Claimed | Refused:
            raise RuntimeError("bug")

    trip = Trip(small_container(client=Breaks(name="Breaks")), hit())
    rounds(trip)

    assert trip.trace.refusals == [("Events", "failed: RuntimeError: bug")]


def test_the_answer_can_be_hurried_and_what_comes_later_is_traced_as_too_late() -> None:
    def slow(_: Event, __: Lookup) -> Steps:
        yield Cookie("early", "1")
        yield Ask(OutgoingRequest("https://vendor.example/slow"))
        yield Cookie("late", "1")
        yield OutgoingRequest("https://vendor.example/after")

    trip = Trip(small_container(tag("Slow", slow)), hit())
    going = trip.rounds()
    first = next(going)
    assert first.answer is None
    trip.hurry()
    answered = going.send({})
    assert answered.answer is not None
    last = going.send({number: Reply(200) for number in first.asks})

    assert [value for _, value in answered.answer.headers if value.startswith(("early", "late"))] == [
        "early=1; Path=/; SameSite=Lax; Secure"
    ]
    assert trip.trace.runs()[0].log[0].startswith("too late for the browser")
    assert last.keep is not None
    assert last.keep.closed
    assert urls(trip.trace) == ["https://vendor.example/after"]


def test_no_ask_leaves_before_its_row_is_kept() -> None:
    found = rounds(Trip(small_container(tag("A", asks_twice), tag("B", sends)), hit()))

    assert [[(row.tag, row.state) for row in out.keep.rows] for out in found if out.keep] == [
        [("A", "run"), ("B", "done")],
        [],
        [("A", "done")],
    ]
    assert [out.keep.closed for out in found if out.keep] == [False, False, True]


def test_a_crash_after_every_committed_round_loses_nothing() -> None:
    """A store that keeps what Rounds keep, and a process that ends right after the n-th commit, for every n."""
    tags = (
        tag("A", asks_twice),
        tag("B", sends),
        tag("Main", sends, setup="Before", cleanup="After"),
        tag("Before", asks_twice, when=None),
        tag("After", sends, when=None),
        tag("Late", sends, when=lambda lookup: bool(lookup["Margin"] == "margin")),
    )
    container = small_container(*tags, variables={"Margin": late})
    whole = rounds(Trip(container, hit("one", "two")))
    wanted = Store()
    for out in whole:
        wanted.keep(out.keep)

    assert len(whole) > 8
    for crash in range(1, len(whole) + 1):
        store = Store()
        for out in whole[:crash]:
            store.keep(out.keep)
        if store.open:
            for out in rounds(Trip(container, hit("one", "two"), store.done)):
                store.keep(out.keep)
        assert not store.open
        assert store.requests == wanted.requests


def test_a_run_that_failed_before_a_crash_is_still_a_failure_after_it() -> None:
    tags = (tag("Main", sends, cleanup="After", stop_cleanup_on_failure=True), tag("After", sends, when=None))
    trip = Trip(small_container(*tags), hit(), {(0, "Main"): "failed"})
    rounds(trip)

    assert outcomes(trip.trace.runs()) == [("Main", "failed")]


def test_a_resumed_hit_is_not_kept_a_second_time_but_closed() -> None:
    (only,) = rounds(Trip(small_container(tag("A", sends)), hit(), {}))

    assert only.keep is not None
    assert (only.keep.hit, only.keep.hit_id, only.keep.closed) == (None, "hit-1", True)


class Store:
    """What is on disk: requests by their stable ids, and which runs are done."""

    def __init__(self) -> None:
        self.requests: dict[str, OutgoingRequest] = {}
        self.done: dict[tuple[int, str], RunState] = {}
        self.open = False

    def keep(self, keep: Keep | None) -> None:
        assert keep is not None
        self.open = not keep.closed
        for row in keep.rows:
            if row.state != "run":
                self.done[row.event, row.key] = row.state
            self.requests.update(row.requests)


def test_what_the_browser_shall_fetch_is_part_of_the_trace() -> None:
    def pixel(_: Event, __: Lookup) -> Steps:
        yield BrowserPixel("https://vendor.example/pixel")

    assert rehearse(small_container(tag("A", pixel)), hit()).runs()[0].effects == [
        BrowserPixel("https://vendor.example/pixel")
    ]


def test_ten_thousand_tags_for_other_events_are_never_looked_at() -> None:
    checked: list[str] = []

    class Counting(type(small_container(tag("x", sends)).tags[0].triggers[0].trigger)):  # type: ignore[misc]
        """A trigger for one event name, that tells when it is checked."""

        def only(self) -> dict[str, frozenset[str]]:
            return {"event_name": frozenset((self.name,))}

    def looked(lookup: Lookup) -> bool:
        checked.append(lookup.event["event_name"])
        return True

    tags = []
    for number in range(10_000):
        made = tag(f"T{number}", sends)
        entry = made.triggers[0]
        counting = Counting(test=looked, name=f"event_{number % 5000}")
        tags.append(
            type(made)(made.name, made.configured, triggers=(type(entry)(entry.name, counting),), type_name="function")
        )
    trace = rehearse(small_container(*tags), hit("event_7"))

    assert [run.tag for run in trace.runs()] == ["T7", "T5007"]
    assert checked == ["event_7", "event_7"]


def test_a_client_that_never_responds_is_answered_200_and_one_that_responds_twice_once() -> None:
    class Twice(ClientType):
        def claim(self, hit: Hit) -> Claimed | Refused:
            def steps() -> Steps:
                yield Respond(204)
                yield Respond(500)

            return Claimed(steps())

    class Silent(ClientType):
        def claim(self, hit: Hit) -> Claimed | Refused:
            return Claimed(iter_nothing())

    statuses = []
    for client in (Twice(name="t"), Silent(name="s")):
        (only,) = rounds(Trip(small_container(client=client), hit()))
        assert only.answer is not None
        statuses.append(only.answer.status)

    assert statuses == [204, 200]


class Scripted(ClientType):
    """Claims everything, and its steps are these."""

    steps: Annotated[Any, "The steps."]

    def claim(self, hit: Hit) -> Claimed | Refused:
        return Claimed(step for step in self.steps)


ASK = Ask(OutgoingRequest("https://vendor.example/x"))


@pytest.mark.parametrize(
    ("steps", "kept"),
    [
        ([Respond(204)], [None]),
        ([], [None]),
        ([ASK, Respond(204)], [None, None]),
        ([Respond(204), ASK], [False, True]),
        ([Respond(204), ASK, ASK], [False, False, True]),
        ([ASK, Run(Event(event_name="x")), Respond(204)], [None, True]),
        ([ASK, Respond(204), ASK], [None, False, True]),
    ],
    ids=["an answer alone", "nothing at all", "a question before the answer", "one behind it", "two behind it",
         "an event after a question", "before and behind"],
)  # fmt: skip
def test_a_hit_without_an_event_is_kept_only_where_its_client_goes_on_behind_the_answer(
    steps: list[Any], kept: list[bool | None]
) -> None:
    found = rounds(Trip(small_container(client=Scripted(name="c", steps=steps)), hit()))

    assert [out.keep.closed if out.keep else None for out in found] == kept
    assert [out.keep.hit is not None for out in found if out.keep] == [True, False, False][
        : len(kept) - kept.count(None)
    ]
    assert [out.answer is not None for out in found].count(True) == 1


def test_a_refusal_with_an_answer_is_one_round_that_keeps_nothing() -> None:
    class Strict(ClientType):
        def claim(self, hit: Hit) -> Claimed | Refused:
            return Refused("too many", Respond(429))

    (only,) = rounds(Trip(small_container(tag("A", sends), client=Strict(name="s")), hit()))

    assert (only.keep, only.answer and only.answer.status, only.asks) == (None, 429, {})


@pytest.mark.parametrize(
    ("step", "why"),
    [
        (Cookie("a b", "c"), 'ValueError: cookie "a b" has signs a cookie may not have'),
        (Cookie("a", "b;c", raw=True), 'ValueError: cookie "a" has signs a cookie may not have'),
        (Header("X", "a\nb"), 'ValueError: header "X" has signs a header may not have'),
        ("text", "TypeError: yielded 'text', which is no step of a client"),
    ],
    ids=["a cookie's name", "a cookie's value", "a header", "no step"],
)
def test_a_wrong_effect_of_a_client_is_answered_500_with_what_was_right(step: Any, why: str) -> None:
    trace = rehearse(small_container(client=Scripted(name="c", steps=[Cookie("good", "1"), step, Respond(204)])), hit())

    assert trace.log == [f'client "Events" failed: {why}']
    assert trace.answer is not None
    assert (trace.answer.status, [name for name, _ in trace.answer.headers]) == (500, ["set-cookie"])


def iter_nothing() -> Steps:
    yield from ()


def test_a_hit_whose_every_event_is_shed_keeps_nothing_and_is_told_to_come_again() -> None:
    trip = Trip(small_container(tag("A", sends)), hit("scroll"), shed=frozenset({"scroll"}))
    (only,) = rounds(trip)

    assert (only.keep, only.asks, trip.shed) == (None, {}, ["scroll"])
    assert only.answer is not None
    assert (only.answer.status, only.answer.headers) == (503, (("retry-after", "5"),))
    assert trip.trace.answer is only.answer
    assert trip.trace.log == ['event "scroll" was shed, and its tags did not run: the outbox is nearly full']


def test_an_event_that_is_not_shed_goes_its_way() -> None:
    trip = Trip(small_container(tag("A", sends)), hit("purchase"), shed=frozenset({"scroll"}))
    (only,) = rounds(trip)

    assert only.keep is not None
    assert only.answer is not None
    assert (only.answer.status, trip.shed) == (200, [])
    assert urls(trip.trace) == ["https://vendor.example/purchase"]


def test_of_a_hit_with_several_events_only_what_may_be_shed_is() -> None:
    trip = Trip(small_container(tag("A", sends)), hit("scroll", "purchase"), shed=frozenset({"scroll"}))
    (only,) = rounds(trip)

    assert only.keep is not None
    assert only.answer is not None
    assert (only.answer.status, trip.shed) == (200, ["scroll"])
    assert urls(trip.trace) == ["https://vendor.example/purchase"]
