"""What a client, a tag or a variable may do: it yields these steps, and nothing in it does I/O.

a tag yields        OutgoingRequest   queued durably, goes on at once
                    Ask(request)      waits for the Reply
                    All(ask, ask)     several at once, the replies in order
                    Cookie, Header, Status, Body, BrowserPixel, Log
a client yields     Run(event)        one trip of one event through the container
                    ConsentOf(event)  what the visitor allows, as this container counts it
                    All(run, run), Ask, Cookie, Header, Log
                    Respond(status, headers, body)
a variable yields   Ask, All, and returns its value
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, Literal, TypeAlias

import msgspec

from .event import Event
from .outgoing import OutgoingRequest

Steps: TypeAlias = Generator[Any, Any, Any]
"""Yields steps, is sent their results, and returns how it ended: None is good, else Skipped or Failed."""


class Run(msgspec.Struct, frozen=True):
    """One trip of one event through the container."""

    event: Event


class ConsentOf(msgspec.Struct, frozen=True):
    """What the visitor of an event allows, as this container counts it; the result is a Consent."""

    event: Event


class Ask(msgspec.Struct, frozen=True):
    """A request whose reply is waited for."""

    request: OutgoingRequest


class All:
    """Several steps at once; the results come in the order of the steps."""

    __slots__ = ("parts",)

    def __init__(self, *parts: Any) -> None:
        self.parts = parts


class Respond(msgspec.Struct, frozen=True):
    """The answer to the browser.

    With `event_stream` the sender reads an event stream: what tags let it fetch is written there, instead of `body`.
    `firm` names what no tag changes any more: "status", "body", or a header.
    """

    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    event_stream: bool = False
    firm: frozenset[str] = frozenset()


class Cookie(msgspec.Struct, frozen=True):
    """A cookie for the browser; `max_age` in seconds, 0 forgets it, None keeps it for the session.

    `raw` says that its value is encoded already.
    """

    name: str
    value: str
    max_age: int | None = None
    domain: str | None = None
    path: str = "/"
    same_site: Literal["Lax", "Strict", "None"] = "Lax"
    http_only: bool = False
    secure: bool = True
    raw: bool = False


class Header(msgspec.Struct, frozen=True):
    """A header of the answer to the browser."""

    name: str
    value: str


class Status(msgspec.Struct, frozen=True):
    """The status of the answer to the browser, in place of its client's."""

    code: int


class Body(msgspec.Struct, frozen=True):
    """The body of the answer to the browser, in place of its client's."""

    body: bytes


class BrowserPixel(msgspec.Struct, frozen=True):
    """An address the browser shall fetch, where its client can tell it so: as a pixel, or by a `fetch` with credentials."""

    url: str
    how: Literal["send_pixel", "fetch"] = "send_pixel"


Effect: TypeAlias = Cookie | Header | Status | Body | BrowserPixel
"""What a client or a tag adds to the browser's answer."""
EFFECTS = (Cookie, Header, Status, Body, BrowserPixel)


class Log(msgspec.Struct, frozen=True):
    """A line for the trace."""

    text: str


class Skipped(msgspec.Struct, frozen=True):
    """How a tag ends that had nothing to send, with the reason."""

    why: str


class Failed(msgspec.Struct, frozen=True):
    """How a tag ends that could not do its work, with the reason."""

    why: str
