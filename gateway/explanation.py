"""Why a tag fired for an event or did not, in full: all its triggers, the nearest miss first, and whatever else bound it."""

from __future__ import annotations

from typing import Any

from .container import TagEntry, TriggerEntry
from .firing import distance, explain
from .kinds import Condition
from .lookup import Lookup, Pending
from .redaction import redacted_text
from .trace import EventTrace

_LONGEST = 400


def explanation(tag: TagEntry, event: EventTrace) -> dict[str, Any]:
    """Everything that decided about a tag, masked, for people and programs."""
    lookup = event.lookup
    own = next((run for run in event.runs if run.key == tag.name), None)
    reason = explain(tag, lookup)
    triggers = sorted((_tried(entry, lookup) for entry in tag.triggers), key=lambda pair: pair[0])
    return {
        "tag": tag.name,
        "place": tag.place.in_short,
        "fired": own is not None,
        "why": _short(reason.text),
        "decided_at": reason.place.in_short,
        "outcome": own and own.outcome,
        "outcome_why": _short(own.why) if own else "",
        "paused": tag.paused,
        "triggers": [told for _, told in triggers],
        "exceptions": [_tried(entry, lookup)[1] for entry in tag.exceptions],
        "schedule": (tag.schedule.why_not(lookup.hit.at) or "open") if tag.schedule else None,
        "consent": [_consent(kind, lookup) for kind in tag.consent],
        "user_data_consent": [_consent(kind, lookup) for kind in tag.user_data_consent],
        "sequence": _sequence(tag, event),
    }


def _tried(entry: TriggerEntry, lookup: Lookup) -> tuple[tuple[bool, bool, int, int], dict[str, Any]]:
    """One trigger, with how far it was from firing: its outcome, and each condition with the value it met and its line."""
    told: dict[str, Any] = {"trigger": entry.name, "place": entry.place.in_short, "outcome": "undecided", "why": ""}
    try:
        check = entry.trigger.check(lookup)
        conditions = check.conditions()
    except Pending as pending:
        told["why"] = _short(f'it waits for the variable "{pending.name}"')
        return (True, False, 0, 0), {**told, "conditions": []}
    except Exception as error:  # noqa: BLE001 - a trigger may be anybody's code, and its fault is the explanation
        told["why"] = _short(f"it could not be decided: {error}")
        return (True, False, 0, 0), {**told, "conditions": []}
    told["outcome"] = "fired" if check.fires else "not fired"
    told["conditions"] = [_condition(entry, condition) for condition in conditions]
    return (not check.fires, *distance(entry, conditions, lookup)), told


def _condition(entry: TriggerEntry, condition: Condition) -> dict[str, Any]:
    return {
        "text": condition.text,
        "holds": condition.holds,
        "met": _short(condition.met),
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
        told.append({"run": key, "outcome": run.outcome if run else "not run", "why": _short(run.why) if run else ""})
    return told


def _short(text: str) -> str:
    """Cut only after masking: half an address would no longer be known as one."""
    shown = redacted_text(text)
    return shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}…"
