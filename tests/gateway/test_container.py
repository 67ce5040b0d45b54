"""A container: its clients and tags in order, and which tags an event can reach."""

from __future__ import annotations

from typing import Any

import pytest

from gateway import Event, Lookup, Refused, Steps
from gateway.container import ClientEntry, Configured, Container, TagEntry, TriggerEntry
from tests.small import EventsClient, FunctionTag, FunctionTrigger, FunctionVariable, always, hit, small_container, tag


class NamedTrigger(FunctionTrigger):
    """A trigger for one event name: its own."""

    def event_names(self) -> frozenset[str]:
        return frozenset((self.name,))


def sends(_: Event, __: Lookup) -> Steps:
    yield from ()


def for_event(tag_name: str, *events: str, **more: Any) -> TagEntry:
    triggers = tuple(TriggerEntry(event, NamedTrigger(test=always, name=event)) for event in events)
    return TagEntry(tag_name, Configured(FunctionTag, tag_name, {"steps": sends}), triggers=triggers, **more)


def names(container: Container, event_name: object) -> list[str]:
    return [found.name for found in container.candidates(event_name)]


def test_clients_are_asked_by_priority_else_as_written() -> None:
    clients = [ClientEntry(name, EventsClient(name=name), {"b": 5, "d": 5}.get(name, 0)) for name in "abcd"]

    assert [entry.name for entry in Container(clients=tuple(clients)).clients_in_order] == ["b", "d", "a", "c"]


def test_a_type_without_variables_is_made_once() -> None:
    configured = Configured(FunctionTag, "A", {"steps": sends, "note": "fixed"})
    lookup = Lookup(Event(), hit())

    assert configured.type_for(lookup) is configured.type_for(lookup)
    assert configured.type_for(lookup).name == "A"


def test_a_type_with_variables_is_made_for_each_event() -> None:
    configured = Configured(FunctionTag, "A", {"steps": sends, "note": ["{{Event Name}}", 1]})

    made = [configured.type_for(Lookup(Event(event_name=name), hit())).note for name in ("one", "two")]

    assert made == [["one", 1], ["two", 1]]


def test_a_bad_setting_is_known_when_the_container_is_made() -> None:
    with pytest.raises(TypeError, match="colour"):
        Configured(FunctionTag, "A", {"steps": sends, "colour": "red"})


@pytest.mark.parametrize(
    ("event_name", "wanted"),
    [
        ("purchase", ["High", "Purchase", "Any", "Both"]),
        ("scroll", ["Any", "Both"]),
        ("never heard of", ["Any"]),
        ("", ["Any"]),
        (None, ["Any"]),
        (["purchase"], ["Any"]),
        (5, ["Any"]),
    ],
    ids=["a known name", "another known name", "an unknown name", "no name", "nothing", "a list", "a number"],
)
def test_an_event_reaches_the_tags_for_its_name_in_firing_order(event_name: object, wanted: list[str]) -> None:
    container = small_container(
        for_event("Purchase", "purchase"),
        tag("Any", sends),
        for_event("Both", "purchase", "scroll"),
        for_event("Paused", "purchase", paused=True),
        for_event("High", "purchase", priority=1),
    )

    assert names(container, event_name) == wanted


def test_one_trigger_for_any_event_makes_its_tag_one_for_any_event() -> None:
    named = for_event("A", "purchase")
    mixed = TagEntry("A", named.configured, triggers=(*named.triggers, *tag("B", sends).triggers))

    assert named.event_names() == frozenset(("purchase",))
    assert mixed.event_names() is None
    assert tag("C", sends, when=None).event_names() == frozenset()


def test_names_from_the_wire_leave_nothing_behind() -> None:
    container = small_container(tag("Any", sends), for_event("Purchase", "purchase"))

    plans = {id(container.candidates(f"invented {number}")) for number in range(1000)}

    assert len(plans) == 1


def test_a_client_that_refuses_leaves_the_hit_to_the_next() -> None:
    class Refuses(EventsClient):
        def claim(self, hit: Any) -> Refused:
            return Refused("not mine")

    entries = (ClientEntry("B", EventsClient(name="B")), ClientEntry("A", Refuses(name="A"), priority=1))
    from_container = [entry.client.claim(hit()) for entry in Container(clients=entries).clients_in_order]

    assert from_container[0] == Refused("not mine")
    assert not isinstance(from_container[1], Refused)


def test_a_variable_type_is_configured_like_any_other() -> None:
    configured = Configured(FunctionVariable, "Double", {"read": lambda lookup: lookup.event["value"] * 2})

    assert configured.type_for(Lookup(Event(), hit())).value(Lookup(Event(value=21), hit())) == 42
