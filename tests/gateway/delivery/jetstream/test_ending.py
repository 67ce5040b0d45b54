"""The end of a task that never ends by itself."""

from __future__ import annotations

import asyncio
import contextlib

from gateway.delivery.jetstream.ending import ended


def test_a_task_that_loses_a_cancellation_still_ends() -> None:
    async def stubborn() -> None:
        for _ in range(3):
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.sleep(60)

    async def story() -> bool:
        task = asyncio.ensure_future(stubborn())
        await asyncio.sleep(0)
        await asyncio.wait_for(ended([task]), 10)
        return task.done()

    assert asyncio.run(story())


def test_none_at_all_is_ended() -> None:
    asyncio.run(ended([]))
