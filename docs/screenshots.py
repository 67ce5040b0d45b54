"""Takes the pictures of the docs: `make screenshots`, with a real gateway, the local TikTok endpoint and the sample hits.

They are written to docs/images. Needs Chromium: `make browser`.
"""

from __future__ import annotations

import contextlib
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from gateway.recording import read_hits  # noqa: E402
from tests.real_clients.browser import chromium  # noqa: E402
from tests.running import fake_tiktok, serving  # noqa: E402

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

IMAGES = Path(__file__).resolve().parent / "images"
PURCHASE = "#live .row:has-text('T-1001') a.head"


def main() -> None:
    """Take all of them."""
    IMAGES.mkdir(exist_ok=True)
    with _preview() as link, chromium() as browser:
        with _page(browser, link) as page:
            _picture(page, "preview-tags", "Tags")
            _picture(page, "preview-outgoing", "Outgoing")
            page.goto(f"{link.partition('/?')[0]}/#/diagnostics")
            page.get_by_role("table").first.wait_for()
            page.screenshot(path=IMAGES / "preview-diagnostics.png")
        with _page(browser, link, dark=True) as page:
            _picture(page, "preview-dark", "Event Data")
        with _page(browser, link, width=400) as page:
            _picture(page, "preview-narrow", "Tags")


@contextlib.contextmanager
def _preview() -> Iterator[str]:
    """The link of a preview that has seen the sample hits and two that went wrong."""
    with (
        tempfile.TemporaryDirectory() as folder,
        fake_tiktok("--token", "test-token-0123456789:C4TEST") as endpoint,
        serving(Path(folder), endpoint, "--preview-port", "0") as process,
    ):
        hits = f"http://localhost:{process.port()}"
        for file in sorted((ROOT / "examples" / "hits").glob("*.http")):
            for hit in read_hits(file):
                headers = [(name, value) for name, value in hit.headers if name not in ("host", "content-length")]
                httpx.request(hit.method, f"{hits}{hit.path}?{hit.query}", headers=headers, content=hit.body or None)
        httpx.get(f"{hits}/wp-admin")
        httpx.get(
            f"{hits}/g/collect?v=2&tid=G-EXAMPLE1&cid=1.2&en=purchase&ep.transaction_id=T-1009&epn.value=20&cu=EUR"
        )
        yield process.said(r"http://localhost:\d+/\?token=\S+").group()


@contextlib.contextmanager
def _page(browser: Browser, link: str, *, width: int = 1280, dark: bool = False) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme="dark" if dark else "light", reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(link)
    page.locator("#live .row:has-text('accepted')").first.wait_for()
    yield page
    context.close()


def _picture(page: Page, name: str, tab: str) -> None:
    page.locator(PURCHASE).click()
    page.get_by_role("tab", name=tab).click()
    page.get_by_role("tabpanel").first.wait_for()
    page.wait_for_timeout(300)
    page.screenshot(path=IMAGES / f"{name}.png")


if __name__ == "__main__":
    main()
