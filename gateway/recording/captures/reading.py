"""The hits of several captures, one after the other, and what there is to tell of the reading once it is done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from ...errors import CaptureError
from .capture import EmptyCaptureError, read_capture
from .captured import Captured, Sieve, Skipped

_MOST_TOLD = 10
_COOKIES = (
    "none of the hits has a cookie, so _ga and FPID cannot be read: browsers leave cookies out of a HAR file, "
    "unless the export is told to have sensitive data."
)


class Reading:
    """What cannot be read is noted and never ends it: all else is read."""

    def __init__(self, files: Sequence[Path], sieve: Sieve | None = None) -> None:
        self._files, self._sieve = files, sieve
        self._skipped, self._first = Counter[str](), dict[str, str]()
        self._empty, self._unreadable = list[str](), list[str]()
        self._more_unreadable = self._of_browsers = self._with_cookies = 0
        self.count = 0

    def __iter__(self) -> Iterator[Captured]:
        for file in self._files:
            try:
                for captured in read_capture(file, self._skip, sieve=self._sieve):
                    self._note(captured)
                    yield captured
            except EmptyCaptureError as error:
                self._empty.append(str(error))
            except CaptureError as error:
                self._refuse(str(error))

    @property
    def is_whole(self) -> bool:
        """Whether there was a hit, and nothing that could not be read."""
        return bool(self.count) and not self._unreadable

    def told(self) -> Iterator[str]:
        """How many hits there were, what was skipped and why, and what could not be read."""
        yield f"{_many(self.count, 'hit')} from {_many(len(self._files), 'capture')}"
        for why, many in self._skipped.most_common():
            yield f"  skipped {many} x {why} (the first is {self._first[why]})"
        if self.count and self._of_browsers == self.count and not self._with_cookies:
            yield _COOKIES
        yield from self._empty[:_MOST_TOLD]
        yield from self._unreadable
        if self._more_unreadable:
            yield f"{self._more_unreadable} more entries cannot be read."

    def _note(self, captured: Captured) -> None:
        self.count += 1
        # Only a HAR file has entries.
        self._of_browsers += ":entry " in captured.place
        self._with_cookies += captured.hit.header("cookie") is not None

    def _skip(self, skipped: Skipped) -> None:
        if skipped.unreadable:
            self._refuse(f"{skipped.place}: {skipped.why}")
            return
        self._skipped[skipped.why] += 1
        self._first.setdefault(skipped.why, skipped.place)

    def _refuse(self, sentence: str) -> None:
        if sentence in self._unreadable:
            return  # of a capture without hits the first of these is also why it cannot be read
        if len(self._unreadable) < _MOST_TOLD:
            self._unreadable.append(sentence)
        else:
            self._more_unreadable += 1


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
