"""A comparison as JSON."""

from __future__ import annotations

import json
from typing import Any

from gateway import Event, Lookup, OutgoingRequest, Steps
from gateway.recording.difference import Side, compare, document
from tests.small import hit, small_container, tag


def sends(value: Any) -> Any:
    def run(_: Event, __: Lookup) -> Steps:
        yield OutgoingRequest.post("https://vendor.example/", json={"user": {"email": value}})

    return run


def told(old: Any, new: Any) -> dict[str, Any]:
    sides = Side("main", small_container(*old), "main:"), Side(".", small_container(*new))
    return document(compare(*sides, [("a.http", hit()), ("b.http", hit(id="h2"))]))


def test_equal_containers_are_a_document_too() -> None:
    said = told([tag("A", sends("x"))], [tag("A", sends("x"))])

    assert (said["schema"], said["differs"], said["hits"], said["tags"]) == ("diff/v1", False, 2, [])
    assert said["old"] == {"name": "main", "rules": "v1"}


def test_a_field_has_its_count_and_an_example_without_a_person() -> None:
    said = told([tag("A", sends("jane@shop.example"))], [tag("A", sends("john@shop.example"))])
    (field,) = said["tags"][0]["fields"]

    assert (field["field"], field["how"], field["count"]) == ("user.email", "changed", 2)
    assert (field["example"]["hit"], field["example"]["event"]) == ("a.http", 1)
    assert not {"jane", "john@"} & set(json.dumps(said).split('"'))
    assert "shop.example" not in json.dumps(said)


def test_a_tag_has_its_place_on_both_sides_and_those_that_fire_otherwise_come_first() -> None:
    said = told([tag("A", sends("x")), tag("B", sends("y"))], [tag("A", sends("z"))])

    assert [(each["tag"], each["fired"]) for each in said["tags"]] == [
        ("B", {"old": 2, "new": 0}),
        ("A", {"old": 2, "new": 2}),
    ]
    assert said["tags"][0]["places"] == {"old": "main:rules.yaml:1", "new": None}
    assert said["tags"][0]["firing"][0]["how"] == "less"
