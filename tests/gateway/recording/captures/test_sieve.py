"""What of all traffic may be a hit, and why the rest is none."""

from __future__ import annotations

import pytest

from gateway import Hit
from gateway.recording import Captured, Skipped
from gateway.recording.captures import sieve


def hit(method: str, address: str, body: bytes = b"", **headers: str) -> Captured:
    host, _, rest = address.partition("/")
    path, _, query = f"/{rest}".partition("?")
    named = {"host": host, **{name.replace("_", "-"): value for name, value in headers.items()}}
    return Captured(Hit(method, path, query, tuple(named.items()), body), "capture.har:entry 1")


@pytest.mark.parametrize(
    "captured",
    [
        hit("GET", "data.shop.example/g/collect?v=2&tid=G-1"),
        hit("POST", "shop.example/metrics/g/collect?v=2"),
        hit("POST", "region1.google-analytics.com/g/collect?v=2&tid=G-1"),
        hit("GET", "data.shop.example/g/collect?v=2&tid=G-1", sec_fetch_dest="image"),
        hit("GET", "shop.example/abc?v=2&tid=G-1&en=purchase"),
        hit("POST", "shop.example/mp/collect?measurement_id=G-1"),
        hit("GET", "shop.example/gtag/js?id=G-1", sec_fetch_dest="script"),
        hit("POST", "api.shop.example/orders", b'{"event_name":"purchase"}', origin="https://www.shop.example"),
        hit("POST", "analytics.tiktok.com/api/v2/pixel", b"{}", origin="https://www.shop.example"),
    ],
    ids=[
        "a hit of gtag.js",
        "with a prefix",
        "to Google",
        "as an image",
        "on a path of its own",
        "of a backend",
        "a script of the gateway",
        "a JSON post",
        "TikTok's pixel",
    ],
)
def test_what_a_client_would_claim_is_kept(captured: Captured) -> None:
    assert sieve.likely(captured) is captured


@pytest.mark.parametrize(
    ("captured", "why"),
    [
        (hit("OPTIONS", "data.shop.example/g/collect?v=2&tid=G-1"), sieve.PREFLIGHT),
        (hit("PUT", "shop.example/cart"), sieve.METHOD),
        (hit("GET", "shop.example/"), sieve.PAGE),
        (hit("GET", "shop.example/p/mug", sec_fetch_dest="document"), sieve.PAGE),
        (hit("GET", "shop.example/style.css?v=2"), sieve.FILE),
        (hit("GET", "shop.example/font", sec_fetch_dest="font"), sieve.FILE),
        (hit("GET", "www.googletagmanager.com/gtag/js?id=G-1"), sieve.FILE),
        (hit("GET", "shop.example/_/service_worker/1/sw.js"), sieve.WORKER),
        (hit("POST", "stats.g.doubleclick.net/g/collect?v=2&tid=G-1"), sieve.COPY),
        (hit("POST", "api.other.example/t", b'{"event":"a"}', origin="https://shop.example"), sieve.ELSEWHERE),
        (hit("POST", "shop.example/graphql", b'{"query":"{a}"}', origin="https://shop.example"), sieve.NO_EVENT),
        (hit("GET", "shop.example/api/cart"), sieve.NOTHING),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_none_is_skipped_with_the_reason(captured: Captured, why: str) -> None:
    assert sieve.likely(captured) == Skipped("capture.har:entry 1", why)


def test_of_what_somebody_chose_only_the_evident_is_skipped() -> None:
    assert isinstance(sieve.chosen(hit("GET", "shop.example/api/cart")), Captured)
    assert sieve.chosen(hit("GET", "shop.example/logo.png")) == Skipped("capture.har:entry 1", sieve.FILE)
    copy = hit("POST", "stats.g.doubleclick.net/g/collect?v=2&tid=G-1")
    assert sieve.chosen(copy) == Skipped("capture.har:entry 1", sieve.COPY)


def test_an_event_is_named_by_a_whole_parameter() -> None:
    assert [sieve.names_event(query) for query in ("en=a", "v=2&en=a", "event_name=a")] == [True] * 3
    assert [sieve.names_event(query) for query in ("ep.screen=a", "v=2&token=a", "")] == [False] * 3


def test_of_what_goes_out_only_a_hit_is_kept() -> None:
    assert isinstance(sieve.collected(hit("GET", "www.google-analytics.com/g/collect?v=2&tid=G-1")), Captured)
    assert isinstance(sieve.collected(hit("POST", "vendor.example/t", b'{"event":"a"}')), Skipped)
