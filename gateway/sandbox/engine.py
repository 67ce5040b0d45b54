"""The JavaScript engine: the one place that knows quickjs-ng. It has limits, and knows nothing of templates.

Only texts cross the border, and only JSON at that: a lone surrogate would arrive as undefined, a NUL would end the text.
"""

from __future__ import annotations

import re
import time
from types import ModuleType
from typing import Any

import msgspec

from ..errors import GatewayError

INSTALL = "pip install 'sgtm[templates]'"


class Limits(msgspec.Struct, frozen=True):
    """What one run of a template may take: seconds of CPU, bytes of memory and of stack, and jobs of its promises."""

    seconds: float = 0.25
    memory: int = 64 * 1024**2
    stack: int = 512 * 1024
    jobs: int = 20_000


class ScriptError(GatewayError):
    """An error of JavaScript, with the stack the engine saw."""

    def __init__(self, message: str, stack: str) -> None:
        self.message, self.stack = message, stack
        super().__init__(message)


class Stopped(GatewayError):  # noqa: N818 - a state of the engine: it is not to be used again
    """A script broke a limit. Its engine is in no state to go on, and is thrown away."""


class Engine:
    """One engine with a world of its own, for one thread at a time."""

    def __init__(self, limits: Limits) -> None:
        self._quickjs, self._limits = _quickjs(), limits
        self._context = self._quickjs.Context()
        self._context.set_memory_limit(limits.memory)
        self._context.set_max_stack_size(limits.stack)
        self._left = limits.seconds
        self.broken = False
        """Whether it has been stopped, and must not be used again."""

    def evaluate(self, source: str, line: int = 1) -> Any:
        """The value of a script whose first line is `line`. Only text and numbers, or a function to be called."""
        return self._limited(self._context.eval, "\n" * (line - 1) + source)

    def limit(self, limits: Limits) -> None:
        """From now on these limits."""
        self._limits = limits
        self.renew()

    def renew(self) -> None:
        """Another run begins: it has all of its time before it."""
        self._left = self._limits.seconds

    def call(self, function: Any, *texts: Any) -> Any:
        """The value of a function of the script."""
        return self._limited(function, *texts)

    def jobs(self) -> None:
        """Run the jobs of all promises that can go on. An endless chain of them is stopped."""
        for _ in range(self._limits.jobs):
            if not self._limited(self._context.execute_pending_job):
                return
        self.broken = True
        raise Stopped(f"its promises did not come to an end within {self._limits.jobs} steps")

    def memory(self) -> int:
        """Bytes in use."""
        return int(self._context.memory()["malloc_size"])

    def _limited(self, function: Any, *arguments: Any) -> Any:
        if self.broken or self._left <= 0:
            raise self._stopped()
        self._context.set_time_limit(self._left)
        begun = time.process_time()
        try:
            value = function(*arguments)
        except self._quickjs.StackOverflow as error:
            raise ScriptError("RangeError: Maximum call stack size exceeded", str(error)) from None
        except self._quickjs.JSException as error:
            raise self._error(str(error), time.process_time() - begun) from None
        except (TypeError, MemoryError, SystemError, UnicodeDecodeError) as error:
            # After an interrupt that unwinds through JavaScript the binding raises what has nothing to do with it.
            self.broken = True
            raise Stopped(f"the engine gave up: {error}") from None
        self._left -= time.process_time() - begun
        if self._left <= 0:
            # Inside a promise's own function an interruption becomes a rejection, and the call returns as if all were well.
            raise self._stopped()
        return value

    def _error(self, text: str, took: float) -> GatewayError:
        self._left -= took
        message, _, stack = text.partition("\n")
        if message == "InternalError: interrupted" and self._left <= 0.001:
            return self._stopped()
        if message in ("null", "InternalError: out of memory"):
            self.broken = True
            return Stopped(f"it took more than {self._limits.memory // 1024**2} MB of memory")
        return ScriptError(message, stack)

    def _stopped(self) -> Stopped:
        self.broken = True
        return Stopped(f"it took more than {self._limits.seconds:g} s")


def frames(stack: str) -> list[int]:
    """The lines of a stack, from the innermost on."""
    return [int(line) for line in _FRAME.findall(stack)]


_FRAME = re.compile(r"<input>:(\d{1,9})\b")


def _quickjs() -> ModuleType:
    try:
        import quickjs  # type: ignore[import-untyped]  # an extra: only those who have templates need it
    except ImportError:
        raise GatewayError(f"templates need the package quickjs-ng, which is not installed. Run: {INSTALL}") from None
    module: ModuleType = quickjs
    return module
