"""What TikTok's Events API says, and what its replies mean."""

from __future__ import annotations

from typing import Any

import pytest

from gateway import Reply, tiktok


@pytest.mark.parametrize(
    ("code", "outcome"),
    [
        *((0, "accepted"), (20001, "accepted"), (40000, "refused"), (40001, "refused"), (40002, "refused")),
        *((40007, "refused"), (49999, "refused"), (-1, "refused")),
        *((40016, "again"), (40100, "again"), (40132, "again"), (40133, "again")),
        *((50000, "again"), (50002, "again"), (51065, "again"), (60001, "again")),
        *((40102, "hold"), (40104, "hold"), (40105, "hold")),
    ],
)
def test_the_code_of_the_body_decides(code: int, outcome: str) -> None:
    verdict = tiktok.verdict(Reply.of({"code": code, "message": "so it is"}))

    assert verdict.outcome == outcome
    assert verdict.why.startswith(f"code {code} so it is")


@pytest.mark.parametrize(
    ("status", "code", "outcome"),
    [
        *((200, 40101, "hold"), (200, 40118, "hold"), (401, 40103, "hold"), (401, 40113, "hold"), (401, 40131, "hold")),
        *((401, 49999, "hold"), (403, 49999, "hold"), (401, -1, "hold")),
        *((401, 40100, "again"), (429, 40100, "again"), (401, 50000, "again")),
        *((401, 40001, "refused"), (401, 40002, "refused"), (400, 40002, "refused"), (400, 49999, "refused")),
        *((429, 49999, "again"), (429, 40199, "again"), (503, 49999, "again"), (503, 40199, "again")),
        *((500, 0, "accepted"), (401, 0, "accepted"), (502, 20001, "accepted"), (429, 0, "accepted")),
        *((503, 40002, "refused"), (429, 40000, "refused"), (503, 40001, "refused"), (503, 40105, "hold")),
    ],
)
def test_a_listed_code_wins_over_the_status_and_an_unknown_one_goes_by_it(status: int, code: int, outcome: str) -> None:
    assert tiktok.verdict(Reply.of({"code": code, "message": "so it is"}, status)).outcome == outcome


@pytest.mark.parametrize(
    ("reply", "is_so"),
    [
        (Reply.of({"code": 40002}), True),
        (Reply.of({"code": 40002}, 401), True),
        (Reply.of({"code": 40002}, 503), True),
        (Reply.of({"code": 40001}), False),
        (Reply(413), True),
        (Reply(503), False),
    ],
    ids=["a bad value", "with 401", "with 503", "no permission", "too large", "a broken server"],
)
def test_only_what_tiktok_refused_for_one_event_is_split(reply: Reply, is_so: bool) -> None:  # noqa: FBT001
    assert tiktok.is_about_one_event(reply) is is_so


@pytest.mark.parametrize(
    ("reply", "outcome"),
    [
        (Reply(200), "again"),
        (Reply(200, b"<html>"), "again"),
        (Reply(200, b"[]"), "again"),
        (Reply.of({"code": "0"}), "again"),
        (Reply.of({"code": False}), "again"),
        (Reply.of({"code": None}), "again"),
        (Reply(204), "again"),
        (Reply(0, error="timed out"), "again"),
        (Reply(429), "again"),
        (Reply(503, b"<html>"), "again"),
        (Reply(404), "refused"),
        (Reply(401), "hold"),
    ],
    ids=[
        "empty",
        "a page",
        "a list",
        "a code that is text",
        "a code that is a boolean",
        "a code that is null",
        "no content",
        "no answer",
        "throttled by HTTP",
        "a broken gateway",
        "not found",
        "unauthorized",
    ],
)
def test_without_its_code_no_answer_of_tiktok_is_an_acceptance(reply: Reply, outcome: str) -> None:
    assert tiktok.verdict(reply).outcome == outcome


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ({"code": 0}, "code 0"),
        ({"code": 0, "message": "OK"}, "code 0 OK"),
        ({"code": 0, "message": None}, "code 0"),
        ({"code": 40002, "message": "x" * 1000}, f"code 40002 {'x' * 300}"),
        ({"code": 40105, "message": "revoked"}, "code 40105 revoked (the access token is not accepted)"),
        (
            {"code": 40007, "message": "no"},
            "code 40007 no (TikTok refuses every event with this pixel code: there is none)",
        ),
    ],
    ids=["no message", "a message", "a message of null", "a long message", "a token fault", "a fault of the set-up"],
)
def test_a_verdict_says_what_tiktok_said(body: dict[str, Any], why: str) -> None:
    assert tiktok.verdict(Reply.of(body)).why == why


@pytest.mark.parametrize(
    ("body", "places"),
    [
        ({"code": 20001, "data": {"failed_events": [{"order_in_batch": 2, "reason": "bad"}]}}, [2]),
        ({"code": 20001, "data": {"failed_events": [{"order_in_batch": True}]}}, []),
        ({"code": 20001, "data": {"failed_events": [{"order_in_batch": "2"}, 7, {}]}}, []),
        ({"code": 20001, "data": {"failed_events": 3}}, []),
        ({"code": 20001, "data": []}, []),
        ({"code": 20001}, []),
        ({"code": 0, "data": {"failed_events": [{"order_in_batch": 0}]}}, []),
    ],
    ids=["named", "by a truth value", "not named", "no list", "no object", "no data", "all taken"],
)
def test_what_tiktok_did_not_take_of_a_call_is_known_by_its_place(body: dict[str, Any], places: list[int]) -> None:
    assert list(tiktok.refused_of(Reply.of(body))) == places


def test_the_lists_are_the_documented_ones() -> None:
    assert len(tiktok.CURRENCIES) == 62
    assert len(tiktok.STANDARD_EVENTS) == 19
    assert tiktok.FORMER_NAMES == {"Purchase": "CompletePayment", "Lead": "SubmitForm"}
    assert set(tiktok.FORMER_NAMES) <= tiktok.STANDARD_EVENTS
    assert f"{tiktok.HOST}{tiktok.TRACK_PATH}" == "https://business-api.tiktok.com/open_api/v1.3/event/track/"
