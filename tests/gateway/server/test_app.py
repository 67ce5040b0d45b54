"""The hit port's application: health checks beside hits."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from gateway.server.app import application
from gateway.server.intake import Intake
from gateway.trace import Answer
from tests.gateway.server.test_intake import Recorder


def get(path: str) -> tuple[int, str, int]:
    """Status, text, and how many hits the driver saw."""
    recorder = Recorder(Answer(200, (), b"hit"))

    async def scenario() -> httpx.Response:
        transport = httpx.ASGITransport(application(Intake(recorder)))  # type: ignore[arg-type]
        async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as client:
            return await client.get(path)

    response = asyncio.run(scenario())
    return response.status_code, response.text, len(recorder.hits)


@pytest.mark.parametrize("path", ["/healthy", "/healthz", "/readyz"])
def test_health_checks_are_answered_and_are_no_hits(path: str) -> None:
    assert get(path) == (200, "ok", 0)


@pytest.mark.parametrize("path", ["/g/collect", "/metrics/g/collect", "/", "/healthy/x"])
def test_every_other_path_is_a_hit(path: str) -> None:
    assert get(path) == (200, "hit", 1)


def test_a_gateway_short_of_room_is_not_ready_and_says_why() -> None:
    async def scenario() -> httpx.Response:
        intake = Intake(Recorder(Answer(200)))
        app = application(intake, lambda: "rules v1", lambda: "the outbox is 84% full")
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://gateway") as client:  # type: ignore[arg-type]
            return await client.get("/readyz")

    response = asyncio.run(scenario())

    assert (response.status_code, response.text) == (503, "the outbox is 84% full\nrules v1")
