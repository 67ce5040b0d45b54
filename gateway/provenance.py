"""Where each value of a request came from: the event's key, or the setting that says otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from .comparison import text
from .container import TagEntry
from .event import UNDEFINED, Event
from .outgoing import OutgoingRequest, Secret
from .redaction import redacted, redacted_text

_POSITION = re.compile(r"\[(\d+)\]")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_MOST, _DEEPEST = 400, 12


def provenance(tag: TagEntry, request: OutgoingRequest, event: Event) -> list[dict[str, Any]]:
    """Each value of a JSON body that the tag's type knows the source of, masked: field, value, where from, and how."""
    known = tag.configured.kind.sources
    if not known:
        return []
    try:
        leaves = list(_leaves(request.json))
    except ValueError:
        return []
    return [
        {"field": redacted_text(field), "value": redacted(value, key), **_source(tag, event, field, value, known)}
        for field, key, value in leaves
    ]


def _source(
    tag: TagEntry, event: Event, field: str, value: Any, known: Mapping[str, tuple[str, ...]]
) -> dict[str, str]:
    how = "SHA-256 of the normalised value" if isinstance(value, str) and _DIGEST.fullmatch(value) else ""
    setting = field.rpartition(".")[2]
    if (said := tag.configured.settings.get(setting)) is not None and not isinstance(said, dict | list):
        return {"from": f"setting {setting}", "how": f"{_said(said)}{', ' * bool(how)}{how}"}
    places = _POSITION.findall(field)[1:]
    names = known.get(_POSITION.sub("[]", field), ())
    found = next((name for name in (_at(name, places) for name in names) if event.at(name) is not UNDEFINED), "")
    return {"from": found or (names[-1] if names and names[-1].startswith("the ") else ""), "how": how}


def _said(setting: Any) -> str:
    return setting.shown if isinstance(setting, Secret) else redacted_text(text(setting))


def _at(name: str, places: list[str]) -> str:
    """`items[].price` of the second content is `items.1.price`."""
    return name.replace("[]", f".{places[0]}", 1) if places else name


def _leaves(body: Any) -> Iterator[tuple[str, str, Any]]:
    waiting: list[tuple[str, str, Any, int]] = [("", "", body, 0)]
    for _ in range(_MOST):
        if not waiting:
            return
        path, key, value, depth = waiting.pop(0)
        if isinstance(value, dict) and depth < _DEEPEST:
            inside = [
                (f"{path}.{name}".lstrip("."), str(name).lower(), part, depth + 1) for name, part in value.items()
            ]
            waiting = inside + waiting
        elif isinstance(value, list) and depth < _DEEPEST:
            waiting = [(f"{path}[{number}]", key, part, depth + 1) for number, part in enumerate(value)] + waiting
        else:
            yield path, key, value
