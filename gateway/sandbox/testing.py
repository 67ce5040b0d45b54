"""A template's own tests, as GTM's editor runs them: each scenario in a run of its own, told with its line in the `.tpl`."""

from __future__ import annotations

from typing import Any

import msgspec

from ..errors import GatewayError
from ..hit import Hit
from ..outgoing import Reply
from ..steps import Ask, Log
from .asks import Answer, Asked, asked
from .effects import steps_of
from .engine import Limits, ScriptError, frames
from .program import Lent
from .realm import PRELUDE_BEGINS, Out, Realm, Script, compiled, in_a_line, written
from .suite import Scenario, Suite, read_suite
from .tpl import Template

TESTS_BEGIN = 50_000
"""The lines of a compiled scenario begin here, above those of the code."""
_NAMES = "require, mock, mockObject, runCode, assertThat, assertApi, fail, data, JSON, Object, Promise"
LIMITS = Limits(seconds=2.0)
"""A scenario may take longer than a run: it makes many, and nobody waits for it."""
AT_ONCE = "it passes where the promises of its mocks settle at once, and only there"
_AT = 1_767_225_600_000
_MOST_ROUNDS = 100
_MOST_FAILURES = 20


class Result(msgspec.Struct, frozen=True):
    """What came of one scenario: whether it passed, how many assertions it executed, and why it failed, each with its line."""

    name: str
    line: int
    passed: bool
    asserts: int = 0
    failures: tuple[str, ...] = ()
    log: tuple[str, ...] = ()


def run_suite(template: Template, limits: Limits = LIMITS) -> list[Result]:
    """The results of a template's scenarios, in their order. Nothing leaves the machine: requests get an empty 200.

    Raises RulesError where its tests cannot be read.
    """
    suite = read_suite(template.tests, template.file, template.tests_line)
    realm: Realm | None = None
    results = []
    for scenario in suite.scenarios:
        try:
            if realm is None or realm.engine.broken:
                realm = Realm(_script(template), limits)
            results.append(_Trial(realm, template, suite, scenario).result())
        except GatewayError as error:
            results.append(
                Result(scenario.name, scenario.line, passed=False, failures=(_at(template, scenario, error),))
            )
    return results


def _script(template: Template) -> Script:
    permissions = template.permissions.as_json()
    return Script(template.code, template.code_line, template.file, permissions, tested=True)


def _at(template: Template, scenario: Scenario, error: GatewayError) -> str:
    placed = str(error).startswith(f"{template.file}:")
    return str(error) if placed else f"{template.file}:{scenario.line}: {error}"


class _Trial:
    """One scenario in a realm that others may have had before."""

    def __init__(self, realm: Realm, template: Template, suite: Suite, scenario: Scenario) -> None:
        self._realm, self._template, self._suite, self._scenario = realm, template, suite, scenario
        self._lent, self._hit = Lent(), Hit("GET", "/", at=_AT)
        self._log: list[str] = []

    def result(self) -> Result:
        """Run it to its end, and where it fails once more with promises that settle at once.

        Whether GTM's do is not documented, and authors of published tests disagree: what passes in one of the two ways passes.
        """
        first = self._run()
        if first.passed or not self._uses_promises:
            return first
        self._log = [AT_ONCE]
        again = self._run(at_once=True)
        return again if again.passed else first

    @property
    def _uses_promises(self) -> bool:
        return "Promise" in self._template.code or "Promise" in self._template.tests

    def _run(self, *, at_once: bool = False) -> Result:
        realm = self._realm
        realm.begin(_facts(self._template.info.type), "{}", _REQUEST)
        realm.say("storage", [])
        realm.test(self._compiled(), at_once=at_once)
        self._drain(realm.settle())
        report = realm.report()
        failures = tuple(dict.fromkeys(self._placed(each) for each in report["failures"][:_MOST_FAILURES]))
        scenario = self._scenario
        return Result(scenario.name, scenario.line, not failures, report["asserts"], failures, tuple(self._log))

    def _compiled(self) -> Any:
        setup = self._suite.setup
        source = f"{setup}\n{self._scenario.code}" if setup else self._scenario.code
        try:
            return compiled(self._realm.engine, source, TESTS_BEGIN, names=_NAMES)
        except ScriptError as error:
            raise GatewayError(self._placed(f"{error.message}\n{error.stack}")) from None

    def _drain(self, out: Out) -> None:
        """Answer what it asks for until nothing waits; an error in a call that was put off fails the scenario."""
        for _ in range(_MOST_ROUNDS):
            self._log += [
                step.text for each in out.commands for step in steps_of(each, self._hit) if isinstance(step, Log)
            ]
            waiting = [command for command in out.commands if command.number]
            if not waiting:
                return
            for command in waiting:
                answer = _answered(asked(command, self._hit, self._lent, may_run=True))
                self._realm.answer(command.number, answer.value, good=answer.good)
            out = self._realm.settle()
        raise GatewayError(f"it still asks for something after {_MOST_ROUNDS} rounds of answers")

    def _placed(self, description: str) -> str:
        """The message with the line of the scenario, or else of the template, in the `.tpl`."""
        message, _, stack = description.partition("\n    at ")
        lines = frames(stack)
        own = next((line for line in lines if TESTS_BEGIN <= line < PRELUDE_BEGINS), None)
        line = next((line for line in lines if line < TESTS_BEGIN), None) if own is None else self._line(own)
        text = in_a_line(" ".join(message.removeprefix("Error: ").split()))
        return f"{self._template.file}:{line or self._scenario.line}: {text}"

    def _line(self, compiled_line: int) -> int:
        at = compiled_line - TESTS_BEGIN
        of_setup = self._suite.setup.count("\n") + 1 if self._suite.setup else 0
        return self._suite.setup_line + at if at < of_setup else self._scenario.line + at - of_setup


def _answered(each: Asked | Answer) -> Answer:
    if isinstance(each, Answer):
        return each
    return each.read(Reply(200) if isinstance(each.step, Ask) else None)


def _facts(kind: str) -> str:
    container = {"id": "GTM-TEST", "version": "QUICK_PREVIEW", "debug": True}
    facts = {"kind": kind, "time": _AT, "seed": "test", "warnOnly": True, "debug": True, "pixels": True}
    return written({**facts, "client": "", "container": container})


_REQUEST = written({"method": "GET", "path": "/", "query": "", "headers": [], "ip": "", "body": ""})
