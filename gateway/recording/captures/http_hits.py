"""Hits as text, `.http`, one after the other."""

from __future__ import annotations

from collections.abc import Iterator

from ..http_text import NotAHitError, blocks
from .captured import Captured, Found, Sieve, Skipped
from .source import Source


def http_hits(source: Source, _: Sieve) -> Iterator[Found]:
    """Each hit of the text: somebody wrote it as one, so none is sifted out."""
    for block in blocks(_lines(source), source.name):
        if block.is_empty:
            continue
        try:
            yield Captured(block.hit(), block.place)
        except NotAHitError as error:
            yield Skipped(error.place, error.why, unreadable=True)


def _lines(source: Source) -> Iterator[str]:
    ended = True
    for _, line in source.lines():
        ended = line.endswith(b"\n")
        yield line.removesuffix(b"\n").decode("latin-1")
    if ended:
        # A text that ends in a line end has an empty line after it, as `split` counts lines; ids are made from it.
        yield ""
