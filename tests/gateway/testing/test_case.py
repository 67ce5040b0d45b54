"""A case, and the one function that runs it."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from gateway import GatewayError
from gateway.errors import CaptureError, RulesError
from gateway.place import Place, Problem
from gateway.testing.case import Bench, BrokenCase, Result, container_for, examine, fault

PLACE = Place("tests/rules_test.yaml", 12, 3)


@dataclass(frozen=True)
class OwnCase:
    """A case from a source of somebody's own."""

    does: Callable[[], Result]
    name: str = "own"
    place: Place = PLACE

    def run(self, bench: Bench) -> Result:
        return self.does()


def raising(error: Exception) -> OwnCase:
    def does() -> Result:
        raise error

    return OwnCase(does)


def test_whatever_has_a_name_a_place_and_a_run_is_a_case() -> None:
    result = Result((), "shown")

    assert examine(OwnCase(lambda: result), Bench()) is result
    assert result.is_good


@pytest.mark.parametrize("error", [CaptureError("hit.http: no hit."), GatewayError("hit.http: no hit.")])
def test_what_cannot_be_run_is_told_where_it_is_written(error: GatewayError) -> None:
    assert str(examine(raising(error), Bench())) == "tests/rules_test.yaml:12:3  hit.http: no hit."


def test_wrong_rules_end_it_all() -> None:
    with pytest.raises(RulesError):
        examine(raising(RulesError([Problem(Place(), "wrong")])), Bench())


def test_what_is_not_the_users_fault_falls_through() -> None:
    with pytest.raises(ZeroDivisionError):
        examine(raising(ZeroDivisionError()), Bench())


def test_a_case_that_reaches_for_another_machine_is_told_so() -> None:
    def reaches() -> Result:
        with socket.socket() as made:
            made.connect(("203.0.113.7", 443))
        return Result()

    result = examine(OwnCase(reaches), Bench())
    assert "12:3  a test tried to connect to 203.0.113.7, port 443." in str(result)


def test_a_case_that_swallows_it_is_wrong_whatever_it_expects() -> None:
    def reaches() -> Result:
        with suppress(Exception):
            socket.getaddrinfo("crm.example", 443)
        return Result()

    result = examine(OwnCase(reaches), Bench())
    assert "12:3  a test asked for the address of crm.example." in str(result)


def test_a_file_that_cannot_be_read_is_a_case_that_tells_why() -> None:
    case = BrokenCase("rules_test.yaml", (Problem(PLACE, "a"), Problem(Place(), "b", "yaml")))

    assert (case.place, [fault.stage for fault in examine(case, Bench()).faults]) == (PLACE, ["test", "yaml"])


def test_a_result_tells_its_faults_and_then_what_happened() -> None:
    assert str(Result((fault(PLACE, "a"), fault(PLACE, "b")), "GET /")) == f"{PLACE}  a\n{PLACE}  b\n\nGET /"


def test_a_fault_is_a_line_whatever_is_in_it() -> None:
    assert fault(PLACE, "a\nb\x1b[31m").what == "a\\nb\\x1b[31m"


def test_wrong_rules_are_told_as_seen_from_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "rules.yaml").write_text("clients: [a]\n")

    with pytest.raises(RulesError, match=r"^shop/rules\.yaml:1:10  "):
        container_for(Path("shop"), None)
