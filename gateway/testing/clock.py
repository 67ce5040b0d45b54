"""The clock of a test: it stands still until the test moves it, and the hits that are replayed get its time.

def test_a_second_purchase_after_two_days_counts(container, clock, fake_tiktok):
    container.replay("hits/purchase.http")
    clock.move(days=2, minutes=1)
    container.replay("hits/purchase.http")

    assert [event.outcome for event in fake_tiktok["Purchase"]] == ["counted", "counted"]
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec

from ..errors import GatewayError
from ..hit import Hit
from ..outgoing import stable_hash

_BEGINS = datetime(2026, 1, 1, tzinfo=UTC)


class Clock:
    """A moment. Whatever a container does is a matter of its hit's time, so no other clock has to be stopped."""

    def __init__(self) -> None:
        self.now: datetime = _BEGINS
        """The moment in UTC; without a word it is the beginning of 2026."""

    def __repr__(self) -> str:
        return f"<clock at {self.now.isoformat()}>"

    def set(self, moment: str | datetime) -> None:
        """Put it to a moment, such as `2026-03-01T12:00:00Z`; one without a zone is UTC."""
        try:
            read = moment if isinstance(moment, datetime) else datetime.fromisoformat(moment)
            self.now = read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
        except (ValueError, OverflowError):
            raise GatewayError(f'clock: "{moment}" is no time such as 2026-03-01T12:00:00Z.') from None

    def move(self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0) -> None:
        """Move it on, or back."""
        try:
            self.now += timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
        except OverflowError:
            raise GatewayError("clock: no calendar has a time so far away.") from None

    def shift(self, hit: Hit) -> int:
        """Milliseconds from the time of a hit to this one."""
        return round(self.now.timestamp() * 1000) - hit.at


def later(hit: Hit, shift: int) -> Hit:
    """The hit so many milliseconds later. At another time it is another hit: its id and its chance are others."""
    if not shift:
        return hit
    at = hit.at + shift
    name = stable_hash(hit.id, at)
    return msgspec.structs.replace(hit, at=at, id=name, seed=int(stable_hash(name, hit.seed)[:8], 16))
