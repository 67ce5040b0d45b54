"""Small types and containers to exercise the contracts with."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Annotated, Any

from gateway import (
    All,
    Check,
    Claimed,
    ClientType,
    Event,
    Hit,
    Lookup,
    Refused,
    Respond,
    Run,
    Steps,
    TagType,
    TriggerType,
    VariableType,
)
from gateway.container import ClientEntry, Configured, Container, TagEntry, TriggerEntry, VariableEntry

Run_ = Callable[[Event, Lookup], Steps]


class FunctionTag(TagType):
    """A tag whose steps are a function."""

    steps: Annotated[Any, "The function."]
    note: Annotated[Any, "Anything, to be filled in."] = None

    def run(self, event: Event, lookup: Lookup) -> Steps:
        made: Steps = self.steps(event if self.note is None else event.but(note=self.note), lookup)
        return made


class FunctionTrigger(TriggerType):
    """A trigger that is a function."""

    test: Annotated[Any, "The function."]

    def check(self, lookup: Lookup) -> Check:
        return Check(self.test(lookup))


class FunctionVariable(VariableType):
    """A variable that is a function."""

    read: Annotated[Any, "The function."]

    def value(self, lookup: Lookup) -> Any:
        return self.read(lookup)


class EventsClient(ClientType):
    """Claims everything, and makes an event of each comma-separated name in the query."""

    respond: Annotated[Any, "What it responds."] = Respond(200)

    def claim(self, hit: Hit) -> Claimed | Refused:
        return Claimed(self._steps(hit))

    def _steps(self, hit: Hit) -> Steps:
        yield All(*[Run(Event(event_name=name)) for name in hit.query.split(",")])
        yield self.respond


def always(_: Lookup) -> bool:
    """The condition of a trigger that always fires."""
    return True


def trigger(test: Callable[[Lookup], bool] = always, name: str = "All events") -> TriggerEntry:
    """A trigger from a function."""
    return TriggerEntry(name, FunctionTrigger(test=test, name=name))


def tag(
    name: str, run: Run_, *, when: Callable[[Lookup], bool] | None = always, note: Any = None, **more: Any
) -> TagEntry:
    """A tag from a function; `when=None` gives it no trigger."""
    triggers = () if when is None else (trigger(when, f"for {name}"),)
    configured: Configured[TagType] = Configured(FunctionTag, name, {"steps": run, "note": note})
    return TagEntry(name, configured, type_name="function", triggers=triggers, **more)


def small_container(
    *tags: TagEntry, client: ClientType | None = None, variables: dict[str, Callable[[Lookup], Any]] | None = None
) -> Container:
    """A container of these tags, with a client that claims everything."""
    made: dict[str, VariableEntry] = {
        name: VariableEntry(FunctionVariable, name, {"read": read}) for name, read in (variables or {}).items()
    }
    return Container(
        name="small",
        version="v1",
        clients=(ClientEntry("Events", client or EventsClient(name="Events")),),
        variables=made,
        tags=tags,
    )


def hit(*events: str, **more: Any) -> Hit:
    """A hit that the small client makes these events of."""
    return Hit(
        **{"method": "GET", "path": "/", "query": ",".join(events or ("purchase",)), "id": "hit-1", "at": 1_000, **more}
    )


def outcomes(runs: Iterable[Any]) -> list[tuple[str, str]]:
    """Keys and outcomes of tag runs."""
    return [(run.key, run.outcome) for run in runs]
