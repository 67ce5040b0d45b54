"""Why a tag fired for an event or did not, in full: all its triggers, the nearest miss first, and whatever else bound it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from .container import TagEntry, TriggerEntry
from .firing import distance, explain
from .kinds import Condition
from .lookup import Lookup, Pending
from .redaction import shortened
from .trace import EventTrace, TagRun
from .veil import veil_of


def explanation(tag: TagEntry, event: EventTrace) -> dict[str, Any]:
    """Everything that decided about a tag, masked, for people and programs."""
    lookup = event.lookup
    own = next((run for run in event.runs if run.key == tag.name), None)
    reason = explain(tag, lookup)
    return {
        "tag": tag.name,
        "place": tag.place.in_short,
        "fired": own is not None,
        "why": shortened(reason.text),
        "decided_at": reason.place.in_short,
        "outcome": own and own.outcome,
        "outcome_why": _why(tag, event, own) if own else "",
        "paused": tag.paused,
        "triggers": [each.told for each in nearest_first(tried(entry, lookup) for entry in tag.triggers)],
        "exceptions": [tried(entry, lookup).told for entry in tag.exceptions],
        "schedule": (tag.schedule.why_not(lookup.hit.at) or "open") if tag.schedule else None,
        "consent": [_consent(kind, lookup) for kind in tag.consent],
        "user_data_consent": [_consent(kind, lookup) for kind in tag.user_data_consent],
        "sequence": _sequence(tag, event),
    }


class Tried(NamedTuple):
    """A trigger as it met an event, and how far it was from firing, the nearest being the least."""

    missed: tuple[bool, bool, int, int]
    told: dict[str, Any]


def nearest_first(found: Iterable[Tried]) -> list[Tried]:
    """Those that fired, then the others by what they lacked."""
    return sorted(found, key=lambda each: each.missed)


def tried(entry: TriggerEntry, lookup: Lookup) -> Tried:
    """One trigger: its outcome, and each condition with the value it met and its line."""
    try:
        check = entry.trigger.check(lookup)
        conditions = check.conditions()
    except Pending as pending:
        return undecided(entry, f'it waits for the variable "{pending.name}"')
    except Exception as error:  # noqa: BLE001 - a trigger may be anybody's code, and its fault is the explanation
        return undecided(entry, f"it could not be decided: {error}")
    outcome = "fired" if check.fires else "not fired"
    shown = [_condition(entry, condition) for condition in conditions]
    return Tried((not check.fires, *distance(entry, conditions, lookup)), _told(entry, outcome, conditions=shown))


def undecided(entry: TriggerEntry, why: str) -> Tried:
    """A trigger of which nobody knows whether it fired; it may have been near."""
    return Tried((True, False, 0, 0), _told(entry, "undecided", why=shortened(why)))


def _told(entry: TriggerEntry, outcome: str, *, why: str = "", conditions: Sequence[Any] = ()) -> dict[str, Any]:
    place = entry.place.in_short
    return {"trigger": entry.name, "place": place, "outcome": outcome, "why": why, "conditions": list(conditions)}


def _condition(entry: TriggerEntry, condition: Condition) -> dict[str, Any]:
    return {
        "text": condition.text,
        "holds": condition.holds,
        "met": shortened(condition.met),
        "near": condition.near,
        "place": entry.place_of(condition).in_short,
    }


def _consent(kind: str, lookup: Lookup) -> dict[str, Any]:
    consent, allowed = lookup.consent, lookup.consent.allows(kind)
    how = f"granted ({consent.source})" if kind in consent.granted else "never set, which counts as granted"
    return {"type": kind, "allowed": allowed, "why": how if allowed else consent.denial(kind)}


def _sequence(tag: TagEntry, event: EventTrace) -> list[dict[str, Any]]:
    """Its setup and cleanup tags, and its own turns as one of another tag."""
    runs = {run.key: run for run in event.runs}
    roles = [("setup", tag.setup, tag.name), ("cleanup", tag.cleanup, tag.name)]
    keys = [f"{name} ({role} of {main})" for role, name, main in roles if name]
    keys += [key for key, run in runs.items() if run.tag == tag.name and key != tag.name]
    told = []
    for key in keys:
        run = runs.get(key)
        why = _why(tag, event, run) if run else ""
        told.append({"run": key, "outcome": run.outcome if run else "not run", "why": why})
    return told


def _why(tag: TagEntry, event: EventTrace, run: TagRun) -> str:
    return shortened(veil_of(tag, event.lookup, run.event).over(run.why))
