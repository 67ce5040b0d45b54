"""The demo's shop in a real browser, from a look at a mug to its purchase: what the gateway hears, and which tags fire.

`make browser` installs what these tests need; without it they are skipped.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.running import PATIENCE, ROOT, Running, fake_tiktok, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CLIENTS = ROOT / ".venv" / "clients"
GA4MP = CLIENTS / "analytics-debugger-ga4mp" / "package" / "dist" / "ga4mp.umd.js"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
OF_PLAYWRIGHT = (CLIENTS / "chromium").is_file()
MISSING = [
    name for name, found in (("Chromium", CHROMIUM or OF_PLAYWRIGHT), ("the client", GA4MP.is_file())) if not found
]

with_browser = pytest.mark.skipif(bool(MISSING), reason=f"needs {' and '.join(MISSING)}: run `make browser`")

QUIET = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)
STEPS = ["view_item", "add_to_cart", "begin_checkout", "purchase"]
MUG = {"item_id": "MUG-TIDE", "item_name": "Tide mug", "item_brand": "Second Sip", "item_category": "Mugs"}


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("data")
    with fake_tiktok() as endpoint, serving(folder, endpoint, "--trace", "--format", "json") as process:
        yield process


@pytest.fixture(scope="module")
def shop(gateway: Running) -> Iterator[str]:
    process = _shop("--client", str(GA4MP), "--gateway", f"http://localhost:{gateway.port()}", "--port", "0")
    assert process.stdout is not None
    yield process.stdout.readline().strip()
    process.terminate()
    process.communicate(timeout=PATIENCE)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright  # optional, as the browser is

    environment: dict[str, str | float | bool] = {
        name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")
    }
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET), env=environment)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A new visitor; what the console complains about fails the test."""
    context = browser.new_context(locale="en-GB")
    made = context.new_page()
    complaints: list[str] = []
    made.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    made.on("pageerror", lambda error: complaints.append(str(error)))
    yield made
    context.close()
    assert complaints == []


@with_browser
def test_with_consent_each_step_arrives_and_reaches_tiktok(shop: str, gateway: Running, page: Page) -> None:
    first, *steps = _buys(page, shop, gateway, "Granted")
    order = page.inner_text("#number")

    events = [trace["events"][0] for trace in steps]
    assert first["events"][0]["name"] == "page_view"
    assert [event["name"] for event in events] == STEPS
    assert {(event["data"]["value"], event["data"]["currency"]) for event in events} == {(18.5, "EUR")}
    assert all(event["data"]["items"] == [{**MUG, "price": 18.5, "quantity": 1}] for event in events)
    assert all(event["data"]["x-ga-gcs"] == "G111" for event in events)
    assert (events[3]["data"]["transaction_id"], events[3]["data"]["event_id"]) == (order, f"{order}.purchase")
    assert [_accepted(event) for event in events] == [["TikTok shop steps"]] * 3 + [["TikTok purchase"]]


@with_browser
def test_with_consent_the_email_goes_along_and_the_visitor_is_remembered(
    shop: str, gateway: Running, page: Page
) -> None:
    _, *steps = _buys(page, shop, gateway, "Granted", email="jane.doe@shop.example")
    page.reload()
    steps.append(_trace(gateway))

    (sent,) = steps[3]["events"][0]["tags"][0]["sent"]
    assert sent["request"]["body"]["data"][0]["user"]["email"]
    assert len({trace["events"][0]["data"]["client_id"] for trace in steps}) == 1


@with_browser
def test_without_consent_no_tag_fires_and_consent_is_the_reason(shop: str, gateway: Running, page: Page) -> None:
    query, email = "?ttclid=E.C.P.example-click-0001", "jane.doe@shop.example"
    traces = _buys(page, shop, gateway, "Denied", query=query, email=email)
    events = [trace["events"][0] for trace in traces]

    assert [event["name"] for event in events[1:]] == STEPS
    assert all((event["data"]["x-ga-gcs"], event["tags"]) == ("G100", []) for event in events)
    assert _why(events[4], "TikTok purchase") == "consent: ad_storage is denied (x-ga-gcs)"
    assert "ttclid" not in json.dumps(events)
    assert "user_data" not in events[4]["data"]


@with_browser
def test_without_consent_nothing_that_names_the_visitor_is_kept(shop: str, gateway: Running, page: Page) -> None:
    page.goto(shop)
    kept_before_a_choice = _kept(page)
    traces = [_trace(gateway), *_buys(page, shop, gateway, "Granted")]
    kept_when_granted = _kept(page)
    page.get_by_role("button", name="Change consent").click()
    page.get_by_role("button", name="Denied").click()
    page.reload()
    traces.append(_trace(gateway))

    assert kept_before_a_choice == []
    assert kept_when_granted == ["shop.cart", "shop.client_id", "shop.consent", "shop.session_id"]
    assert _kept(page) == ["shop.cart", "shop.consent"]
    ids = [trace["events"][0]["data"]["client_id"] for trace in traces]
    assert ids[-1] not in ids[:-1]


@with_browser
def test_the_page_may_send_nowhere_but_to_this_machine(shop: str, gateway: Running, page: Page) -> None:
    page.goto(f"{shop}/?gateway=https://shop.example")
    _trace(gateway)

    assert '"https://shop.example" is not on this machine' in page.inner_text("#where")
    assert f"http://localhost:{gateway.port()}/g/collect" in page.inner_text("#where")


def test_without_its_client_the_shop_says_how_to_get_it(tmp_path: Path) -> None:
    process = _shop("--client", str(tmp_path / "ga4.js"))
    said = process.communicate(timeout=PATIENCE)[1]

    assert process.returncode == 1
    assert said.startswith("shop: there is no GA4 client")
    assert "`make .venv/shop/ga4.js`" in said


def test_a_gateway_elsewhere_is_refused() -> None:
    process = _shop("--client", __file__, "--gateway", "https://shop.example")
    said = process.communicate(timeout=PATIENCE)[1]

    assert (process.returncode, said.count("\n")) == (1, 1)
    assert '"https://shop.example" is no gateway on this machine' in said


def _shop(*arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, str(ROOT / "examples" / "shop.py"), *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def _buys(
    page: Page, shop: str, gateway: Running, choice: str, *, query: str = "", email: str = ""
) -> list[dict[str, Any]]:
    """Choose, look at a mug, put it into the cart, buy it; the traces of the five hits.

    Each hit is waited for: a browser that clicks faster than a person sends the next before this one came.
    """
    page.goto(f"{shop}/{query}")
    traces = [_trace(gateway)]
    page.get_by_role("button", name=choice, exact=True).click()
    page.get_by_role("link", name="Tide mug").click()
    traces.append(_trace(gateway))
    page.get_by_role("button", name="Add to cart").click()
    traces.append(_trace(gateway))
    page.get_by_role("link", name="Check out").click()
    traces.append(_trace(gateway))
    page.get_by_label("E-mail").fill(email)
    page.get_by_role("button", name="Buy").click()
    traces.append(_trace(gateway))
    page.get_by_role("heading", name="Thank you").wait_for()
    return traces


def _trace(gateway: Running) -> dict[str, Any]:
    """The next hit's trace, which is printed only when its requests were answered."""
    trace: dict[str, Any] = json.loads(gateway.result())
    return trace


def _accepted(event: dict[str, Any]) -> list[str]:
    """The tags whose requests TikTok accepted."""
    return [
        run["tag"]
        for run in event["tags"]
        if run["sent"] and all(each["attempts"][-1]["outcome"] == "accepted" for each in run["sent"])
    ]


def _why(event: dict[str, Any], tag: str) -> str:
    return next(str(each["why"]) for each in event["not_fired"] if each["tag"] == tag)


def _kept(page: Page) -> list[str]:
    """The names of all that the browser keeps for the shop."""
    names: list[str] = page.evaluate(
        "[...Object.keys(localStorage), ...Object.keys(sessionStorage), ...document.cookie.split('; ')].filter(Boolean)"
    )
    return sorted(names)
