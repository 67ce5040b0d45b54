"""`${NAME}` and `${NAME:-text}`: secrets and settings of this machine, filled in when rules are read; `$${` is a plain `${`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

import msgspec

from ..place import Problem
from .found import Found
from .written import Written

_SHORTEST_MASKED = 4
"""Signs of a value that is worth masking: a shorter one is in half of all words."""
REFERENCE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}")
_ANY = re.compile(rf"(\$\$\{{)|{REFERENCE.pattern}|(\$\{{[^}}]*\}}?)")


class Environment:
    """The variables of this machine. While rehearsing, an unset one is shown as `<NAME>`, so tests need no secrets."""

    def __init__(self, variables: Mapping[str, str], *, rehearsing: bool) -> None:
        self._variables, self._rehearsing = variables, rehearsing
        self._used: dict[str, str] = {}
        self.problems = Found()

    def masked(self, problem: Problem) -> Problem:
        """The problem without any value of this machine, which may be a credential in the wrong place."""
        what = problem.what
        for value, name in sorted(self._used.items(), key=lambda pair: -len(pair[0])):
            what = what.replace(value, f"${{{name}}}")
        return msgspec.structs.replace(problem, what=what)

    def fill(self, written: Written) -> Written:
        """The same tree with every reference filled in; `source` keeps what was written."""
        value = written.value
        if isinstance(value, dict):
            return replace(written, value={key: self.fill(inner) for key, inner in value.items()})
        if isinstance(value, list):
            return replace(written, value=[self.fill(inner) for inner in value])
        if isinstance(value, str) and "${" in value:
            filled = _ANY.sub(lambda found: self._value(found, written), value)
            return replace(written, value=filled, unset=filled == _placeholder(value))
        return written

    def _value(self, found: re.Match[str], written: Written) -> str:
        escaped, name, fallback, wrong = found.groups()
        if escaped:
            return "${"
        if wrong:
            what = (
                f'"{wrong}" is no environment variable: letters, digits and _ only, and a fallback as ${{NAME:-text}}.'
            )
            self.problems.append(Problem(written.place_in(found.start()), what, "secrets"))
            return ""
        if value := self._variables.get(name):
            if len(value) >= _SHORTEST_MASKED:
                self._used[value] = name
            return value
        if fallback is not None:
            return fallback
        if not self._rehearsing:
            what = f"the environment variable {name} is not set. Set it, or write ${{{name}:-text}} to give a fallback."
            self.problems.append(Problem(written.place_in(found.start()), what, "secrets"))
        return f"<{name}>"


def _placeholder(text: str) -> str | None:
    """What stands for a text that is nothing but an unset reference."""
    alone = REFERENCE.fullmatch(text)
    return f"<{alone.group(1)}>" if alone else None
