"""A process that takes hits: one uvicorn server, one live driver, one spool of its own."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import signal
import socket
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from ..address import Proxies
from ..container import Container
from ..delivery import Sender, own_spools
from ..fake_tiktok import stand_in
from ..outgoing import OutgoingRequest, Reply
from ..pipeline import Keep
from ..recording.recorder import Recorder
from ..report import report
from ..trace import Trace
from .app import application
from .channel import Channel, end_with_parent
from .http_server import HttpServer
from .intake import Intake
from .live import Live
from .outboxes import Outboxes
from .preview.reporter import Reporter
from .reload import Reloader, Rules
from .settings import ServeSettings

ANSWERS_WITHIN, TRIPS_WITHIN = 6, 1
"""Seconds a stopping process gives to open requests, and then to trips behind their answers: those go on at the next start."""

_log = logging.getLogger("sgtm")


def run(
    settings: ServeSettings,
    number: int,
    sockets: list[socket.socket],
    rules: Rules,
    parent: Connection,
    lifeline: Connection,
    wake: socket.socket,
) -> None:
    """The main function of the process; `number` tells it its spool."""
    logging.basicConfig(format="sgtm: %(message)s", level=logging.WARNING)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the parent too, which stops us in order
    reloader = Reloader(rules, rehearsing=settings.dry)
    channel = Channel(parent)
    reporter = _reporter(settings, number, channel, reloader.in_force)
    recorder = None if settings.record is None else Recorder(settings.record, stand_in, writers=settings.workers)
    end_with_parent(lifeline, lambda message: _heard(message, reloader, reporter))
    spare_the_collector()
    try:
        with asyncio.Runner(loop_factory=loop_factory()) as runner:
            runner.run(_serve(settings, number, sockets, channel, reloader, reporter, recorder, wake))
    finally:
        if recorder is not None:
            recorder.close()
        if reporter is not None:
            reporter.close()
        channel.close()


def spare_the_collector() -> None:
    """What is loaded by now stays, and a hit's objects die together: look for garbage seldom. A fifth of a hit's CPU."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


async def _serve(
    settings: ServeSettings,
    number: int,
    sockets: list[socket.socket],
    channel: Channel,
    reloader: Reloader,
    reporter: Reporter | None,
    recorder: Recorder | None,
    wake: socket.socket,
) -> None:
    traced = _traced(settings, channel, reporter, recorder)
    container, loop = reloader.in_force, asyncio.get_running_loop()

    def on_change(swap: Callable[[Container], None]) -> None:
        reloader.on_change(lambda new: _changed(new, reporter, lambda: loop.call_soon_threadsafe(swap, new)))

    if settings.dry:
        live = Live(container, _keep_nothing, _ask_nobody, traced=traced)
        on_change(lambda new: live.swap(new, _ask_nobody))
        await _answer_hits(settings, live, sockets, channel)
        return
    sender = Sender(container.secrets, container.egress)
    outboxes = await Outboxes.opened(settings, number, container, sender, traced, wake)
    if reporter is not None:
        reporter.count_shed(outboxes.room.shed)
    on_change(lambda new: outboxes.use(new, sender.knowing(new.secrets, new.egress)))
    await _answer_hits(settings, outboxes.live, sockets, channel, outboxes.why)
    await outboxes.close()
    await sender.close()


async def _answer_hits(
    settings: ServeSettings,
    live: Live,
    sockets: list[socket.socket],
    channel: Channel,
    short_of: Callable[[], str] = lambda: "",
) -> None:
    server = HttpServer(
        application(_intake(settings, live), lambda: _in_force(live.container), short_of),
        channel,
        longest_url=settings.longest_url,
        drain_within=ANSWERS_WITHIN,
        certificate=(settings.tls_cert, settings.tls_key),
    )
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, server.stop)
    await server.serve(sockets)
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(live.drain(), TRIPS_WITHIN)


def _in_force(container: Container) -> str:
    stale = container.stale.partition("; ")[0]  # what is wrong with them is nothing for strangers
    return f"rules {container.version}{', ' * bool(stale)}{stale}"


def _intake(settings: ServeSettings, live: Live) -> Intake:
    proxies = Proxies(settings.trusted_proxies)
    return Intake(live, proxies=proxies, longest_body=settings.longest_body, longest_url=settings.longest_url)


def _reporter(settings: ServeSettings, number: int, channel: Channel, container: Container) -> Reporter | None:
    """Who tells the preview, where there is one. It is asked of the past as soon as it is there, so it knows the rules."""
    if settings.preview_port is None:
        return None
    here = not settings.dry and settings.broker is None
    spools = own_spools(settings.data_dir, number, settings.workers) if here else None
    reporter = Reporter(number, lambda kind, said: channel.tell(lambda: ("preview", (kind, said))), spools)
    reporter.know(container)
    return reporter


def _heard(message: Any, reloader: Reloader, reporter: Reporter | None) -> None:
    if isinstance(message, Rules):
        reloader.take(message)
    elif reporter is not None:
        reporter.ask(message)


def _changed(new: Container, reporter: Reporter | None, swap: Callable[[], object]) -> None:
    """The preview knows rules before a hit goes by them."""
    if reporter is not None:
        reporter.know(new)
    swap()


def _traced(
    settings: ServeSettings, channel: Channel, reporter: Reporter | None, recorder: Recorder | None
) -> Callable[[Trace], None] | None:
    """Who is told of each trip that has ended."""

    def print_it(trace: Trace) -> None:
        channel.tell(lambda: ("trace", report(trace)))

    told = [each.remember for each in (reporter, recorder) if each is not None]
    if settings.trace:
        told.insert(0, print_it)
    if len(told) < 2:
        return told[0] if told else None

    def tell(trace: Trace) -> None:
        for each in told:
            each(trace)

    return tell


async def _keep_nothing(keep: Keep) -> None:
    """A dry run leaves the data folder alone."""


async def _ask_nobody(request: OutgoingRequest) -> Reply:
    return Reply(0, error="a dry run sends nothing")


def loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Uvloop where it is installed."""
    try:
        import uvloop  # optional: not for Windows
    except ImportError:
        return None
    factory: Callable[[], asyncio.AbstractEventLoop] = uvloop.new_event_loop
    return factory
