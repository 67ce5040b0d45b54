"""`sgtm fake-tiktok` as a command: tokens, pixels, and the list of what came."""

from __future__ import annotations

import json

import httpx

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
    headers = {"Access-Token": token} if token else {}
    body = {**BODY, "event_source_id": pixel}
    answer = httpx.post(f"{url}/open_api/v1.3/event/track/", json=body, headers=headers, trust_env=False)
    return int(answer.json()["code"])


def test_a_token_without_its_pixel_is_a_mistake_of_usage() -> None:
    with running("fake-tiktok", "--token", "alone") as endpoint:
        assert endpoint.wait() == 2

    assert "alone is not written as TOKEN:PIXEL" in "\n".join(endpoint.messages)
