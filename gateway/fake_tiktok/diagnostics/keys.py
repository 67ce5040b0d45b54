"""Keys that TikTok takes and does not read: misspelt ones, and those of the first version of its Events API."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from importlib import resources
from itertools import islice
from typing import Any, TypeAlias

from ...errors import nearest
from .fields import mapping
from .findings import Severity
from .reading import Reading
from .seen import Window
from .signs import Tally

Shape: TypeAlias = "Mapping[str, Shape]"
"""Every known key with the shape of what stands under it; empty where the schema says nothing of that."""

_V1 = {
    ("", "timestamp"): "event_time",
    ("", "context"): "user and page",
    ("", "pixel_code"): "event_source_id",
    ("user", "phone_number"): "phone",
    ("properties", "query"): "search_string",
}
_MOST_KEYS, _MOST_PARTS, _MOST_SUGGESTED, _LONGEST_KEY = 200, 100, 200, 60


def keys(readings: Sequence[Reading], _: Window) -> Iterator[Tally]:
    """Counted first: to look for the nearest known key takes long, and is done once for each."""
    server = [reading for reading in readings if reading.from_server]
    of = Counter(reading.called for reading in server)
    counts: Counter[tuple[str, str, str, bool]] = Counter()
    for reading in server:
        found = {*_strange(reading.event, shape()["data"]), *_strange(reading.seen.around, shape())}
        counts.update((reading.called, place, key, reading.is_known) for place, key in found)
    meant = {
        place_key: _meant(*place_key)
        for place_key in islice(dict.fromkeys(row[1:3] for row in counts), _MOST_SUGGESTED)
    }
    for (name, place, key, is_known), count in counts.items():
        hint = meant.get((place, key), "")
        field = f"{place}.{key}" if place else key
        if (place, key) in _V1:
            yield Tally("v1_key", name, count, of[name], why=f"today: {_V1[place, key]}", field=field)
            continue
        # Own properties are usual, above all of own events: there only a slip of the pen is a fault.
        severity: Severity = "info" if place.startswith("properties") and not (is_known and hint) else "error"
        why = hint or "no known key is like it"
        yield Tally("unknown_key", name, count, of[name], why=why, field=field, severity=severity)


def _strange(value: Any, known: Shape, place: str = "") -> Iterator[tuple[str, str]]:
    """The keys that are not known, with their place; those of v1 always."""
    for key, inner in islice(mapping(value).items(), _MOST_KEYS):
        if key not in known or (place, key) in _V1:
            yield place, key
        elif known[key]:
            inside = f"{place}.{key}" if place else key
            for part in inner[:_MOST_PARTS] if isinstance(inner, list) else (inner,):
                yield from _strange(part, known[key], f"{inside}[]" if isinstance(inner, list) else inside)


def _meant(place: str, key: str) -> str:
    """What was meant by this key: itself at another place, or the one at its place that is most like it."""
    if key in shape() and key != "data":
        return 'It belongs at the top, beside "data".'
    if not place and key in shape()["data"]:
        return 'It belongs inside "data".'
    other = next((part for part in ("user", "page", "properties") if key in shape()["data"].get(part, {})), "")
    if other and other != place:
        return f'It belongs under "{other}".'
    here = _at(place)
    return "" if key in here else nearest(key[:_LONGEST_KEY], sorted(here)).strip()


def _at(place: str) -> Shape:
    known = shape()["data"]
    for step in place.replace("[]", "").split(".") if place else ():
        known = known.get(step, {})
    return known if place else {**shape(), **known}


@lru_cache(1)
def shape() -> Shape:
    """The known keys of a call, from the schema that the local endpoint checks by."""
    text = resources.files("gateway.fake_tiktok").joinpath("event_track.schema.json").read_text("utf-8")
    schema = json.loads(text)
    return _shape(schema, mapping(schema.get("definitions")))


def _shape(node: Any, definitions: Mapping[str, Any], depth: int = 0) -> dict[str, Shape]:
    node = mapping(node)
    while "$ref" in node:
        node = mapping(definitions.get(str(node["$ref"]).rpartition("/")[2]))
    found: dict[str, Shape] = {}
    if depth > 10:
        return found
    for part in (node.get("items"), *(part for kind in ("anyOf", "oneOf", "allOf") for part in node.get(kind, ()))):
        found |= _shape(part, definitions, depth + 1)
    return found | {
        key: _shape(inner, definitions, depth + 1) for key, inner in mapping(node.get("properties")).items()
    }
