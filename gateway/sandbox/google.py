"""Google Cloud on this machine: a stand-in for Firestore and BigQuery that a test or rules.yaml fills, and that says so.

Documents are found by their path (`visitors/42`), as templates write it, whatever project they name.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from typing import Any

Answer = tuple[bool, Any, str]
"""Whether it went well, what the template gets, and a line for the trace."""

_MOST_DOCUMENTS = 1000
_MOST_ROWS = 1000


class GoogleStandIn:
    """Documents and rows in memory. `filled` says that somebody put documents in, so that one that lacks is no wonder."""

    def __init__(self, documents: Mapping[str, Mapping[str, Any]] | None = None) -> None:
        self.documents: dict[str, dict[str, Any]] = {path: dict(each) for path, each in (documents or {}).items()}
        self.rows: list[tuple[str, Any]] = []
        self.filled = documents is not None
        self._written: list[str] = []
        self._made = 0

    def answer(self, kind: str, asked: dict[str, Any]) -> Answer:
        """What a command for Google Cloud gets."""
        if kind == "bigquery":
            return self._insert(asked)
        if kind == "transaction":
            self._written = []
            return True, {"id": "transaction-1"}, ""
        if kind == "transaction_end":
            return True, list(self._written), ""
        by_name = {"read": self._read, "write": self._write, "query": self._query}
        return by_name[asked["operation"]](asked)

    def _insert(self, asked: dict[str, Any]) -> Answer:
        table = ".".join(asked[part] or "-" for part in ("project", "dataset", "table"))
        given = asked.get("rows")
        rows = given if isinstance(given, list) else []
        self.rows = [*self.rows, *((table, row) for row in rows)][-_MOST_ROWS:]
        return True, None, f"BigQuery is not connected here: {len(rows)} rows for {table} went to its stand-in"

    def _read(self, asked: dict[str, Any]) -> Answer:
        path = asked["path"]
        if path in self.documents:
            return True, _document(path, self.documents[path]), self._note(f"{path} was read from")
        return False, {"reason": "not_found"}, self._note(f"{path} is not in")

    def _write(self, asked: dict[str, Any]) -> Answer:
        path, given = asked["path"], asked.get("input")
        value = given if isinstance(given, dict) else {}
        if path.count("/") % 2 == 0:
            self._made += 1
            path = f"{path}/document-{self._made}"
        if len(self.documents) >= _MOST_DOCUMENTS and path not in self.documents:
            return False, {"reason": "failed"}, self._note("no more documents fit into")
        self.documents[path] = {**self.documents.get(path, {}), **value} if asked["merge"] else dict(value)
        self._written.append(path)
        return True, path, self._note(f"{path} was written to")

    def _query(self, asked: dict[str, Any]) -> Answer:
        inside = f"{asked['path']}/"
        most = asked.get("limit")
        limit = int(most) if isinstance(most, int | float) and most >= 0 else 5
        found = [
            _document(path, data)
            for path, data in self.documents.items()
            if path.startswith(inside) and "/" not in path[len(inside) :] and _fulfils(data, asked.get("conditions"))
        ]
        return True, found[:limit], self._note(f"{len(found)} documents of {asked['path']} were found in")

    def _note(self, what: str) -> str:
        return (
            f"{what} the stand-in of Firestore"
            if self.filled
            else f"Firestore is not connected here: {what} its stand-in"
        )


def _document(path: str, data: dict[str, Any]) -> dict[str, Any]:
    return {"id": path.rpartition("/")[2], "data": copy.deepcopy(data)}


_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "==": lambda met, wanted: met == wanted,
    "!=": lambda met, wanted: met != wanted,
    "<": lambda met, wanted: met < wanted,
    "<=": lambda met, wanted: met <= wanted,
    ">": lambda met, wanted: met > wanted,
    ">=": lambda met, wanted: met >= wanted,
    "in": lambda met, wanted: met in wanted,
    "not-in": lambda met, wanted: met not in wanted,
    "array-contains": lambda met, wanted: wanted in met,
    "array-contains-any": lambda met, wanted: any(each in met for each in wanted),
}


def _fulfils(data: dict[str, Any], conditions: Any) -> bool:
    return all(_holds(data, each) for each in conditions) if isinstance(conditions, list) else False


def _holds(data: dict[str, Any], condition: Any) -> bool:
    if not (isinstance(condition, list) and len(condition) == 3 and condition[1] in _COMPARISONS):
        return False
    key, operator, wanted = condition
    met: Any = data
    for step in str(key).split("."):
        if not isinstance(met, dict) or step not in met:
            return False
        met = met[step]
    try:
        return _COMPARISONS[operator](met, wanted)
    except TypeError:
        return False
