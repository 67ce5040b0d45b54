"""What TikTok said to the events, and what should never have been sent to it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from ... import tiktok
from .fields import is_there, text
from .findings import Severity
from .reading import Reading
from .seen import Window
from .signs import Sign, Tally

_PATH = re.compile(r"(?:(?:data|Batch)\.\d{1,6}\.?)?([A-Za-z_][\w.]{0,150}):")
_INDEX = re.compile(r"\.\d+(?=\.|$)")
_LONGEST = 500
_FOR_ADS = frozenset(("ad_storage", "ad_user_data"))


def rejected(readings: Sequence[Reading], _: Window) -> Iterator[Tally]:
    """By code and by the field that TikTok names, wherever in its call the event stood."""
    server = [reading for reading in readings if reading.from_server]
    of = Counter(reading.called for reading in server)
    counts: Counter[tuple[str, int, str]] = Counter()
    messages: dict[tuple[str, int, str], str] = {}
    for reading in server:
        if reading.seen.code != tiktok.OK:
            message = text(reading.seen.message)[:_LONGEST]
            group = (reading.called, reading.seen.code, _path(message))
            counts[group] += 1
            messages.setdefault(group, message)
    for group, count in counts.items():
        name, code, path = group
        severity: Severity | None = "warning" if code == tiktok.PARTLY else None
        sample = f"code {code} {messages[group]}".strip()
        yield Tally("rejected", name, count, of[name], sample, field=path, severity=severity)


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
