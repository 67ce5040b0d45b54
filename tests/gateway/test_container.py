"""A container: its clients in order, and types with their settings."""

from __future__ import annotations

from typing import Annotated, Any

import pytest

from gateway import Event, Lookup, Refused, Steps, TagType
from gateway.container import ClientEntry, Configured, Container, TagEntry
from gateway.egress import Egress, Host
from tests.small import EventsClient, FunctionTag, FunctionVariable, hit


def sends(_: Event, __: Lookup) -> Steps:
    yield from ()


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


class Hook(TagType):
    """Sends somewhere."""

    url: Annotated[str, "Where it goes."] = "https://hooks.example/in"


class Asking(EventsClient):
    """Asks somebody."""

    upstream: Annotated[str, "Whom."] = "https://scripts.example"


def test_requests_may_go_where_tags_and_clients_declare_and_to_what_is_allowed() -> None:
    allowed = frozenset({Host("collect.example")})
    tags = [TagEntry(url, Configured(Hook, url, {"url": url})) for url in ("http://127.0.0.1:1/", "https://{{Shop}}/")]
    container = Container(
        clients=(ClientEntry("A", Asking()),), tags=[*tags, TagEntry("B", Configured(Hook))], allowed=allowed
    )

    declared = frozenset({Host("hooks.example"), Host("127.0.0.1", 1), Host("scripts.example")})
    assert container.egress == Egress(declared, allowed)
