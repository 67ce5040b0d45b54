"""Problems of rules for whoever reads them: a terminal, a program, GitHub's annotations, and readers of SARIF."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec

from ..place import Problem


def as_lines(problems: Sequence[Problem]) -> str:
    """One line each, for people."""
    return "\n".join(map(str, problems))


def as_json(problems: Sequence[Problem]) -> str:
    """`check/v1`: each with its place, what is wrong, the stage that found it, and whether it is only a warning."""
    return msgspec.json.encode({"schema": "check/v1", "problems": problems}).decode()


def as_github(problems: Sequence[Problem], folder: Path) -> str:
    """Annotations of GitHub Actions. Source: GitHub, "Workflow commands", setting an error message."""
    return "\n".join(
        f"::{_level(problem)} file={_escaped(_file(problem, folder), ',:')},line={problem.place.line},"
        f"col={problem.place.column},title={_escaped(f'sgtm: {_rule(problem)}', ',:')}::{_escaped(problem.what)}"
        for problem in problems
    )


def as_sarif(problems: Sequence[Problem], folder: Path, version: str) -> str:
    """SARIF 2.1.0, which code scanners and editors show. Source: OASIS, "SARIF Version 2.1.0"."""
    rules = sorted({_rule(problem) for problem in problems})
    driver = {"name": "sgtm", "version": version, "rules": [{"id": rule} for rule in rules]}
    run = {"tool": {"driver": driver}, "results": [_result(problem, folder) for problem in problems]}
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    return json.dumps({"$schema": schema, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2)


def _result(problem: Problem, folder: Path) -> dict[str, Any]:
    region = {"startLine": problem.place.line, "startColumn": problem.place.column}
    where = {"artifactLocation": {"uri": quote(_file(problem, folder))}, "region": region}
    return {
        "ruleId": _rule(problem),
        "level": _level(problem),
        "message": {"text": problem.what},
        "locations": [{"physicalLocation": where}],
    }


def _rule(problem: Problem) -> str:
    return problem.stage.replace(" ", "-")


def _level(problem: Problem) -> str:
    return "warning" if problem.is_warning else "error"


def _file(problem: Problem, folder: Path) -> str:
    """The file as seen from where the command runs, for that is how these readers find it."""
    return (folder / problem.place.file).as_posix()


def _escaped(text: str, more: str = "") -> str:
    for sign in f"%\r\n{more}":
        text = text.replace(sign, f"%{ord(sign):02X}")
    return text
