"""Hits written in another format, and what of them that format could not hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Literal, TypeAlias

from ...hit import Hit
from ..http_writer import http_text
from .har_archive import har_beginning, har_end, har_entry, lost
from .own_lines import own_line

Format: TypeAlias = Literal["http", "jsonl", "har"]
LOSSES = {
    "method": "the method",
    "path": "the path as it was",
    "query": "a part of the query",
    "headers": "headers that are no UTF-8",
    "body": "the body as it was",
    "name": "a header without a name",
}
"""What a field of a hit that was lost is called."""


def converted(hits: Iterable[Hit], form: Format, losses: Counter[str]) -> Iterator[bytes]:
    """The file in this format, piece by piece; counts the hits that lost something, by its field."""
    if form == "har":
        yield from _har(hits, losses)
        return
    parted = False
    for hit in hits:
        if form == "http" and parted:
            yield b"###\n"
        if form == "http" and not all(name for name, _ in hit.headers):
            losses["name"] += 1
        yield http_text(hit) if form == "http" else own_line(hit)
        parted = True


def _har(hits: Iterable[Hit], losses: Counter[str]) -> Iterator[bytes]:
    yield har_beginning()
    before = b"\n"
    for hit in hits:
        entry = har_entry(hit)
        losses.update(lost(hit, entry))
        yield before + entry
        before = b",\n"
    yield har_end()
