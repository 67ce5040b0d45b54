"""What the worker needs of a queue: the spool has it, and another engine can."""

from __future__ import annotations

from pathlib import Path

from gateway.delivery import Spool, Spools
from gateway.delivery.queue import Queue, Queues


def test_a_spool_is_a_queue_and_the_spools_are_queues(tmp_path: Path) -> None:
    queues: Queues = Spools(tmp_path)
    queue: Queue = Spool(tmp_path / "spool-0.sqlite3")

    assert len(queues.all()) == 1
    assert queue.destinations() == []
