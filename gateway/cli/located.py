"""Problems of rules, placed for whoever ran the command: `shop/rules.yaml:3:5` can be opened, `rules.yaml:3:5` only beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from ..container import Container
from ..errors import RulesError
from ..place import Problem
from ..rules import load
from ..testing.whereabouts import seen_from


def loaded(rules: Path, environ: Mapping[str, str] | None = None, *, rehearsing: bool = False) -> Container:
    """The container of a rules file, as `gateway.rules.load` makes it; its problems are told as seen from here."""
    with located(rules):
        return load(rules, environ, rehearsing=rehearsing)


@contextmanager
def located(rules: Path) -> Iterator[None]:
    """What is wrong with these rules is told as seen from the folder in which the command runs."""
    try:
        yield
    except RulesError as error:
        raise RulesError(from_here(rules, error.problems)) from None


def from_here(rules: Path, problems: Sequence[Problem]) -> list[Problem]:
    """Problems of rules that lie below this folder; of others the file's name says enough."""
    if not rules.absolute().is_relative_to(Path.cwd()):
        return list(problems)
    return [seen_from(rules.parent, each) for each in problems]
