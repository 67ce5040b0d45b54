"""Captures: hits as files of many formats, read by what is in them."""

from .capture import EmptyCaptureError, read_capture, read_hits
from .captured import Captured, Skipped
from .conversion import LOSSES, Format, converted
from .folders import captures_in
from .reading import Reading
from .sieve import every

__all__ = [
    "LOSSES",
    "Captured",
    "EmptyCaptureError",
    "Format",
    "Reading",
    "Skipped",
    "captures_in",
    "converted",
    "every",
    "read_capture",
    "read_hits",
]
