"""Whether a tag fires for an event, and, when somebody asks, why or why not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from .kinds import Condition
from .lookup import Lookup, Pending
from .place import Place

if TYPE_CHECKING:
    from .container import TagEntry, TriggerEntry


class Reason(msgspec.Struct, frozen=True):
    """Why a tag fired or did not, with the place in rules.yaml that decided it."""

    text: str
    place: Place
    conditions: tuple[Condition, ...] = ()


def fires(tag: TagEntry, lookup: Lookup) -> bool:
    """A trigger fires, no exception does, its schedule covers the hit, and the visitor's consent allows it.

    A trigger that cannot be decided does not fire; an exception that cannot be decided blocks, as in GTM.
    """
    for entry in tag.triggers:
        if decided(entry, lookup):
            break
    else:
        return False
    for entry in tag.exceptions:
        if decided(entry, lookup) is not False:
            return False
    return not (tag.schedule or tag.consent) or not barred(tag, lookup)


def barred(tag: TagEntry, lookup: Lookup) -> str:
    """Why a tag may not run whatever fires it, or nothing: it is paused, out of its schedule, or not consented to."""
    if tag.paused:
        return "it is paused"
    if tag.schedule is not None and (why := tag.schedule.why_not(lookup.hit.at)):
        return why
    denied = [lookup.consent.denial(kind) for kind in tag.consent if not lookup.consent.allows(kind)]
    return f"consent: {', '.join(denied)}" if denied else ""


def decided(entry: TriggerEntry, lookup: Lookup) -> bool | None:
    """Whether a trigger fires, worked out once an event; None where it could not be decided."""
    checked = lookup.checked
    if entry.name in checked:
        return checked[entry.name]
    fired: bool | None
    try:
        fired = entry.trigger.fires(lookup)
    except Pending:
        raise
    except Exception:  # noqa: BLE001 - a trigger may be anybody's code; explain() tells what went wrong
        fired = None
    checked[entry.name] = fired
    return fired


def explain(tag: TagEntry, lookup: Lookup) -> Reason:
    """Why this tag fires for the event, or what kept it from firing: the most telling reason."""
    if tag.paused:
        return Reason("it is paused", tag.place)
    if not tag.triggers:
        return Reason("it has no trigger", tag.place)
    firing = next((entry for entry in tag.triggers if _fires_now(entry, lookup)), None)
    if firing is None:
        return _nearest_miss(tag, lookup)
    blocking = next((entry for entry in tag.exceptions if _blocks_now(entry, lookup)), None)
    if blocking is not None:
        fired = "fired" if _fires_now(blocking, lookup) else "could not be decided, so it blocks"
        return Reason(f'exception "{blocking.name}" {fired}', blocking.place, _conditions(blocking, lookup))
    if why := barred(tag, lookup):
        return Reason(why, tag.place)
    return Reason(f'trigger "{firing.name}"', firing.place, _conditions(firing, lookup))


def _fires_now(entry: TriggerEntry, lookup: Lookup) -> bool:
    return _quietly(entry, lookup) is True


def _blocks_now(entry: TriggerEntry, lookup: Lookup) -> bool:
    return _quietly(entry, lookup) is not False


def _quietly(entry: TriggerEntry, lookup: Lookup) -> bool | None:
    try:
        return decided(entry, lookup)
    except Pending:
        return None


def distance(entry: TriggerEntry, conditions: tuple[Condition, ...], lookup: Lookup) -> tuple[bool, int, int]:
    """How far a trigger was from firing, the nearest first: one for events of another name is farther than any for this one,
    unless that name is only written otherwise; then the conditions that failed count."""
    names = entry.trigger.only().get("event_name")
    near = sum(bool(condition.near) for condition in conditions)
    name = lookup.event.get("event_name")
    elsewhere = names is not None and not (isinstance(name, str) and name in names) and not near
    return elsewhere, sum(not condition.holds for condition in conditions), -near


def _nearest_miss(tag: TagEntry, lookup: Lookup) -> Reason:
    """Of several triggers the one that was nearest to firing."""
    misses = [(entry, _miss(entry, lookup)) for entry in tag.triggers]
    entry, reason = min(misses, key=lambda pair: distance(pair[0], pair[1].conditions, lookup))
    if len(tag.triggers) == 1:
        return reason
    return Reason(f'trigger "{entry.name}": {reason.text}', reason.place, reason.conditions)


def _miss(entry: TriggerEntry, lookup: Lookup) -> Reason:
    try:
        check = entry.trigger.check(lookup)
        conditions = check.conditions()
    except Pending:
        return Reason(f'trigger "{entry.name}" waits for a variable', entry.place)
    except Exception as error:  # noqa: BLE001 - as above
        return Reason(f'trigger "{entry.name}" could not be decided: {error}', entry.place)
    failed = [condition for condition in conditions if not condition.holds]
    if not failed:
        return Reason(f'trigger "{entry.name}" did not fire', entry.place, conditions)
    told = ", and ".join(f"{condition.text}, but {condition.met}" for condition in failed)
    return Reason(told, entry.place_of(failed[0]), conditions)


def _conditions(entry: TriggerEntry, lookup: Lookup) -> tuple[Condition, ...]:
    try:
        return entry.trigger.check(lookup).conditions()
    except (Pending, Exception):  # noqa: BLE001 - it did fire; its conditions are only a courtesy
        return ()
