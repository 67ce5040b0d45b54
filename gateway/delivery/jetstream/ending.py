"""The end of a task that never ends by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable


async def ended(tasks: Iterable[asyncio.Task[None]]) -> None:
    """Cancel these until they have ended: up to Python 3.11 `asyncio.wait_for` loses a cancellation as its answer comes."""
    left = set(tasks)
    while left:
        for task in left:
            task.cancel()
        _, left = await asyncio.wait(left, timeout=0.1)
