"""What a child tells its parent, without ever waiting for it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
from functools import partial
from typing import Any

from gateway.server.channel import Channel


def test_messages_arrive_in_order_and_are_made_by_another_thread() -> None:
    receiving, sending = multiprocessing.Pipe(duplex=False)
    channel = Channel(sending)
    names: list[str] = []

    def message(number: int) -> tuple[str, Any]:
        names.append(threading.current_thread().name)
        return "trace", number

    for number in range(3):
        channel.tell(partial(message, number))
    channel.close()

    assert [receiving.recv() for _ in range(3)] == [("trace", 0), ("trace", 1), ("trace", 2)]
    assert set(names) == {"channel"}


def test_a_parent_that_does_not_read_holds_up_nobody() -> None:
    _receiving, sending = multiprocessing.Pipe(duplex=False)
    channel = Channel(sending)

    for _ in range(5000):
        channel.tell(lambda: ("trace", "x" * 10_000))

    assert channel._queue.full()


def test_a_process_ends_with_its_parent() -> None:
    code = (
        "import multiprocessing as m, time\n"
        "from gateway.server.channel import end_with_parent\n"
        "lifeline, parents_end = m.Pipe(duplex=False)\n"
        "end_with_parent(lifeline)\n"
        "parents_end.close()\n"
        "time.sleep(30)\n"
    )
    ended = subprocess.run([sys.executable, "-c", code], timeout=20, check=False, env=os.environ)

    assert ended.returncode == -signal.SIGTERM
