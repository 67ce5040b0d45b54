"""The problems of rules as they are found: all of them, up to a number no person reads beyond."""

from __future__ import annotations

from collections.abc import Iterable

from ..errors import RulesError
from ..place import Problem

MOST = 100


class Found(list[Problem]):
    """A list that ends the reading once it is full: hostile rules must not cost more than others."""

    def append(self, problem: Problem) -> None:
        super().append(problem)
        if len(self) >= MOST:
            more = Problem(problem.place, f"these are {MOST} problems already; more are not told.", problem.stage)
            raise RulesError([*self, more])

    def extend(self, problems: Iterable[Problem]) -> None:
        for problem in problems:
            self.append(problem)

    def __iadd__(self, problems: Iterable[Problem]) -> Found:  # type: ignore[override,misc]
        self.extend(problems)
        return self
