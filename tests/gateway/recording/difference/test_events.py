"""Where two trips of one event differ."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from gateway import Claimed, ClientType, Event, Hit, Lookup, OutgoingRequest, Refused, Reply, Run, Skipped, Steps
from gateway.container import Container, TagEntry, TriggerEntry
from gateway.place import Place
from gateway.recording.difference import Side
from gateway.recording.difference.events import Seen, in_events, name_of
from gateway.recording.rehearsal import StandIn, accepts_all, rehearse
from tests.small import hit, small_container, tag
from triggers.expression import Expression


def sends(value: Any) -> Any:
    def run(_: Event, __: Lookup) -> Steps:
        yield OutgoingRequest.post("https://vendor.example/", json={"value": value})

    return run


def skips(_: Event, __: Lookup) -> Steps:
    return Skipped("nothing to say")
    yield


def when(name: str, written: str) -> TagEntry:
    triggers = (TriggerEntry("T", Expression(when=written), Place(line=7)),)
    return replace(tag(name, sends(1)), triggers=triggers)


class OddClient(ClientType):
    """Makes an event with a value that no JSON has."""

    value: Any = None

    def claim(self, hit: Hit) -> Claimed | Refused:
        return Claimed(self._steps())

    def _steps(self) -> Steps:
        yield Run(Event(event_name="odd", value=self.value))


def found(old: Container, new: Container, answered: StandIn = accepts_all) -> list[tuple[Any, ...]]:
    seen = []
    for name, container, folder in (("main", old, "main:"), (".", new, "")):
        trace = rehearse(container, hit(), answered)
        seen.append(Seen(Side(name, container, folder), trace, trace.events[0] if trace.events else None))
    return [(*each.sort, *((told.text, told.place) for told in each.told())) for each in in_events(*seen)]


def test_a_tag_that_no_longer_fires_has_the_reason_and_the_line_of_both_sides() -> None:
    old, new = (small_container(when("A", f"event_name == {name}")) for name in ("purchase", "Purchase"))

    assert found(old, new) == [
        (
            *("firing", "A", "", "less"),
            ('fired: trigger "T"', "main:rules.yaml:7"),
            (
                'not fired: event_name == Purchase, but event_name was "purchase": only the case differs',
                "rules.yaml:7",
            ),
        )
    ]


def test_a_tag_that_is_new_fires_more() -> None:
    ((kind, name, _, how, old, new),) = found(small_container(), small_container(tag("A", sends(1))))

    assert (kind, name, how) == ("firing", "A", "more")
    assert (old[0], new[0]) == ("there is no such tag", 'fired: trigger "for A"')


def test_a_request_that_changed_is_told_by_its_fields() -> None:
    old, new = (small_container(tag("A", sends(value))) for value in (59.9, 60))

    assert found(old, new) == [("field", "A", "value", "changed", ("59.9", ""), ("60", ""))]


def test_a_tag_that_ends_otherwise_and_sends_less_is_told_both() -> None:
    told = found(small_container(tag("A", sends(1))), small_container(tag("A", skips)))

    assert told == [
        ("outcome", "A", "ok -> skipped", "", ("ok", ""), ("skipped: nothing to say", "")),
        ("request", "A", "", "less", ("POST https://vendor.example/", ""), ("nothing", "")),
    ]


def test_what_the_vendor_would_say_otherwise_is_told() -> None:
    old, new = (small_container(tag("A", sends(value))) for value in (1, 2))
    told = found(old, new, answered=lambda request: Reply(400 if request.json == {"value": 2} else 200))

    assert told[0] == (
        *("verdict", "A", "accepted -> refused", ""),
        ("accepted: HTTP 200", ""),
        ("refused: HTTP 400", ""),
    )


def test_data_that_is_no_json_is_compared_too() -> None:
    class Odd:
        pass

    one, other = (small_container(client=OddClient(name="Odd", value=value)) for value in (Odd(), 1))

    assert [each[:4] for each in found(one, other)] == [("data", "odd", "value", "changed")]


def test_of_a_long_name_no_half_of_an_address_is_shown() -> None:
    event = rehearse(small_container(), hit(f"{'a' * 60} jane.doe@shop-of-jane.example"), accepts_all).events[0]

    assert name_of(event) == f"{'a' * 60} ***@***"


def test_equal_trips_do_not_differ() -> None:
    assert found(small_container(tag("A", sends(1))), small_container(tag("A", sends(1)))) == []
