"""The durable queue: what is kept before a browser gets its answer, and the worker that delivers it."""

from .adoption import Ownership, own_spools
from .committer import Committer, OutboxFullError
from .folder import DataFolder
from .forgetting import Forgotten, Person, forget
from .inventory import (
    Attempt,
    Kept,
    Sent,
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
    waiting,
)
from .marks import Mark
from .mending import opened, set_aside
from .room import Room
from .sender import Sender
from .spool import Delivery, Spool
from .spools import Spools
from .standing import Standing, Standings, standings
from .worker import Worker

__all__ = [
    "Attempt",
    "Committer",
    "DataFolder",
    "Delivery",
    "Forgotten",
    "Kept",
    "Mark",
    "OutboxFullError",
    "Ownership",
    "Person",
    "Room",
    "Sender",
    "Sent",
    "Spool",
    "Spools",
    "Standing",
    "Standings",
    "States",
    "StoredHit",
    "Worker",
    "counts",
    "forget",
    "kept_deliveries",
    "kept_hit",
    "last_hits",
    "opened",
    "own_spools",
    "recent_hits",
    "sent_since",
    "set_aside",
    "standings",
    "stored_hit",
    "unfinished",
    "waiting",
]
