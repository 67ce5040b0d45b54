"""Tests that ran, for whoever reads them: a terminal, a program, readers of JUnit's XML, and GitHub's annotations."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from ..place import Place, Problem
from ..testing.case import Result
from ..testing.coverage import Reached
from ..testing.whereabouts import seen_from_here
from .problems import as_github as annotated

_WORDS = {"clients": "clients claimed a hit", "triggers": "triggers fired", "tags": "tags ran"}
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Ended:
    """One test that ran."""

    name: str
    place: Place
    result: Result
    seconds: float

    @property
    def outcome(self) -> str:
        """good, wrong, or updated where its snapshot was written anew."""
        if not self.result.is_good:
            return "wrong"
        return "updated" if self.result.updated else "good"


def as_table(tests: Sequence[Ended], reached: Iterable[Reached]) -> str:
    """What is wrong with all that happened, then what was not reached, then the figures."""
    return "\n".join(_lines(tests, list(reached)))


def as_json(tests: Sequence[Ended], reached: Iterable[Reached]) -> str:
    """`test/v1`: each test with its faults, and of each rules file what was reached."""
    document = {
        "schema": "test/v1",
        "tests": [_document(test) for test in tests],
        "coverage": [_coverage(each) for each in reached],
    }
    return json.dumps(document, ensure_ascii=False)


def as_junit(tests: Sequence[Ended], reached: Iterable[Reached]) -> str:
    """JUnit's XML as CI servers read it; what was not reached is the suite's output."""
    figures = {
        "tests": str(len(tests)),
        "failures": str(sum(test.outcome == "wrong" for test in tests)),
        "time": f"{sum(test.seconds for test in tests):.3f}",
    }
    suite = ElementTree.Element("testsuite", {"name": "sgtm", **figures})
    for test in tests:
        _testcase(suite, test)
    ElementTree.SubElement(suite, "system-out").text = _xml("\n".join(_unreached(list(reached))))
    suites = ElementTree.Element("testsuites", figures)
    suites.append(suite)
    return ElementTree.tostring(suites, encoding="unicode", xml_declaration=False)


def as_github(tests: Sequence[Ended], reached: Iterable[Reached]) -> str:
    """An annotation for each fault, at its line, and a warning for what no test reached."""
    each = list(reached)
    faults = [fault for test in tests for fault in _named(test)]
    told = annotated([*faults, *(problem for one in each for problem in one.never())], Path())
    return "\n".join(filter(None, [told, *_figures(tests, each)]))


def _named(test: Ended) -> Iterator[Problem]:
    for fault in test.result.faults:
        yield Problem(fault.place, f"{test.name}: {fault.what}", fault.stage)


def _lines(tests: Sequence[Ended], reached: list[Reached]) -> Iterator[str]:
    for test in tests:
        if test.outcome == "wrong":
            yield f"{test.place.in_short}  {test.name}"
            yield from (f"  {line}".rstrip() for line in str(test.result).splitlines())
            yield ""
    yield from (f"{seen_from_here(file)} was written anew" for test in tests for file in test.result.updated)
    yield from _unreached(reached)
    yield from _figures(tests, reached)


def _unreached(reached: list[Reached]) -> Iterator[str]:
    for each in reached:
        yield from map(str, each.never())


def _figures(tests: Sequence[Ended], reached: list[Reached]) -> Iterator[str]:
    for each in reached:
        counts = ", ".join(f"{some} of {all_} {_WORDS[kind]}" for kind, (some, all_) in each.counts().items())
        yield f"{seen_from_here(each.rules)}: {counts}."
    wrong = sum(test.outcome == "wrong" for test in tests)
    ended = "all good" if not wrong else f"{len(tests) - wrong} good, {wrong} wrong"
    yield f"{len(tests)} test{'s' * (len(tests) != 1)} in {sum(test.seconds for test in tests):.1f} s: {ended}."


def _document(test: Ended) -> dict[str, Any]:
    return {
        "name": test.name,
        "file": test.place.file,
        "line": test.place.line,
        "outcome": test.outcome,
        "seconds": round(test.seconds, 4),
        "faults": [
            {"file": fault.place.file, "line": fault.place.line, "column": fault.place.column, "what": fault.what}
            for fault in test.result.faults
        ],
        "trace": test.result.shown or None,
    }


def _coverage(reached: Reached) -> dict[str, Any]:
    counts = {kind: {"reached": some, "of": all_} for kind, (some, all_) in reached.counts().items()}
    never = [{"file": each.place.file, "line": each.place.line, "what": each.what} for each in reached.never()]
    return {"rules": seen_from_here(reached.rules), **counts, "never": never}


def _testcase(suite: ElementTree.Element, test: Ended) -> None:
    about = {"classname": test.place.file, "name": test.name, "file": test.place.file, "line": str(test.place.line)}
    written = {key: _xml(value) for key, value in about.items()} | {"time": f"{test.seconds:.4f}"}
    case = ElementTree.SubElement(suite, "testcase", written)
    if test.outcome == "wrong":
        failure = ElementTree.SubElement(case, "failure", {"message": _xml(str(test.result.faults[0]))})
        failure.text = _xml(str(test.result))


def _xml(text: str) -> str:
    return _NO_XML.sub("�", text)
