"""Which hits are recorded: by event, by tag, by outcome, and by all of them at once."""

from __future__ import annotations

import pytest

from gateway import Event, Lookup, OutgoingRequest, Refused, Reply, Steps
from gateway.recording import rehearse
from gateway.recording.choice import Choice
from gateway.trace import Answer, Trace
from tests.small import EventsClient, hit, small_container, tag


def sends(event: Event, _: Lookup) -> Steps:
    yield OutgoingRequest(f"https://vendor.example/{event['event_name']}")


def fails(event: Event, _: Lookup) -> Steps:
    raise ValueError("no")
    yield


def trace_of(*events: str, answers: int = 200) -> Trace:
    """A sends for purchases, B fails for refunds."""
    container = small_container(
        tag("A", sends, when=lambda lookup: lookup.event["event_name"] == "purchase"),
        tag("B", fails, when=lambda lookup: lookup.event["event_name"] == "refund"),
    )
    return rehearse(container, hit(*events), lambda _: Reply(answers))


def choice(events: str = "", tags: str = "", outcomes: str = "") -> Choice:
    return Choice(*(frozenset(words.split()) for words in (events, tags, outcomes)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("chosen", "events", "is_taken"),
    [
        (choice(), ["page_view"], True),
        (choice(events="purchase"), ["page_view", "purchase"], True),
        (choice(events="purchase"), ["page_view"], False),
        (choice(tags="A"), ["purchase"], True),
        (choice(tags="A"), ["refund"], False),
        (choice(tags="A", outcomes="not-fired"), ["refund"], True),
        (choice(outcomes="not-fired"), ["page_view"], True),
        (choice(outcomes="not-fired failed"), ["refund"], True),
        (choice(outcomes="failed"), ["purchase"], False),
        (choice(events="purchase", outcomes="failed"), ["purchase", "refund"], False),
        (choice(outcomes="accepted"), ["purchase"], True),
        (choice(outcomes="refused"), ["purchase"], False),
        (choice(outcomes="unclaimed"), ["purchase"], False),
    ],
)
def test_a_hit_is_taken_by_all_that_was_asked_of_it(chosen: Choice, events: list[str], is_taken: bool) -> None:  # noqa: FBT001
    assert chosen.takes(trace_of(*events)) is is_taken


def test_what_no_vendor_has_answered_may_come_to_be_refused() -> None:
    kept, refused = trace_of("purchase"), trace_of("purchase", answers=400)
    kept.runs()[0].sent[0].verdict = None

    assert choice(outcomes="refused").takes(kept)
    assert choice(outcomes="refused").takes(kept, refused)
    assert not choice(outcomes="accepted").takes(kept, refused)


def test_what_a_tag_did_is_what_it_did_live() -> None:
    assert choice(outcomes="failed").takes(trace_of("refund"), trace_of("purchase"))


class Nobody(EventsClient):
    """Claims nothing."""

    def claim(self, hit: object) -> Refused:
        return Refused("it is for somebody else")


def test_a_hit_that_no_client_claimed_has_an_outcome_of_its_own() -> None:
    trace = rehearse(small_container(client=Nobody(name="Nobody")), hit())

    assert [choice(outcomes=word).takes(trace) for word in ("unclaimed", "not-fired")] == [True, False]


def test_a_hit_that_was_turned_away_at_the_door_is_none_for_only_its_beginning_is_known() -> None:
    trace = Trace(small_container(), hit(), log=["the body is longer than 9 bytes"], answer=Answer(413))

    assert not choice().takes(trace)
