"""A mistake of whoever writes a test ends at his own line: what of the gateway lies below it is no part of the traceback."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from ..errors import GatewayError

P = ParamSpec("P")
T = TypeVar("T")


def told_at_the_call(does: Callable[P, T]) -> Callable[P, T]:
    """What a test calls: its sentence is told where the test calls it."""

    @wraps(does)
    def outermost(*words: P.args, **named: P.kwargs) -> T:
        __tracebackhide__ = True
        try:
            return does(*words, **named)
        except GatewayError as error:
            raise error.with_traceback(None) from None

    return outermost
