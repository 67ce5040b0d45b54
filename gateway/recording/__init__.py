"""Hits as files, and the driver that rehearses them: nothing in here can send."""

from .http_text import read_hits
from .rehearsal import rehearse

__all__ = ["read_hits", "rehearse"]
