"""Two containers over the same hits."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from gateway import Claimed, ClientType, Event, Hit, Lookup, OutgoingRequest, Refused, Respond, Run, Steps
from gateway.container import ClientEntry, Container
from gateway.recording.difference import Comparison, Side, compare
from tests.small import hit, small_container, tag


class NamesClient(ClientType):
    """Makes an event of each name, and answers 204."""

    names: tuple[str, ...] = ()

    def claim(self, hit: Hit) -> Claimed | Refused:
        if not self.names:
            return Refused("it is not for me")
        return Claimed(self._steps())

    def _steps(self) -> Steps:
        for name in self.names:
            yield Run(Event(event_name=name, value=len(self.names)))
        yield Respond(204)


def sends(_: Event, __: Lookup) -> Steps:
    yield OutgoingRequest("https://vendor.example/")


def container(*names: str, client: str = "Events") -> Container:
    made = small_container(tag("A", sends))
    return replace(made, clients=(ClientEntry(client, NamesClient(name=client, names=names)),))


def compared(old: Container, new: Container, hits: int = 1) -> Comparison:
    named = ((f"hit {number}", hit(id=f"h{number}")) for number in range(1, hits + 1))
    return compare(Side("old", old), Side("new", new), named)


def sorts(comparison: Comparison, kind: Any) -> list[tuple[str, str, str, int]]:
    return [(each.sort.name, each.sort.path, each.sort.how, each.count) for each in comparison.findings.of(kind)]


def test_equal_containers_do_not_differ_over_any_hits() -> None:
    comparison = compared(container("purchase"), container("purchase"), hits=5)

    assert (comparison.hits, comparison.hits_that_differ, comparison.differs) == (5, 0, False)
    assert (comparison.events, comparison.requests, comparison.fired) == ([5, 5], [5, 5], {"A": [5, 5]})


def test_a_hit_that_another_client_claims_is_told() -> None:
    comparison = compared(container("purchase"), container("purchase", client="Web"), hits=3)

    assert sorts(comparison, "client") == [("", "Events -> Web", "", 3)]
    (found,) = comparison.findings.of("client")
    assert (found.example.hit, found.example.old.text) == ("hit 1", 'client "Events" claimed it')


def test_a_hit_that_nobody_claims_any_more_loses_its_events_tags_and_answer() -> None:
    comparison = compared(container("purchase"), container())

    assert sorts(comparison, "event") == [("purchase", "", "less", 1)]
    assert sorts(comparison, "firing") == [("A", "", "less", 1)]
    assert sorts(comparison, "response")[0] == ("", "status", "changed", 1)
    (found,) = comparison.findings.of("firing")
    assert found.example.new.text == "no client claimed it"


def test_events_are_brought_together_by_their_names() -> None:
    comparison = compared(container("view", "cart", "buy"), container("view", "buy"))

    assert sorts(comparison, "event") == [("cart", "", "less", 1)]
    assert [name for name, *_ in sorts(comparison, "data")] == ["view", "buy"]


def test_an_event_that_is_only_named_otherwise_is_the_same_event() -> None:
    comparison = compared(container("view", "purchase"), container("view", "order"))

    assert sorts(comparison, "event") == []
    assert sorts(comparison, "data") == [("order", "event_name", "changed", 1)]


def test_of_hits_without_end_only_what_differs_is_kept() -> None:
    comparison = compared(container("a"), container("b"), hits=200)

    assert comparison.hits_that_differ == 200
    assert [(each.count, each.example.hit) for each in comparison.findings.of("data")] == [(200, "hit 1")]
