"""The schedule of faults: its words, and the calls they fall on."""

from __future__ import annotations

from itertools import islice

import pytest

from gateway import GatewayError
from gateway.fake_tiktok.faults import Fault, Schedule

NONE = Fault()


def first(text: str, many: int) -> list[Fault]:
    schedule = Schedule(text)
    return list(islice(iter(schedule.next, None), many))


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("", [NONE, NONE]),
        ("40100", [Fault(40100), NONE]),
        ("401:40100", [Fault(40100, 401), NONE]),
        ("502", [Fault(status=502), NONE]),
        ("ok*2, reset, ok", [NONE, NONE, Fault(resets=True), NONE, NONE]),
        ("slow 2s, slow 50ms", [Fault(delay=2.0), Fault(delay=0.05), NONE]),
        ("ok, 502, …", [NONE, Fault(status=502), NONE, Fault(status=502), NONE]),
        ("50000 * 2, ...", [Fault(50000)] * 5),
        ("...", [NONE, NONE]),
    ],
)
def test_faults_fall_on_the_calls_in_their_order(text: str, faults: list[Fault]) -> None:
    assert first(text, len(faults)) == faults


_IMPOSSIBLE = ["100:40100", "204:40100", "304:40100", "600:40100", "000:40100", "00000", "04000", "٤٠١٠٠", "٥٠٢"]


@pytest.mark.parametrize(
    "text", ["sometimes", "200", "slow", "slow 2", "40100*", "401:502", "ok*9999999", "99:40100", *_IMPOSSIBLE]
)
def test_what_is_no_fault_is_told_with_what_is_one(text: str) -> None:
    with pytest.raises(GatewayError, match=r"is no fault\. Faults are ok, reset, slow 2s, 502, 40100 or 401:40100"):
        Schedule(text)


def test_throttling_is_said_in_the_body_with_200_and_with_401() -> None:
    replies = [fault.reply(b"{}") for fault in first("40100, 401:40100", 2)]

    assert [(each.status, each.json["code"]) for each in replies if each] == [(200, 40100), (401, 40100)]


def test_a_broken_gateway_answers_with_a_page() -> None:
    reply = Fault(status=502).reply(b"{}")

    assert reply is not None
    assert (reply.status, reply.json, reply.header("content-type")) == (502, None, "text/html")
    assert b"<h1>502</h1>" in reply.body


def test_without_a_fault_the_call_goes_on() -> None:
    assert NONE.reply(b"{}") is None
    assert Fault(delay=1.0).reply(b"{}") is None
