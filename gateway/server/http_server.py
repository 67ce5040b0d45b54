"""The HTTP server of a process: uvicorn with our bounds, stopped by us and not by its own signals."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import uvicorn

from .channel import Channel
from .guarded import guarded


class HttpServer(uvicorn.Server):
    """Tells the parent once it listens. Uvicorn itself would end the process before the last commit."""

    def __init__(
        self,
        application: Any,
        channel: Channel,
        *,
        longest_url: int,
        drain_within: int,
        certificate: tuple[Path | None, Path | None] = (None, None),
    ) -> None:
        """`drain_within` are the seconds that open requests have at the end; `certificate` is that and its key, for TLS."""
        super().__init__(
            uvicorn.Config(
                application,
                ssl_certfile=certificate[0],
                ssl_keyfile=certificate[1],
                http=guarded(longest_url),
                ws="none",
                lifespan="off",
                log_level="error",
                access_log=False,
                proxy_headers=False,
                server_header=False,
                date_header=False,
                timeout_graceful_shutdown=drain_within,
            )
        )
        self._channel = channel

    async def startup(self, sockets: list[Any] | None = None) -> None:
        """Listen, and say so."""
        await super().startup(sockets)
        self._channel.tell(lambda: ("ready", None))

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to the process."""
        yield

    def stop(self) -> None:
        """End once open requests have."""
        self.should_exit = True
