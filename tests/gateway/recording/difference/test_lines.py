"""A comparison as lines for people."""

from __future__ import annotations

from typing import Any

from gateway import Event, Lookup, OutgoingRequest, Steps
from gateway.container import Container
from gateway.recording.difference import Side, compare, document, lines
from tests.small import hit, small_container, tag


def sends(**data: Any) -> Any:
    def run(_: Event, __: Lookup) -> Steps:
        yield OutgoingRequest.post("https://vendor.example/", json=data)

    return run


def shown(old: Container, new: Container) -> list[str]:
    return list(lines(document(compare(Side("main", old, "main:"), Side(".", new), [("a.http", hit())]))))


def test_nothing_that_differs_is_said_in_two_lines() -> None:
    container = small_container(tag("A", sends(value=1)))

    assert shown(container, container) == ["main -> .: 1 hit, 1 event, 1 request", "  nothing differs"]


def test_a_tag_that_is_gone_and_a_field_that_changed() -> None:
    old = small_container(tag("A", sends(value=59.9)), tag("B", sends()))
    new = small_container(tag("A", sends(value=60)))

    assert shown(old, new) == [
        "main -> .: 1 hit, 1 event, 2 -> 1 request",
        "  1 hit of 1 differ",
        "  B: fires 1 -> 0 times  (main:rules.yaml:1)",
        "    fires for 1 event less",
        "      a.http, event 1 purchase",
        '        main  fired: trigger "for B"  (main:rules.yaml:1)',
        "        .     there is no such tag",
        "  A: fires 1 time as before  (rules.yaml:1)",
        "    value: 59.9 -> 60",
        "      in 1 request, first a.http, event 1 purchase",
    ]


def test_of_fields_without_end_forty_are_shown() -> None:
    old, new = (small_container(tag("A", sends(**{f"k{n}": value for n in range(50)}))) for value in (1, 2))

    assert shown(old, new)[-1] == "    10 more fields: --format json tells all of them"
