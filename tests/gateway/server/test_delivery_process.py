"""The process that delivers: what it says on the console."""

from __future__ import annotations

import asyncio
import socket
from typing import Any

import pytest

from gateway import OutgoingRequest, Reply, Verdict
from gateway.delivery import Delivery, Mark, Standing
from gateway.server.delivery_process import _Warnings, _woken


def mark(outcome: str, why: str, tag: str = "TikTok") -> Mark:
    request = OutgoingRequest("https://vendor.example/")
    delivery = Delivery("d", "h", tag, "tiktok", "vendor.example", request, 0, 0.0)
    return Mark(delivery, Reply(200), Verdict(outcome, why), final=False)  # type: ignore[arg-type]


def test_each_refusal_is_said_once_a_minute_and_acceptance_never(caplog: pytest.LogCaptureFixture) -> None:
    warnings = _Warnings()
    for _ in range(5):
        warnings.about(mark("refused", "code 40002 for jane@shop.example"))
        warnings.about(mark("accepted", "code 0 OK"))
    warnings.about(mark("hold", "code 40105"))

    assert [record.getMessage() for record in caplog.records] == [
        'tag "TikTok": refused for good: code 40002 for ***@***',
        'tag "TikTok": on hold for 5 minutes: code 40105',
    ]


def test_a_destination_that_is_left_alone_is_said_once_and_again_when_it_is_well(
    caplog: pytest.LogCaptureFixture,
) -> None:
    warnings = _Warnings()
    for state in ("closed", "open", "half-open", "open", "half-open", "held", "half-open", "closed", "closed"):
        warnings.of(Standing("vendor.example", state, 0.0, why="HTTP 503"))

    assert [record.getMessage() for record in caplog.records] == [
        "vendor.example: does not take requests; they wait, and one a minute at most is tried: HTTP 503",
        "vendor.example: refuses the credential; requests wait, and one is tried every 5 minutes: HTTP 503",
        "vendor.example: takes requests again; what waited is sent",
    ]


def test_where_nobody_is_left_to_wake_it_the_process_does_not_spin() -> None:
    class Worker:
        def __init__(self) -> None:
            self.woken = 0

        def wake(self) -> None:
            self.woken += 1

    async def story() -> int:
        worker: Any = Worker()
        wake, woken = socket.socketpair()
        with woken:
            asyncio.get_running_loop().add_reader(woken, lambda: _woken(woken, worker))
            wake.close()
            await asyncio.sleep(0.1)
        return int(worker.woken)

    assert asyncio.run(story()) == 1
