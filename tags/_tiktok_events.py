"""TikTok's names for GA4's events."""

from __future__ import annotations

from collections.abc import Mapping

from gateway import Event, tiktok

NAMES = {
    "add_payment_info": "AddPaymentInfo",
    "add_to_cart": "AddToCart",
    "add_to_wishlist": "AddToWishlist",
    "application_approval": "ApplicationApproval",
    "begin_checkout": "InitiateCheckout",
    "contact": "Contact",
    "customize_product": "CustomizeProduct",
    "file_download": "Download",
    "find_location": "FindLocation",
    "generate_lead": "Lead",
    "page_view": "Pageview",
    "purchase": "Purchase",
    "schedule": "Schedule",
    "search": "Search",
    "sign_up": "CompleteRegistration",
    "start_trial": "StartTrial",
    "submit_application": "SubmitApplication",
    "subscribe": "Subscribe",
    "view_item": "ViewContent",
    "view_search_results": "Search",
}


def tiktok_name(
    event: Event, own: Mapping[str, str], unmapped: str, *, legacy_names: bool, said: str | None = None
) -> str | None:
    """TikTok's name for this event, or None where it has none and unmapped events are skipped.

    A name that is `said` may be GA4's too (`event: "{{Event Name}}"`, as in the official template), and is sent as it is
    where it has no other.
    """
    if said:
        unmapped = "passthrough"
    ga4_name = said or str(event.get("event_name", ""))
    if ga4_name in own:
        return own[ga4_name]
    name = NAMES.get(ga4_name)
    if name is None:
        return ga4_name if unmapped == "passthrough" and ga4_name else None
    return tiktok.FORMER_NAMES.get(name, name) if legacy_names else name
