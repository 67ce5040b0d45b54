"""A process that takes hits: one uvicorn server, one live driver, one spool of its own."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import signal
import socket
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import uvicorn

from ..address import Proxies
from ..container import Container
from ..delivery import Committer, Sender, Spool
from ..hit import Hit
from ..outgoing import OutgoingRequest, Reply
from ..pipeline import Done, Keep
from ..report import report
from ..trace import Trace
from .app import application
from .channel import Channel, end_with_parent
from .guarded import guarded
from .intake import Intake
from .live import Live
from .reload import Reloader, Rules
from .settings import ServeSettings

DRAIN_WITHIN = 10
"""Seconds a stopping process gives to open requests and to trips behind their answers."""

_log = logging.getLogger("sgtm")
_resuming: set[asyncio.Task[None]] = set()


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
    end_with_parent(lifeline, reloader.take)
    channel = Channel(parent)
    spare_the_collector()
    try:
        with asyncio.Runner(loop_factory=loop_factory()) as runner:
            runner.run(_serve(settings, number, sockets, channel, reloader, wake))
    finally:
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
    wake: socket.socket,
) -> None:
    traced = _reporter(channel) if settings.trace else None
    container, loop = reloader.in_force, asyncio.get_running_loop()
    if settings.dry:
        live = Live(container, _keep_nothing, _ask_nobody, traced=traced)
        reloader.on_change(lambda new: loop.call_soon_threadsafe(live.swap, new, _ask_nobody))
        await _answer_hits(settings, live, sockets, channel)
        return
    sender = Sender(container.secrets)
    lives: list[tuple[Live, Committer]] = []
    for path in _own_spools(settings.data_dir, number, settings.workers):
        spool = Spool(path)
        cut_off = spool.open_hits()
        committer = Committer(spool, _waker(wake))
        lives.append((live := Live(container, committer.commit, sender.send, traced=traced), committer))
        _resume(live, cut_off)

    def swap(new: Container) -> None:
        for live, _ in lives:
            live.swap(new, sender.knowing(new.secrets).send)

    reloader.on_change(lambda new: loop.call_soon_threadsafe(swap, new))
    await _answer_hits(settings, lives[0][0], sockets, channel)
    for _, committer in lives:
        await committer.close()
    await sender.close()


async def _answer_hits(settings: ServeSettings, live: Live, sockets: list[socket.socket], channel: Channel) -> None:
    config = uvicorn.Config(
        application(_intake(settings, live), lambda: _in_force(live.container)),
        ssl_certfile=settings.tls_cert,
        ssl_keyfile=settings.tls_key,
        http=guarded(settings.longest_url),
        ws="none",
        lifespan="off",
        log_level="error",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=DRAIN_WITHIN,
    )
    server = _Server(config, channel)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, server.stop)
    await server.serve(sockets)
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(live.drain(), DRAIN_WITHIN)


def _in_force(container: Container) -> str:
    return f"rules {container.version}{', ' * bool(container.stale)}{container.stale}"


def _intake(settings: ServeSettings, live: Live) -> Intake:
    proxies = Proxies(settings.trusted_proxies)
    return Intake(live, proxies=proxies, longest_body=settings.longest_body, longest_url=settings.longest_url)


class _Server(uvicorn.Server):
    """Uvicorn, but stopped by us: it would end the process before the last commit."""

    def __init__(self, config: uvicorn.Config, channel: Channel) -> None:
        super().__init__(config)
        self._channel = channel

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._channel.tell(lambda: ("ready", None))

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    def stop(self) -> None:
        self.should_exit = True


def _own_spools(folder: Path, number: int, workers: int) -> list[Path]:
    """This process's spool; the first one also adopts those of workers there no longer are."""
    own = folder / f"spool-{number}.sqlite3"
    if number:
        return [own]
    kept = {folder / f"spool-{other}.sqlite3" for other in range(workers)}
    return [own, *sorted(path for path in folder.glob("spool-*.sqlite3") if path not in kept)]


def _resume(live: Live, cut_off: list[tuple[Hit, Done]]) -> None:
    """Do again what a crash cut off."""
    for hit, done in cut_off:
        task = asyncio.ensure_future(live.resume(hit, done))
        _resuming.add(task)
        task.add_done_callback(_resuming.discard)
        task.add_done_callback(_log_failure)


def _log_failure(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        _log.error("a trip that a crash had cut off failed again: %s", error)


def _reporter(channel: Channel) -> Callable[[Trace], None]:
    return lambda trace: channel.tell(lambda: ("trace", report(trace)))


def _waker(wake: socket.socket) -> Callable[[], None]:
    def tell() -> None:
        with contextlib.suppress(BlockingIOError, OSError):
            wake.send(b"1")

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
