"""The durable queue: what is kept before a browser gets its answer, and the worker that delivers it."""

import sqlite3

from .adoption import Ownership, own_spools
from .committer import Committer, OutboxFullError
from .folder import DataFolder, outbox_files
from .forgetting import Forgotten, Person, forget
from .hands import Hands, hands_in, hands_on
from .inventory import (
    Attempt,
    Kept,
    Sent,
    States,
    StoredHit,
    backlog,
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
from .jetstream import BrokerError, Inbox, JetStreamOutbox, Link, Stock, Trips, try_out
from .marks import Mark
from .mending import opened, set_aside
from .queue import Queues
from .reruns import Reruns
from .room import Room
from .sender import Sender
from .spool import Delivery, Spool
from .spools import Spools
from .standing import Standing, Standings, held_in, standings
from .worker import Worker

NOT_KEPT = (sqlite3.Error, BrokerError)
"""What is raised where a hit could not be kept."""

__all__ = [
    "NOT_KEPT",
    "Attempt",
    "BrokerError",
    "Committer",
    "DataFolder",
    "Delivery",
    "Forgotten",
    "Hands",
    "Inbox",
    "JetStreamOutbox",
    "Kept",
    "Link",
    "Mark",
    "OutboxFullError",
    "Ownership",
    "Person",
    "Queues",
    "Reruns",
    "Room",
    "Sender",
    "Sent",
    "Spool",
    "Spools",
    "Standing",
    "Standings",
    "States",
    "Stock",
    "StoredHit",
    "Trips",
    "Worker",
    "backlog",
    "counts",
    "forget",
    "hands_in",
    "hands_on",
    "held_in",
    "kept_deliveries",
    "kept_hit",
    "last_hits",
    "opened",
    "outbox_files",
    "own_spools",
    "recent_hits",
    "sent_since",
    "set_aside",
    "standings",
    "stored_hit",
    "try_out",
    "unfinished",
    "waiting",
]
