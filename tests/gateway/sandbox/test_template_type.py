"""A template as a type among the others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from gateway import Cookie, Event, Lookup, Reply, TagType
from gateway.container import ClientEntry, Configured, Container, TagEntry
from gateway.sandbox.template_type import type_of
from gateway.sandbox.tpl import read_template
from tests.gateway.sandbox.running import OneEvent, trip
from tests.small import hit, trigger

FILE = Path(__file__).parent / "templates/purchase_tag.tpl"


def purchase_tag(**more: Any) -> Any:
    """The type of our own template."""
    return type_of(read_template(FILE.read_bytes(), "templates/purchase_tag.tpl"), **more)


def container_of(kind: Any, settings: dict[str, Any], **variables: Any) -> Container:
    """A container with a tag of this type."""
    client = OneEvent(name="Events", event=Event(event_name="purchase", value=59.9))
    entry = TagEntry("Vendor", Configured(kind, "Vendor", settings), type_name="purchase_tag", triggers=(trigger(),))
    return Container("GTM-SHOP", clients=(ClientEntry("Events", client),), tags=(entry,))


def test_the_fields_of_the_form_are_its_settings() -> None:
    kind = purchase_tag()

    assert issubclass(kind, TagType)
    assert [setting.name for setting in kind.settings()] == ["account", "keepsVisit"]
    assert kind.__doc__ == "Tells the vendor of purchases."


def test_a_whole_template_runs() -> None:
    container = container_of(purchase_tag(), {"account": "A-1"})
    run = trip(container, hit()).runs()[0]

    assert (run.outcome, run.log) == ("ok", ["the vendor said 200"])
    assert run.asked[0][0].json == {"account": "A-1", "value": 59.9}


def test_a_vendor_that_refuses_fails_the_tag() -> None:
    run = trip(container_of(purchase_tag(), {}), hit(), lambda _: Reply(400)).runs()[0]

    assert run.outcome == "failed"


def test_what_its_permissions_do_not_allow_is_an_error() -> None:
    run = trip(container_of(purchase_tag(), {"keepsVisit": True}), hit()).runs()[0]

    assert run.outcome == "failed"
    assert "set_cookies" in run.why
    assert run.why.endswith("(purchase_tag.tpl:31)")


def test_or_a_warning_where_that_is_asked_for() -> None:
    run = trip(container_of(purchase_tag(warn_only=True), {"keepsVisit": True}), hit()).runs()[0]

    assert run.outcome == "ok"
    assert run.log[0].startswith("warning: ")
    assert run.effects == [Cookie("visit", "1", secure=False)]


def test_it_sends_where_its_permissions_say() -> None:
    assert purchase_tag().hosts({}) == ("https://collect.vendor.example",)


def test_a_setting_names_a_variable() -> None:
    kind = purchase_tag()
    configured: Configured[Any] = Configured(kind, "Vendor", {"account": "{{Event Name}}"})
    filled = configured.type_for(Lookup(Event(event_name="purchase"), hit()))

    assert '"account":"purchase"' in filled.data


def test_a_value_that_is_undefined_is_not_there() -> None:
    configured: Configured[Any] = Configured(purchase_tag(), "Vendor", {"account": "{{Nothing}}"})

    assert "account" not in configured.type_for(Lookup(Event(), hit())).data
