"""When a tag of an export fires: triggers, exceptions, priority, sequence, schedule, consent, and whether it is paused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from ..consent import KNOWN
from .around import ALL_EVENTS, Around, free_name
from .conditions import Untranslatable
from .export import Thing, text_of
from .made import Added
from .parameters import bare, value_of, whole

_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_LAST = 253_402_300_799_000
"""The last millisecond of the year 9999."""


@dataclass
class Firing:
    """GTM's own fields of a tag, as rules have them; `fields` come first, `later` behind the settings."""

    fields: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    added: list[Added] = field(default_factory=list)


def firing(thing: Thing, around: Around) -> Firing:
    """When this tag fires. Raises Untranslatable where it would fire more often than in GTM."""
    found = Firing()
    _triggers(thing, around, found)
    _numbers(thing, found)
    _sequence(thing, around, found)
    _schedule(thing, found)
    _consent(thing, found)
    if thing.text("paused").lower() == "true":
        found.fields["paused"] = True
    if _has_metadata(thing.data.get("monitoringMetadata")):
        found.notes.append("its metadata for addEventCallback is not taken over.")
    return found


def _triggers(thing: Thing, around: Around, found: Firing) -> None:
    for key, here in (("firingTriggerId", "triggers"), ("blockingTriggerId", "exceptions")):
        ids = [text_of(each) for each in thing.data.get(key) or []]
        names = [_trigger(each, thing, around, found) for each in dict.fromkeys(ids)]
        if names:
            found.fields[here] = names


def _trigger(id_: str, thing: Thing, around: Around, found: Firing) -> str:
    """The name of a trigger. One that is not in the export stays visible: it never fires, and as an exception it blocks."""
    if name := around.triggers.get(id_):
        return name
    if id_ == ALL_EVENTS:
        name, why = free_name("All Events", around.trigger_names), "it is built into GTM's server containers."
        found.added.append(Added("triggers", name, "always", why, thing.path, "expression"))
        return name
    name, reason = free_name(f"Trigger {id_[:40]}", around.trigger_names), f"the export has no trigger {id_[:40]}."
    value = {"type": "inert", "was": "unknown", "reason": reason}
    found.added.append(Added("triggers", name, value, reason, thing.path, "inert"))
    found.notes.append(f"its trigger {id_[:40]} is not in the export.")
    return name


def _numbers(thing: Thing, found: Firing) -> None:
    written = thing.data.get("priority")
    priority = text_of(written.get("value")) if isinstance(written, dict) else text_of(written)
    if (number := whole(priority)) is not None:
        found.fields |= {"priority": number} if number else {}
    elif priority:
        found.notes.append("its priority is no number, and is not taken over.")
    if bare(thing.text("tagFiringOption")) == "UNLIMITED":
        found.fields["firing_option"] = "unlimited"


_SEQUENCE = (
    ("setupTag", "setup", "stopOnSetupFailure", "stop_on_setup_failure"),
    ("teardownTag", "cleanup", "stopTeardownOnFailure", "stop_cleanup_on_failure"),
)


def _sequence(thing: Thing, around: Around, found: Firing) -> None:
    for key, here, stops, stops_here in _SEQUENCE:
        given = [each for each in thing.data.get(key) or [] if isinstance(each, dict)]
        named = [(around.tags.get(text_of(each.get("tagName")).strip()), each) for each in given]
        known = [(name, each) for name, each in named if name and name != thing.name]
        if len(known) < len(given):
            found.notes.append(f"its {here} tag is not in the export, or is the tag itself: it is left out.")
        if known:
            name, each = known[0]
            found.fields |= {here: name, stops_here: text_of(each.get(stops)).lower() == "true"}
        if len(known) > 1:
            found.notes.append(f"of its {here} tags the first is taken over: a tag has one.")


def _schedule(thing: Thing, found: Firing) -> None:
    moments = {}
    for key, here in (("scheduleStartMs", "from"), ("scheduleEndMs", "until")):
        text = thing.text(key)
        if 0 < (at := whole(text) or 0) <= _LAST:
            moments[here] = _moment(at)
        elif text not in ("", "0"):
            raise Untranslatable("its schedule has a time that is none.")
    if len(moments) > 1 and moments["from"] >= moments["until"]:
        raise Untranslatable("its schedule ends before it begins.")
    if moments:
        found.fields["schedule"] = moments


def _moment(at: int) -> str:
    when = _BEGINNING + timedelta(milliseconds=at)
    rest = when.microsecond // 1000
    return f"{when:%Y-%m-%d %H:%M:%S}.{rest:03}" if rest else f"{when:%Y-%m-%d %H:%M:%S}"


def _consent(thing: Thing, found: Firing) -> None:
    settings = thing.data.get("consentSettings")
    if not isinstance(settings, dict) or bare(settings.get("consentStatus")) != "NEEDED":
        return
    types = list(dict.fromkeys(_consent_types(settings.get("consentType"))))
    if unknown := [each for each in types if each not in KNOWN]:
        raise Untranslatable(f'it needs a type of consent that is not known here: "{unknown[0][:60]}".')
    if types:
        found.fields["consent"] = types


def _consent_types(given: Any) -> Iterator[str]:
    """The list of types, as exports write it, or as plain texts."""
    value = value_of(given) if isinstance(given, dict) else given
    for each in _flat(value):
        yield from filter(None, map(str.strip, each.split(",")))


def _flat(value: Any) -> Iterable[str]:
    if isinstance(value, list):
        return [text_of(value_of(each)) if isinstance(each, dict) else text_of(each) for each in value]
    return [text_of(value)]


def _has_metadata(given: Any) -> bool:
    return isinstance(given, dict) and bool(given.get("map") or given.get("list"))
