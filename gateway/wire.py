"""What a parameter of GA4's wire format is called in event data: `dl` is page_location, `epn.value` is value."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from . import ga4
from .hit import Hit
from .query import pairs

_ITEM = re.compile(r"pr\d{1,4}")
_GROUPS = {"up": ga4.USER_PROPERTIES, "upn": ga4.USER_PROPERTIES, "sst": ga4.SERVER_ONLY}
_MOST = 500


def meaning(parameter: str) -> str:
    """The key of event data that a parameter becomes; nothing where it has none of its own."""
    known = ga4.TEXT.get(parameter) or ga4.WHOLE.get(parameter)
    if known:
        return known
    if parameter in ga4.HINTS:
        return f"client_hints.{ga4.HINTS[parameter]}"
    group, dot, name = parameter.partition(".")
    if dot and group in ("ep", "epn"):
        return name
    if dot and group in _GROUPS:
        return f"{_GROUPS[group]}.{name}"
    return "items" if _ITEM.fullmatch(parameter) else ""


def body_lines(hit: Hit) -> list[list[tuple[str, str]]]:
    """The parameters of each line of a body that is written as GA4 batches events; nothing of another one."""
    text = hit.body.decode("utf-8", "replace").strip()
    if not text or text[0] in "{[<":
        return []
    return [pairs(line) for line in text.splitlines()[:_MOST] if line]


def origins(hit: Hit, number: int, data: Mapping[str, Any]) -> dict[str, str]:
    """Where the keys of an event (`value`, `user_data.email`) stood on the wire. Of a batch, event `number` is that line's."""
    lines = body_lines(hit)
    said = [*pairs(hit.query), *(lines[number] if number < len(lines) else ())]
    return {key: name for name, _ in said if (key := meaning(name)).partition(".")[0] in data}
