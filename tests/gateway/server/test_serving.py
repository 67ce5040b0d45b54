"""A real gateway with every kind of client: what the sender gets, what a vendor gets, what is kept."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from gateway.delivery import Spool
from tests.running import PATIENCE, Running, running, wait_until
from tests.vendor import Answer, answered, vendor

PURCHASE = "/g/collect?v=2&tid=G-1&cid=1.2&en=purchase&epn.value=5&_p=7"
PIXEL = '''"""Lets the browser fetch two addresses."""

from gateway import BrowserPixel, Event, Lookup, Steps, TagType


class Pixel(TagType):
    """Lets the browser fetch a pixel, and something with its cookies."""

    def run(self, event: Event, lookup: Lookup) -> Steps:
        yield BrowserPixel(f"https://vendor.example/p?v={event['value']}")
        yield BrowserPixel("https://vendor.example/match", "fetch")
'''


@contextlib.contextmanager
def local_vendor(answer: Answer) -> Iterator[str]:
    """The address of a vendor that lives in a thread of its own, so that a test may wait for other things."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    serving = vendor(answer)
    try:
        yield asyncio.run_coroutine_threadsafe(serving.__aenter__(), loop).result(PATIENCE).url
        asyncio.run_coroutine_threadsafe(serving.__aexit__(None, None, None), loop).result(PATIENCE)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(PATIENCE)
        loop.close()


@contextlib.contextmanager
def gateway(folder: Path, rules: str, *arguments: str, **environment: str) -> Iterator[Running]:
    """A gateway with these rules that prints its traces as JSON."""
    (folder / "rules.yaml").write_text(rules)
    words = ("--rules", str(folder / "rules.yaml"), "--port", "0", "--data-dir", str(folder / "data"))
    with running("serve", *words, "--trace", "--format", "json", *arguments, **environment) as process:
        yield process


def ask(process: Running, path: str, method: str = "GET", **more: Any) -> httpx.Response:
    return httpx.request(method, f"http://localhost:{process.port()}{path}", trust_env=False, **more)


def kept(folder: Path) -> int:
    """How many hits are in the spool; asked when the gateway is stopped."""
    spool = Spool(folder / "data" / "spool-0.sqlite3")
    try:
        return len(spool.hit_ids())
    finally:
        spool.close()


# --- the event stream -------------------------------------------------------------------------------------------------

PIXELS = "clients: {GA4: {type: ga4}}\ntriggers: {All: always}\ntags: {P: {type: pixel, triggers: All}}\n"


def test_a_hit_that_reads_an_event_stream_is_told_what_to_fetch(tmp_path: Path) -> None:
    (tmp_path / "tags").mkdir()
    (tmp_path / "tags" / "pixel.py").write_text(PIXEL)
    with gateway(tmp_path, PIXELS) as process:
        response = ask(process, f"{PURCHASE}&richsstsse", headers={"origin": "https://shop.example"})
        trace = json.loads(process.result())

    assert response.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert response.headers["access-control-allow-origin"] == "https://shop.example"
    messages = response.text.removesuffix("\n\n").split("\n\n")
    assert [json.loads(message.removeprefix("event: message\ndata: ")) for message in messages] == [
        {"send_pixel": ["https://vendor.example/p?v=5"]},
        {"fetch": ["https://vendor.example/match"]},
        {"response": {"status_code": 200, "body": ""}},
    ]
    assert trace["events"][0]["tags"][0]["log"] == []


def test_a_hit_without_an_event_stream_gets_nothing_and_its_trace_says_why(tmp_path: Path) -> None:
    (tmp_path / "tags").mkdir()
    (tmp_path / "tags" / "pixel.py").write_text(PIXEL)
    with gateway(tmp_path, PIXELS) as process:
        response = ask(process, PURCHASE)
        trace = json.loads(process.result())

    assert (response.status_code, response.content, "content-type" in response.headers) == (200, b"", False)
    assert trace["events"][0]["tags"][0]["log"] == [
        "the browser cannot be told to fetch https://vendor.example/p?v=5: its hit takes no event stream",
        "the browser cannot be told to fetch https://vendor.example/match: its hit takes no event stream",
    ]


def test_the_label_of_a_hit_is_in_its_trace(tmp_path: Path) -> None:
    with gateway(tmp_path, "clients: {GA4: {type: ga4}}\n") as process:
        ask(process, PURCHASE, headers={"x-gtm-server-preview": "test of Tuesday"})

        assert json.loads(process.result())["request"]["preview"] == "test of Tuesday"


# --- FPID and FPLC ----------------------------------------------------------------------------------------------------

MANAGED = "clients: {GA4: {type: ga4, cookie_management: server}}\n"


def cookies(response: httpx.Response) -> dict[str, str]:
    return dict(value.split("=", 1) for value in response.headers.get_list("set-cookie"))


def test_a_visitor_keeps_the_id_that_the_server_gave(tmp_path: Path) -> None:
    with gateway(tmp_path, MANAGED) as process:
        first = cookies(ask(process, f"{PURCHASE}&_fplc=0"))
        ours = {name: value.partition(";")[0] for name, value in first.items()}
        again = cookies(ask(process, f"{PURCHASE}&_fplc=0", headers={"cookie": f"a=b; FPID={ours['FPID']}"}))
        other = cookies(ask(process, f"{PURCHASE}&_fplc=0"))
        trace = json.loads(process.result())

    assert list(first) == ["FPID", "FPLC"] == trace["response"]["cookies"]
    assert again == first
    assert other["FPID"] != first["FPID"]
    assert "Domain" not in first["FPID"]
    assert first["FPID"].endswith("; Path=/; Max-Age=63072000; SameSite=Lax; Secure; HttpOnly")
    assert "HttpOnly" not in first["FPLC"]


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("data.shop.co.uk", "; Domain=shop.co.uk;"),
        ("data.shop.example:8080", "; Domain=shop.example;"),
        ("localhost:8080", None),
        ("203.0.113.9", None),
    ],
)
def test_the_cookie_is_of_the_site_of_the_host(tmp_path: Path, host: str, domain: str | None) -> None:
    with gateway(tmp_path, MANAGED) as process:
        set_ = cookies(ask(process, PURCHASE, headers={"host": host}))["FPID"]

    assert domain in set_ if domain else "Domain" not in set_


def test_a_visitor_who_refused_gets_no_cookie(tmp_path: Path) -> None:
    with gateway(tmp_path, MANAGED) as process:
        response = ask(process, f"{PURCHASE}&gcs=G100")

    assert (response.status_code, cookies(response)) == (200, {})


# --- what backends send -----------------------------------------------------------------------------------------------

BACKENDS = """clients:
  MP: {type: measurement_protocol, api_secrets: ["${MP_SECRET}"]}
  Backend: {type: json_post, tokens: ["${TOKEN}"]}
variables:
  Visitor: {type: event_data, key: ip_override}
  Value: {type: event_data, key: value}
triggers: {All: always}
tags:
  CRM:
    type: http_request
    triggers: All
    url: ${CRM}/in
    headers: {Authorization: "Bearer ${CRM_TOKEN}"}
    body: {visitor: "{{Visitor}}", value: "{{Value}}"}
"""
SECRETS = {"MP_SECRET": "s-1", "TOKEN": "t-1", "CRM_TOKEN": "sesame-1234"}


def test_events_of_backends_reach_a_vendor_with_a_credential_that_nothing_shows(tmp_path: Path) -> None:
    got: list[bytes] = []

    def crm(request: bytes) -> bytes:
        got.append(request)
        return answered(body=b"{}")

    def post(path: str, events: object, **headers: str) -> httpx.Response:
        return ask(process, path, "POST", json=events, headers=headers)

    with local_vendor(crm) as url, gateway(tmp_path, BACKENDS, CRM=url, **SECRETS) as process:
        event = {"name": "purchase", "params": {"value": 5}}
        mp = post("/mp/collect?measurement_id=G-1&api_secret=s-1", {"client_id": "1.2", "events": [event]})
        own = {"event_name": "purchase", "value": 6, "ip_override": "203.0.113.7"}
        backend = post("/events", [own, {**own, "value": 7}], Authorization="Bearer t-1")
        wait_until(lambda: len(got) == 3)
        traces = [process.result(), process.result()]
        assert process.stop() == 0

    assert (mp.status_code, backend.status_code, backend.json()) == (204, 200, {"events": 2})
    assert sorted(json.loads(request.partition(b"\r\n\r\n")[2])["value"] for request in got) == [5, 6, 7]
    assert all(b"authorization: bearer sesame-1234" in request.lower() for request in got)
    shown = "".join(traces) + "".join(process.messages)
    assert "Bearer ${CRM_TOKEN}" in shown
    assert "sesame" not in shown
    assert b"sesame" not in b"".join(file.read_bytes() for file in (tmp_path / "data").iterdir())


def test_a_hit_that_its_sender_tries_again_counts_once(tmp_path: Path) -> None:
    got: list[bytes] = []

    def crm(request: bytes) -> bytes:
        got.append(request)
        return answered(body=b"{}")

    with local_vendor(crm) as url, gateway(tmp_path, BACKENDS, CRM=url, **SECRETS) as process:
        path, said = "/mp/collect?measurement_id=G-1&api_secret=s-1", {"idempotency-key": "order-1"}
        for value in (5, 5, 6):
            event = {"name": "purchase", "params": {"value": value}}
            ask(process, path, "POST", json={"client_id": "1.2", "events": [event]}, headers=said)
        wait_until(lambda: len(got) == 2)
        assert process.stop() == 0

    assert sorted(json.loads(request.partition(b"\r\n\r\n")[2])["value"] for request in got) == [5, 6]
    assert kept(tmp_path) == 3


@pytest.mark.parametrize(
    ("path", "body", "headers", "status", "said"),
    [
        ("/debug/mp/collect?measurement_id=G-1", b'{"events":[]}', {}, 200, "validationMessages"),
        ("/mp/collect?measurement_id=G-1&api_secret=no", b'{"client_id":"1.2","events":[{"name":"a"}]}', {}, 400, "no client"),
        ("/events", b'{"event_name":"a"}', {}, 401, "token"),
        ("/events", b'{"event_name":"a"}', {"authorization": "Bearer no"}, 401, "token"),
        ("/events", b"[", {"authorization": "Bearer t-1"}, 400, "not JSON"),
        ("/events", b'[{"event_name":"a"},{}]', {"authorization": "Bearer t-1"}, 400, "event 1"),
    ],
    ids=["a validation", "a wrong secret", "no token", "a wrong token", "no JSON", "one wrong event of two"],
)  # fmt: skip
def test_what_is_refused_says_why_and_keeps_nothing(
    tmp_path: Path, path: str, body: bytes, headers: dict[str, str], status: int, said: str
) -> None:
    with gateway(tmp_path, BACKENDS, CRM="http://127.0.0.1:1", **SECRETS) as process:
        response = ask(process, path, "POST", content=body, headers={"origin": "https://shop.example", **headers})
        assert process.stop() == 0

    assert (response.status_code, kept(tmp_path)) == (status, 0)
    assert said in response.text
    assert response.headers["access-control-allow-origin"] == "https://shop.example"


def test_hits_over_the_rate_of_an_address_are_answered_429_and_kept_nowhere(tmp_path: Path) -> None:
    with gateway(tmp_path, "clients: {GA4: {type: ga4, rate_per_address: 2}}\n") as process:
        answers = [ask(process, PURCHASE, headers={"origin": "https://shop.example"}) for _ in range(4)]
        traces = [json.loads(process.result()) for _ in range(4)]
        assert process.stop() == 0

    assert [answer.status_code for answer in answers] == [200, 200, 429, 429]
    assert (answers[2].headers["retry-after"], answers[2].text) == (
        "60",
        "more than 2 hits a minute from this address\n",
    )
    assert answers[2].headers["access-control-allow-origin"] == "https://shop.example"
    assert [len(trace["refusals"]) for trace in traces] == [0, 0, 1, 1]
    assert kept(tmp_path) == 2


# --- scripts ----------------------------------------------------------------------------------------------------------


def test_a_script_comes_through_whole_and_is_asked_for_once(tmp_path: Path) -> None:
    script = random.Random(7).randbytes(300_000)
    asked: list[bytes] = []

    def google(request: bytes) -> bytes:
        asked.append(request)
        return answered(body=script, headers="Content-Type: application/javascript\r\n")

    with local_vendor(google) as url:
        rules = f"clients: {{Scripts: {{type: web_container, ids: [G-1], upstream: '{url}'}}}}\n"
        with gateway(tmp_path, rules) as process:
            first = ask(process, "/metrics/gtag/js?id=G-1")
            plain = ask(process, "/metrics/gtag/js?id=G-1", headers={"accept-encoding": "identity"})
            head = ask(process, "/metrics/gtag/js?id=G-1", "HEAD", headers={"accept-encoding": "identity"})
            other = ask(process, "/gtag/js?id=G-2")
            assert process.stop() == 0

    assert first.content == plain.content == script
    assert (first.headers["content-encoding"], plain.headers["content-length"]) == ("gzip", "300000")
    assert first.headers["cache-control"] == "private, max-age=900"
    assert (head.status_code, head.headers["content-length"], head.content) == (200, "300000", b"")
    assert [request.partition(b" HTTP")[0] for request in asked] == [b"GET /gtag/js?id=G-1"]
    assert (other.status_code, kept(tmp_path)) == (400, 0)


def test_a_script_that_cannot_be_fetched_is_answered_502(tmp_path: Path) -> None:
    rules = "clients: {Scripts: {type: web_container, ids: [G-1], upstream: 'http://127.0.0.1:1'}}\n"
    with gateway(tmp_path, rules) as process:
        response = ask(process, "/gtag/js?id=G-1")

    assert (response.status_code, response.text) == (502, "the script could not be fetched\n")


# --- proxies ----------------------------------------------------------------------------------------------------------

FORWARDED = {"x-forwarded-for": "192.0.2.66, 203.0.113.7"}


@pytest.mark.parametrize(
    ("arguments", "visitor", "masked"),
    [
        (("--trusted-proxies", "loopback"), "203.0.113.7", "203***"),
        (("--trusted-proxies", "10.0.0.0/8, 127.0.0.1,::1"), "203.0.113.7", "203***"),
        (("--trusted-proxies", "10.0.0.5", "--trusted-proxies", "private"), "203.0.113.7", "203***"),
        (("--trusted-proxies", "10.0.0.0/8"), "127.0.0.1", "127***"),
        ((), "127.0.0.1", "127***"),
    ],
    ids=["loopback", "several by commas", "several times", "another proxy", "none"],
)
def test_a_vendor_gets_the_address_that_a_trusted_proxy_says(
    tmp_path: Path, arguments: tuple[str, ...], visitor: str, masked: str
) -> None:
    got: list[bytes] = []

    def crm(request: bytes) -> bytes:
        got.append(request)
        return answered(body=b"{}")

    rules = BACKENDS.replace("  Backend", "  GA4: {type: ga4}\n  Backend")
    with local_vendor(crm) as url, gateway(tmp_path, rules, *arguments, CRM=url, **SECRETS) as process:
        httpx.get(f"http://127.0.0.1:{process.port()}{PURCHASE}", headers=FORWARDED, trust_env=False)
        trace = json.loads(process.result())

    assert json.loads(got[0].partition(b"\r\n\r\n")[2]) == {"visitor": visitor, "value": 5}
    assert trace["events"][0]["data"]["ip_override"] == masked
    assert bool(trace["log"]) == (visitor == "127.0.0.1")


def test_visitors_who_are_all_behind_a_proxy_nobody_named_are_told_on_the_console(tmp_path: Path) -> None:
    with gateway(tmp_path, "clients: {GA4: {type: ga4}}\n") as process:
        url = f"http://127.0.0.1:{process.port()}{PURCHASE}"
        with httpx.Client(trust_env=False) as browser:
            assert {browser.get(url, headers=FORWARDED).status_code for _ in range(25)} == {200}
        process.said(r"--trusted-proxies 127\.0\.0\.1$")
        assert process.stop() == 0

    assert len([line for line in process.messages if "--trusted-proxies" in line]) == 1


@pytest.mark.parametrize(
    ("sent", "status", "why"),
    [
        ({"method": "POST", "content": b"x" * 2001}, 413, "the body is longer than 2000 bytes"),
        ({"path": "/g/collect?x=" + "x" * 3000}, 414, "the URL is longer than 3000 bytes"),
        ({"method": "PUT"}, 405, "only GET, POST and HEAD are hits"),
    ],
    ids=["a long body", "a long address", "another method"],
)
def test_what_is_refused_at_the_door_is_in_the_trace(
    tmp_path: Path, sent: dict[str, Any], status: int, why: str
) -> None:
    with gateway(tmp_path, "clients: {GA4: {type: ga4}}\n", "--max-body", "2000", "--max-url", "3000") as process:
        answer = ask(process, **{"path": PURCHASE, **sent})
        trace = json.loads(process.result())

    assert (answer.status_code, answer.text) == (status, f"{why}\n")
    assert (trace["response"]["status"], trace["client"], trace["events"]) == (status, None, [])
    assert trace["log"] == [why]
    assert kept(tmp_path / "data") == 0


def test_hits_up_to_the_bounds_that_were_set_are_taken(tmp_path: Path) -> None:
    with gateway(tmp_path, "clients: {GA4: {type: ga4}}\n", "--max-body", "2000000", "--max-url", "100000") as process:
        body, address = b"en=a&ep.x=" + b"x" * 1_500_000, f"{PURCHASE}&ep.x={'x' * 60_000}"

        assert ask(process, "/g/collect?v=2&tid=G-1", "POST", content=body).status_code == 200
        assert ask(process, address).status_code == 200
