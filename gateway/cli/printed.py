"""What a replay prints: a block or a document for each hit, or of many hits what they came to."""

from __future__ import annotations

import json
from enum import Enum, auto

import typer

from ..block import block
from ..container import Container
from ..hit import Hit
from ..recording import Captured
from ..recording.captures import Reading
from ..report import report
from ..trace import Trace
from .both_legs import BothLegs
from .check import Format
from .signs import plain
from .summary import Summary

FEW = 20
"""Hits up to which each is a block where nobody asked for anything else."""


class View(Enum):
    """Each hit, or all of them counted; `either` goes by how many there are."""

    blocks = auto()
    summary = auto()
    either = auto()


class Printed:
    """Prints as hits come, but for what depends on how many come."""

    def __init__(self, container: Container, output: Format, view: View) -> None:
        self._output, self._view = output, view
        self._summary, self._legs = Summary(container), BothLegs()
        self._held: list[str] = []

    def take(self, captured: Captured, trace: Trace) -> None:
        """The next hit."""
        self._summary.take(captured, trace)
        self._legs.take(captured, trace)
        if self._view is View.summary:
            return
        if self._output is Format.json:
            typer.echo(json.dumps(report(trace), ensure_ascii=False))
        elif self._view is View.blocks:
            typer.echo(_block(captured, trace))
        elif self._summary.hits <= FEW:
            self._held.append(_block(captured, trace))
        else:
            self._held.clear()

    def take_call(self, hit: Hit) -> None:
        """A call of TikTok's pixel."""
        self._legs.take_call(hit)

    def end(self, read: Reading) -> None:
        """Print what there is to say of all of them."""
        if self._output is Format.json:
            documents = [self._legs.document()]
            if self._view is View.summary:
                documents.insert(0, self._summary.document(read.told()))
            for document in filter(None, documents):
                typer.echo(json.dumps(document, ensure_ascii=False))
            return
        for text in self._held:
            typer.echo(text)
        if self._counts and self._summary.hits:
            typer.echo(plain("\n".join([*self._summary.lines(), ""])))
        for line in self._legs.lines():
            typer.echo(line)

    @property
    def _counts(self) -> bool:
        return self._view is View.summary or (self._view is View.either and self._summary.hits > FEW)


def _block(captured: Captured, trace: Trace) -> str:
    return f"{plain(captured.place)}\n{block(report(trace))}\n"
