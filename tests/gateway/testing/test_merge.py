"""Both legs in a test: whether TikTok takes the pixel's events and the server's for the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.errors import CaptureError
from gateway.testing.local_tiktok import LocalTikTok
from gateway.testing.rehearsed import RehearsedContainer
from tests.gateway.testing.shop import PIXEL, PURCHASE, RULES, open_shop


@pytest.fixture
def shop(tmp_path: Path) -> RehearsedContainer:
    return RehearsedContainer.of(tmp_path / "rules.yaml", open_shop(tmp_path))


def test_both_legs_of_a_purchase_are_merged(shop: RehearsedContainer) -> None:
    run = shop.replay("hits/purchase.http", pixel="hits/pixel.http")

    assert run.merged
    assert run.pixel[0]["event"] == run.tag("TikTok").sent[0].json["data"][0]["event"] == "Purchase"
    assert repr(run.merged).startswith(
        "merged: merged   server  Purchase (E-1): the other leg sent it within 5 minutes"
    )


def test_both_legs_may_stand_in_one_file(shop: RehearsedContainer, tmp_path: Path) -> None:
    (tmp_path / "both.http").write_text(f"{PIXEL}\n###\n{PURCHASE}")

    assert shop.replay("both.http").merged
    assert [bool(run.merged) for run in shop.replay_all("both.http")] == [True]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"ep.event_id": "E-2"}, "the server's event_id is E-2, and this one's E-1: TikTok counts both"),
        ({"en": "refund"}, "no tag sent TikTok an event"),
        ({"en": "page_view"}, 'the server calls it "Pageview": both legs have to use one name'),
    ],
    ids=["another id", "nothing sent", "another name"],
)
def test_what_keeps_them_apart_is_told(shop: RehearsedContainer, changes: dict[str, str], why: str) -> None:
    merged = shop.replay_with("hits/purchase.http", changes, pixel="hits/pixel.http").merged

    assert not merged
    assert merged.why.endswith(why)


def test_without_the_pixel_nothing_is_merged(shop: RehearsedContainer) -> None:
    run = shop.replay("hits/purchase.http")

    assert (run.pixel, bool(run.merged)) == ([], False)
    assert run.merged.why == "there is no event of the pixel. Give its captured call as pixel."


def test_legs_that_are_far_apart_are_told_with_both_times(shop: RehearsedContainer, tmp_path: Path) -> None:
    (tmp_path / "late.http").write_text(PIXEL.replace("# at: 2026-03-01T11:59:58Z", "# at: 2026-03-04T11:59:58Z"))
    merged = shop.replay("hits/purchase.http", pixel="late.http").merged

    assert "The pixel sent it at 2026-03-04T11:59:58+00:00, the server at 2026-03-01T12:00:00+00:00" in merged.why


@pytest.mark.parametrize(("code", "merges"), [('"${PIXEL_CODE}"', True), ("Q", False)], ids=["environment", "another"])
def test_a_code_of_the_environment_counts_as_the_pixels(tmp_path: Path, code: str, *, merges: bool) -> None:
    tests, tiktok = open_shop(tmp_path), LocalTikTok()
    (tmp_path / "rules.yaml").write_text(RULES.replace("pixel_code: P", f"pixel_code: {code}"))
    shop = RehearsedContainer.of(tmp_path / "rules.yaml", tests, tiktok=tiktok)

    assert bool(shop.replay("hits/purchase.http", pixel="hits/pixel.http").merged) is merges
    assert ("merged" in [event.outcome for event in tiktok.events]) is merges


def test_what_is_no_call_of_the_pixel_is_told(shop: RehearsedContainer) -> None:
    with pytest.raises(CaptureError, match=r"^hits/purchase\.http: this is no call of TikTok's pixel, POST https://"):
        shop.replay("hits/purchase.http", pixel="hits/purchase.http")
