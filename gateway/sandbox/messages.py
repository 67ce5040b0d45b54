"""Messages between the templates of one hit: what a tag sends, the client that waits for its tags hears at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, TypeAlias

Hear: TypeAlias = Callable[[str, Any], None]


class Mailbox:
    """Who listens to what, of one hit."""

    def __init__(self, hear: Hear) -> None:
        self.hear = hear
        self.types: list[str] = []


class Mailboxes:
    """The mailboxes of the hits under way, by their ids."""

    def __init__(self) -> None:
        self._of: dict[str, list[Mailbox]] = {}
        self._lock = threading.Lock()

    def open(self, hit: str, hear: Hear) -> Mailbox:
        """A mailbox for a hit; of one that is under way twice the newer counts."""
        mailbox = Mailbox(hear)
        with self._lock:
            self._of.setdefault(hit, []).append(mailbox)
        return mailbox

    def close(self, hit: str, mailbox: Mailbox) -> None:
        """The client has nothing more to hear."""
        with self._lock:
            self._of[hit].remove(mailbox)
            if not self._of[hit]:
                del self._of[hit]

    def of(self, hit: str) -> Mailbox | None:
        """The mailbox of a hit, where its client is a template."""
        with self._lock:
            found = self._of.get(hit)
            return found[-1] if found else None


MAILBOXES = Mailboxes()
"""Of this process: a trip is made in one."""
