"""One hit as one file: it shows everything there is, and no text of it becomes part of the page."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from typing import Any

import pytest

from gateway import Event, Lookup, OutgoingRequest, Steps
from gateway.recording import rehearse, shared_page
from gateway.report import report
from tests.gateway.recording.documents import details, texts
from tests.small import hit, small_container, tag

HOSTILE = {
    "a script": "<script>alert(1)</script>",
    "an end of everything": "</td></table></pre></style></title></main><script src=//evil.example></script>",
    "an image": '"><img src=x onerror=alert(1)>',
    "an attribute": "' onmouseover='alert(1)' style='x",
    "a frame": "<iframe srcdoc='<b>'></iframe><svg/onload=alert(1)>",
    "entities": "&lt;script&gt; &amp; &#60;b&#62;",
    "a comment": "<!-- --> ]]> <![CDATA[",
    "an address of a script": "javascript:alert(1)",
}
ALLOWED = set(
    "html head meta title style body main header section article h1 h2 h3 h4 p dl dt dd div table thead tbody tr th td "
    "details summary code pre span".split()
)


class Page(HTMLParser):
    """The elements, attributes and texts of a page."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.names, self.attributes, self.texts = list[str](), list[str](), list[str]()
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.attributes += [name for name, _ in attrs]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_no_text_becomes_part_of_the_page(text: str) -> None:
    read = Page(shared_page(details(text)))

    assert set(read.names) <= ALLOWED
    assert set(read.attributes) <= {"lang", "charset", "http-equiv", "content", "name", "class", "scope"}
    assert sum(text in each for each in read.texts) > 40


def test_everything_a_document_says_is_there() -> None:
    shown = "\n".join(Page(shared_page(details())).texts)
    not_shown = {"trace/v1", "memory", "replay", "d1", "ok", "again", "2026-11-22T10:00:15.055+00:00"}

    assert {text for text in texts(details()) if text not in shown} <= not_shown
    assert "… again" in shown


def test_names_that_came_with_the_hit_are_escaped_too() -> None:
    (event,) = details()["events"]
    bad = HOSTILE["an image"]
    event = {**event, "data": {bad: 1}, "origins": {bad: bad}, "consent": {"granted": {bad: True}, "source": bad}}

    assert "img" not in Page(shared_page(details(events=[event]))).names


def test_the_order_is_that_of_the_preview() -> None:
    heads = re.findall(r"<h2>([^<]+)</h2>", shared_page(details()))

    assert [head for head in heads if not head.startswith("Clients")] == [
        *("Request", "Tags", "Variables", "Event Data", "Console", "Outgoing", "Response")
    ]


def test_a_browser_may_load_and_run_nothing() -> None:
    text = shared_page(details(HOSTILE["a script"]))
    (style,) = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()

    assert f"default-src &#x27;none&#x27;; style-src &#x27;sha256-{digest}&#x27;" in text
    assert text.startswith('<!doctype html>\n<html lang="en"><head><meta charset="utf-8">')
    assert not re.search(r"\s(?:src|href|style|on\w+)=[\"']", re.sub(r"&[#\w]+;", "", text))


@pytest.mark.parametrize("sign", ["\x00", "\x1b", "\u202e", "\ud800", "\x85"])
def test_signs_nobody_sees_are_shown(sign: str) -> None:
    text = shared_page(details(sign))

    assert (sign in text, f"\\u{ord(sign):04x}" in text) == (False, True)
    assert text.encode("utf-8")


def test_several_events_stand_under_their_names() -> None:
    (event,) = details()["events"]
    text = shared_page(details(events=[event, {**event, "name": "refund"}]))

    assert re.findall(r'<h2 class="event">([^<]+)</h2>', text) == ["Event: purchase", "Event: refund"]


@pytest.mark.parametrize(
    "document", [{}, {"request": None, "events": [{}], "response": None}, {"events": [{"tags": [{}]}]}]
)
def test_what_a_document_lacks_is_left_out(document: dict[str, Any]) -> None:
    assert Page(shared_page(document)).names.count("main") == 1


def test_the_report_of_a_trace_is_such_a_document() -> None:
    def sends(_: Event, __: Lookup) -> Steps:
        yield OutgoingRequest("https://vendor.example/")

    text = shared_page(report(rehearse(small_container(tag("A", sends)), hit("purchase"))))

    assert "✓ ok" in text
