"""What lies on disk as a page shows it: found by a filter, with what vendors have said since it was kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from .archive import Archive
from .rows import as_joined, may_change
from .search import Search

MOST_LISTED = 500

Row: TypeAlias = dict[str, Any]
Join: TypeAlias = Callable[[Sequence[dict[str, Any]]], None]
"""Writes into documents what the queue knows of their deliveries."""


def found(archive: Archive, search: Search, join: Join) -> list[Row]:
    """The rows of the last ones that the filter finds, the newest first."""
    return [
        row
        for row, document in _now(archive.rows(MOST_LISTED), archive, join, every=search.is_narrow)
        if document is None or search.finds_kept(document)
    ]


def as_it_was(rows: Sequence[Row], archive: Archive, join: Join) -> list[Row]:
    """Some rows, of which those that were made again are as they were, where that is on disk."""
    again = [row["id"] for row in rows if row.get("remade")]
    there = {row["id"]: row for row, _ in _now(archive.rows_of(again), archive, join)} if again else {}
    return [there.get(row["id"], row) for row in rows]


def _now(
    rows: Sequence[Row], archive: Archive, join: Join, *, every: bool = False
) -> list[tuple[Row, dict[str, Any] | None]]:
    """Rows with the outcomes of now, and their documents where that needed them."""
    documents = {row["id"]: archive.document(row["id"]) for row in rows if every or may_change(row)}
    join([document for document in documents.values() if document is not None])
    return [(_as_joined(row, documents.get(row["id"])), documents.get(row["id"])) for row in rows]


def _as_joined(row: Row, document: Mapping[str, Any] | None) -> Row:
    """What the queue has let go of stays as it was kept."""
    if document is None or not _is_known(document):
        return row
    return as_joined(row, document)


def _is_known(document: Mapping[str, Any]) -> bool:
    runs = [run for event in document["events"] for run in event["tags"]]
    return any(sent["state"] not in ("unknown", "not sent") for run in runs for sent in run["sent"])
