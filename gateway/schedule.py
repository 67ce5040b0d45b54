"""When a tag may fire: GTM's custom tag schedule, by the time of the hit, so that a replay fires as the hit did."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import msgspec

_MOMENT = re.compile(r"\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)?)?", re.ASCII)
_DAY = len("2026-11-27")
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


class Schedule(msgspec.Struct, frozen=True):
    """From one moment (ms since 1970) on, and until another, which is no longer in it. None is open."""

    begins: int | None = None
    ends: int | None = None

    def why_not(self, at: int) -> str:
        """Why nothing fires at that time, or nothing where it may."""
        if self.begins is not None and at < self.begins:
            return f"its schedule begins {_shown(self.begins)}"
        if self.ends is not None and at >= self.ends:
            return f"its schedule ended {_shown(self.ends)}"
        return ""


def moment(text: str, *, end: bool = False) -> int:
    """Milliseconds since 1970 of `2026-11-27`, `2026-11-27 09:00` or `2026-11-27T09:00+01:00`; without a zone it is UTC.

    A day alone is its beginning or, as an `end`, the beginning of the next one. Raises ValueError with a sentence.
    """
    try:
        when = datetime.fromisoformat(text if _MOMENT.fullmatch(text) else "")
        at = (when if when.tzinfo else when.replace(tzinfo=UTC)) - _BEGINNING
    except (ValueError, OverflowError):
        raise ValueError(
            f'"{text}" is no moment: write 2026-11-27, 2026-11-27 09:00 or 2026-11-27T09:00+01:00.'
        ) from None
    whole_day = timedelta(days=end and len(text) == _DAY)
    return (at + whole_day) // timedelta(milliseconds=1)


def _shown(at: int) -> str:
    return datetime.fromtimestamp(at / 1000, UTC).strftime("%Y-%m-%d %H:%M UTC")
