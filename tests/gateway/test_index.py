"""Which tags an event can reach: by its name, by another equality, and never one that would not have fired anyway."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway import Event, Lookup, Steps
from gateway.container import Configured, Container, TagEntry, TriggerEntry
from gateway.firing import fires
from gateway.index import Index
from tests.small import FunctionTag, FunctionTrigger, always, hit, small_container, tag
from triggers.expression import Expression


class NamedTrigger(FunctionTrigger):
    """A trigger for one event name: its own."""

    def only(self) -> dict[str, frozenset[str]]:
        return {"event_name": frozenset((self.name,))}


def sends(_: Event, __: Lookup) -> Steps:
    yield from ()


def for_event(tag_name: str, *events: str, **more: Any) -> TagEntry:
    triggers = tuple(TriggerEntry(event, NamedTrigger(test=always, name=event)) for event in events)
    return TagEntry(tag_name, Configured(FunctionTag, tag_name, {"steps": sends}), triggers=triggers, **more)


def names(container: Container, event_name: object) -> list[str]:
    return [found.name for found in container.candidates(Lookup(Event(event_name=event_name), hit()))]


@pytest.mark.parametrize(
    ("event_name", "wanted"),
    [
        ("purchase", ["High", "Purchase", "Any", "Both"]),
        ("scroll", ["Any", "Both"]),
        ("never heard of", ["Any"]),
        ("", ["Any"]),
        (None, ["Any"]),
        (["purchase"], ["High", "Purchase", "Any", "Both"]),
        (5, ["Any"]),
    ],
    ids=[
        "a known name",
        "another known name",
        "an unknown name",
        "no name",
        "nothing",
        "a list, whose text it is",
        "a number",
    ],
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

    assert names(small_container(named), "scroll") == []
    assert names(small_container(mixed), "scroll") == ["A"]
    assert names(small_container(tag("C", sends, when=None)), "scroll") == []


def test_names_from_the_wire_leave_nothing_behind() -> None:
    index = Index(small_container(tag("Any", sends), for_event("Purchase", "purchase")).tags)
    for number in range(1000):
        index.candidates(Lookup(Event(event_name=f"invented {number}"), hit()))

    assert len(index._plans) == 0


def expressions(*whens: str, **more: Any) -> Container:
    """A container with a tag for each expression, named as it is."""
    tags = [
        TagEntry(
            when,
            Configured(FunctionTag, when, {"steps": sends}),
            triggers=(TriggerEntry(when, Expression(when=when, name=when)),),
        )
        for when in whens
    ]
    return small_container(*tags, **more)


PAGES = [f"event_name == purchase and page_hostname == shop{number}" for number in range(50)]


def test_triggers_that_ask_for_the_same_key_are_found_by_its_value() -> None:
    container = expressions(*PAGES, "event_name == purchase and value > 5", "page_hostname in [shop7, shop8]")
    lookup = Lookup(Event(event_name="purchase", page_hostname="shop7", value=6), hit())

    assert [tag.name for tag in container.candidates(lookup)] == [
        PAGES[7],
        "event_name == purchase and value > 5",
        "page_hostname in [shop7, shop8]",
    ]
    assert len(lookup.checked) < 10


def test_a_number_is_found_by_its_text_as_it_is_compared() -> None:
    container = expressions(*[f"value == {number}" for number in range(50)])

    assert [tag.name for tag in container.candidates(Lookup(Event(value=7.0), hit()))] == ["value == 7"]
    assert container.candidates(Lookup(Event(), hit())) == []


def test_where_the_value_cannot_be_read_every_trigger_is_asked_and_tells_why() -> None:
    def broken(lookup: Lookup) -> Any:
        raise ValueError("no such thing")

    whens = [f'"{{{{Broken}}}}" == {number}'.replace('"', "", 2) for number in range(10)]
    container = expressions(*whens, variables={"Broken": broken})
    lookup = Lookup(Event(), hit(), variables=container.variables)

    assert container.candidates(lookup) == []
    assert lookup.checked == dict.fromkeys(whens)


VALUES = st.sampled_from(["a", "b", "c", "d"])
EQUALITY = st.builds("{} == {}".format, st.sampled_from(["event_name", "x", "y", "{{Event Name}}"]), VALUES)
CONDITION = st.recursive(
    EQUALITY | st.builds("not {}".format, EQUALITY) | st.sampled_from(["always", "x in [a, b]", "y exists"]),
    lambda inner: st.builds("({} {} {})".format, inner, st.sampled_from(["and", "or"]), inner),
    max_leaves=5,
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(CONDITION, min_size=1, max_size=25, unique=True),
    st.lists(st.dictionaries(st.sampled_from(["event_name", "x", "y"]), VALUES), min_size=1, max_size=6),
)
def test_what_the_index_finds_is_what_fires(whens: list[str], events: list[dict[str, str]]) -> None:
    container = expressions(*whens)
    for data in events:
        lookup = Lookup(Event(data), hit())
        found = [tag.name for tag in container.candidates(lookup) if fires(tag, lookup)]
        plain = Lookup(Event(data), hit())

        assert found == [tag.name for tag in container.tags if fires(tag, plain)]
