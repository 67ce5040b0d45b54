"""templateDataStorage: what the runs of one template share in this process. As in GTM it lives as long as the process."""

from __future__ import annotations

import threading

MOST_BYTES = 4 * 1024**2


class Storage:
    """Values as JSON by key. A `version` tells who has read it whether it is still the same."""

    def __init__(self) -> None:
        self._kept: dict[str, str] = {}
        self._size = 0
        self._lock = threading.Lock()
        self.version = 0

    def items(self) -> list[tuple[str, str]]:
        """Everything in it."""
        with self._lock:
            return list(self._kept.items())

    def store(self, key: str | None, text: str | None) -> None:
        """Keep a value, forget it where there is none, or forget all. When it is full, what was stored first goes."""
        with self._lock:
            self.version += 1
            if key is None:
                self._kept, self._size = {}, 0
                return
            self._forget(key)
            if text is None or len(key) + len(text) > MOST_BYTES:
                return
            self._kept[key] = text
            self._size += len(key) + len(text)
            while self._size > MOST_BYTES:
                self._forget(next(iter(self._kept)))

    def _forget(self, key: str) -> None:
        text = self._kept.pop(key, None)
        self._size -= 0 if text is None else len(key) + len(text)
