"""The process of the preview: a server on a port of its own, fed by the gateway processes through their parent."""

from __future__ import annotations

import asyncio
import logging
import signal
import socket
from multiprocessing.connection import Connection
from typing import Any

from ..container import Container
from .channel import Channel, end_with_parent
from .gateway_process import loop_factory
from .http_server import HttpServer
from .preview.app import application
from .preview.archive import opened
from .preview.correspondence import Correspondence
from .preview.guard import Guard
from .preview.preview import Preview
from .preview.workshop import Workshop, key_of
from .reload import Reloader, Rules
from .settings import LONGEST_URL, ServeSettings

STOP_WITHIN = 3
"""Seconds that open pages have when the gateway stops."""

_log = logging.getLogger("sgtm")


def run(
    settings: ServeSettings,
    token: str,
    sockets: list[socket.socket],
    hits: str,
    rules: Rules,
    parent: Connection,
    lifeline: Connection,
    _: socket.socket,
) -> None:
    """The main function of the process; `hits` is the address of the hit port."""
    logging.basicConfig(format="sgtm: %(message)s", level=logging.WARNING)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the parent too, which stops us in order
    with asyncio.Runner(loop_factory=loop_factory()) as runner:
        runner.run(_serve(settings, token, sockets, hits, rules, parent, lifeline))


async def _serve(
    settings: ServeSettings,
    token: str,
    sockets: list[socket.socket],
    hits: str,
    rules: Rules,
    parent: Connection,
    lifeline: Connection,
) -> None:
    loop, channel = asyncio.get_running_loop(), Channel(parent)
    reloader = Reloader(rules, rehearsing=True)
    folder = None if settings.dry else settings.data_dir
    archive = None if folder is None else opened(folder)
    others = Correspondence(
        lambda whom, question: channel.tell(lambda: (whom, question)),
        settings.workers,
        delivers=settings.delivers,
        keep=lambda row, document: None if archive is None else archive.keep(row, document),
    )
    workshop = Workshop(lambda: reloader.in_force, settings.rules, key_of(folder))
    preview = Preview(
        others, workshop, archive, folder=folder, container=lambda: reloader.in_force, rules=settings.rules, hits=hits
    )

    def heard(message: Any) -> None:
        if isinstance(message, Rules):
            reloader.take(message)
        else:
            loop.call_soon_threadsafe(others.heard, *message)

    def changed(_: Container) -> None:
        loop.call_soon_threadsafe(lambda: others.announce("hello", preview.hello()))

    reloader.on_change(changed)
    end_with_parent(lifeline, heard)
    guard = Guard(token, sockets[0].getsockname()[1], settings.preview_names)
    server = HttpServer(application(preview, guard), channel, longest_url=LONGEST_URL, drain_within=STOP_WITHIN)

    def stop() -> None:
        others.end()
        server.stop()

    loop.add_signal_handler(signal.SIGTERM, stop)
    await server.serve(sockets)
    channel.close()
    if archive is not None:
        archive.close()
