"""The hits that a test names."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway import Hit
from gateway.errors import CaptureError
from gateway.recording import read_hits
from gateway.testing.hits import Hits
from tests.gateway.testing.shop import PIXEL, PURCHASE, open_shop


@pytest.fixture
def hits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Hits:
    tests = open_shop(tmp_path)
    (tests / "hits" / "two.http").write_text(f"{PURCHASE}\n###\n{PIXEL}\n###\n{PURCHASE.replace('purchase', 'refund')}")
    (tmp_path / "other.http").write_text(PURCHASE)
    monkeypatch.chdir(tmp_path)
    return Hits(tests, tmp_path)


def test_a_file_lies_beside_the_test_or_beside_the_rules(hits: Hits) -> None:
    assert hits.one("hits/purchase.http")[0].at == hits.one("other.http")[0].at


def test_of_several_hits_one_is_named_and_whose_the_calls_are_nobody_knows(hits: Hits) -> None:
    hit, calls = hits.one("hits/two.http#2")

    assert ("en=refund" in hit.query, calls) == (True, [])


def test_the_calls_in_a_file_of_one_hit_are_its_other_leg(hits: Hits) -> None:
    Path("both.http").write_text(f"{PIXEL}\n###\n{PURCHASE}")

    assert len(hits.one("both.http")[1]) == 1


def test_a_hit_may_be_given_itself(hits: Hits, tmp_path: Path) -> None:
    hit = Hit("GET", "/")

    assert hits.one(hit) == (hit, [])
    (call,) = read_hits(tmp_path / "tests" / "hits" / "pixel.http")
    assert hits.calls(call) == [call]


@pytest.mark.parametrize(
    ("named", "told"),
    [
        (
            "hits/purchse.http",
            "hits/purchse.http: there is no such file beside the test (tests), and none beside rules.yaml (.). "
            'Did you mean "hits/purchase.http"?',
        ),
        ("/nobody/a.http", "/nobody/a.http: there is no such file."),
        ("", ": cannot be read: Is a directory."),
        (
            "hits/two.http",
            'hits/two.http: there are 2 hits in this file. Name one of them, such as "hits/two.http#2"; '
            "in Python replay_all() replays them all.",
        ),
        ("hits/two.http#3", "hits/two.http: there is no hit 3 in this file, which has 2."),
        ("hits/two.http#0", "hits/two.http: there is no hit 0 in this file, which has 2."),
        ("hits/pixel.http", "hits/pixel.http: this is a call of TikTok's pixel, and no hit. Name it under pixel."),
        ("a\0", "'a\\x00' is no name of a file."),
    ],
    ids=["misspelt", "absolute", "a folder", "several", "no third", "counted from one", "the pixel's", "no name"],
)
def test_what_is_no_hit_is_told(hits: Hits, named: str, told: str) -> None:
    with pytest.raises(CaptureError) as refused:
        hits.one(named)

    assert str(refused.value).endswith(told)


def test_a_name_that_no_system_takes_is_a_sentence(hits: Hits) -> None:
    with pytest.raises(CaptureError, match="there is no such file beside the test"):
        hits.one("a" * 300)


def test_what_is_no_call_of_the_pixel_is_told(hits: Hits) -> None:
    with pytest.raises(CaptureError, match=r"^hits/two\.http: this is no call of TikTok's pixel, POST https://"):
        hits.calls("hits/two.http")
