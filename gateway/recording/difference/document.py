"""A comparison as one JSON document, `diff/v1`: for programs to read, and what the lines for people are made of."""

from __future__ import annotations

from typing import Any

import msgspec

from .comparison import Comparison
from .findings import Example, Finding
from .side import Side
from .unseen import Unseen

SCHEMA = "diff/v1"


def document(comparison: Comparison) -> dict[str, Any]:
    """Everything that differs, with counts and an example hit each; persons and secrets masked."""
    found = comparison.findings
    return {
        "schema": SCHEMA,
        "old": _side(comparison.old),
        "new": _side(comparison.new),
        "differs": comparison.differs,
        "hits": comparison.hits,
        "hits_that_differ": comparison.hits_that_differ,
        "totals": {"events": _both(comparison.events), "requests": _both(comparison.requests)},
        "clients": [_counted(each) | {"change": each.sort.path} for each in found.of("client")],
        "events": [_counted(each) | {"event": each.sort.name, "how": each.sort.how} for each in found.of("event")],
        "event_data": [_field(each) | {"event": each.sort.name} for each in found.of("data")],
        "tags": [_tag(comparison, name) for name in found.tags()],
        "responses": [_field(each) for each in found.of("response")],
        "not_told": found.untold,
        "unseen": [_unseen(each) for each in comparison.unseen],
    }


def _side(side: Side) -> dict[str, Any]:
    return {"name": side.name, "rules": side.container.version}


def _both(counts: list[int]) -> dict[str, int]:
    return {"old": counts[0], "new": counts[1]}


def _tag(comparison: Comparison, name: str) -> dict[str, Any]:
    found = comparison.findings
    places = (_place(side, name) for side in (comparison.old, comparison.new))
    return {
        "tag": name,
        "places": dict(zip(("old", "new"), places, strict=True)),
        "fired": _both(comparison.fired.get(name, [0, 0])),
        "firing": [_counted(each) | {"how": each.sort.how} for each in found.of("firing", name)],
        "outcomes": [_counted(each) | {"change": each.sort.path} for each in found.of("outcome", name)],
        "verdicts": [_counted(each) | {"change": each.sort.path} for each in found.of("verdict", name)],
        "requests": [_counted(each) | {"how": each.sort.how} for each in found.of("request", name)],
        "fields": [_field(each) for each in found.of("field", name)],
    }


def _unseen(each: Unseen) -> dict[str, Any]:
    places = {"old": each.old or None, "new": each.new or None}
    return {"section": each.section, "name": each.name, "how": each.how, "places": places}


def _place(side: Side, name: str) -> str | None:
    tag = side.container.tags_by_name.get(name)
    return side.place(tag.place) if tag else None


def _field(each: Finding) -> dict[str, Any]:
    return {"field": each.sort.path, "how": each.sort.how, **_counted(each)}


def _counted(each: Finding) -> dict[str, Any]:
    return {"count": each.count, "example": _example(each.example)}


def _example(example: Example) -> dict[str, Any]:
    told: dict[str, Any] = {"hit": example.hit, "id": example.id}
    if example.event:
        told |= {"event": example.event, "event_name": example.event_name}
    return {**told, "old": msgspec.structs.asdict(example.old), "new": msgspec.structs.asdict(example.new)}
