"""What the spools of a data folder hold, read without changing anything there. Damaged rows are passed over."""

from __future__ import annotations

import contextlib
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple, TypeVar
from urllib.parse import quote

from ..hit import Hit
from ..outgoing import OutgoingRequest, Reply
from .folder import outbox_files
from .seal import DamagedRowError, unsealed_hit, unsealed_reply, unsealed_request

T = TypeVar("T")
_AT_ONCE = 500
_SENT = """
SELECT id, hit, tag, type, destination, request, reply,
    coalesce(ended_at, (SELECT max(at) FROM attempts WHERE delivery = id)) AS last, state, attempts
FROM deliveries WHERE reply IS NOT NULL AND last >= ? ORDER BY last
"""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One sending that did not end its delivery, or the one that did. `at` is in seconds since 1970."""

    at: float
    reply: Reply
    why: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A delivery as it stands: its state, and each attempt, the earliest first. `due` is of one that waits."""

    id: str
    hit: str
    tag: str
    type_name: str
    destination: str
    request: OutgoingRequest
    state: str
    kept_at: float
    due: float | None
    tries: int
    attempts: tuple[Attempt, ...]
    rules: str = ""
    """The version of the rules it was made by, where that is still known."""


class Sent(NamedTuple):
    """A request that was sent at least once: its last reply and when that came, the state it is in, and after how many tries."""

    request: OutgoingRequest
    reply: Reply
    at: float
    state: str
    tries: int


@dataclass(frozen=True, slots=True)
class StoredHit:
    """A hit, and the version of the rules it went by."""

    hit: Hit
    rules: str


def last_hits(paths: Sequence[Path], most: int) -> list[StoredHit]:
    """The last hits of some spools, the oldest first."""
    found: list[tuple[str, str, bytes]] = []
    for database in _open(paths):
        found += database.execute("SELECT id, rules, hit FROM hits ORDER BY id DESC LIMIT ?", (most,)).fetchall()
    stored = (_stored(packed, name, rules) for name, rules, packed in sorted(found)[-most:])
    return [each for each in stored if each is not None]


def stored_hit(paths: Sequence[Path], name: str) -> StoredHit | None:
    """The hit of this id in some spools."""
    for database in _open(paths):
        for packed, rules in database.execute("SELECT hit, rules FROM hits WHERE id = ?", (name,)):
            return _stored(packed, name, rules)
    return None


def recent_hits(folder: Path, most: int) -> list[Hit]:
    """The last hits that the spools of a data folder kept, the oldest first."""
    return [stored.hit for stored in last_hits(outbox_files(folder), most)]


def kept_hit(folder: Path, name: str) -> Hit | None:
    """The hit of this id, or None where no spool has it."""
    stored = stored_hit(outbox_files(folder), name)
    return None if stored is None else stored.hit


def sent_since(folder: Path, since: float) -> Iterator[Sent]:
    """What was sent since then (seconds since 1970), also what waits to be sent again."""
    for database in _each(folder):
        for name, hit, tag, kind, destination, request, reply, *known in database.execute(_SENT, (since,)):
            with contextlib.suppress(DamagedRowError):
                unsealed = unsealed_request(request, name, hit, tag, kind, destination)
                yield Sent(unsealed, unsealed_reply(reply, name), *known)


def kept_deliveries(folder: Path, ids: Sequence[str]) -> dict[str, Kept]:
    """The deliveries of these ids that the spools have."""
    return {kept.id: kept for database in _each(folder) for kept in _in_parts(ids, lambda part: _kept(database, part))}  # noqa: B023 - read at once


def unfinished(folder: Path, most: int) -> list[Kept]:
    """The deliveries that no vendor accepted: those that wait, and those that ended otherwise; the newest first."""
    found = []
    for database in _each(folder):
        rows = database.execute(
            "SELECT id FROM deliveries WHERE state != 'accepted' ORDER BY kept_at DESC LIMIT ?", (most,)
        ).fetchall()
        found += _in_parts([name for (name,) in rows], lambda part: _kept(database, part))  # noqa: B023 - as above
    return sorted(found, key=lambda kept: -kept.kept_at)[:most]


def counts(folder: Path) -> Counter[str]:
    """How many deliveries are in each state."""
    found: Counter[str] = Counter()
    for database in _each(folder):
        found.update(dict(database.execute("SELECT state, count(*) FROM deliveries GROUP BY state")))
    return found


def waiting(folder: Path) -> dict[str, tuple[int, float]]:
    """By tag how many deliveries wait, and since when the oldest does (seconds since 1970)."""
    found: dict[str, tuple[int, float]] = {}
    for database in _each(folder):
        rows = database.execute(
            "SELECT tag, count(*), min(kept_at) FROM deliveries WHERE state = 'waiting' GROUP BY tag"
        )
        for tag, many, since in rows:
            before, oldest = found.get(tag, (0, since))
            found[tag] = (before + many, min(oldest, since))
    return found


def backlog(folder: Path) -> Counter[tuple[str, int]]:
    """How many deliveries wait for each destination after so many tries."""
    found: Counter[tuple[str, int]] = Counter()
    for database in _each(folder):
        rows = database.execute(
            "SELECT destination, attempts, count(*) FROM deliveries WHERE state = 'waiting' GROUP BY destination, attempts"
        )
        for destination, tries, many in rows:
            found[destination, tries] += many
    return found


class States:
    """How deliveries in some spools stand, asked for again and again while somebody watches."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self._databases = [_read_only(path) for path in paths if path.exists()]

    def of(self, ids: Sequence[str]) -> dict[str, tuple[str, int, str]]:
        """State, number of tries and destination of those that are there."""
        found: dict[str, tuple[str, int, str]] = {}
        for database in self._databases:
            rows = _in_parts(ids, lambda part: _states(database, part))  # noqa: B023 - read at once
            found |= {name: (state, tries, destination) for name, state, tries, destination in rows}
        return found

    def close(self) -> None:
        """Close the files."""
        for database in self._databases:
            database.close()


def _states(database: sqlite3.Connection, ids: Sequence[str]) -> list[tuple[str, str, int, str]]:
    asked = f"SELECT id, state, attempts, destination FROM deliveries WHERE id IN ({_signs(ids)})"
    return database.execute(asked, ids).fetchall()


def _kept(database: sqlite3.Connection, ids: Sequence[str]) -> list[Kept]:
    rows = database.execute(
        "SELECT id, hit, tag, type, destination, request, state, kept_at, due, attempts, reply, why, ended_at, "
        "(SELECT rules FROM hits WHERE hits.id = deliveries.hit) "
        f"FROM deliveries WHERE id IN ({_signs(ids)})",
        ids,
    ).fetchall()
    earlier: dict[str, list[Attempt]] = {}
    told = f"SELECT delivery, at, reply, why FROM attempts WHERE delivery IN ({_signs(ids)}) ORDER BY delivery, number"
    for name, at, reply, why in database.execute(told, ids):
        earlier.setdefault(name, []).extend(_attempt(name, at, reply, why))
    found = []
    for name, hit, tag, kind, destination, request, state, kept_at, due, tries, reply, why, ended_at, rules in rows:
        with contextlib.suppress(DamagedRowError):
            unsealed = unsealed_request(request, name, hit, tag, kind, destination)
            ended_by_hand = ended_at is None or reply is None or state == "dropped"
            last = [] if ended_by_hand else _attempt(name, ended_at, reply, why)
            waits = due if state == "waiting" else None
            found.append(
                Kept(
                    *(name, hit, tag, kind, destination, unsealed, state, kept_at),
                    *(waits, tries, (*earlier.get(name, ()), *last), rules or ""),
                )
            )
    return found


def _stored(packed: bytes, name: str, rules: str) -> StoredHit | None:
    try:
        return StoredHit(unsealed_hit(packed, name, rules), rules)
    except DamagedRowError:
        return None


def _attempt(delivery: str, at: float, reply: bytes, why: str) -> list[Attempt]:
    """The attempt, or none where its reply is damaged."""
    try:
        return [Attempt(at, unsealed_reply(reply, delivery), why)]
    except DamagedRowError:
        return []


def _in_parts(ids: Sequence[str], read: Callable[[Sequence[str]], list[T]]) -> list[T]:
    """SQLite takes only so many values at once."""
    return [row for start in range(0, len(ids), _AT_ONCE) for row in read(ids[start : start + _AT_ONCE])]


def _signs(ids: Sequence[str]) -> str:
    return ", ".join("?" * len(ids))


def _each(folder: Path) -> Iterator[sqlite3.Connection]:
    return _open(outbox_files(folder))


def _open(paths: Sequence[Path]) -> Iterator[sqlite3.Connection]:
    for path in paths:
        with contextlib.closing(_read_only(path)) as database:
            yield database


def _read_only(path: Path) -> sqlite3.Connection:
    # A spool nobody has open is read as it lies there, or reading would leave files beside it.
    mode = "mode=ro" if path.with_name(f"{path.name}-wal").exists() else "mode=ro&immutable=1"
    return sqlite3.connect(f"file:{quote(str(path))}?{mode}", uri=True, timeout=10, check_same_thread=False)
