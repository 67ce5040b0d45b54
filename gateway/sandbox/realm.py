"""A realm: one engine with GTM's APIs in it, sealed, and one template compiled. One run at a time has it.

What a run leaves behind is gone with it: everything runs share is frozen, and the code's own names are made anew each time.
"""

from __future__ import annotations

import json
from typing import Any

import msgspec

from ..errors import GatewayError
from .engine import Engine, Limits, ScriptError, Stopped, frames
from .script_files import PRELUDE, api_files, files_for, source_of
from .suffixes import suffixes_for

__all__ = ["PRELUDE", "Command", "Out", "Realm", "Script", "api_files"]

PRELUDE_BEGINS = 100_000
"""Lines from here on are the gateway's own: a template's errors name lines before."""


class Command(msgspec.Struct, frozen=True, array_like=True):
    """Something a template wants done. With a number it waits for an answer."""

    kind: str
    number: int
    payload: Any


class Out(msgspec.Struct, frozen=True):
    """What came out of a realm: commands in their order, the result once there is one, and the last error in a callback."""

    commands: tuple[Command, ...]
    result: dict[str, Any] | None
    error: str


class Script(msgspec.Struct, frozen=True):
    """The code of a template, where its first line stands in the file, and what it may do; None allows everything.

    `tested` is for a realm in which its own tests run.
    """

    code: str
    line: int = 1
    file: str = ""
    permissions: Any = None
    tested: bool = False


class Realm:
    """One template, compiled, and what it can reach."""

    def __init__(self, script: Script, limits: Limits) -> None:
        # Loading is the gateway's own work, and no template's time.
        self.engine = Engine(msgspec.structs.replace(limits, seconds=max(limits.seconds, _LOADING)))
        files = (*api_files(), "at_once", "testing") if script.tested else files_for(script.code)
        load = self.engine.evaluate(source_of(files), PRELUDE_BEGINS)
        host = self.engine.call(load, json.dumps(script.permissions), suffixes_for(script.code))
        names = (*_FUNCTIONS, *_OF_TESTS) if script.tested else _FUNCTIONS
        self._functions = {name: self.engine.call(host, name) for name in names}
        self.runs = 0
        self.storage_seen = -1
        """The version of the template's storage that this realm knows."""
        try:
            self.program = compiled(self.engine, script.code, script.line)
        except ScriptError as error:
            raise GatewayError(at_line(error.message, error.stack, script.file)) from None
        self.engine.limit(limits)

    def begin(self, facts: str, event: str, request: str) -> None:
        """Another run, with its facts."""
        self.engine.renew()
        self.engine.call(self._functions["begin"], facts, event, request)

    def start(self, data: str) -> None:
        """Run the code with its settings."""
        self.engine.call(self._functions["start"], self.program, data)

    def test(self, scenario: Any, *, at_once: bool = False) -> None:
        """Run a compiled scenario of the template's own tests; `at_once` says when the promises of its mocks settle."""
        self.engine.call(self._functions["test"], self.program, scenario, at_once)

    def report(self) -> dict[str, Any]:
        """How many assertions of the scenario were executed, and which of them failed."""
        told: dict[str, Any] = json.loads(self.engine.call(self._functions["report"]))
        return told

    def answer(self, number: int, payload: Any, *, good: bool = True) -> None:
        """What came of a command."""
        self.engine.call(self._functions["answer"], number, good, written(payload))

    def say(self, kind: str, payload: Any) -> None:
        """Something the template did not ask for."""
        self.engine.call(self._functions["say"], kind, written(payload))

    def settle(self) -> Out:
        """Let everything go on that can, and see what came of it."""
        engine, later = self.engine, self._functions["next"]
        engine.jobs()
        for _ in range(_MOST_LATER):
            if not engine.call(later):
                return self._take()
            engine.jobs()
        engine.broken = True
        raise Stopped(f"it put off more than {_MOST_LATER} calls")

    def _take(self) -> Out:
        return decoded(self.engine.call(self._functions["take"]))


_FUNCTIONS, _OF_TESTS = ("begin", "start", "answer", "say", "next", "take"), ("test", "report")
_LOADING = 10.0
_MOST_LATER = 10_000


def compiled(engine: Engine, code: str, line: int, names: str = "require, data") -> Any:
    """The code as a function. Twice, in unlike brackets: code that closes them itself fits one of the two only."""
    head, tail = f"({names}) => () => {{", "\n}"
    engine.evaluate(f"({head}{code}{tail})", line)
    listed = engine.evaluate(f"[{head}{code}{tail}]", line)
    function = engine.call(engine.evaluate("(list) => list.length === 1 ? list[0] : null"), listed)
    if function is None:
        raise ScriptError("the code closes more brackets than it opens", "")
    return function


def at_line(message: str, stack: str, file: str = "") -> str:
    """The message with the line of the template where it began."""
    own = [line for line in frames(stack) if line < PRELUDE_BEGINS]
    if not own:
        return message
    return f"{message} ({file}:{own[0]})" if file else f"{message} (line {own[0]})"


def said(description: str, file: str = "") -> str:
    """What a realm's description of an error says, in one line."""
    message, _, stack = description.partition("\n    at ")
    return at_line(in_a_line(" ".join(message.split())), stack, file)


def in_a_line(text: str) -> str:
    """A template's text as a line that no terminal obeys."""
    return text if text.isprintable() else "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in text)


def written(value: Any) -> str:
    """A value as JSON that a realm can read, whatever it holds."""
    try:
        return msgspec.json.encode(value, enc_hook=_nothing).decode()
    except (UnicodeEncodeError, ValueError, OverflowError):
        return json.dumps(value, default=_nothing, allow_nan=False)


def _nothing(value: object) -> None:
    """Undefined, and whatever else JSON does not know, is null."""


def decoded(text: str) -> Out:
    """What a realm has written. A surrogate on its own, which no UTF-8 can hold, becomes a question mark."""
    try:
        try:
            return msgspec.json.decode(text, type=Out)
        except (msgspec.DecodeError, UnicodeError):
            whole = json.dumps(json.loads(text), ensure_ascii=False).encode("utf-8", "replace")
            return msgspec.json.decode(whole, type=Out)
    except RecursionError:
        raise GatewayError("what the template hands over is nested too deep") from None
