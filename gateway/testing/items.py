"""Cases as pytest has them: a file collects its cases, and each is an item with its line."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ..errors import GatewayError, RulesError
from . import template_cases
from .case import Bench, Case, examine
from .lost_hits import is_lost
from .plugin import UPDATED
from .snapshots import ENDING, hits_beside
from .sources import cases_of
from .whereabouts import seen_from_here

_BENCH = pytest.StashKey[Bench]()


class NotAsExpected(GatewayError):  # noqa: N818 - pytest shows its sentences, not its name
    """A case that found faults."""


class CaseItem(pytest.Item):
    """One case."""

    def __init__(self, *, case: Case, **how: Any) -> None:
        super().__init__(**how)
        self._case = case

    def runtest(self) -> None:
        """Run it by the function that `sgtm test` runs it by."""
        result = examine(self._case, _bench(self.config))
        self.user_properties += [(UPDATED, seen_from_here(file)) for file in result.updated]
        if not result.is_good:
            raise NotAsExpected(str(result))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """What is wrong is told in sentences; only a fault of ours has a traceback."""
        if isinstance(excinfo.value, GatewayError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Its file and line, which pytest counts from 0."""
        return self.path, self._case.place.line - 1, self.name


class CaseFile(pytest.File):
    """A file of cases."""

    def collect(self) -> Iterator[CaseItem]:
        """Its cases, in the order of the file."""
        try:
            cases = cases_of(self.path)
        except RulesError as error:
            told = str(error)
        else:
            for case in cases:
                yield CaseItem.from_parent(self, name=case.name, case=case)
            return
        raise self.CollectError(told)


def collector(file: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """The collector of a file, if it may have cases: `.sent.json` and `.tpl` may be anybody's."""
    is_strange = file.name.endswith(template_cases.ENDING) and not template_cases.is_template(file)
    if is_strange or (file.name.endswith(ENDING) and hits_beside(file) is None and not is_lost(file)):
        return None
    _bench(parent.config)  # before any worker runs a test
    return CaseFile.from_parent(parent, path=file)


def _bench(config: pytest.Config) -> Bench:
    """What all cases of this process share."""
    bench = config.stash.get(_BENCH, None)
    if bench is None:
        others_since = time.time() if hasattr(config, "workerinput") else None
        update = bool(config.getoption("--sgtm-update"))
        bench = config.stash[_BENCH] = Bench(update=update, top=config.rootpath, others_since=others_since)
    return bench
