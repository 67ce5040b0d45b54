"""What a user can cause: one sentence, an exit code, no traceback."""

from __future__ import annotations

import pytest

from gateway import GatewayError, SettingError, VariableError, nearest
from gateway.errors import CaptureError, InUse, RulesError
from gateway.place import Place, Problem


def test_the_problems_of_a_rules_file_come_all_at_once_in_the_order_of_its_lines() -> None:
    problems = [Problem(Place(line=9), "late"), Problem(Place(line=2, column=5), "b"), Problem(Place(line=2), "a")]

    error = RulesError(problems)

    assert str(error) == "rules.yaml:2:1  a\nrules.yaml:2:5  b\nrules.yaml:9:1  late"
    assert [problem.what for problem in error.problems] == ["a", "b", "late"]


def test_a_setting_error_names_the_setting_and_keeps_the_offset() -> None:
    error = SettingError("when", "no such operator.", 7)

    assert str(error) == '"when": no such operator.'
    assert (error.setting, error.what, error.offset) == ("when", "no such operator.", 7)


@pytest.mark.parametrize(
    ("error", "code"),
    [(GatewayError, 1), (RulesError, 3), (CaptureError, 4), (InUse, 7), (SettingError, 1), (VariableError, 1)],
)
def test_every_error_of_a_user_has_its_exit_code(error: type[GatewayError], code: int) -> None:
    assert issubclass(error, GatewayError)
    assert error.exit_code == code


@pytest.mark.parametrize(
    ("word", "hint"),
    [("containz", ' Did you mean "contains"?'), ("xyz", ""), ("", "")],
    ids=["a slip", "nothing like it", "nothing at all"],
)
def test_the_nearest_word_is_suggested_or_none(word: str, hint: str) -> None:
    assert nearest(word, ["contains", "matches", "exists"]) == hint
