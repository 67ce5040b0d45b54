"""Conditions that can never hold, and keys that nobody sends: not wrong, but hardly what was meant."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator
from difflib import get_close_matches

from gateway import EVENTS, SettingError, Surroundings, misspelt, nearest, number

from ._conditions import Always, Both, Comparison, Either, Not, Part

_CLIENT = ("client_name", "{{Client Name}}")
_METHOD = ("request_method", "{{Request Method}}")
_METHODS = ("GET", "POST", "HEAD")
_NEVER = "can never hold"
_NEAR = 0.88


def doubts(part: Part, around: Surroundings) -> Iterator[SettingError]:
    """Each doubt with its place in the setting `when`."""
    for comparison in part.comparisons():
        yield from _alone(comparison, around)
    yield from _together(part)


def _alone(comparison: Comparison, around: Surroundings) -> Iterator[SettingError]:
    name, wanted = comparison.name.written, comparison.texts()
    never = "always holds" if comparison.negated else _NEVER
    if name in _CLIENT:
        yield from _of_clients(comparison, wanted, around.clients, never)
    if name in _METHOD and _none_of(_METHODS, comparison):
        yield _doubt(comparison, f"`{comparison.written}` {never}: a hit is GET, POST or HEAD.")
    if comparison.operator == "in" and comparison.is_fixed and not comparison.value:
        yield _doubt(comparison, f"`{comparison.written}` {never}: the list is empty.")
    if comparison.operator[0] in "<>" and comparison.is_fixed and math.isnan(number(comparison.value)):
        yield _doubt(comparison, f"`{comparison.written}` {never}: {comparison.value} is no number.")
    if name == "event_name" and wanted and (other := next((each for each in sorted(wanted) if _in_small(each)), "")):
        yield _doubt(comparison, f'nobody is known to send the event "{other}". Did you mean "{_in_small(other)}"?')
    if any(str(comparison.value).startswith(quote) for quote in "“”„‘’«»"):
        yield _doubt(comparison, f"the quotes of {comparison.value} are part of the value. Write \"…\" or '…'.")
    if comparison.name.variable is None and (meant := misspelt(name, around.keys)):
        yield _doubt(comparison, f'nobody is known to send "{name}". Did you mean "{meant}"?')


def _of_clients(
    comparison: Comparison, wanted: frozenset[str] | None, clients: tuple[str, ...], never: str
) -> Iterator[SettingError]:
    there = f"There is {', '.join(clients)}."
    if wanted and (missing := min(wanted - set(clients), default="")):
        said = f"`{comparison.written}` {never}" if len(wanted) == 1 else f'"{missing}" in `{comparison.written}`'
        hint = nearest(missing, clients).strip() or there
        yield _doubt(comparison, f"{said}: no client has that name. {hint}")
    elif not wanted and _none_of(clients, comparison):
        yield _doubt(comparison, f"`{comparison.written}` {never}: no client has such a name. {there}")


def _none_of(known: tuple[str, ...], comparison: Comparison) -> bool:
    """Whether a comparison that is no negation would hold for none of these."""
    if not comparison.is_fixed or comparison.operator == "exists":
        return False
    return all(comparison.accepts(each) is comparison.negated for each in known)


def _in_small(event_name: str) -> str:
    """GA4's own name of an event that is written in nearly the same letters, or nothing."""
    small = re.sub(r"[\s-]+", "_", event_name.strip().lower())
    close = small if small in EVENTS else next(iter(get_close_matches(small, EVENTS, n=1, cutoff=_NEAR)), "")
    # A name with a word more is a name of its own: purchase_subscription.
    return (
        close if close != event_name and not small.startswith(f"{close}_") and not small.endswith(f"_{close}") else ""
    )


def _together(part: Part) -> Iterator[SettingError]:
    """Conditions that exclude each other, group by group."""
    if isinstance(part, Not):
        # What can never hold holds always behind a `not`, and that may be meant.
        if isinstance(part.part, Always):
            yield SettingError("when", f"`not always` {_NEVER}.")
    elif isinstance(part, Either):
        for each in part.parts:
            yield from _together(each)
    elif isinstance(part, Both):
        joined = list(_joined(part))
        yield from _excluded([each for each in joined if isinstance(each, Comparison)])
        for each in joined:
            yield from _together(each)


def _excluded(comparisons: list[Comparison]) -> Iterator[SettingError]:
    by_name: dict[str, list[Comparison]] = defaultdict(list)
    for comparison in comparisons:
        by_name[comparison.name.written].append(comparison)
    for same in by_name.values():
        yield from _no_text_left(same)
        yield from _no_number_left(same)


def _joined(part: Part) -> Iterator[Part]:
    """What must hold together, also in groups of groups."""
    if isinstance(part, Both) and not isinstance(part, Either):
        for each in part.parts:
            yield from _joined(each)
    else:
        yield part


def _no_text_left(same: list[Comparison]) -> Iterator[SettingError]:
    """Where only some texts are left, each is tried with the other conditions on the same name."""
    left = next((texts for each in same if not each.negated and (texts := each.texts())), frozenset[str]())
    for comparison in same if left else ():
        left = frozenset(each for each in left if comparison.accepts(each))
        if not left:
            yield _beside(comparison, same)
            return


def _no_number_left(same: list[Comparison]) -> Iterator[SettingError]:
    least, most = (-math.inf, False), (math.inf, True)
    # Each with whether the bound itself is out of it, and in it.
    for comparison in same:
        if comparison.negated or not comparison.is_fixed or comparison.operator[0] not in "<>":
            continue
        if math.isnan(number(comparison.value)):
            continue
        bound, is_open = number(comparison.value), "=" not in comparison.operator
        if comparison.operator[0] == ">":
            least = max(least, (bound, is_open))
        else:
            most = min(most, (bound, not is_open))
        if least[0] > most[0] or (least[0] == most[0] and (least[1] or not most[1])):
            yield _beside(comparison, same)
            return


def _beside(comparison: Comparison, same: list[Comparison]) -> SettingError:
    what = f"`{comparison.written}` {_NEVER} beside the other condition on {same[0].name.written}."
    return _doubt(comparison, what)


def _doubt(comparison: Comparison, what: str) -> SettingError:
    return SettingError("when", what, comparison.at.offset, comparison.at.path)
