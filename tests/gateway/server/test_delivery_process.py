"""The process that delivers: what it says on the console."""

from __future__ import annotations

import pytest

from gateway import OutgoingRequest, Reply, Verdict
from gateway.delivery import Delivery, Mark
from gateway.server.delivery_process import _Warnings


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
