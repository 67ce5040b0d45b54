"""A program: what its code may use is made ready for it."""

from __future__ import annotations

import pytest

from gateway.sandbox.program import Program


@pytest.mark.parametrize(
    ("code", "mentions"),
    [
        ("const get = require('getEventData');", True),
        ("const log = require('logToConsole');", False),
        ("const name = 'get' + 'EventData'; require(name);", True),
        ("const other = require;", True),
        ("", False),
    ],
    ids=["it names it", "it names another", "it makes up the name", "it hands require on", "it asks for nothing"],
)
def test_an_api_is_made_ready_unless_the_code_surely_does_not_use_it(code: str, mentions: bool) -> None:  # noqa: FBT001
    assert Program(kind="TAG", code=code).mentions("getEventData") is mentions


def test_runs_of_a_program_share_its_realms() -> None:
    program = Program(kind="TAG", code="")
    with program.contexts.lend() as first:
        pass

    with program.contexts.lend() as second:
        assert second is first
