"""What a user can cause, each with a sentence that says what is wrong and what to do.

GatewayError
 ├─ RulesError        rules.yaml has problems                        (exit code 3)
 ├─ CaptureError      a captured hit cannot be read                  (exit code 4)
 ├─ InUse             a port or the data folder is taken             (exit code 7)
 ├─ SettingError      one setting of a type makes no sense; the reader of rules.yaml adds the place
 └─ VariableError     a variable could not be worked out for this event
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from .place import Problem


class GatewayError(Exception):
    """A sentence for the user; never shown with a traceback."""

    exit_code = 1


class RulesError(GatewayError):
    """Every problem of a rules file, in the order of its lines."""

    exit_code = 3

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted((each.in_a_line() for each in problems), key=lambda problem: problem.place))
        super().__init__("\n".join(map(str, self.problems)))


class CaptureError(GatewayError):
    """A file of hits that cannot be read, with the place where reading stopped."""

    exit_code = 4


class InUse(GatewayError):  # noqa: N818 - a state the user meets, not a fault of the program
    """A port or a folder that another process holds."""

    exit_code = 7


class SettingError(GatewayError):
    """What is wrong with the value of `setting`, or with what is at a path in it, and how many characters into that."""

    def __init__(self, setting: str, what: str, offset: int = 0, path: tuple[str | int, ...] = ()) -> None:
        self.setting, self.what, self.offset, self.path = setting, what, offset, path
        super().__init__(f'"{setting}": {what}')


class VariableError(GatewayError):
    """Why a variable has no value for this event."""


def nearest(word: str, known: Sequence[str]) -> str:
    """A half sentence that suggests the known word nearest to this one, or nothing."""
    close = [each for each in known if each.lower() == word.lower()] or get_close_matches(word, known, n=1, cutoff=0.6)
    return f' Did you mean "{close[0]}"?' if close else ""
