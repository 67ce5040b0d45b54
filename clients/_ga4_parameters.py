"""The parameters of a GA4 hit and the event-data keys they become; nothing is dropped, nothing invented.

Where a key comes from: Google's table of internal parameters, and event data logged by real server containers.
"""

from __future__ import annotations

from typing import Any

from gateway import Hit, decode, ga4

from ._ga4_client_hints import client_hints
from ._ga4_meaning import MOST_FIXED, VARIED, Meaning, Place, is_guarded, meaning
from ._ga4_memory import Memory
from ._ga4_user_data import unflattened
from ._request import completed

_MEMORY: Memory[Meaning] = Memory(meaning)


class Parameters:
    """The parameters of one event, read from the URL and then from its line, which wins.

    `most` bounds those of the page's own: event parameters, properties, and what no key is known for.
    """

    __slots__ = ("left", "most", "notes", "slots")

    def __init__(self, most: int) -> None:
        self.slots: tuple[dict[Any, Any], ...] = ({}, {}, {}, {}, {}, {}, {}, {}, {})
        self.notes: list[str] = []
        self.most = self.left = most

    @property
    def data(self) -> dict[str, Any]:
        """What is event data as it is."""
        return self.slots[Place.DATA]

    def copy(self) -> Parameters:
        """The shared parameters, for a line to be read over them."""
        new = Parameters.__new__(Parameters)
        new.left, new.most, new.notes = self.left, self.most, []
        new.slots = tuple([slot.copy() for slot in self.slots])
        return new

    def read(self, query: str) -> None:
        """Read a query or a line; of a key that comes twice the last value stays."""
        parts = query.split("&", self.left)
        if len(parts) > self.left:
            self.left = 0
            return self._read_some(query)
        self.left -= len(parts)
        slots, known, varied = self.slots, _MEMORY.recent.get, VARIED.get
        for part in parts:
            meant = known(part)
            if meant is None:
                key, _, value = part.partition("=")
                if place := varied(key):
                    slots[place[0]][place[1]] = decode(value)
                    continue
                meant = _MEMORY.recalled(part)
            slots[meant[0]][meant[1]] = meant[2]
        if len(slots[Place.ITEMS]) > ga4.MOST_ITEMS:
            self._cut_items()
        return None

    def event_data(self, hit: Hit) -> dict[str, Any]:
        """The complete event data."""
        data, hints, server_only, properties, user_data, items, system, given, _ = self.slots
        if items:
            data["items"] = [items[number].copy() for number in sorted(items)]
        if properties:
            data[ga4.USER_PROPERTIES] = properties
        if system:
            _unshare(system, "eu")
            data[ga4.SYSTEM] = system
        if server_only:
            server_only["request_start_time_ms"] = hit.at
            data[ga4.SERVER_ONLY] = server_only
        if user_data:
            unflattened(user_data, data)
        _unshare(data, "event_location")
        if known := client_hints(hints, hit):
            data["client_hints"] = known
        completed(data, hit)
        for key, value in given.items():
            name = key.partition(".")[2]
            data[ga4.UNKNOWN + key if name in data or is_guarded(name) else name] = value
        return data

    def _read_some(self, query: str) -> None:
        """Read a query of very many parameters: all of GA4's own, and of the page's own as many as may be."""
        bound = self.most + ga4.MOST_ITEMS + MOST_FIXED
        parts = query.split("&", bound)
        left = self.most - self._own()
        for part in parts[:bound]:
            (place, name, value), _ = meaning(part)
            if name not in self.slots[place] and _is_own(place, name):
                left -= 1
                if left < 0:
                    continue
            self.slots[place][name] = value
        if left < 0 or len(parts) > bound:
            self.notes.append(f"more than {self.most} parameters of one event: the rest was not read")
        if len(self.slots[Place.ITEMS]) > ga4.MOST_ITEMS:
            self._cut_items()

    def _cut_items(self) -> None:
        items = self.slots[Place.ITEMS]
        for number in sorted(items)[ga4.MOST_ITEMS :]:
            del items[number]
        self.notes.append(f"more than {ga4.MOST_ITEMS} items: the rest was not read")

    def _own(self) -> int:
        """How many of the page's own there are by now."""
        return sum(_is_own(place, name) for place, slot in enumerate(self.slots) for name in slot)


def _unshare(values: dict[str, Any], key: str) -> None:
    """Give this event its own copy of a value that the events of a hit, or of several, have in common."""
    if isinstance(value := values.get(key), list | dict):
        values[key] = value.copy()


def _is_own(place: int, name: object) -> bool:
    """Whether this one is the page's own: GA4's and the items have bounds of their own."""
    return place not in _NOT_OWN and not (place == Place.DATA and name in ga4.OWN)


_NOT_OWN = (Place.HINTS, Place.ITEMS, Place.NOWHERE)
