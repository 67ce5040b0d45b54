"""One HTTP request as it came in; the only clock and the only chance of its trip."""

from __future__ import annotations

import hashlib
from urllib.parse import unquote

import msgspec


class Hit(msgspec.Struct, frozen=True):
    """`at` is in milliseconds since 1970 (UTC); `path` and `query` are printable ASCII, still
    percent-encoded.

    `id` and `seed` are drawn at intake and written into captures, so a replay is the same trip again.
    """

    method: str
    path: str
    query: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    ip: str = ""
    id: str = ""
    at: int = 0
    seed: int = 0

    @property
    def key(self) -> str:
        """What its requests are known by: its id, or, where it says `Idempotency-Key`, what it says and is.

        Such a hit counts once however often it is sent. A key alone is not enough: who guesses one must not undo another's hit.
        """
        said = self.header("idempotency-key")
        if not said:
            return self.id
        whole = "\n".join((said, self.method, self.path, self.query)).encode()
        return hashlib.sha256(whole + b"\n" + self.body).hexdigest()[:32]

    def header(self, name: str) -> str | None:
        """The first header of that name (lower case), or None."""
        for key, value in self.headers:
            if key == name:
                return value
        return None

    def cookie(self, name: str, *, decode: bool = True) -> str | None:
        """The first cookie of that name, percent-decoded as GTM's Cookie Value variable does, unless it shall not be."""
        for header, text in self.headers:
            if header != "cookie" or name not in text:
                continue
            for pair in text.split(";"):
                key, _, value = pair.strip().partition("=")
                if key == name:
                    return unquote(value) if decode and "%" in value else value
        return None


def delivery_id(hit: str, event: int, tag: str, number: int | str) -> str:
    """The stable name of one delivery: two equal hits stay two, a retry stays one. `hit` is the key of its hit.

    It begins as that does, so that what is kept together lies together on disk.
    """
    return hit[:16] + hashlib.sha256(f"{hit}\n{event}\n{tag}\n{number}".encode()).hexdigest()[:24]


def new_hit_id(at: int, chance: bytes) -> str:
    """An id for a hit taken at this time (ms): in the order of time, and not to be guessed (10 random bytes)."""
    return f"{at:012x}{chance[:10].hex()}"
