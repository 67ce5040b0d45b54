"""What TikTok checks of a body, in its order, and the words it finds for the first fault.

The shape is a JSON Schema, `event_track.schema.json`, written from the documented fields.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import lru_cache
from importlib import resources
from typing import Any

from jsonschema import Draft7Validator
from jsonschema.exceptions import ValidationError

from .. import tiktok

_REQUIRED = "Missing data for required field."
_WORDS = {
    "string": "Not a valid string",
    "integer": "Not a valid integer",
    "number": "Not a valid number",
    "array": "Not a valid list",
    "object": "Not a valid object",
    "boolean": "Not a valid boolean",
}
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_AMOUNT = {"anyOf": [{"type": "number"}, {"type": "string", "pattern": f"^{_NUMBER.pattern}$"}]}
_INSIDE = {"page": "page.url", "app": "app.app_id", "lead": "lead.lead_id"}

Fault = tuple[int, str]
"""TikTok's code, and its message."""


def fault_around(document: Any, place: str) -> Fault | None:
    """What is wrong at the top level, the number of events included."""
    around, _ = _validators(False)
    return _told(around.iter_errors(document), (), place)


def fault_inside(document: Any, place: str, *, numeric_strings: bool) -> Fault | None:
    """What is wrong in the first bad event; TikTok names no other."""
    _, of_source = _validators(numeric_strings)
    check = of_source[document["event_source"]]
    for number, event in enumerate(document["data"]):
        if not check.is_valid(event):
            return _told(check.iter_errors(event), ("data", number), place)
    return None


def _told(errors: Iterable[ValidationError], before: tuple[str | int, ...], place: str) -> Fault | None:
    error = min(errors, key=_order, default=None)
    if error is None:
        return None
    path = [*before, *error.absolute_path]
    code = tiktok.INVALID_PARAMETER
    if (
        path[-1:] in (["price"], ["value"])
        and isinstance(error.instance, str)
        and not _NUMBER.fullmatch(error.instance)
    ):
        code = tiktok.BAD_VALUE  # such as a price of "(null)"
    if path[0:1] == ["data"] and len(path) > 1:
        path[0] = place
    return code, _message(error, ".".join(map(str, path)))


def _order(error: ValidationError) -> tuple[bool, list[tuple[int, str]]]:
    """Where nothing else decides, by the place; the events come after what is around them."""
    path = list(error.absolute_path)
    return path[:1] == ["data"], [(step, "") if isinstance(step, int) else (-1, step) for step in path]


def _message(error: ValidationError, place: str) -> str:
    if error.validator == "required":
        present: Any = error.instance
        wanted: Any = error.validator_value
        missing = next(name for name in wanted if name not in present)
        return f"{'.'.join(filter(None, (place, _INSIDE.get(missing, missing))))}: {_REQUIRED}"
    if error.validator == "minLength" and place.endswith(tuple(_INSIDE.values())):
        return f"{place}: {_REQUIRED}"
    if error.validator == "type":
        words = _WORDS[str(error.validator_value)]
    elif error.validator == "anyOf":
        words = "Not a valid number" if place.endswith(("value", "price", "ltv")) else "Not a valid string"
    elif error.validator in ("maxItems", "minItems"):
        words = f"Length must be between 1 and {tiktok.MOST_EVENTS}"
    else:
        words = "Invalid value"
    return f"{place}: {words}" if place else f"Invalid request: {words}"


@lru_cache(2)
def _validators(numeric_strings: bool) -> tuple[Draft7Validator, dict[str, Draft7Validator]]:  # noqa: FBT001 - a key of a cache
    """Of what is around the events, and of an event of each source."""
    schema = known()
    definitions = schema["definitions"]
    if numeric_strings:
        definitions = {**definitions, "amount": _AMOUNT}
    top = {key: value for key, value in schema.items() if key != "allOf"}
    data = {key: value for key, value in schema["properties"]["data"].items() if key != "items"}
    around = {**top, "properties": {**schema["properties"], "data": data}}
    event = {"$ref": "#/definitions/event"}
    of_source = {
        source: Draft7Validator(
            {"definitions": definitions, "allOf": [event, {"$ref": f"#/definitions/of_{source}"}]},
        )
        for source in schema["properties"]["event_source"]["enum"]
    }
    return Draft7Validator(around), of_source


@lru_cache(1)
def known() -> dict[str, Any]:
    """The schema of the documented fields."""
    schema: dict[str, Any] = json.loads(
        resources.files(__package__).joinpath("event_track.schema.json").read_text("utf-8")
    )
    return schema
