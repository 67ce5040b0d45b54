"""Which match keys the events carry, and what that is worth: coverage, and our estimate of TikTok's match quality."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import isfinite
from typing import Any

from .fields import is_there
from .reading import Reading, by_name
from .seen import WEIGHTS, Window
from .signs import Sign, Tally

_BOTH = "ip+user_agent"
_KEYS = tuple(key for key in WEIGHTS if key != _BOTH)
_OF_APPS = ("idfa", "gaid", "idfv")
_BEST = 10


def coverage(readings: Sequence[Reading]) -> dict[str, dict[str, float]]:
    """By event name the share of server events that carry each key; "" is all names together."""
    server = [reading for reading in readings if reading.from_server]
    groups = {"": server, **by_name(server)} if server else {}
    return {name: _shares([carried(reading.user) for reading in group]) for name, group in groups.items()}


def carried(user: Mapping[str, Any]) -> frozenset[str]:
    """The match keys that one event carries."""
    found = [key for key in _KEYS if is_there(user.get(key))]
    return frozenset([*found, _BOTH] if is_there(user.get("ip")) and is_there(user.get("user_agent")) else found)


def _shares(events: Sequence[frozenset[str]]) -> dict[str, float]:
    return {key: sum(key in keys for keys in events) / len(events) for key in WEIGHTS}


def estimate(shares: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """From 0 to 10: the coverages, weighed. Ours: how TikTok weighs them is unpublished."""
    of = sum(weights.values())
    return _BEST * sum(weight * shares.get(key, 0.0) for key, weight in weights.items()) / of if of else 0.0


def usable(weights: Mapping[str, float]) -> dict[str, float]:
    """The weights of keys that we know, where they are weights at all."""
    return {key: weights[key] for key in WEIGHTS if key in weights and isfinite(weights[key]) and weights[key] > 0}


def without_keys(reading: Reading, _: Window) -> Iterator[Sign]:
    """A visitor who denied consent has none, and should have none."""
    user, lead = reading.user, reading.event.get("lead")
    known = carried(user) or any(is_there(user.get(key)) for key in _OF_APPS)
    if not known and not reading.seen.denied and not (reading.seen.source == "crm" and lead):
        yield Sign("match_keys_none")


def low(readings: Sequence[Reading], window: Window) -> Iterator[Tally]:
    weights = usable(window.weights)
    if not weights:
        return
    for name, group in by_name(each for each in readings if each.from_server).items():
        events = [carried(each.user) for each in group]
        found = estimate(_shares(events), weights)
        if found < window.target:
            poor = sum(estimate(dict.fromkeys(keys, 1.0), weights) < window.target for keys in events)
            why = f"our estimate is {found:.1f} of {_BEST}, the target {window.target:.1f}"
            yield Tally("match_keys_low", name, poor, len(group), why)
