"""The answer a client template builds: it is kept until the template returns it."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from typing import Any

from ..steps import Respond
from .realm import Command

_CODECS = {
    "ascii": "ascii",
    "latin1": "latin-1",
    "binary": "latin-1",
    "utf16le": "utf-16-le",
    "utf-16le": "utf-16-le",
    "ucs2": "utf-16-le",
    "ucs-2": "utf-16-le",
}


class Response:
    """Status, headers and body; nothing set means 200, none and empty.

    All templates of a hit write one answer, and who writes last is right ("returnResponse" in "Server-side tagging APIs"): so
    what the client sets once its tags have run is firm.
    """

    def __init__(self, *, event_stream: bool) -> None:
        self._status, self._headers, self._body = 200, dict[str, str](), b""
        self._event_stream = event_stream
        self._firm: set[str] | None = None

    def tags_ran(self) -> None:
        """What is set from now on is set after what the tags did."""
        self._firm = set()

    def steps(self, command: Command) -> Iterator[Respond]:
        """One command: it sets a part, or sends the whole."""
        payload = command.payload
        if command.kind == "respond":
            yield self._respond()
            return
        if self._firm is not None:
            self._firm.add(payload["name"] if command.kind == "header" else command.kind)
        if command.kind == "status":
            self._status = status_of(payload["code"])
        elif command.kind == "body":
            self._body = bytes_of(payload["body"], payload["encoding"])
        elif payload["value"] is None:
            self._headers.pop(payload["name"], None)
        else:
            self._headers[payload["name"]] = payload["value"]

    def _respond(self) -> Respond:
        headers, firm = tuple(self._headers.items()), frozenset(self._firm or ())
        return Respond(self._status, headers, self._body, event_stream=self._streams, firm=firm)

    @property
    def _streams(self) -> bool:
        """What tags let the browser fetch stands where the body does, so an answer that has one of its own has no room."""
        return self._event_stream and not self._body and self._status == 200


def status_of(code: Any) -> int:
    """The status a template names; one that HTTP does not have is an error of the server's."""
    return int(code) if isinstance(code, int | float) and 200 <= code <= 599 else 500


def bytes_of(body: str, encoding: str) -> bytes:
    """The bytes of a body in the encoding it is written in."""
    name = encoding.lower()
    try:
        if name in ("base64", "base64url"):
            plain = "".join(body.split()).replace("-", "+").replace("_", "/").rstrip("=")
            return base64.b64decode(plain + "=" * (-len(plain) % 4))
        if name == "hex":
            return bytes.fromhex(body)
    except (binascii.Error, ValueError):
        return b""
    return body.encode(_CODECS.get(name, "utf-8"), "replace")
