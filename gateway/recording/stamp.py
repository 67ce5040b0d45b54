"""What a capture does not say of a hit: id and seed come from the bytes of its entry and its position, so they stay the same."""

from __future__ import annotations

import hashlib
from typing import NamedTuple


class Stamp(NamedTuple):
    """An id and a seed."""

    id: str
    seed: int

    @classmethod
    def of(cls, written: bytes, position: int) -> Stamp:
        """The stamp of an entry; equal entries at two positions stay two hits."""
        digest = hashlib.sha256(written + str(position).encode()).hexdigest()
        return cls(digest[:32], int(digest[32:40], 16))
