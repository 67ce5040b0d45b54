"""Templates in small containers, for the tests of the sandbox."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gateway import All, Event, Hit, Reply, Respond, Run
from gateway.container import ClientEntry, Configured, Container, TagEntry, VariableEntry
from gateway.outgoing import OutgoingRequest
from gateway.pipeline import Trip
from gateway.sandbox.program import Kind
from gateway.sandbox.template_type import type_of
from gateway.sandbox.tpl import Info, Template
from gateway.trace import TagRun, Trace
from tests.small import EventsClient, Run_, always, hit, tag, trigger

Vendor = Callable[[OutgoingRequest], Reply]


class Anything:
    """Permissions that allow everything."""

    @staticmethod
    def as_json() -> Any:
        """As the realm reads them: nothing to hold it to."""
        return None


def template(code: str, kind: Kind = "TAG", **more: Any) -> Template:
    """A template with this code; what it may do is anything, if nothing else is said."""
    more.setdefault("permissions", Anything())
    return Template("shop.tpl", Info(kind, "Shop"), code, 10, **more)


def yes(_: OutgoingRequest) -> Reply:
    """The vendor that says yes."""
    return Reply.of({"ok": True})


def trip(container: Container, taken: Hit, vendor: Vendor = yes) -> Trace:
    """The whole trip of a hit, each Ask answered at once."""
    rounds = Trip(container, taken).rounds()
    out = next(rounds)
    while True:
        try:
            out = rounds.send({number: vendor(request) for number, request in out.asks.items()})
        except StopIteration as end:
            trace: Trace = end.value
            return trace


def run_tag(code: str, *, vendor: Vendor = yes, settings: Any = None, taken: Hit | None = None, **more: Any) -> TagRun:
    """The run of a tag whose template has this code."""
    return trip(container_of(code, settings=settings, **more), taken or hit(), vendor).runs()[0]


def container_of(code: str, *, settings: Any = None, event: Event | None = None, **more: Any) -> Container:
    """A container with one tag of a template."""
    kind = type_of(
        template(code, **{key: more.pop(key) for key in ("permissions", "parameters") if key in more}), **more
    )
    entry = TagEntry("Shop", Configured(kind, "Shop", settings), type_name="shop", triggers=(trigger(always),))
    return Container(
        "GTM-SHOP", "v7", clients=(ClientEntry("Events", OneEvent(name="Events", event=event)),), tags=(entry,)
    )


class OneEvent(EventsClient):
    """Claims everything, and makes the one event it is given."""

    event: Any = None

    def _steps(self, hit: Hit) -> Any:
        yield All(Run(self.event if self.event is not None else Event(event_name="purchase")))
        yield Respond(200, event_stream="richsstsse" in hit.query)


def value_of(
    code: str, *, vendor: Vendor = yes, taken: Hit | None = None, event: Event | None = None, **more: Any
) -> Any:
    """The value of a variable whose template has this code; or the sentence why it has none."""
    found: list[Any] = []

    def read(_: Event, lookup: Any) -> Any:
        found.append(lookup["Shop"])
        yield from ()

    kind = type_of(template(code, "MACRO"), **more)
    container = Container(
        "GTM-SHOP",
        "v7",
        clients=(ClientEntry("Events", OneEvent(name="Events", event=event)),),
        tags=(tag("Reads it", read),),
        variables={"Shop": VariableEntry(kind, "Shop", {})},
    )
    run = trip(container, taken or hit(), vendor).runs()[0]
    return found[-1] if found else run.why


def answer_of(code: str, taken: Hit | None = None, *tags: tuple[str, Run_], vendor: Vendor = yes, **more: Any) -> Trace:
    """The trip of a hit whose client is a template with this code."""
    client = type_of(template(code, "CLIENT"), **more)(name="Shop")
    entries = tuple(tag(name, run) for name, run in tags)
    container = Container("GTM-SHOP", "v7", clients=(ClientEntry("Shop", client),), tags=entries)
    return trip(container, taken or hit(), vendor)
