"""Hits with an invented person and secrets in every place, and the signs by which each of them would be known again."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from gateway import Hit

EMAIL, PHONE = "mara.canary@shop.example", "+49 170 5550123"
IP, IP6 = "198.51.100.77", "2001:db8:77::77"
TOKEN, COOKIE = "tokCanary99887766", "cooCanary55443322"
CLICK, CLIENT = "E.C.P.clickCanary_0007", "7654321098.1772366555"
DIGEST = "c0ffee77" * 8
SIGNS = ("mara", "canary", "5550123", "555%200123", "100.77", "db8:77", "7654321098", "c0ffee77" * 3)
"""In small letters. Of a masked value its first three signs may be seen, of a digest the first twelve."""

PAGE = f"https://shop.example/thanks?email={quote(EMAIL)}&ttclid={CLICK}&gclid={CLICK}&access_token={TOKEN}"
PERSON = {"email": EMAIL, "phone_number": PHONE, "sha256_email_address": DIGEST, "address": {"first_name": "Mara"}}
QUERY = (
    f"v=2&tid=G-EXAMPLE1&gcd=13r3r3r3r5l1&_p=7&cid={CLIENT}&uid=u-canary-1&_uip={IP}&dl={quote(PAGE, safe='')}"
    f"&dr={quote(PAGE, safe='')}&dt={quote(f'Thanks {EMAIL}')}&cu=EUR&epn.value=59.9&ep.transaction_id=T-1001&en=purchase"
    f"&ep.user_data.email={quote(EMAIL)}&ep.user_data.phone_number={quote(PHONE)}&ep.user_data.sha256_email_address={DIGEST}"
    f"&ep.user_data.address.first_name=Mara&ep.ttclid={CLICK}&ep.api_key={TOKEN}&up.access_token={TOKEN}"
    f"&ep.note={quote(f'call {PHONE} or write to {EMAIL} from {IP} or {IP6}')}&{quote(EMAIL)}=1&pr1=idMUG-1~nmMug~pr12.5~qt2"
)
HEADERS = (
    ("host", "data.shop.example"),
    ("user-agent", "Mozilla/5.0 (X11; Linux x86_64) Chrome/146.0.0.0"),
    ("cookie", f"_ga=GA1.1.{CLIENT}; ttclid={CLICK}; _ttp={COOKIE}; session={COOKIE}; who={quote(EMAIL)}"),
    ("referer", PAGE),
    ("origin", "https://shop.example"),
    ("authorization", f"Bearer {TOKEN}"),
    ("x-api-key", TOKEN),
    ("x-auth-token", TOKEN),
    ("x-forwarded-for", f"{IP}, {IP6}, 10.0.0.7"),
    ("x-real-ip", IP),
    ("forwarded", f'for="[{IP6}]:443";proto=https'),
    ("x-note", f"{EMAIL} {PHONE}"),
    ("x-gtm-server-preview", f"the order of {EMAIL}, {PHONE}"),
)
LINES = (
    f"en=purchase&epn.value=5&ep.user_data.email={quote(EMAIL)}\r\n"
    f"en=page_view&dl={quote(PAGE, safe='')}&ep.phone={quote(PHONE)}"
)
DOCUMENT = {
    "client_id": CLIENT,
    "user_data": PERSON,
    "events": [{"name": "purchase", "params": {"value": 5, "note": EMAIL, "token": TOKEN, "page_location": PAGE, "ip": IP}}],
}  # fmt: skip


def canary_hit(**fields: Any) -> Hit:
    """A purchase that says everything of its person; `fields` change it."""
    return Hit(
        **{
            "method": "POST",
            "path": "/g/collect",
            "query": QUERY,
            "headers": HEADERS,
            "body": b"",
            "ip": IP,
            "id": "019aa0000001" + "5e" * 10,
            "at": 1_772_366_400_000,
            "seed": 7,
            **fields,
        }
    )


CANARY_HITS = {
    "a query": canary_hit(),
    "lines of a body": canary_hit(body=LINES.encode()),
    "JSON": canary_hit(body=json.dumps(DOCUMENT).encode()),
    "a path": canary_hit(path=f"/g/collect/{quote(EMAIL)}"),
    "nothing that any client claims": canary_hit(
        path=f"/{EMAIL}", query=f"email={EMAIL}&ip={IP}&token={TOKEN}&{quote(PHONE)}"
    ),
    "a name of an event": canary_hit(query=QUERY.replace("en=purchase", f"en={quote(EMAIL)}")),
    "an id of an order": canary_hit(query=QUERY.replace("T-1001", quote(EMAIL))),
}
"""By where the persons are."""


def seen_in(text: str) -> list[str]:
    """The canaries that this text shows."""
    return [sign for sign in SIGNS if sign in text.lower()]


INNOCENT = """
clients: {GA4: {type: ga4}}
variables:
  Kopf: {type: request_header, header: Authorization}
  Notiz: {type: request_header, header: x-note}
  Keks: {type: cookie, cookie: who}
  Param: {type: query_parameter, parameter: uid}
  Klient: {type: query_parameter, parameter: cid}
  Vorname: {type: event_data, key: user_data.address.first_name}
  Konto: {type: event_data, key: user_data}
  Klick: {type: url, part: query, query_key: gclid}
  Gruss: {type: constant, constant: "Dear {{Vorname}}, {{Notiz}}"}
  Gefischt: {type: regex_table, input: "{{Query String}}", table: {".*[?&]uid=([^&]*).*": "$1"}}
  Nichts: {type: event_data, key: nothing, convert_undefined: "{{Kopf}}"}
  Seite: {type: url, part: path}
  Artikel: {type: event_data, key: items.0.item_name}
triggers:
  All: always
  None: >-
    {{Kopf}} == Nobody and {{Notiz}} == {{Keks}} and {{Param}} == Nobody and {{Klient}} == Nobody and {{Vorname}} == Nobody
    and {{Konto}} == Nobody and {{Klick}} == Nobody and {{Gruss}} == Nobody and {{Gefischt}} == Nobody
    and {{Nichts}} == Nobody and {{Seite}} == Nobody and {{Artikel}} == Nobody
tags:
  Silent: {type: http_request, triggers: None, url: "https://vendor.example/"}
  Sends:
    type: http_request
    triggers: All
    url: "https://vendor.example/{{Param}}"
    headers: {X-One: "{{Keks}} for {{Kopf}}"}
    query: {vn: "{{Vorname}}", n: "{{Notiz}}"}
    body: {one: "{{Gruss}}", two: ["{{Konto}}"], three: "{{Klient}}", four: "{{Klick}}", five: "{{Artikel}}"}
  Fails: {type: http_request, triggers: All, url: "http://127.0.0.1/h?vn={{Vorname}}&k={{Keks}}&kopf={{Notiz}}"}
"""
"""Rules whose variables have names that say nothing of a person, but two that have nothing of one either."""
