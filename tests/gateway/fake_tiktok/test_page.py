"""The endpoint's page: TikTok's words, no script, and nothing of a person."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from typing import Any

import pytest

from gateway import OutgoingRequest, tiktok
from gateway.fake_tiktok.answer import judge
from gateway.fake_tiktok.ledger import Ledger
from gateway.fake_tiktok.page import SECURITY, page

HOSTILE = ['"><img src=x onerror=alert(1)>', "<script>1</script>", "\u202ereversed", "\ud800", "'-alert(1)-'", "=1+1"]


class Elements(HTMLParser):
    """The elements of a page, and its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.attributes: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.attributes |= {name for name, _ in attrs}


def shown(body: Any, **headers: str) -> str:
    ledger = Ledger()
    request = OutgoingRequest(
        f"http://t.example{tiktok.TRACK_PATH}", headers=(("Access-Token", "T"),), body=json.dumps(body).encode()
    )
    judged = judge(request)
    ledger.server_call(request, judged.reply, judged.document, 0.0)
    return page(ledger)


def purchase(text: str = "T-1") -> dict[str, Any]:
    event = {
        "event": "Purchase",
        "event_time": 1_772_366_400,
        "event_id": text,
        "user": {"email": text, text: text},
        "page": {"url": f"https://shop.example/{text}"},
        "properties": {"currency": text, "contents": [{"content_id": text}]},
    }
    return {"event_source": "web", "event_source_id": text, "test_event_code": text, "data": [event], text: text}


def test_an_empty_page_says_so() -> None:
    text = page(Ledger())

    assert text.count("Nothing yet.") == 5
    for title in ("Overview", "Diagnostics", "Matching", "Test events", "Calls"):
        assert f"<h2>{title}</h2>" in text


def test_it_shows_what_came_what_tiktok_said_and_what_is_wrong() -> None:
    text = shown(purchase())

    for part in ("Purchase", "value_missing", "0 OK", "T-1", "our estimate"):
        assert part in text


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_an_event_says_is_text(text: str) -> None:
    harmless = Elements(shown(purchase("x")))
    found = Elements(shown(purchase(text)).encode().decode())

    assert set(found.names) <= set(harmless.names)
    assert found.attributes <= harmless.attributes | {"class"}


def test_nothing_may_run_or_be_fetched() -> None:
    assert "default-src 'none'" in SECURITY["content-security-policy"]
    assert not {"script", "img", "iframe", "link", "form"} & set(Elements(shown(purchase())).names)


def test_persons_are_masked() -> None:
    assert "jane.doe@shop.example" not in shown(purchase("jane.doe@shop.example"))
