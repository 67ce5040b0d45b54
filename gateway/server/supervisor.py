"""The parent of `sgtm serve`: holds port and folder, starts the processes, starts again what dies, prints traces, stops all."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import queue
import secrets
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Any

from ..delivery import DataFolder
from ..errors import GatewayError
from ..rules import Sources
from . import delivery_process, gateway_process, preview_process
from .console import Console, Printer
from .ports import bound
from .reload import Rules, Watcher
from .settings import ServeSettings
from .snippet import address

STOP_WITHIN = 8.0
"""Seconds the processes have to stop before they are killed: who stops a gateway kills it after ten. Nothing kept is lost."""
_SHORT_LIFE, _MOST_SHORT_LIVES = 2.0, 5
_MOST_PASSED_ON = 2000

_spawn = multiprocessing.get_context("spawn")


class Supervisor:
    """Runs one gateway. `ready` is called with the port and the link of the preview, or nothing, once hits are taken."""

    def __init__(
        self,
        settings: ServeSettings,
        sources: Sources,
        ready: Callable[[int, str], None],
        show: Callable[[str], None] = print,
        *,
        token: str = "",
    ) -> None:
        self._token = token or secrets.token_urlsafe(16)
        self._settings, self._ready = settings, ready
        self._rules = Rules(sources)
        self._watcher = Watcher(self._rules, self._changed, _say, rehearsing=settings.dry)
        self._printer = Printer(show)
        self._console = Console(self._printer.show, output=settings.output, waits=not settings.dry)
        self._children: list[_Child] = []
        self._gateways: list[_Child] = []
        self._delivery: _Child | None = None
        self._preview: _Child | None = None
        self._stopping = False

    def run(self) -> None:
        """Run until SIGTERM or Ctrl-C. Raises InUse for a taken port or folder, GatewayError where it cannot start."""
        sockets = bound(self._settings.hosts, self._settings.port) if self._settings.workers else []
        preview = self._preview_sockets()
        folder = None if self._settings.dry else DataFolder(self._settings.data_dir)
        signals, told = _spawn.Pipe(duplex=False)
        previous = [(number, signal.signal(number, self._asked_to_stop(told))) for number in _STOPS]
        try:
            self._start_all(sockets, preview)
            self._watcher.start()
            self._watch(signals, sockets[0].getsockname()[1] if sockets else 0, self._link(preview))
        finally:
            self._stop_all()
            self._watcher.stop()
            self._console.close()
            self._printer.close()
            for number, handler in previous:
                signal.signal(number, handler)
            for opened in (*sockets, *preview):
                opened.close()
            if folder is not None:
                folder.close()

    def _preview_sockets(self) -> list[socket.socket]:
        if self._settings.preview_port is None:
            return []
        return bound(self._settings.preview_hosts, self._settings.preview_port, "--preview-port")

    def _link(self, preview: list[socket.socket]) -> str:
        """The preview's address with its token."""
        if not preview:
            return ""
        return f"http://localhost:{preview[0].getsockname()[1]}/?token={self._token}"

    def _start_all(self, sockets: list[socket.socket], preview: list[socket.socket]) -> None:
        # Kept, although only children use them: to whoever reads it, an end that nobody holds is always ready.
        self._wakes = wake, woken = socket.socketpair()
        wake.setblocking(False)
        woken.setblocking(False)
        for number in range(self._settings.workers):
            self._gateways.append(_Child(gateway_process.run, (self._settings, number, sockets), wake, self._rules))
            self._children.append(self._gateways[-1])
        if self._settings.delivers and not self._settings.dry:
            self._delivery = _Child(delivery_process.run, (self._settings,), woken, self._rules)
            self._children.append(self._delivery)
        if preview:
            tls = self._settings.tls_cert is not None
            hits = address(sockets[0].getsockname()[1], tls=tls) if sockets else ""
            self._preview = _Child(preview_process.run, (self._settings, self._token, preview, hits), wake, self._rules)
            self._children.append(self._preview)

    def _watch(self, signals: Connection, port: int, link: str) -> None:
        """Read what the children say and start again what dies, until asked to stop."""
        not_ready = set(self._children)
        while not self._stopping:
            by_handle: dict[Any, _Child] = {}
            for child in self._children:
                by_handle[child.connection] = by_handle[child.process.sentinel] = child
            for handle in wait([signals, *by_handle], timeout=1.0):
                if handle is signals:
                    return
                child = by_handle[handle]
                if child not in self._children:
                    continue  # its channel told of its end before, and it is done without
                if handle is child.connection:
                    self._hear(child, not_ready, port, link)
                elif not child.process.is_alive():
                    self._start_again(child)
            self._console.overdue()

    def _hear(self, child: _Child, not_ready: set[_Child], port: int, link: str) -> None:
        try:
            kind, message = child.connection.recv()
        except (EOFError, OSError):
            child.process.join(1.0)
            if not child.process.is_alive():
                self._start_again(child)
            return
        self._show(kind, message)
        if kind == "ready" and child in not_ready:
            not_ready.discard(child)
            if not not_ready:
                self._ready(port, link)

    def _start_again(self, child: _Child) -> None:
        if self._stopping:
            return
        child.short_lives = child.short_lives + 1 if time.monotonic() - child.started < _SHORT_LIFE else 0
        if child is self._preview and child.short_lives >= _MOST_SHORT_LIVES:
            self._do_without_preview()
            return
        if child.short_lives >= _MOST_SHORT_LIVES:
            raise GatewayError("its processes end as soon as they start. What they said above tells why.")
        _say(f"a process ended with code {child.process.exitcode}; it is started again")
        child.start(self._rules)

    def _do_without_preview(self) -> None:
        """Hits are worth more than a look at them."""
        _say(
            "the preview ends as soon as it starts, and is not started again. What it said above tells why; hits go on"
        )
        assert self._preview is not None
        self._children.remove(self._preview)
        self._preview = None

    def _changed(self, rules: Rules) -> None:
        """Other rules are in force: for all children, and for those that are started from now on."""
        self._rules = rules
        for child in self._children:
            child.tell(rules)

    def _asked_to_stop(self, told: Connection) -> Callable[[int, Any], None]:
        def handler(number: int, frame: Any) -> None:
            if self._stopping:
                self._kill_all()
                os._exit(130)
            self._stopping = True
            told.send(None)

        return handler

    def _stop_all(self) -> None:
        self._stopping = True
        end = time.monotonic() + STOP_WITHIN
        for child in self._children:
            child.process.terminate()
        while (alive := [child for child in self._children if child.process.is_alive()]) and time.monotonic() < end:
            self._hear_last_words(alive)
        self._kill_all()

    def _hear_last_words(self, alive: list[_Child]) -> None:
        """Children that stop still send traces, and would wait for somebody to read them."""
        handles = [child.connection for child in alive if not child.deaf] + [child.process.sentinel for child in alive]
        for handle in wait(handles, timeout=0.5):
            if isinstance(handle, Connection):
                child = next(child for child in alive if child.connection is handle)
                self._last_words(child)

    def _last_words(self, child: _Child) -> None:
        try:
            kind, message = child.connection.recv()
        except (EOFError, OSError):
            child.deaf = True
            return
        self._show(kind, message)

    def _show(self, kind: str, message: Any) -> None:
        if kind == "trace":
            self._console.trace(message)
        elif kind == "mark":
            self._console.mark(message)
        elif kind == "preview" and self._preview is not None:
            self._preview.pass_on(message)
        elif kind == "workers":
            for gateway in self._gateways:
                gateway.pass_on(message)
        elif kind == "delivery" and self._delivery is not None:
            self._delivery.pass_on(message)

    def _kill_all(self) -> None:
        for child in self._children:
            if child.process.is_alive():
                child.process.kill()
            with contextlib.suppress(OSError):
                child.process.join(1.0)


def _say(what: str) -> None:
    sys.stderr.write(f"sgtm: {what}\n")
    sys.stderr.flush()


class _Child:
    """A process that can be started again, its channel to us, and a lifeline that ends it when we end."""

    process: SpawnProcess
    connection: Connection

    def __init__(self, main: Callable[..., None], first: tuple[Any, ...], wake: socket.socket, rules: Rules) -> None:
        self._main, self._first, self._wake = main, first, wake
        self._telling = threading.Lock()
        self._passed_on: queue.Queue[Any] = queue.Queue(_MOST_PASSED_ON)
        threading.Thread(target=self._pass_on_all, name="passing on", daemon=True).start()
        self.deaf = False
        self.short_lives = 0
        self.start(rules)

    def tell(self, rules: Rules) -> None:
        """Say which rules are in force, however long it takes to hear. One that has just ended is started again with them."""
        self._latest = rules
        threading.Thread(target=self._tell, name="telling", daemon=True).start()

    def _tell(self) -> None:
        with self._telling, contextlib.suppress(OSError):
            self._lifeline.send(self._latest)

    def pass_on(self, message: Any) -> None:
        """Say what another child says, in order; when this one does not listen, the newest is dropped."""
        with contextlib.suppress(queue.Full):
            self._passed_on.put_nowait(message)

    def _pass_on_all(self) -> None:
        while True:
            message = self._passed_on.get()
            with self._telling, contextlib.suppress(OSError):
                self._lifeline.send(message)

    def start(self, rules: Rules) -> None:
        """Begin, or begin again."""
        with self._telling:
            self._start(rules)

    def _start(self, rules: Rules) -> None:
        self.started = time.monotonic()
        self.connection, theirs = _spawn.Pipe(duplex=False)
        their_lifeline, self._lifeline = _spawn.Pipe(duplex=False)
        self.process = _spawn.Process(target=self._main, args=(*self._first, rules, theirs, their_lifeline, self._wake))
        self.process.start()
        theirs.close()
        their_lifeline.close()


_STOPS = (signal.SIGINT, signal.SIGTERM)
