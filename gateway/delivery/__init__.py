"""The durable queue: what is kept before a browser gets its answer, and the worker that delivers it."""

from .committer import Committer
from .folder import DataFolder
from .sender import Sender
from .spool import Delivery, Spool, recent_hits
from .worker import Mark, Worker

__all__ = ["Committer", "DataFolder", "Delivery", "Mark", "Sender", "Spool", "Worker", "recent_hits"]
