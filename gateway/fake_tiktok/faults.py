"""Faults by a schedule: what the endpoint answers to the calls that come, one after the other, to test what is tried again.

    ok*9, 40100, 401:40100, 502, reset, slow 2s, …

`40100` is TikTok's code with HTTP 200, `401:40100` with HTTP 401; `502` is a page of HTML; `reset` ends the connection;
`slow 2s` answers late; `ok` is no fault. `*9` is nine times, and `…` (or `...`) at the end begins anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle

from .. import tiktok
from ..errors import GatewayError
from ..outgoing import Reply
from .answer import reply

_FAULT = re.compile(
    r"(?:(ok|reset)|slow\s+(\d{1,5})(ms|s)|(?:([2-5]\d\d):)?([1-9]\d{4})|([45]\d\d))(?:\s*\*\s*(\d{1,6}))?", re.ASCII
)
_WITHOUT_BODY = frozenset(("204", "304"))
_PAGE = b"<html><head><title>%d</title></head><body><center><h1>%d</h1></center></body></html>"
_SAID = {tiktok.TOO_MANY: "Too many requests. Please retry later."}


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong with one call. All of nothing is no fault."""

    code: int = 0
    status: int = 0
    delay: float = 0.0
    """Seconds before the answer."""
    resets: bool = False

    def reply(self, body: bytes) -> Reply | None:
        """What TikTok, or what stands before it, says instead; nothing where the call goes on."""
        if self.code:
            said = _SAID.get(self.code, "A fault, as the schedule has it.")
            return reply(self.code, said, about=body, status=self.status or 200)
        if self.status:
            return Reply(self.status, _PAGE % (self.status, self.status), (("content-type", "text/html"),))
        return None


class Schedule:
    """The faults that are still to come."""

    def __init__(self, text: str = "") -> None:
        """Raises GatewayError where the text is no schedule."""
        parts = [part.strip() for part in text.split(",") if part.strip()]
        goes_on = bool(parts) and parts[-1] in ("…", "...")
        faults = [fault for part in (parts[:-1] if goes_on else parts) for fault in _faults(part)]
        self._coming: Iterator[Fault] = cycle(faults) if goes_on and faults else iter(faults)

    def next(self) -> Fault:
        """What happens to the call that comes now."""
        return next(self._coming, Fault())


def _faults(part: str) -> list[Fault]:
    read = _FAULT.fullmatch(part)
    if read is None or read[4] in _WITHOUT_BODY:
        what = "Faults are ok, reset, slow 2s, 502, 40100 or 401:40100, each with *9 for nine times, parted by commas"
        raise GatewayError(f'"{part[:60]}" is no fault. {what}.')
    word, delay, unit, status, code, page, many = read.groups()
    fault = Fault(
        code=int(code or 0),
        status=int(status or page or 0),
        delay=int(delay) / (1000 if unit == "ms" else 1) if delay else 0.0,
        resets=word == "reset",
    )
    return [fault] * (int(many) if many else 1)
