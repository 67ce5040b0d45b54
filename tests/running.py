"""The commands as a user starts them: real processes on free ports of this machine."""

from __future__ import annotations

import contextlib
import os
import queue
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import httpx

PATIENCE = 30.0
ROOT = Path(__file__).resolve().parent.parent


class Running:
    """A `sgtm` process in a group of its own, and what it prints."""

    def __init__(self, *arguments: str, **environment: str) -> None:
        # One process less for each of the many gateways that are looked at without it.
        quiet = arguments[0] == "serve" and "--preview-port" not in arguments
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gateway.cli", *arguments, *(("--no-preview",) if quiet else ())],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={**os.environ, **environment},
            start_new_session=True,
        )
        self.results: queue.Queue[str] = queue.Queue()
        self.messages: list[str] = []
        self._said = threading.Condition()
        self._threads = [
            threading.Thread(target=self._read_results, args=(self.process.stdout,), daemon=True),
            threading.Thread(target=self._read_messages, args=(self.process.stderr,), daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    def port(self) -> int:
        """The port it says it is ready on."""
        return int(self.said(r"https?://localhost(?::(\d+))?").group(1) or 80)

    def said(self, pattern: str) -> re.Match[str]:
        """Wait for a message of this pattern."""
        end = time.monotonic() + PATIENCE
        with self._said:
            while True:
                for line in self.messages:
                    if found := re.search(pattern, line):
                        return found
                if time.monotonic() > end or self.process.poll() is not None:
                    raise AssertionError(f"no message like {pattern!r} in {self.messages}")
                self._said.wait(0.1)

    def result(self) -> str:
        """The next line of its results."""
        return self.results.get(timeout=PATIENCE)

    def stop(self) -> int:
        """SIGTERM; returns the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.wait()

    def wait(self) -> int:
        """Wait for its end; returns the exit code."""
        code = self.process.wait(PATIENCE)
        for thread in self._threads:
            thread.join(PATIENCE)
        return code

    def kill_all(self) -> None:
        """`kill -9` to the process and all its children at once."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.wait()
        for stream in (self.process.stdout, self.process.stderr):
            assert stream is not None
            stream.close()

    def _read_results(self, stream: IO[str]) -> None:
        for line in stream:
            self.results.put(line.rstrip("\n"))

    def _read_messages(self, stream: IO[str]) -> None:
        for line in stream:
            with self._said:
                self.messages.append(line.rstrip("\n"))
                self._said.notify_all()


@contextlib.contextmanager
def running(*arguments: str, **environment: str) -> Iterator[Running]:
    """A `sgtm` command that ends with the block."""
    process = Running(*arguments, **environment)
    try:
        yield process
    finally:
        process.kill_all()


@contextlib.contextmanager
def fake_tiktok(*arguments: str) -> Iterator[str]:
    """The address of a local TikTok endpoint."""
    with running("fake-tiktok", "--port", "0", *arguments) as process:
        url = f"http://127.0.0.1:{process.port()}"
        wait_until(lambda: httpx.get(f"{url}/healthz", trust_env=False).status_code == 200)
        yield url


def serving(
    folder: Path, endpoint: str, *arguments: str, rules: Path | None = None
) -> contextlib.AbstractContextManager[Running]:
    """`sgtm serve` with the example rules, its data in this folder, TikTok at this endpoint."""
    return running(
        *("serve", "--rules", str(rules or ROOT / "rules.yaml"), "--port", "0", "--data-dir", str(folder)),
        *arguments,
        TIKTOK_PIXEL_CODE="C4TEST",
        TIKTOK_ACCESS_TOKEN="test-token-0123456789",
        TIKTOK_ENDPOINT=endpoint,
    )


def wait_until(holds: object) -> None:
    """Wait until a function returns something true; connection errors count as not yet."""
    assert callable(holds)
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with contextlib.suppress(httpx.TransportError):
            if holds():
                return
        time.sleep(0.02)
    raise AssertionError("it did not come about")
