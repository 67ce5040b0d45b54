"""`sgtm test`: the rules held against captured hits, and what of them no test has reached."""

from __future__ import annotations

import time
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from ..errors import RulesError
from ..testing.case import Bench, Case, examine
from ..testing.coverage import Coverage
from ..testing.sources import cases_in
from .problems import as_github as annotated
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
_NOTHING_TO_RUN = 5


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

    Exit codes: 0 all good, 1 something is wrong, 3 the rules or a file of tests are wrong, 5 there is no test.
    """
    coverage = Coverage()
    try:
        bench = Bench(coverage.watch, update=update)
        tests = [_tested(case, bench) for case in cases_in(paths or [Path()], rules)]
    except RulesError as error:
        if output is TestFormat.github:
            typer.echo(annotated(error.problems, Path()))
        raise
    if not tests:
        typer.echo(
            "sgtm: there is no test here: no rules_test.yaml, and no NAME.sent.json beside a NAME.http.", err=True
        )
        raise typer.Exit(_NOTHING_TO_RUN)
    # Half a sign, which JSON may hold, no terminal takes.
    typer.echo(_PRINTED[output](tests, coverage).encode("utf-8", "backslashreplace").decode())
    if not all(test.result.is_good for test in tests):
        raise typer.Exit(1)


def _tested(case: Case, bench: Bench) -> Ended:
    began = time.perf_counter()
    result = examine(case, bench)
    return Ended(case.name, case.place, result, time.perf_counter() - began)
