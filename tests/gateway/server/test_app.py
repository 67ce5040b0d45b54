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
