"""The preview in a real browser when the gateway starts anew: the page says so, and yesterday's failures are there.

`make browser` installs what these tests need; without it they are skipped.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.real_clients.browser import IS_HERE, chromium
from tests.running import Running, serving, wait_until

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.skipif(not IS_HERE, reason="needs Chromium: run `make browser`")

PATIENCE = 20_000
RULES = """
container: Small shop
clients: {GA4: {type: ga4}, Backend: {type: json_post}}
triggers: {All: always}
tags:
  CRM: {type: http_request, triggers: All, url: "http://127.0.0.1:9/hook"}
"""
FAILS = '  CRM2: {type: http_request, triggers: All, url: "{{Event Name}} is no address"}\n'


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    made = context.new_page()
    made.set_default_timeout(PATIENCE)
    yield made
    context.close()


def link(process: Running) -> str:
    return process.said(r"http://localhost:\d+/\?token=\S+").group()


def hit(process: Running, name: str) -> None:
    httpx.get(f"http://localhost:{process.port()}/g/collect?v=2&tid=G-1&cid=1.2&en={name}", trust_env=False)


def started(folder: Path, *, port: str = "0", rules: str = RULES) -> AbstractContextManager[Running]:
    (folder / "rules.yaml").write_text(rules)
    return serving(folder / "data", "http://127.0.0.1:9", "--preview-port", port, rules=folder / "rules.yaml")


def test_an_open_page_says_that_the_gateway_has_started_anew_and_the_new_link_keeps_the_place(
    page: Page, tmp_path: Path
) -> None:
    with started(tmp_path) as first:
        page.goto(link(first))
        page.locator("#state", has_text="live").wait_for()
        port = link(first).partition("/?")[0].rpartition(":")[2]
    with started(tmp_path, port=port) as second:
        page.locator("#stale", has_text="The gateway has started anew").wait_for()
        page.locator("#state", has_text="stopped").wait_for()

        page.goto(f"{link(second)}#/queue")
        page.get_by_role("heading", name="Queue").wait_for()
        assert page.url == f"http://localhost:{port}/#/queue"


def test_the_page_for_which_there_is_no_room_says_so(page: Page, tmp_path: Path) -> None:
    with started(tmp_path) as process, contextlib.ExitStack() as others:
        base = link(process).partition("/?")[0]
        client = others.enter_context(httpx.Client(base_url=base, trust_env=False))
        client.get(link(process))
        for _ in range(16):
            others.enter_context(client.stream("GET", "/v1/stream"))
        page.goto(link(process))
        page.locator("#stale", has_text="Too many pages are open. Close one.").wait_for()


def test_a_failure_of_a_tag_that_is_gone_by_now_is_in_the_list_and_opens_as_it_was(page: Page, tmp_path: Path) -> None:
    with started(tmp_path, rules=RULES + FAILS) as before:
        page.goto(link(before))
        hit(before, "yesterday")
        page.locator("#live .row[data-failed]", has_text="yesterday").wait_for()
        wait_until(lambda: "yesterday" in page.request.get(link(before).partition("?")[0] + "v1/disk").text())
    with started(tmp_path) as after:
        page.goto(f"{link(after)}#/failed")
        row = page.locator("#live .row[data-failed]", has_text="CRM2")
        row.wait_for()
        row.locator("a.head").click()
        page.locator("article.card", has_text="CRM2").first.wait_for()
        assert "from disk" in page.locator(".about-line").inner_text()


def test_broken_rules_say_on_the_page_where(page: Page, tmp_path: Path) -> None:
    with started(tmp_path) as process:
        page.goto(link(process))
        page.locator("#state", has_text="live").wait_for()
        (tmp_path / "rules.yaml").write_text(RULES.replace("triggers: All,", "triggers: Al,"))
        page.locator("#stale", has_text="rules.yaml:6:").wait_for()


def test_what_gave_no_event_and_what_is_left_out_is_said(page: Page, tmp_path: Path) -> None:
    with started(tmp_path) as process:
        page.goto(link(process))
        page.locator("#state", has_text="live").wait_for()
        base = f"http://localhost:{process.port()}"
        httpx.post(f"{base}/events", content="nojson", trust_env=False)
        row = page.locator("#live .row", has_text="/events")
        row.locator("text=400: ").wait_for()
        row.locator("a.head").click()
        page.locator("#panel", has_text="Backend made no event of this request. ").wait_for()

        lines = "\r\n".join(f"en=event_{number}" for number in range(60))
        httpx.post(f"{base}/g/collect?v=2&tid=G-1&cid=1.2", content=lines, trust_env=False)
        page.locator("#live .row", has_text="event_0").get_by_text("35 more events").wait_for()


def test_a_filter_is_for_all_that_is_shown(page: Page, tmp_path: Path) -> None:
    with started(tmp_path, rules=RULES + FAILS) as process:
        page.goto(link(process))
        for name in ("one", "two"):
            hit(process, name)
            page.locator("#live .row", has_text=name).wait_for()
        page.fill("#filter", "event_name == one and outcome == waiting")
        page.locator("#live .row", has_text="two").wait_for(state="detached")
        page.locator("#live .row", has_text="one").wait_for(state="detached")  # it is waiting no more: nobody listens

        page.evaluate("location.hash = '#/disk'")
        page.fill("#filter", "event_name == two")
        page.locator("#disk .row", has_text="one").wait_for(state="detached")
        page.locator("#disk .row", has_text="two").wait_for()
        page.fill("#filter", "event_name ==")
        page.locator("#problem", has_text="column").wait_for()
        page.wait_for_function("document.querySelectorAll('.row').length === 0")
        page.fill("#filter", 'tag == "CRM3"')
        page.locator("#problem", has_text='Did you mean "CRM').wait_for()
