"""A real Chromium, where there is one: what the tests with a browser share."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tests.running import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CLIENTS = ROOT / ".venv" / "clients"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
OF_PLAYWRIGHT = (CLIENTS / "chromium").is_file()
IS_HERE = bool(CHROMIUM or OF_PLAYWRIGHT)
QUIET = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser, without a proxy."""
    from playwright.sync_api import sync_playwright  # optional, as the browser is

    environment: dict[str, str | float | bool] = {
        name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")
    }
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET), env=environment)
        yield browser
        browser.close()
