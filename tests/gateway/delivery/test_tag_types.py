"""What each answer means: the whole table, for a type that goes by the status and for TikTok."""

from __future__ import annotations

from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway import OutgoingRequest, Reply, Secret, TagType, Verdict
from gateway.container import Configured, Container, TagEntry
from gateway.delivery.tag_types import TagTypes
from tags.tiktok import TikTok

REQUEST = OutgoingRequest("https://a.example/")
TIKTOK: Configured[TagType] = Configured(TikTok, "T", {"pixel_code": "C4", "access_token": Secret("TOKEN")})
TYPES = TagTypes(
    Container(
        tags=(TagEntry("T", TIKTOK, type_name="tiktok"), TagEntry("P", Configured(TagType, "P"), type_name="plain"))
    )
)
A, R, S, H = "accepted", "refused", "again", "hold"
BY_STATUS = {
    200: A,
    201: A,
    202: A,
    204: A,
    301: R,
    302: R,
    303: R,
    304: R,
    307: R,
    308: R,
    400: R,
    401: H,
    403: H,
    404: R,
    405: R,
    408: S,
    409: R,
    410: R,
    413: R,
    415: R,
    422: R,
    425: S,
    429: S,
    431: R,
    451: R,
    500: S,
    501: S,
    502: S,
    503: S,
    504: S,
    520: S,
    529: S,
}
BY_CODE = {
    0: A,
    20001: A,
    40000: R,
    40001: R,
    40002: R,
    40007: R,
    40016: S,
    40100: S,
    40102: H,
    40104: H,
    40105: H,
    40132: S,
    40133: S,
    50000: S,
    51305: S,
    60001: S,
}


@pytest.mark.parametrize(("status", "outcome"), BY_STATUS.items())
def test_a_status_means_one_thing(status: int, outcome: str) -> None:
    (verdict,) = TYPES.judged("plain", (REQUEST,), Reply(status))

    assert verdict.outcome == outcome


@pytest.mark.parametrize(("code", "outcome"), BY_CODE.items())
def test_a_code_of_tiktoks_means_one_thing(code: int, outcome: str) -> None:
    (verdict,) = TYPES.judged("tiktok", (REQUEST,), Reply.of({"code": code, "message": "said"}))

    assert verdict.outcome == outcome


@pytest.mark.parametrize(
    ("reply", "because"),
    [
        (Reply.of({"code": 40100}), "throttled"),
        (Reply.of({"code": 1}, 429), "throttled"),
        (Reply(429), "throttled"),
        (Reply(200, b"<html>"), "unreadable"),
        (Reply(503), ""),
    ],
    ids=["a code", "a code and the status", "the status", "a page instead of an answer", "a fault"],
)
def test_what_else_it_means_that_one_is_sent_again(reply: Reply, because: str) -> None:
    (verdict,) = TYPES.judged("tiktok", (REQUEST,), reply)

    assert (verdict.outcome, verdict.because) == ("again", because)


@given(st.integers(0, 999), st.binary(max_size=60), st.integers(1, 3))
def test_no_answer_is_without_a_meaning(status: int, body: bytes, many: int) -> None:
    for name in ("tiktok", "plain", "gone"):
        verdicts = TYPES.judged(name, (REQUEST,) * many, Reply(status, body))

        assert len(verdicts) == many
        assert {verdict.outcome for verdict in verdicts} <= {A, R, S, H, "split"}


class Breaks(TagType):
    """Cannot read what it gets."""

    join_at_most: ClassVar[int] = 2

    @classmethod
    def verdict(cls, reply: Reply, requests: tuple[OutgoingRequest, ...]) -> tuple[Verdict, ...]:
        raise KeyError("code")


@pytest.mark.parametrize(("status", "because"), [(200, "unreadable"), (503, "")])
def test_a_type_that_fails_at_an_answer_loses_nothing(status: int, because: str) -> None:
    types = TagTypes(Container(tags=(TagEntry("B", Configured(Breaks, "B"), type_name="breaks"),)))

    (verdict,) = types.judged("breaks", (REQUEST,), Reply(status))

    assert (verdict.outcome, verdict.because) == ("again", because)
    assert types.joined("breaks", (REQUEST, REQUEST)) is None
