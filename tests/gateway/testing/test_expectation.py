"""What a written test expects, and how it is told where it is not so."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.rules.written import read
from gateway.testing.case import Bench, Result
from gateway.testing.expectation import Expectation
from gateway.testing.rehearsed import RehearsedContainer
from gateway.testing.run import Run
from tests.gateway.testing.shop import PURCHASE, open_shop


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RehearsedContainer:
    monkeypatch.chdir(open_shop(tmp_path))
    return RehearsedContainer.of(tmp_path / "rules.yaml", tmp_path / "tests")


@pytest.fixture
def purchase(shop: RehearsedContainer) -> Run:
    return shop.replay("hits/purchase.http")


def held(expect: str, run: Run, bench: Bench | None = None) -> Result:
    written, _ = read(expect.encode(), "t.yaml")
    return Expectation(written, Path()).held(run, bench or Bench())


GOOD = """
client: GA4
events: [{event_name: purchase, value: 59.9, nothing: null}]
fired: TikTok
not_fired: {Views: event_name == page_view}
requests:
  TikTok: {method: POST, headers: {CONTENT-TYPE: application/json}, body: {data: [{properties: {value: 59.9}}]}}
  Views: []
response: {status: 200, cookies: [], headers: {cache-control: no-cache}}
merged: false
"""


def test_all_that_is_so_is_good(purchase: Run) -> None:
    assert held(GOOD, purchase) == Result()


@pytest.mark.parametrize(
    ("expect", "told"),
    [
        ("{client: GA3}", '1:10  client "GA4" claimed the hit, and client "GA3" was expected.'),
        ("{client: null}", '1:10  client "GA4" claimed the hit, and none was expected.'),
        ("{events: []}", "1:10  0 events expected, and these are there: purchase."),
        (
            "{events: [{value: 60}]}",
            "1:19  event 1: value: 60 expected, and it is 59.9.",
        ),
        (
            "{events: [{items.0.item_id: MUG-1}]}",
            '1:29  event 1: ["items.0.item_id"]: "MUG-1" expected, and it is not there.',
        ),
        ("{fired: []}", "1:9  no tag expected to fire, and these did: TikTok."),
        ("{fired: [TikTok, Vews]}", '1:18  there is no tag "Vews". Did you mean "Views"?'),
        (
            "{fired: Views}",
            '1:9  tag "Views" did not fire: event_name == page_view, but event_name was "purchase" (rules.yaml:4).',
        ),
        ("{not_fired: TikTok}", '1:13  tag "TikTok" fired: trigger "Purchase" (rules.yaml:3).'),
        (
            "{not_fired: {Views: consent}}",
            '1:21  tag "Views" did not fire for another reason than "consent": '
            'event_name == page_view, but event_name was "purchase" (rules.yaml:4).',
        ),
        (
            "{requests: {TikTok: {body: {data: [{event: Lead}]}}}}",
            '1:44  tag "TikTok": body.data[0].event: "Lead" expected, and it is "Purchase".',
        ),
        (
            "{requests: {TikTok: []}}",
            '1:13  tag "TikTok" sent 1 request, and 0 expected: ok, trigger "Purchase" (rules.yaml:3).',
        ),
        ("{response: {status: 204}}", "1:21  status 204 expected, and it is 200."),
        ("{response: {cookies: FPID}}", '1:22  cookie "FPID" expected, and these are set: none.'),
        (
            "{response: {headers: {Cache-Control: private}}}",
            '1:38  header Cache-Control: "private" expected, and it is "no-cache".',
        ),
        ('{requests: "a\\0"}', "1:12  'a\\x00' is no name of a file."),
        (
            "{merged: true}",
            "1:10  TikTok does not merge both legs: there is no event of the pixel. Give its captured call as pixel.",
        ),
    ],
)
def test_what_is_not_so_is_told_with_its_place(purchase: Run, expect: str, told: str) -> None:
    result = held(expect, purchase)

    assert [str(fault) for fault in result.faults] == [f"t.yaml:{told}"]
    assert result.shown == repr(purchase)


def test_all_that_is_not_so_is_told_at_once(purchase: Run) -> None:
    assert len(held("{client: GA3, events: [{value: 1, currency: USD}], fired: [Views]}", purchase).faults) == 4


def test_a_hit_that_nobody_claims_is_expected_by_null(shop: RehearsedContainer) -> None:
    (Path("hits") / "other.http").write_text("GET /other HTTP/1.1\n")
    run = shop.replay("hits/other.http")

    assert held("{client: null, events: [], fired: []}", run).is_good
    assert '"GA4" refused: ' in str(held("{client: GA4}", run).faults[0])


@pytest.mark.parametrize("expect", ["{not_fired: TikTok}", "{fired: []}", "{fired: TikTok}", "{events: []}"])
def test_of_a_hit_that_nobody_claims_nothing_else_says_anything(shop: RehearsedContainer, expect: str) -> None:
    (Path("hits") / "other.http").write_text("GET /other HTTP/1.1\n")
    (fault,) = held(expect, shop.replay("hits/other.http")).faults

    assert str(fault) == 't.yaml:1:1  no client claimed the hit; "GA4" refused: the path is "/other", not …/g/collect.'


def test_of_a_hit_that_nobody_claims_the_answer_may_be_expected(shop: RehearsedContainer) -> None:
    (Path("hits") / "other.http").write_text("GET /other HTTP/1.1\n")

    assert held("{response: {status: 400}, fired: []}", shop.replay("hits/other.http")).is_good


def test_requests_are_those_of_all_events(shop: RehearsedContainer) -> None:
    lines = PURCHASE.replace("GET", "POST").replace("&en=purchase", "") + "\nen=purchase\nen=purchase\n"
    Path("hits/batch.http").write_text(lines)
    parts = "{body: {data: [{event: Purchase}]}}, {body: {data: [{event: Lead}]}}"

    told = [str(fault) for fault in held(f"{{requests: {{TikTok: [{parts}]}}}}", shop.replay("hits/batch.http")).faults]
    assert [each.partition("  ")[2] for each in told] == [
        'tag "TikTok", request 2: body.data[0].event: "Lead" expected, and it is "Purchase".'
    ]


def test_two_tests_that_name_one_snapshot_send_the_same(shop: RehearsedContainer, purchase: Run) -> None:
    bench, other = Bench(update=True), shop.replay("hits/purchase.http", cu="USD")
    held("{requests: a.sent.json}", purchase, bench)

    assert "share this snapshot, and they send different things" in str(held("{requests: a.sent.json}", other, bench))


def test_requests_may_be_a_snapshot(purchase: Run) -> None:
    missing = held("{requests: a.sent.json}", purchase)
    assert missing.faults[0].what.startswith("there is no such snapshot yet. sgtm test --update writes it")

    assert held("{requests: a.sent.json}", purchase, Bench(update=True)).updated == (Path("a.sent.json"),)
    assert held("{requests: a.sent.json}", purchase) == Result()
