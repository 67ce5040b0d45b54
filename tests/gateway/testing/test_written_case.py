"""One written test: what is given, what is changed in it, and what is expected."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.testing.case import Bench, examine
from gateway.testing.written_cases import cases
from tests.gateway.testing.shop import PURCHASE, open_shop, with_crm


@pytest.fixture(autouse=True)
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(open_shop(tmp_path))
    Path("hits/two.http").write_text(f"{PURCHASE}\n###\n{PURCHASE.replace('purchase', 'page_view')}")
    Path("json.http").write_text('POST /g/collect?v=2 HTTP/1.1\n\n{"value": 1}\n')
    return tmp_path


def told(test: str) -> str:
    Path("rules_test.yaml").write_text(f"tests:\n  A: {test}\n")
    (case,) = cases(Path("rules_test.yaml"), None)
    return str(examine(case, Bench())).partition("\n")[0]


@pytest.mark.parametrize(
    "test",
    [
        "{hit: hits/purchase.http, expect: {fired: TikTok}}",
        "{hit: hits/purchase.http, with: {en: page_view, cu: null}, expect: {fired: Views, events: [{currency: null}]}}",
        "{hit: hits/purchase.http, with: {ep.size: 0042, epn.value: 10.50}, expect: {events: [{size: '0042', value: 10.5}]}}",
        "{hit: hits/two.http#2, expect: {events: [{event_name: page_view}]}}",
        "{hit: hits/purchase.http, pixel: hits/pixel.http, expect: {merged: true}}",
        "{event: {event_name: purchase, value: 1}, with: {value: 2}, expect: {events: [{value: 2}]}}",
        "{event: {event_name: purchase, value: 1}, with: {value: null}, expect: {events: [{value: null}]}}",
        "{event: {event_name: purchase}, client: GA4, expect: {client: GA4}}",
        "{hit: hits/purchase.http, replies: {'https://business-api': {status: 502}}, expect: {fired: TikTok}}",
    ],
    ids=[
        "a hit",
        "a changed one",
        "as written",
        "the second",
        "both legs",
        "an event",
        "without a key",
        "of a client",
        "with replies",
    ],
)
def test_a_test_that_is_right(test: str) -> None:
    assert told(test) == ""


CANNOT = {
    "no file": ("hit: nobody.http", "2:12  nobody.http: there is no such file beside the test"),
    "two hits": (
        "hit: hits/two.http",
        "2:12  hits/two.http: there are 2 hits in this file. Name one of them, such as ",
    ),
    "no name": ('hit: "a\\0"', "2:12  'a\\x00' is no name of a file."),
    "a long name": (f"hit: {'a' * 300}", "2:12  "),
    "no third": ("hit: hits/two.http#3", "2:12  hits/two.http: there is no hit 3 in this file, which has 2."),
    "counted from one": ("hit: hits/two.http#0", "2:12  hits/two.http: there is no hit 0 in this file, which has 2."),
    "the pixel's": (
        "hit: hits/pixel.http",
        "2:12  hits/pixel.http: this is a call of TikTok's pixel, and no hit. Name ",
    ),
    "JSON": ("hit: json.http, with: {v: 2, value: 5}", '2:43  "value" cannot be changed: the body of this hit is JSON'),
    "no client": ("event: {event_name: x}, client: GA3", '2:3  there is no client "GA3". Did you mean "GA4"?'),
    "no pixel": ("hit: hits/purchase.http, pixel: hits/two.http", "2:12  hits/two.http: this is no call of"),
}


@pytest.mark.parametrize(("given", "said"), CANNOT.values(), ids=CANNOT)
def test_what_cannot_be_run_is_told_with_its_line(given: str, said: str) -> None:
    assert told(f"{{{given}, expect: {{fired: TikTok}}}}").startswith(f"rules_test.yaml:{said}")


def test_a_tag_that_goes_to_another_machine_is_wrong_whatever_is_expected(shop: Path) -> None:
    with_crm(shop, ", alone: true")
    said = told("{hit: hits/purchase.http, expect: {failed: CRM}}")

    assert said.startswith("rules_test.yaml:2:3  a test asked for the address of crm.example. Nothing but this machine")


def test_vendors_answer_as_it_is_written(shop: Path) -> None:
    with_crm(shop)
    replies = "{'https://crm.example/': {status: 503, body: {error: later}}}"

    assert told("{hit: hits/purchase.http, expect: {fired: CRM}}") == ""
    assert told(f"{{hit: hits/purchase.http, replies: {replies}, expect: {{failed: {{CRM: later}}}}}}") == ""
    assert told(f"{{event: {{event_name: purchase}}, replies: {replies}, expect: {{fired: CRM}}}}").endswith(
        """tag "CRM" fired and failed: the CRM said 503 {'error': 'later'}."""
    )
