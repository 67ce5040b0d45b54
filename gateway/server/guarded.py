"""Uvicorn's HTTP protocol with the bounds it lacks: how long a request's head may be, and how long it may take."""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from .settings import LONGEST_URL

LONGEST_HEADERS = 40 * 1024
"""Bytes of headers a request may have beside its URL."""
HEAD_WITHIN = 10.0
"""Seconds a head may take, from the first byte of its connection or its request."""
BODY_AT_THE_END = 2.0
"""Seconds the rest of a body may take once the server stops."""

_TOO_LONG = b"HTTP/1.1 431 Request Header Fields Too Large\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
_TOO_SLOW = b"HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"


class Guarded(HttpToolsProtocol):
    """Ends a connection whose request head is too long or does not come."""

    longest_head = LONGEST_HEADERS + LONGEST_URL
    _in_head = True
    _head = _fields = 0
    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._begin()

    def data_received(self, data: bytes) -> None:
        if self._in_head:
            self._head += len(data)
            if self._timer is None:
                self._begin()
        super().data_received(data)
        if self._in_head and self._head > self.longest_head:
            self._end(_TOO_LONG)

    def on_header(self, name: bytes, value: bytes) -> None:
        self._fields += len(name) + len(value) + 4
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._in_head = False
        self._stop()
        if self._fields > LONGEST_HEADERS:
            self._end(_TOO_LONG)
            return
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        super().on_message_complete()
        self._in_head, self._head, self._fields = True, 0, 0

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop()
        super().connection_lost(exc)

    def shutdown(self) -> None:
        super().shutdown()
        self.loop.call_later(BODY_AT_THE_END, self._end_half)

    def _begin(self) -> None:
        self._timer = self.loop.call_later(HEAD_WITHIN, self._end, _TOO_SLOW)

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _end_half(self) -> None:
        """Half a body is no hit, and must not hold up the end."""
        if self.cycle is not None and self.cycle.more_body:
            self.transport.close()

    def _end(self, answer: bytes) -> None:
        self._stop()
        if not self.transport.is_closing():
            self.transport.write(answer)
            self.transport.close()


def guarded(longest_url: int) -> type[Guarded]:
    """The protocol of a server that takes URLs of so many bytes."""
    return type("GuardedFor", (Guarded,), {"longest_head": LONGEST_HEADERS + longest_url})
