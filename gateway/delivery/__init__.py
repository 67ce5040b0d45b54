"""The durable queue: what is kept before a browser gets its answer, and the worker that delivers it."""

from .committer import Committer
from .folder import DataFolder
from .inventory import (
    Attempt,
    Kept,
    States,
    StoredHit,
    counts,
    kept_deliveries,
    kept_hit,
    last_hits,
    recent_hits,
    sent_since,
    stored_hit,
    unfinished,
)
from .sender import Sender
from .spool import Delivery, Spool
from .worker import Mark, Worker

__all__ = [
    "Attempt",
    "Committer",
    "DataFolder",
    "Delivery",
    "Kept",
    "Mark",
    "Sender",
    "Spool",
    "States",
    "StoredHit",
    "Worker",
    "counts",
    "kept_deliveries",
    "kept_hit",
    "last_hits",
    "recent_hits",
    "sent_since",
    "stored_hit",
    "unfinished",
]
