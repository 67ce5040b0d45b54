"""What a capture that a test writes itself gives."""

from __future__ import annotations

from gateway import Hit
from gateway.recording.captures.captured import Captured, Found, Sieve, Skipped
from gateway.recording.captures.recognition import reader_of
from gateway.recording.captures.source import Source


def found(written: str | bytes, sieve: Sieve | None = None) -> list[Found]:
    """All of it, hits and what is skipped, in order."""
    source = Source.of(written.encode() if isinstance(written, str) else written, "capture")
    reader, of_format = reader_of(source)
    return list(reader(source, sieve or of_format))


def hits(written: str | bytes) -> list[Hit]:
    """The hits of it."""
    return [each.hit for each in found(written) if isinstance(each, Captured)]


def skipped(written: str | bytes) -> list[Skipped]:
    """What is skipped of it."""
    return [each for each in found(written) if isinstance(each, Skipped)]


def whys(written: str | bytes) -> list[str]:
    """Why it is skipped."""
    return [each.why for each in skipped(written)]
