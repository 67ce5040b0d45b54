"""What TikTok checks of a body, in its order, and the words it finds for the first fault.

The shape is a JSON Schema, `event_track.schema.json`, written from the documented fields.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache, partial
from importlib import resources
from typing import Any

from jsonschema import Draft7Validator
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend

from .. import tiktok
from .soundness import Check, check_of

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
    validator, is_sound = _around()
    return None if is_sound(document) else _told(validator.iter_errors(document), (), place)


def fault_inside(document: Any, place: str, *, numeric_strings: bool) -> Fault | None:
    """What is wrong in the first bad event; TikTok names no other."""
    validator, is_sound = _of_source(document["event_source"], numeric_strings)
    for number, event in enumerate(document["data"]):
        if not is_sound(event):
            return _told(validator.iter_errors(event), ("data", number), place)
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


@lru_cache(1)
def _around() -> tuple[Draft7Validator, Check]:
    """Of what is around the events: what tells what is wrong, and what sees quickly whether it is sound."""
    schema = known()
    top = {key: schema[key] for key in ("type", "required", "properties")}
    data = {key: value for key, value in schema["properties"]["data"].items() if key != "items"}
    around = {**top, "properties": {**schema["properties"], "data": data}}
    return Draft7Validator(around), check_of(around, {})


@lru_cache(16)
def _of_source(source: str, numeric_strings: bool) -> tuple[Draft7Validator, Check]:  # noqa: FBT001 - a key of a cache
    """Of an event of this source: what tells what is wrong, and what sees quickly whether it is sound."""
    definitions = known()["definitions"]
    if numeric_strings:
        definitions = {**definitions, "amount": _AMOUNT}
    schema = {
        "definitions": definitions,
        "allOf": [{"$ref": f"#/definitions/{name}"} for name in ("event", f"of_{source}")],
    }
    validator = extend(Draft7Validator, {"items": partial(_first_wrong, definitions)})  # type: ignore[no-untyped-call]
    return validator(schema), check_of(schema, definitions)


def _first_wrong(
    definitions: Mapping[str, Any], validator: Draft7Validator, wanted: Any, value: Any, _: Any
) -> Iterator[ValidationError]:
    """Of a list its first wrong part: of a million every one would take its time, and no other is told."""
    if not isinstance(value, list):
        return
    is_sound = check_of(wanted, definitions)
    number = next((number for number, item in enumerate(value) if not is_sound(item)), None)
    if number is not None:
        yield from validator.descend(value[number], wanted, path=number)


@lru_cache(1)
def known() -> dict[str, Any]:
    """The schema of the documented fields."""
    schema: dict[str, Any] = json.loads(
        resources.files(__package__).joinpath("event_track.schema.json").read_text("utf-8")
    )
    return schema
