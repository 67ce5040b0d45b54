"""What TikTok said to the events, and what should never have been sent to it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from ... import tiktok
from .fields import is_there, text
from .findings import Severity
from .reading import Reading
from .seen import NO_CODE, Seen, Window
from .signs import Sign, Tally

_PATH = re.compile(r"(?:(?:data|Batch)\.\d{1,6}\.?)?([A-Za-z_][\w.]{0,150}):")
_INDEX = re.compile(r"\.\d+(?=\.|$)")
_LONGEST = 500
_MANY_TRIES = 3
"""From here on somebody has to look at a queue that gets nowhere."""
_FOR_ADS = frozenset(("ad_storage", "ad_user_data"))

_Group: TypeAlias = tuple[str, Severity, str, int, str]
"""Event name, severity, state, code, and the field that TikTok names."""


def rejected(readings: Sequence[Reading], _: Window) -> Iterator[Tally]:
    """By what became of it, by code and by the field that TikTok names, wherever in its call the event stood."""
    server = [reading for reading in readings if reading.from_server]
    of = Counter(reading.called for reading in server)
    counts: Counter[_Group] = Counter()
    first: dict[_Group, str] = {}
    for reading in server:
        seen = reading.seen
        if seen.code == tiktok.OK and seen.state in ("", "accepted"):
            continue
        message = text(seen.message)[:_LONGEST]
        group = (reading.called, _severity(seen), seen.state, seen.code, _path(message))
        counts[group] += 1
        first.setdefault(group, f"{_fate(seen)}{_said(seen.code)} {message}".strip())
    for group, count in counts.items():
        name, severity, _state, _code, path = group
        yield Tally("rejected", name, count, of[name], first[group], field=path, severity=severity)


def _severity(seen: Seen) -> Severity:
    """What waits for its next try is no fault yet, until it has waited often."""
    if seen.state == "waiting":
        return "error" if seen.tries >= _MANY_TRIES else "warning"
    return "warning" if seen.code == tiktok.PARTLY or seen.state == "dropped" else "error"


def _fate(seen: Seen) -> str:
    if seen.state in ("waiting", "held"):
        return f"{seen.state} after {seen.tries} {'try' if seen.tries == 1 else 'tries'}: "
    return f"{seen.state}: " if seen.state in ("given up", "dropped") else ""


def _said(code: int) -> str:
    return "no code of TikTok's," if code == NO_CODE else f"code {code}"


def _path(message: str) -> str:
    found = _PATH.match(message)
    return _INDEX.sub("[]", found[1]) if found else ""


def with_test_code(reading: Reading, window: Window) -> Iterator[Sign]:
    if window.live and reading.seen.test_code:
        yield Sign("test_code_in_production", f"{reading.seen.test_code[:4]}…")


def consent(reading: Reading, _: Window) -> Iterator[Sign]:
    """An event without a visitor's keys may go: that is how the tag sends what a visitor denied."""
    denied = sorted(_FOR_ADS & set(reading.seen.denied))
    if denied and any(is_there(value) for value in reading.user.values()):
        with_limit = ", limited_data_use does not replace it" if reading.event.get("limited_data_use") is True else ""
        yield Sign("ldu_conflict", f"{' and '.join(denied)} denied{with_limit}")
