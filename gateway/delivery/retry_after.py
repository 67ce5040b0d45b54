"""How long a vendor asks us to stay away: the header Retry-After, in seconds or as a date.

Source: RFC 9110, "Retry-After" and "Date/Time Formats".
"""

from __future__ import annotations

import math
from datetime import UTC
from email.utils import parsedate_to_datetime

from ..outgoing import Reply

LEAST, MOST = 1.0, 3600.0
"""Bounds in seconds: a vendor that says more, or nothing sensible, must not stop us for a day or make us storm."""
LATER = 0.05
"""By which part of the wait we come later at most, so that not everybody comes back in the same moment."""


def retry_after(reply: Reply, now: float, chance: float) -> float | None:
    """Seconds to wait, never less than the vendor asked for within the bounds; None where it asked for nothing."""
    asked = _asked(reply, now)
    return None if asked is None else min(max(asked, LEAST), MOST) * (1.0 + LATER * chance)


def _asked(reply: Reply, now: float) -> float | None:
    text = (reply.header("retry-after") or "").strip()
    if text.isascii() and text.isdigit():
        return float(text[:12])
    until = _moment(text)
    if until is None:
        return None
    # The vendor's own clock says how far away its date is: ours may be wrong by hours.
    said_at = _moment(reply.header("date") or "")
    return until - (now if said_at is None else said_at)


def _moment(text: str) -> float | None:
    """Seconds since 1970 of a date, None where it is none."""
    try:
        moment = parsedate_to_datetime(text)
        seconds = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return seconds if math.isfinite(seconds) else None
