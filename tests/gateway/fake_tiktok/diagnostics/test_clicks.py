"""TikTok's ids of a click and a browser: whole, unchanged, and there where the page had them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.purchases import GONE, digest, findings, purchase

CLICK = "E.C.P.CvMBexampleClick0001"
LANDING = f"https://shop.example.com/?a=1&ttclid={CLICK}#top"
CLICKS = {"ttclid_altered", "ttclid_cut", "ttclid_missing", "ttp_missing"}


def clicked(ttclid: Any, url: str = LANDING) -> dict[str, Any]:
    return {"user.ttclid": ttclid, "page.url": url}


@pytest.mark.parametrize("changes", [{}, clicked(CLICK)], ids=["without a click in the address", "with it"])
def test_a_good_purchase_has_its_click_and_its_browser(changes: dict[str, Any]) -> None:
    assert not CLICKS & findings(purchase(changes), pixel_leg=True).keys()


@pytest.mark.parametrize(
    ("changes", "id_", "why"),
    [
        (clicked(12345), "ttclid_altered", "no text"),
        ({"user.ttclid": digest(CLICK)}, "ttclid_altered", "hashed"),
        (clicked(digest(CLICK).upper()), "ttclid_altered", "hashed"),
        ({"user.ttclid": CLICK.lower()}, "ttclid_altered", "in other letters"),
        (clicked(CLICK.upper()), "ttclid_altered", "in other letters"),
        (clicked(CLICK[:-1]), "ttclid_cut", "25 of 26 signs"),
        (clicked(CLICK[:8]), "ttclid_cut", "8 of 26 signs"),
        (clicked("E.C.P.1/", "https://shop.example.com/?ttclid=E.C.P.1%2F2"), "ttclid_cut", "8 of 9 signs"),
    ],
    ids=[
        "a number",
        "a digest without the page's own",
        "a digest of the page's own",
        "small letters without the page's own",
        "capitals",
        "one sign short",
        "eight signs left",
        "an address that is encoded",
    ],
)
def test_a_changed_click_is_told(changes: dict[str, Any], id_: str, why: str) -> None:
    found = findings(purchase(changes))[id_]

    assert (found.severity, found.field) == ("error", "user.ttclid")
    assert why in found.sample
    assert CLICK not in found.sample


@pytest.mark.parametrize(
    "changes",
    [
        clicked(CLICK[:7]),
        clicked("E.C.P.AnotherClickFromBefore"),
        clicked(f"{CLICK}more"),
        clicked("E.C.P.1/2", "https://shop.example.com/?ttclid=E.C.P.1%2F2"),
        {"user.ttclid": CLICK[:-1]},
        clicked(CLICK[:-1], f"https://shop.example.com/?my_ttclid={CLICK}"),
    ],
    ids=[
        "seven signs",
        "an older click",
        "longer than the page's",
        "the page's, encoded there",
        "no page to compare with",
        "another parameter",
    ],
)
def test_what_may_be_another_click_is_not_told(changes: dict[str, Any]) -> None:
    assert not {"ttclid_altered", "ttclid_cut"} & findings(purchase(changes)).keys()


def test_the_page_may_be_known_from_the_event_data_only() -> None:
    found = findings(purchase({"user.ttclid": CLICK[:10]}, plain={"page_location": LANDING}))

    assert "ttclid_cut" in found


def test_only_events_whose_page_had_a_click_can_have_lost_it() -> None:
    events = [purchase(clicked(GONE)), purchase(clicked(CLICK)), *(purchase({"user.ttclid": GONE}) for _ in range(2))]
    found = findings(*events)["ttclid_missing"]

    assert (found.severity, found.field, found.count, found.of) == ("warning", "user.ttclid", 1, 2)
    assert found.sample == "of all these events 25 % carry it"


@pytest.mark.parametrize("ttclid", ["", "  ", None, []], ids=["empty", "blank", "null", "an empty list"])
def test_a_click_without_text_is_lost(ttclid: Any) -> None:
    assert "ttclid_missing" in findings(purchase(clicked(ttclid)))


def test_who_came_without_a_click_has_lost_none() -> None:
    changes = clicked(GONE, "https://shop.example.com/?ttclid=&x=1")

    assert "ttclid_missing" not in findings(purchase(changes), purchase(clicked(GONE), leg="pixel"))


def test_a_browser_id_is_missed_beside_a_pixel() -> None:
    found = findings(purchase({"user.ttp": GONE}), purchase(leg="pixel"))["ttp_missing"]

    assert (found.severity, found.field, found.count, found.of) == ("warning", "user.ttp", 1, 1)


@pytest.mark.parametrize(
    ("of_seen", "pixel_leg"),
    [({}, False), ({"source": "app"}, True), ({"leg": "pixel"}, True)],
    ids=["no pixel", "an app", "the pixel itself"],
)
def test_without_a_pixel_there_is_no_browser_id(of_seen: dict[str, Any], pixel_leg: bool) -> None:  # noqa: FBT001
    assert "ttp_missing" not in findings(purchase({"user.ttp": GONE}, **of_seen), pixel_leg=pixel_leg)
