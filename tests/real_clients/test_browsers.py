"""Analytics clients nobody here wrote, in a real browser, pointed at a running gateway. What they send is looked at as events.

`make browser` installs what these tests need; without it they are skipped.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.collecting import Site, site
from tests.running import ROOT, running

if TYPE_CHECKING:
    from playwright.sync_api import Page

CLIENTS = ROOT / ".venv" / "clients"
MINIMAL = CLIENTS / "minimal-analytics-ga4" / "package" / "dist" / "index.js"
GA4MP = CLIENTS / "analytics-debugger-ga4mp" / "package" / "dist" / "ga4mp.umd.js"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
OF_PLAYWRIGHT = (CLIENTS / "chromium").is_file()
MISSING = [
    name
    for name, found in (("Chromium", CHROMIUM or OF_PLAYWRIGHT), ("the clients", MINIMAL.is_file() and GA4MP.is_file()))
    if not found
]

pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"needs {' and '.join(MISSING)}: run `make browser`")

RULES = """\
clients: {GA4: {type: ga4}}
triggers: {All events: always}
tags:
  Collect: {type: http_request, triggers: All events, url: "${COLLECTOR}/collected"}
"""
QUIET = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)


@pytest.fixture(scope="module")
def shop() -> Iterator[Site]:
    with site() as made:
        made.script("/minimal.js", MINIMAL.read_text("utf-8"))
        made.script("/ga4mp.js", GA4MP.read_text("utf-8"))
        yield made


@pytest.fixture(scope="module")
def gateway(shop: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("container")
    (folder / "rules.yaml").write_text(RULES, "utf-8")
    arguments = ("serve", "--rules", str(folder / "rules.yaml"), "--port", "0")
    with running(*arguments, COLLECTOR=shop.url.replace("localhost", "127.0.0.1")) as process:
        yield f"http://localhost:{process.port()}"


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    from playwright.sync_api import sync_playwright  # optional, as the browser is

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET), env=_environment())
        yield browser.new_page(locale="en-GB", viewport={"width": 1280, "height": 720})
        browser.close()


def _environment() -> dict[str, str | float | bool]:
    return {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}


def test_minimal_analytics_sends_a_page_view_and_a_purchase(shop: Site, gateway: str, page: Page) -> None:
    page.goto(
        shop.page(
            "/minimal.html",
            f"""<title>Tea pots</title><script>minimalAnalytics = {{trackingId: 'G-EXAMPLE1', autoTrack: true,
            defineGlobal: true, analyticsEndpoint: '{gateway}/g/collect'}}</script><script src="/minimal.js"></script>""",
        )
    )
    view = shop.event("page_view")
    page.evaluate("track({type: 'purchase', event: {'epn.value': 59.9, cu: 'EUR', 'ep.transaction_id': 'T-3001'}})")
    purchase = shop.event("purchase")

    assert view["x-ga-measurement_id"] == "G-EXAMPLE1"
    assert (view["page_title"], view["page_location"]) == ("Tea pots", f"{shop.url}/minimal.html")
    assert view["ip_override"] in ("127.0.0.1", "::1")
    assert view["language"] == "en-gb"
    assert (purchase["value"], purchase["currency"], purchase["transaction_id"]) == (59.9, "EUR", "T-3001")
    assert purchase["client_id"] == view["client_id"]
    assert "Chrome/" in purchase["user_agent"]


def test_ga4mp_sends_a_purchase_with_its_items(shop: Site, gateway: str, page: Page) -> None:
    page.goto(shop.page("/ga4mp.html", '<title>Order</title><script src="/ga4mp.js"></script>'))
    page.evaluate(
        """([endpoint, purchase]) => {
            window.ga = ga4mp(['G-EXAMPLE2'], {endpoint, client_id: '111.222', user_id: 'U-7'});
            ga.setUserProperty('tier', 'gold');
            ga.trackEvent('purchase', purchase);
        }""",
        [f"{gateway}/g/collect", PURCHASE],
    )
    purchase = shop.event("purchase")

    assert (purchase["client_id"], purchase["user_id"]) == ("111.222", "U-7")
    assert (purchase["value"], purchase["currency"], purchase["transaction_id"]) == (80, "EUR", "T-3002")
    assert purchase["items"] == [
        {"item_id": "SKU-1", "item_name": "Blue mug", "price": 20, "quantity": 2},
        {"item_id": "SKU-2", "item_name": "Größe L & 商品 +1", "price": 40, "quantity": 1, "colour": "sea green"},
    ]
    assert purchase["x-ga-mp2-user_properties"] == {"tier": "gold"}
    assert purchase["client_hints"]["platform"]
    assert {brand["brand"] for brand in purchase["client_hints"]["full_version_list"]} >= {"Chromium"}


PURCHASE = {
    "transaction_id": "T-3002",
    "value": 80,
    "currency": "EUR",
    "items": [
        {"item_id": "SKU-1", "item_name": "Blue mug", "price": 20, "quantity": 2},
        {"item_id": "SKU-2", "item_name": "Größe L & 商品 +1", "price": 40, "quantity": 1, "colour": "sea green"},
    ],
}


def test_the_page_may_read_the_answer(shop: Site, gateway: str, page: Page) -> None:
    page.goto(shop.page("/empty.html", "<title>Nothing</title>"))
    status = page.evaluate(
        "url => fetch(url, {credentials: 'include'}).then(answer => answer.status)",
        f"{gateway}/g/collect?v=2&tid=G-EXAMPLE3&cid=1.2&en=read",
    )

    assert (status, shop.event("read")["x-ga-measurement_id"]) == (200, "G-EXAMPLE3")
