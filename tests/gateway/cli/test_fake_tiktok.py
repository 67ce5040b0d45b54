"""`sgtm fake-tiktok` as a command: tokens, pixels, and the list of what came."""

from __future__ import annotations

import json
import time

import httpx
import pytest

from tests.running import running, wait_until

BODY = {
    "event_source": "web",
    "event_source_id": "C4",
    "data": [{"event": "Purchase", "event_time": 1, "page": {"url": "https://shop.example/"}}],
}


def test_it_knows_its_tokens_and_pixels_and_lists_what_came_without_the_token() -> None:
    with running("fake-tiktok", "--port", "0", "--token", "secret-token-1:C4") as endpoint:
        url = f"http://127.0.0.1:{endpoint.port()}"
        wait_until(lambda: httpx.get(f"{url}/healthz", trust_env=False).status_code == 200)
        codes = [post(url, token, pixel) for token, pixel in TRIES]
        received = httpx.get(f"{url}/received", trust_env=False)
        line = json.loads(endpoint.result())

    assert codes == [0, 40105, 40001, 40104]
    assert [call["reply"]["code"] for call in received.json()] == codes
    assert "secret-token-1" not in received.text
    assert line == {"path": "/open_api/v1.3/event/track/", "events": ["Purchase"], "code": 0, "message": "OK"}


TRIES = [("secret-token-1", "C4"), ("another-token", "C4"), ("secret-token-1", "C5"), ("", "C4")]


def post(url: str, token: str, pixel: str) -> int:
    return int(call(url, token, pixel).json()["code"])


def call(url: str, token: str, pixel: str) -> httpx.Response:
    headers = {"Access-Token": token} if token else {}
    body = {**BODY, "event_source_id": pixel}
    return httpx.post(f"{url}/open_api/v1.3/event/track/", json=body, headers=headers, trust_env=False)


def test_a_token_without_its_pixel_is_a_mistake_of_usage() -> None:
    with running("fake-tiktok", "--token", "alone") as endpoint:
        assert endpoint.wait() == 2

    assert "alone is not written as TOKEN:PIXEL" in "\n".join(endpoint.messages)


def test_its_faults_are_real_ones() -> None:
    """A reset is a reset of the connection, and a late answer comes late."""
    with running("fake-tiktok", "--port", "0", "--faults", "reset, slow 300ms, 502, 401:40100") as endpoint:
        url = f"http://127.0.0.1:{endpoint.port()}"
        wait_until(lambda: httpx.get(f"{url}/healthz", trust_env=False).status_code == 200)
        with pytest.raises(httpx.ReadError):
            post(url, "T", "C4")
        began = time.monotonic()
        assert post(url, "T", "C4") == 0
        assert time.monotonic() - began >= 0.3
        answers = [call(url, "T", "C4") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [502, 401, 200]


@pytest.mark.parametrize(
    ("words", "said"),
    [(["--faults", "sometimes"], '"sometimes" is no fault'), (["--calls-per-second", "0"], "--calls-per-second")],
)
def test_what_it_cannot_be_is_told(words: list[str], said: str) -> None:
    with running("fake-tiktok", *words) as endpoint:
        assert endpoint.wait() in (1, 2)

    assert said in "\n".join(endpoint.messages)
