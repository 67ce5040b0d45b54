"""What was bought or looked at: TikTok needs ids it can find in a catalog."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from ... import tiktok
from .fields import each
from .names import PURCHASES
from .reading import Reading, by_name
from .seen import Window
from .signs import Sign, Tally

_SHOWN_FOR_PRODUCTS = PURCHASES | {"ViewContent", "AddToCart"}
_PLACEHOLDERS = frozenset(("", "undefined", "null", "(not set)", "none", "nan", "n/a", "[object object]"))
_GOOD_MATCH: Final = 0.9
_ID, _IDS = "properties.contents[].content_id", "properties.content_ids"
_TYPE, _INNER_TYPE = "properties.content_type", "properties.contents[].content_type"


def content_ids(reading: Reading, _: Window) -> Iterator[Sign]:
    """An id per content, or as many in `content_ids`; each a text that says something."""
    ids = list(_ids(reading))
    for field, value in ids:
        if not isinstance(value, str):
            yield Sign("content_id_not_string", value, field=field)
        elif value.strip().lower() in _PLACEHOLDERS:
            yield Sign("content_id_placeholder", value, field=field)
    if reading.name not in _SHOWN_FOR_PRODUCTS:
        return
    many = max(len([field for field, _ in ids if field == _ID]), len([field for field, _ in ids if field == _IDS]))
    if not many:
        yield Sign("content_id_missing")
    elif many < len(reading.contents):
        yield Sign(
            "content_id_missing", f"{len(reading.contents) - many} of {len(reading.contents)} contents", field=_ID
        )


def content_type(reading: Reading, _: Window) -> Iterator[Sign]:
    """TikTok takes it beside the contents, and in them too."""
    said = [
        (field, value)
        for field, holder in _holders(reading)
        if (value := holder.get("content_type")) is not None and value != ""
    ]
    for field, value in said:
        if not isinstance(value, str) or value not in tiktok.CONTENT_TYPES:
            yield Sign("content_type_invalid", value, field=field)
    if not said and reading.name in _SHOWN_FOR_PRODUCTS and any(_ids(reading)):
        yield Sign("content_type_missing")


def catalog(readings: Sequence[Reading], window: Window) -> Iterator[Tally]:
    """TikTok's match rate: the share of all ids that the catalog has."""
    known = window.catalog
    if known is None:
        return
    for name, group in by_name(readings).items():
        ids = [value for reading in group for value in _texts(reading)]
        strange = [value for value in ids if value not in known]
        if ids and 1 - len(strange) / len(ids) < _GOOD_MATCH:
            rate = f"match rate {100 * (1 - len(strange) / len(ids)):.0f} %"
            yield Tally("content_id_not_in_catalog", name, len(strange), len(ids), strange[0], rate)


def _ids(reading: Reading) -> Iterator[tuple[str, Any]]:
    for content in reading.contents:
        if (value := content.get("content_id")) is not None and value != "":
            yield _ID, value
    for value in each(reading.properties.get("content_ids")):
        if value is not None and value != "":
            yield _IDS, value


def _texts(reading: Reading) -> list[str]:
    """The ids, each once: the same ones stand in `contents` and in `content_ids`."""
    return list(dict.fromkeys(value for _, value in _ids(reading) if isinstance(value, str)))


def _holders(reading: Reading) -> Iterator[tuple[str, Mapping[str, Any]]]:
    yield _TYPE, reading.properties
    for content in reading.contents:
        yield _INNER_TYPE, content
