"""A hit with other parameters, as a test wants it."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote, unquote

import msgspec

from ..errors import GatewayError, nearest
from ..hit import Hit


class UnchangeableError(GatewayError):
    """A parameter that cannot be changed in a hit, by its name."""

    def __init__(self, name: str, why: str) -> None:
        self.name = name
        super().__init__(f'"{name}" cannot be changed: {why}')


def with_parameters(hit: Hit, parameters: Mapping[str, str | None]) -> Hit:
    """The hit with other parameters: in its URL, and gone from its lines, which would win; None takes one away.

    Raises UnchangeableError for one that is not in the URL of a hit whose body is JSON, where it would change nothing.
    """
    if not parameters:
        return hit
    _check(hit, parameters)
    kept = [part for part in hit.query.split("&") if part and _name(part) not in parameters]
    changed = [f"{quote(key)}={quote(str(value))}" for key, value in parameters.items() if value is not None]
    return msgspec.structs.replace(hit, query="&".join([*kept, *changed]), body=_body(hit, parameters))


def _check(hit: Hit, parameters: Mapping[str, str | None]) -> None:
    names = [_name(part) for part in hit.query.split("&") if part]
    unknown = next((name for name in parameters if name not in names), None)
    if unknown is not None and _is_json(hit):
        why = "the body of this hit is JSON, which stays as it is. Give the event itself, or a hit of its own."
        raise UnchangeableError(unknown, f"{why}{nearest(unknown, names)}")


def _body(hit: Hit, parameters: Mapping[str, str | None]) -> bytes:
    if _is_json(hit):
        return hit.body
    lines = [
        "&".join(part for part in line.split("&") if _name(part) not in parameters)
        for line in hit.body.decode("latin-1").split("\n")
    ]
    return "\n".join(lines).encode("latin-1")


def _is_json(hit: Hit) -> bool:
    # Lines of parameters begin with a name.
    return hit.body.lstrip()[:1] in (b"{", b"[")


def _name(part: str) -> str:
    return unquote(part.partition("=")[0])
