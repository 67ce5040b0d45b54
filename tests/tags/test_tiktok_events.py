"""TikTok's names for GA4's events."""

from __future__ import annotations

from typing import Any

import pytest

from gateway import Event, tiktok
from tags._tiktok_events import NAMES, tiktok_name

DOCUMENTED = {
    "page_view": "Pageview", "view_item": "ViewContent", "add_to_wishlist": "AddToWishlist", "add_to_cart": "AddToCart",
    "begin_checkout": "InitiateCheckout", "add_payment_info": "AddPaymentInfo", "purchase": "Purchase",
    "search": "Search", "view_search_results": "Search", "sign_up": "CompleteRegistration", "generate_lead": "Lead",
    "file_download": "Download", "contact": "Contact", "subscribe": "Subscribe", "find_location": "FindLocation",
    "submit_application": "SubmitApplication", "schedule": "Schedule", "start_trial": "StartTrial",
    "customize_product": "CustomizeProduct", "application_approval": "ApplicationApproval",
}  # fmt: skip


def name(event_name: Any, *, unmapped: str = "skip", legacy_names: bool = False, **own: str) -> str | None:
    return tiktok_name(Event(event_name=event_name), own, unmapped, legacy_names=legacy_names)


@pytest.mark.parametrize(("ga4", "wanted"), DOCUMENTED.items())
def test_every_documented_event_has_its_name(ga4: str, wanted: str) -> None:
    assert name(ga4) == wanted
    assert wanted in tiktok.STANDARD_EVENTS


def test_no_other_event_has_one() -> None:
    assert set(NAMES) == set(DOCUMENTED)


@pytest.mark.parametrize(
    "ga4", ["scroll", "refund", "view_cart", "click", "Purchase", "PURCHASE", " purchase", "", 5, None, ["a"]]
)
def test_what_has_no_name_is_skipped(ga4: Any) -> None:
    assert name(ga4) is None


def test_it_may_pass_as_it_is_but_not_without_any_name() -> None:
    assert name("scroll", unmapped="passthrough") == "scroll"
    assert name("purchase", unmapped="passthrough") == "Purchase"
    assert name("", unmapped="passthrough") is None


def test_pages_with_the_former_names_keep_them() -> None:
    former = {ga4: name(ga4, legacy_names=True) for ga4 in ("purchase", "generate_lead", "add_to_cart")}

    assert former == {"purchase": "CompletePayment", "generate_lead": "SubmitForm", "add_to_cart": "AddToCart"}


def test_the_own_map_comes_before_all_else() -> None:
    assert name("purchase", purchase="MyPurchase", legacy_names=True) == "MyPurchase"
    assert name("scroll", scroll="Engaged") == "Engaged"
