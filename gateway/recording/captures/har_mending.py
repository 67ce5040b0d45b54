"""Entries of a HAR file less what says nothing of the hit and is written wrongly: a cookie of null, a header that is a number."""

from __future__ import annotations

from typing import Any

import msgspec

from .captured import NoHitError

_TEXTS = ("startedDateTime", "_tag")


def mended(raw: bytes) -> bytes:
    """The entry again; what a hit cannot do without stays as it is. Raises NoHitError where that is of another shape."""
    said = msgspec.json.decode(raw)
    if not isinstance(said, dict) or not isinstance(said.get("request"), dict):
        return raw
    for name in _TEXTS:
        if not isinstance(said.get(name), str):
            said.pop(name, None)
    said["request"] = _request(said["request"])
    return msgspec.json.encode(said)


def _request(said: dict[str, Any]) -> dict[str, Any]:
    lists = {name: _pairs(said.get(name), name) for name in ("headers", "cookies")}
    return {**said, **lists, "postData": _posted(said.get("postData"))}


def _posted(said: Any) -> dict[str, Any] | None:
    if said and isinstance(said, list | str):
        raise NoHitError("its postData is no object, so its body cannot be read.")
    if not isinstance(said, dict):
        return None
    encoding = said.get("encoding")
    return {
        **said,
        "params": _pairs(said.get("params"), "params"),
        "encoding": encoding if isinstance(encoding, str) else None,
    }


def _pairs(said: Any, what: str) -> list[dict[str, str]]:
    if said and isinstance(said, dict):
        raise NoHitError(f"its {what} are no list of names and values.")
    pairs = [pair for pair in said if isinstance(pair, dict)] if isinstance(said, list) else []
    return [
        {"name": pair["name"], "value": str(pair["value"])}
        for pair in pairs
        if isinstance(pair.get("name"), str) and isinstance(pair.get("value"), str | int | float)
    ]
