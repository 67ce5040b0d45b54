"""A shop's folder, for tests of tests: rules, and hits beside its tests."""

from __future__ import annotations

from pathlib import Path

RULES = """clients: {GA4: {type: ga4}}
triggers:
  Purchase: event_name == purchase
  View: event_name == page_view
tags:
  TikTok: {type: tiktok, triggers: Purchase, consent: ad_storage, pixel_code: P, access_token: "${TOKEN_OF_NOBODY}"}
  Views: {type: tiktok, triggers: View, pixel_code: P, access_token: T, unmapped: passthrough}
"""
PURCHASE = """# at: 2026-03-01T12:00:00Z
GET /g/collect?v=2&tid=G-1&cid=1.2&en=purchase&epn.value=59.9&cu=EUR&ep.event_id=E-1&dl=https%3A%2F%2Fshop.example%2F HTTP/1.1
Host: data.shop.example
"""
PIXEL = """# at: 2026-03-01T11:59:58Z
POST https://analytics.tiktok.com/api/v2/pixel HTTP/1.1
Host: analytics.tiktok.com

{"event":"Purchase","event_id":"E-1","timestamp":"2026-03-01T11:59:58Z","context":{"pixel":{"code":"P"}}}
"""


def open_shop(folder: Path) -> Path:
    """Writes the shop; returns the folder of its tests."""
    (folder / ".git").mkdir()
    (folder / "rules.yaml").write_text(RULES)
    (folder / "tests" / "hits").mkdir(parents=True)
    (folder / "tests" / "hits" / "purchase.http").write_text(PURCHASE)
    (folder / "tests" / "hits" / "pixel.http").write_text(PIXEL)
    return folder / "tests"


CRM = '''"""A tag of the shop's own."""

import socket

from gateway import Ask, Event, Failed, Lookup, OutgoingRequest, Steps, TagType


class Crm(TagType):
    """Asks the CRM, or goes there by itself."""

    alone: bool = False

    def run(self, event: Event, lookup: Lookup) -> Steps:
        if self.alone:
            socket.create_connection(("crm.example", 443), timeout=1)
        reply = yield Ask(OutgoingRequest.post("https://crm.example/orders", json={"value": event.get("value")}))
        if reply.status != 200:
            return Failed(f"the CRM said {reply.status} {reply.json}")
'''


def with_crm(folder: Path, settings: str = "") -> None:
    """Gives the shop a tag CRM that fires for purchases."""
    (folder / "tags").mkdir(exist_ok=True)
    (folder / "tags" / "crm.py").write_text(CRM)
    (folder / "rules.yaml").write_text(f"{RULES}  CRM: {{type: crm, triggers: Purchase{settings}}}\n")
