"""Traces and marks, joined and printed."""

from __future__ import annotations

import json
from typing import Any

from gateway.recording import rehearse
from gateway.report import report
from gateway.server.console import WAIT, Console, Printer
from gateway.server.settings import Output
from tests.gateway.test_pipeline import sends
from tests.small import hit, small_container, tag


def document(name: str = "hit-1", *tags: str) -> dict[str, Any]:
    """A trace whose tags sent one request each, not answered yet."""
    trace = rehearse(small_container(*[tag(each, sends) for each in tags]), hit(id=name))
    for run in trace.runs():
        for sent in run.sent:
            sent.reply = sent.verdict = None
    return report(trace)


def mark(trace: dict[str, Any], number: int = 0) -> dict[str, Any]:
    sent = trace["events"][0]["tags"][number]["sent"][0]
    attempt = {"status": 200, "error": "", "body": {"code": 0}, "outcome": "accepted", "why": "code 0 OK"}
    return {"id": sent["id"], "tag": "A", "attempt": attempt, "attempts": 1, "final": True}


class Shown:
    """A console with its output and a clock to move."""

    def __init__(self, output: Output = "table") -> None:
        self.lines: list[str] = []
        self.now = 0.0
        self.console = Console(self.lines.append, output=output, clock=lambda: self.now)


def test_in_a_dry_run_nobody_waits_for_answers_that_do_not_come() -> None:
    lines: list[str] = []
    Console(lines.append, output="table", waits=False).trace(document("A"))

    assert len(lines) == 1


def test_a_hit_that_sent_nothing_is_printed_at_once() -> None:
    shown = Shown()
    shown.console.trace(document())

    assert shown.lines[0].startswith("GET /  ->  200")


def test_a_block_waits_for_the_answers_to_all_its_requests() -> None:
    shown, trace = Shown(), document("hit-1", "A", "B")
    shown.console.trace(trace)
    shown.console.mark(mark(trace, 0))
    assert shown.lines == []

    shown.console.mark(mark(trace, 1))
    assert shown.lines[0].count("verdict  accepted: code 0 OK") == 2


def test_a_mark_that_comes_before_its_trace_is_remembered() -> None:
    shown, trace = Shown(), document("hit-1", "A")
    shown.console.mark(mark(trace))
    shown.console.trace(trace)

    assert "verdict  accepted: code 0 OK" in shown.lines[0]


def test_a_block_waits_only_so_long() -> None:
    shown = Shown()
    shown.console.trace(document("hit-1", "A"))
    shown.now = WAIT + 1
    shown.console.overdue()

    assert len(shown.lines) == 1
    assert "verdict" not in shown.lines[0]


def test_closing_prints_what_still_waits_as_json_lines_too() -> None:
    shown = Shown(output="json")
    shown.console.trace(document("hit-1", "A"))
    shown.console.close()

    assert [json.loads(line)["id"] for line in shown.lines] == ["hit-1"]


def test_a_printer_whose_reader_is_gone_holds_up_nobody() -> None:
    written: list[str] = []

    def write(text: str) -> None:
        written.append(text)
        raise BrokenPipeError

    printer = Printer(write)
    for _ in range(3):
        printer.show("x")
    printer.close()

    assert written == ["x"]


def test_a_printer_writes_what_a_terminal_cannot_show_in_signs_it_can() -> None:
    written: list[str] = []
    printer = Printer(lambda text: written.append(text.encode("ascii").decode()))
    printer.show("5 € 🙂")
    printer.close()

    assert written == ["5 \\u20ac \\U0001f642"]
