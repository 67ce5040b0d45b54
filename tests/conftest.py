"""What all tests share: a skip counts as a failure where nothing may be skipped."""

from __future__ import annotations

import os

import pytest

pytest_plugins = ["pytester"]

_skipped: list[str] = []


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.skipped and not hasattr(report, "wasxfail"):
        _skipped.append(f"{report.nodeid}: {report.longrepr}")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for line in _skipped:
        terminalreporter.write_line(f"skipped {line}")


def pytest_sessionfinish(session: pytest.Session) -> None:
    if _skipped and os.environ.get("SGTM_NO_SKIPS") and session.exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
