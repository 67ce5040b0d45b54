"""An event loop whose clock jumps to what is waited for next: hours of waiting pass in no time."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class _Impatient(selectors.SelectSelector):
    """Waits for nothing: where nothing happens, the time is over."""

    now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        found = super().select(0 if timeout is None or timeout > 0 else timeout)
        assert found or timeout is not None, "everything waits, and nothing will come"
        if not found and timeout is not None and timeout > 0:
            self.now += timeout
        return found


class VirtualLoop(asyncio.SelectorEventLoop):
    """Its time begins at 0 and has no more to do with ours."""

    def __init__(self) -> None:
        self._impatient = _Impatient()
        super().__init__(self._impatient)

    def time(self) -> float:
        """Seconds since its beginning."""
        return self._impatient.now


def run_in_virtual_time(scenario: Coroutine[Any, Any, T]) -> T:
    """Run it to its end, however long that is."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        return runner.run(scenario)
