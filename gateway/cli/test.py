"""`sgtm test`: the rules held against captured hits, and what of them no test has reached."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from ..errors import RulesError
from ..place import Problem
from ..testing.case import Bench, BrokenCase, Case, examine
from ..testing.coverage import Coverage
from ..testing.snapshots import CAPTURES, ENDING
from ..testing.sources import cases_in
from .check import counted
from .tested import Ended, as_github, as_json, as_junit, as_table


class TestFormat(str, Enum):  # noqa: UP042 - typer shows the values of a str Enum
    """How tests are printed: for people, programs, CI servers and GitHub's annotations."""

    table = "table"
    json = "json"
    junit = "junit"
    github = "github"


_PRINTED = {
    TestFormat.table: as_table,
    TestFormat.json: as_json,
    TestFormat.junit: as_junit,
    TestFormat.github: as_github,
}
_WRONG, _RULES_WRONG, _NOTHING_TO_RUN = 1, 3, 5


def run(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            exists=True,
            help="Tests, or folders of them: rules_test.yaml, and NAME.sent.json beside NAME.http.",
            show_default=".",
        ),
    ] = None,
    rules: Annotated[
        Path | None, typer.Option(help="The rules file; left out, the nearest rules.yaml of each test.")
    ] = None,
    output: Annotated[TestFormat, typer.Option("--format", help="How the tests are printed.")] = TestFormat.table,
    update: Annotated[bool, typer.Option("--update", help="Write snapshots anew where they differ.")] = False,
) -> None:
    """Run the tests of rules: nothing is sent, and nothing but this machine is reached.

    Exit codes: 0 all good, 1 a test or a file of tests is wrong, 3 rules are wrong, so their tests did not run, 5 there is no
    test.
    """
    coverage = Coverage()
    cases = cases_in(paths or [Path()], rules)
    if not cases:
        typer.echo("\n".join(f"sgtm: {each}" for each in _nothing(paths or [])), err=True)
        raise typer.Exit(_NOTHING_TO_RUN)
    tests, wrong = _all(cases, Bench(coverage.watch, update=update))
    # Half a sign, which JSON may hold, no terminal takes.
    typer.echo(_PRINTED[output]([*tests, *wrong], coverage).encode("utf-8", "backslashreplace").decode())
    if wrong:
        raise typer.Exit(_RULES_WRONG)
    if not all(test.result.is_good for test in tests):
        raise typer.Exit(_WRONG)


def _all(cases: Sequence[Case], bench: Bench) -> tuple[list[Ended], list[Ended]]:
    """The tests that ran, and, for those that could not, what is wrong with their rules, told once."""
    tests, unrun = list[Ended](), dict[tuple[Problem, ...], int]()
    for case in cases:
        try:
            tests.append(_tested(case, bench))
        except RulesError as error:
            unrun[error.problems] = unrun.get(error.problems, 0) + 1
    return tests, [_tested(_wrong_rules(problems, many), bench) for problems, many in unrun.items()]


def _tested(case: Case, bench: Bench) -> Ended:
    began = time.perf_counter()
    result = examine(case, bench)
    return Ended(case.name, case.place, result, time.perf_counter() - began)


def _wrong_rules(problems: Sequence[Problem], many: int) -> Case:
    return BrokenCase(f"{problems[0].place.file}: {counted(many, 'test')} did not run", problems)


def _nothing(paths: Sequence[Path]) -> Iterator[str]:
    """Why there is nothing to run, of each file that was named, or of the folders."""
    files = [path for path in paths if path.is_file()]
    if len(files) < len(paths) or not files:
        yield "there is no test here: no rules_test.yaml, and no NAME.sent.json beside a NAME.http."
    yield from map(_no_test, files)


def _no_test(file: Path) -> str:
    if file.suffix in CAPTURES:
        return f"{file} has no {file.stem}{ENDING} beside it. `sgtm replay {file} --save` writes it."
    if file.suffix in (".yaml", ".yml"):
        return f"{file} is no file of tests by its name: that is rules_test.yaml, or ends so, as shop_rules_test.yaml does."
    return f"{file} is no file of tests. These are rules_test.yaml, NAME.sent.json beside NAME.http, and templates."
