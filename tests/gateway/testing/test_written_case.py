"""One written test: what is given, what is changed in it, and what is expected."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.testing.case import Bench, examine
from gateway.testing.written_cases import cases
from tests.gateway.testing.shop import PURCHASE, open_shop


@pytest.fixture(autouse=True)
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(open_shop(tmp_path))
    Path("hits/two.http").write_text(f"{PURCHASE}\n###\n{PURCHASE.replace('purchase', 'page_view')}")
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
    ],
)
def test_a_test_that_is_right(test: str) -> None:
    assert told(test) == ""


@pytest.mark.parametrize(
    ("test", "said"),
    [
        ("{hit: nobody.http, expect: {fired: TikTok}}", "2:12  "),
        ("{hit: hits/two.http, expect: {fired: TikTok}}", "2:12  hits/two.http: there are 2 hits in this file."),
        ('{hit: "a\\0", expect: {fired: TikTok}}', "2:12  'a\\x00' is no name of a file."),
        (f"{{hit: {'a' * 300}, expect: {{fired: TikTok}}}}", "2:12  "),
        ("{hit: hits/two.http#3, expect: {fired: TikTok}}", "2:12  hits/two.http: there is no hit 3 in this file, which has 2."),
        ("{hit: hits/two.http#0, expect: {fired: TikTok}}", "2:12  hits/two.http: there is no hit 0 in this file, which has 2."),
        ("{event: {}, client: GA3, expect: {fired: TikTok}}", '2:3  there is no client "GA3". Did you mean "GA4"?'),
        ("{hit: hits/purchase.http, pixel: hits/two.http, expect: {merged: true}}", "2:12  hits/two.http: this is no call of"),
    ],
    ids=["no file", "two hits", "no name", "a long name", "no third", "counted from one", "no client", "no pixel"],
)  # fmt: skip
def test_what_cannot_be_run_is_told_with_its_line(test: str, said: str) -> None:
    assert told(test).startswith(f"rules_test.yaml:{said}")
