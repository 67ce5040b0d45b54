"""Erases a person from the spools: their hits, what was made of them, and every request that has a digest of theirs."""

from __future__ import annotations

import contextlib
import re
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from urllib.parse import unquote_plus

from ..hit import Hit
from ..outgoing import OutgoingRequest
from .connection import Transaction, connect, set_up
from .folder import outbox_files
from .mending import set_aside
from .schema import prepare
from .seal import DamagedRowError, unsealed_hit, unsealed_request

_AT_ONCE = 200
_ID_KEYS = "cid|client_id|clientId|uid|user_id|userId|external_id"


@dataclass(frozen=True)
class Person:
    """Who is meant: ids of the browser (`cid`), ids of the shop's own (`uid`), and digests (SHA-256, hexadecimal)."""

    client_ids: frozenset[str] = frozenset()
    user_ids: frozenset[str] = frozenset()
    digests: frozenset[str] = frozenset()

    @property
    def _marks(self) -> re.Pattern[str]:
        """Their ids where ids stand, in queries, JSON and cookies; a digest wherever it stands."""
        ids = "|".join(map(re.escape, sorted(self.client_ids | self.user_ids))) or "(?!)"
        browsers = "|".join(map(re.escape, sorted(self.client_ids))) or "(?!)"
        hashed = {sha256(name.encode()).hexdigest() for name in self.client_ids | self.user_ids}
        digests = "|".join(sorted(hashed | {digest.lower() for digest in self.digests}))
        return re.compile(
            rf"""(?:^|[?&;\s"'{{,])(?:{_ID_KEYS})["']?\s*[=:]\s*\[?\s*["']?(?:{ids})(?![\w.-])"""
            rf"|_ga=GA\d\.\d\.(?:{browsers})(?![\w.-])|(?i:{digests or '(?!)'})",
            re.MULTILINE,
        )

    def finder(self) -> Finder:
        """What looks for them."""
        return Finder(self._marks)


@dataclass(frozen=True)
class Finder:
    """Looks for one person in what is stored."""

    marks: re.Pattern[str]

    def is_in_hit(self, hit: Hit) -> bool:
        """Whether a hit is of this person."""
        headers = "\n".join(f"{name}: {value}" for name, value in hit.headers)
        return self._is_in(f"{hit.path}\n{hit.query}\n{headers}\n{hit.body.decode('utf-8', 'replace')}")

    def is_in_request(self, request: OutgoingRequest) -> bool:
        """Whether a request tells of this person."""
        body = request.body.decode("utf-8", "replace")
        headers = "\n".join(value for _, value in request.headers if isinstance(value, str))
        return self._is_in(f"{request.url}\n{headers}\n{body}")

    def _is_in(self, text: str) -> bool:
        return self.marks.search(unquote_plus(text)) is not None or self.marks.search(text) is not None


@dataclass(frozen=True)
class Forgotten:
    """What was erased. `unread` are files that were set aside as damaged: they were not looked into, so delete them."""

    hits: int = 0
    deliveries: int = 0
    unread: tuple[Path, ...] = ()


def forget(folder: Path, person: Person) -> Forgotten:
    """Erase a person from all spools of a data folder, also while a gateway writes them."""
    hits = deliveries = 0
    for path in outbox_files(folder):
        with contextlib.closing(connect(path)) as database:
            set_up(database)
            prepare(database, path)
            many = _forget(database, person.finder())
        hits, deliveries = hits + many[0], deliveries + many[1]
    return Forgotten(hits, deliveries, (*set_aside(folder), *sorted(folder.glob("damaged-spool-*-wal"))))


def _forget(database: sqlite3.Connection, finder: Finder) -> tuple[int, int]:
    hits = {name for name, hit in _hits(database) if finder.is_in_hit(hit)}
    found = [
        name for name, hit, request in _requests(database) if hit in hits or (request and finder.is_in_request(request))
    ]
    for part in _parts(found):
        with Transaction(database):
            _delete(database, "attempts", "delivery", part)
            _delete(database, "deliveries", "id", part)
    for part in _parts(sorted(hits)):
        with Transaction(database):
            _delete(database, "runs", "hit", part)
            _delete(database, "hits", "id", part)
    # What was deleted still stands in the log until it is emptied.
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return len(hits), len(found)


def _hits(database: sqlite3.Connection) -> Iterator[tuple[str, Hit]]:
    for name, rules, stored in database.execute("SELECT id, rules, hit FROM hits"):
        with contextlib.suppress(DamagedRowError):
            yield name, unsealed_hit(stored, name, rules)


def _requests(database: sqlite3.Connection) -> Iterator[tuple[str, str, OutgoingRequest | None]]:
    """Each delivery, its hit and its request, which is nothing where it is damaged."""
    for *names, stored in database.execute("SELECT id, hit, tag, type, destination, request FROM deliveries"):
        try:
            request = unsealed_request(stored, *names)
        except DamagedRowError:
            request = None
        yield names[0], names[1], request


def _delete(database: sqlite3.Connection, table: str, key: str, names: Sequence[str]) -> None:
    database.execute(f"DELETE FROM {table} WHERE {key} IN ({', '.join('?' * len(names))})", names)


def _parts(names: Sequence[str]) -> Iterator[Sequence[str]]:
    """Few at once: hits that come meanwhile wait for each."""
    return (names[start : start + _AT_ONCE] for start in range(0, len(names), _AT_ONCE))
