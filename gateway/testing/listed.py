"""A list that says why it has no more: what a test asks for by its number, and which is not there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

T = TypeVar("T")


class Listed(list[T]):
    """A list as any other, but for the sentence where there is nothing at a position."""

    def __init__(self, members: Iterable[T], why: Callable[[], str]) -> None:
        super().__init__(members)
        self._why = why

    def __getitem__(self, position: Any) -> Any:
        __tracebackhide__ = True
        try:
            return super().__getitem__(position)
        except IndexError:
            raise IndexError(self._why()) from None
