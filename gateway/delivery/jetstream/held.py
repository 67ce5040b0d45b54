"""The deliveries this worker has taken from the broker: a spool that only helps to remember, for the broker has them too.

The worker, the preview and `sgtm queue` see them as they see those of any spool. After a restart what waited is forgotten here
and comes again; what has ended stays to be looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from ...outgoing import Reply
from ..connection import Transaction
from ..folder import HELD
from ..spool import Spool
from .parcels import Parcel

RULES_OF_HIT = "INSERT OR IGNORE INTO hits VALUES (?, ?, x'', 0, ?)"
"""The hit itself is on the broker; here it only says by which rules it went."""
_TAKE = "INSERT OR IGNORE INTO deliveries VALUES (?, ?, ?, ?, ?, ?, ?, 'waiting', ?, ?, ?, NULL, NULL, '')"


class HeldSpool(Spool):
    """`ended` hears of each delivery that is over, `again` of one that is wanted again."""

    def __init__(self, folder: Path, ended: Callable[[str, str], None], again: Callable[[str], None]) -> None:
        super().__init__(folder / HELD, durable=False)
        if self.damaged:  # the broker has all that matters
            self.close()
            for left in folder.glob(f"{HELD}*"):
                left.unlink()
            super().__init__(folder / HELD, durable=False)
        self.make_durable("memory")
        self._ended, self._again = ended, again
        if not self.damaged:
            self._database.execute("DELETE FROM deliveries WHERE state IN ('waiting', 'damaged')")

    def take(self, parcels: Sequence[Parcel], *, tried: bool, now: float) -> None:
        """Have these wait here. `tried` are those that another worker may have sent before it ended."""
        rows = [(*_of_parcel(each), int(tried), now, each.kept_at) for each in parcels]
        with Transaction(self._database) as database:
            # The broker's copy is whole.
            database.executemany("DELETE FROM deliveries WHERE id = ? AND state = 'damaged'", [row[:1] for row in rows])
            database.executemany(_TAKE, rows)
            database.executemany(RULES_OF_HIT, [(each.hit, each.rules, each.kept_at) for each in parcels])

    def still_waiting(self, ids: Iterable[str]) -> set[str]:
        """Those of them that have not ended."""
        named = list(ids)
        signs = ", ".join("?" * len(named))
        found = self._database.execute(f"SELECT id FROM deliveries WHERE state = 'waiting' AND id IN ({signs})", named)
        return {name for (name,) in found}

    def wait_again(self, parcels: Iterable[Parcel], now: float) -> None:
        """These were wanted again, and have come, perhaps as other requests."""
        for parcel in parcels:
            if not self.has_accepted(parcel.id):
                self.rebuild(parcel.id, parcel.unsealed())
                super().retry(parcel.id, now)

    def end(self, delivery: str, state: str, reply: Reply | None, why: str, now: float) -> None:
        """As in any spool; the broker is told."""
        super().end(delivery, state, reply, why, now)
        self._ended(delivery, state)

    def give_up(self, delivery: str, why: str, now: float) -> Reply:
        """As in any spool; the broker is told."""
        last: Reply = super().give_up(delivery, why, now)
        self._ended(delivery, "given up")
        return last

    def drop(self, delivery: str, now: float) -> bool:
        """As in any spool; the broker is told."""
        dropped: bool = super().drop(delivery, now)
        if dropped:
            self._ended(delivery, "dropped")
        return dropped

    def retry(self, delivery: str, now: float) -> str | None:
        """One that waits is sent now. One that has ended is put on the broker again, for whichever worker takes it."""
        if self.still_waiting([delivery]):
            return super().retry(delivery, now)
        kept = self.delivery(delivery)
        if kept is None or self.has_accepted(delivery):
            return None
        self._again(delivery)
        return kept.destination

    def has_accepted(self, delivery: str) -> bool:
        """Whether its vendor has taken it."""
        found = self._database.execute(
            "SELECT 1 FROM deliveries WHERE id = ? AND state = 'accepted'", (delivery,)
        ).fetchone()
        return found is not None


def _of_parcel(parcel: Parcel) -> tuple[object, ...]:
    return (parcel.id, parcel.hit, parcel.event, parcel.tag, parcel.type_name, parcel.destination, parcel.request)
