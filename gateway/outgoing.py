"""What goes out and what comes back: a request to a vendor, its reply, and what the reply means."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, Final, Literal
from urllib.parse import urlsplit

import msgspec

_MARK: Final = "credential of sgtm"
_MARK_IN_JSON: Final = _MARK.encode()
"""What tells a credential that was written as JSON."""


class Secret(msgspec.Struct, frozen=True, tag_field=_MARK, tag=True):
    """A credential by name. Its value is filled in at sending and stands nowhere before.

    It can only be the value of a header, as it is or as `secret.prefixed("Bearer ")`; writing it into text is an error.
    """

    name: str
    prefix: str = ""

    def prefixed(self, prefix: str) -> Secret:
        """The same credential with text before it."""
        return Secret(self.name, prefix)

    @property
    def shown(self) -> str:
        """How it is shown: by its name."""
        return f"{self.prefix}${{{self.name}}}"

    def __str__(self) -> str:
        raise TypeError('a credential cannot be written into text: give it as a header, or secret.prefixed("Bearer ")')

    def __format__(self, _: str) -> str:
        return str(self)


class OutgoingRequest(msgspec.Struct, frozen=True):
    """A request to a vendor, ready to send but for its credentials.

    `timeout` is in seconds; of a reply's body at most `longest_reply` bytes are read, for vendors answer in a few hundred.
    """

    url: str
    method: str = "POST"
    headers: tuple[tuple[str, str | Secret], ...] = ()
    body: bytes = b""
    timeout: float = 10.0
    longest_reply: int = 65_536
    group: str = ""
    """Requests of one group, type and destination may be joined while they wait, where their tag type can join them."""

    @classmethod
    def post(
        cls, url: str, *, json: Any, headers: Mapping[str, str | Secret] | None = None, group: str = ""
    ) -> OutgoingRequest:
        """A POST of one JSON document."""
        named = {"Content-Type": "application/json", **(headers or {})}
        body = msgspec.json.encode(json)
        if _MARK_IN_JSON in body:
            raise TypeError("a credential is no part of a body, which is kept and shown: give it as a header")
        return cls(url=url, headers=tuple(named.items()), body=body, group=group)

    @property
    def json(self) -> Any:
        """The body read as JSON."""
        return msgspec.json.decode(self.body)

    @property
    def destination(self) -> str:
        """Host and credential: what fails together, waits together."""
        credentials = [value.name for _, value in self.headers if isinstance(value, Secret)]
        try:
            host = urlsplit(self.url).netloc
        except ValueError:
            host = ""  # sending it will fail, and say so
        return " ".join([host, *credentials]).strip()

    def header(self, name: str) -> str | Secret | None:
        """The first header of that name, whatever its case."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


class Reply(msgspec.Struct, frozen=True):
    """What came back. `status` 0 means that no answer came, and `error` says why.

    `unsendable` means that no sender could send such a request, however often.
    """

    status: int
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    error: str = ""
    unsendable: bool = False

    @classmethod
    def of(cls, json: Any, status: int = 200) -> Reply:
        """A reply with a JSON body."""
        return cls(status, msgspec.json.encode(json), (("content-type", "application/json"),))

    def header(self, name: str) -> str | None:
        """The first header of that name (lower case), or None."""
        return next((value for key, value in self.headers if key.lower() == name), None)

    @property
    def json(self) -> Any:
        """The body read as JSON, or None where it is not JSON."""
        try:
            return msgspec.json.decode(self.body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return None


class Verdict(msgspec.Struct, frozen=True):
    """What a reply means for a request: accepted, refused for good, to be sent again, or the destination is on hold.

    `split` is for requests that were sent together: one of them is refused, and each half is sent on its own.
    """

    outcome: Literal["accepted", "refused", "again", "hold", "split"]
    why: str
    because: Literal["", "throttled", "unreadable"] = ""
    """What the queue does besides sending again: a vendor that gets too many is sent less, and what got three answers
    that nobody can read is refused, for the vendor may have taken it each time."""

    @classmethod
    def by_status(cls, reply: Reply) -> Verdict:
        """The meaning of a reply where the tag type does not know better: its HTTP status."""
        if reply.unsendable:
            return cls("refused", f"no request can be sent so: {reply.error}")
        if reply.status == 0:
            return cls("again", f"no answer: {reply.error}")
        if 200 <= reply.status < 300:
            return cls("accepted", f"HTTP {reply.status}")
        if reply.status in (401, 403):
            return cls("hold", f"HTTP {reply.status}: the credential is not accepted")
        if reply.status in (408, 425, 429) or reply.status >= 500:
            return cls("again", f"HTTP {reply.status}", "throttled" if reply.status == 429 else "")
        return cls("refused", f"HTTP {reply.status}")


def stable_hash(*parts: object) -> str:
    """A short digest of the parts, the same on every machine."""
    return hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()[:32]
