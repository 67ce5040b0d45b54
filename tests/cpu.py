"""What work costs at least: a busy machine makes it slower, and shall fail no test."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
_TRIES = 6
_ROUNDS, _USUAL = 200_000, 0.0045
"""A loop of so many rounds, and the seconds of CPU it takes where nothing else runs."""


def timed(work: Callable[[], T], enough: float) -> tuple[T, float]:
    """What it gives, and the seconds of CPU it took: the least of six tries, or the first that took less than enough.

    Seconds of a core that others share are shorter by as much as they make a loop longer.
    """
    costs = []
    for _ in range(_TRIES):
        before = _loop()
        begun = time.thread_time()
        found = work()
        took = time.thread_time() - begun
        costs.append(took / max(1.0, (before + _loop()) / 2 / _USUAL))
        if costs[-1] < enough:
            break
    return found, min(costs)


def _loop() -> float:
    begun, total = time.thread_time(), 0
    for number in range(_ROUNDS):
        total += number & 7
    return time.thread_time() - begun
