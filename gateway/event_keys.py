"""The keys of event data that are known: what a misspelt one was meant to be, and which of them say nothing of a person.

Sources: Google, "Common event data" (server-side tagging), "Recommended events" (parameters of sales and their items) and
"User-provided data"; TikTok, "Supported parameters" (properties and contents).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache

from . import ga4

PROPERTIES = frozenset(
    """affiliation content_category content_id content_ids content_name content_type coupon creative_name creative_slot
    currency delivery_category discount event_id event_name item_list_id item_list_name location_id num_items
    order_id payment_type predicted_ltv price promotion_id promotion_name quantity shipping shipping_tier
    tax transaction_id value x-ga-mp2-timestamp_micros""".split()
)
"""Of an event, beside its `items`: they say nothing of a person."""

ITEM = frozenset(
    """affiliation brand category content_category content_id content_name content_type coupon creative_name creative_slot
    currency discount id index item_brand item_category item_category2 item_category3 item_category4 item_category5 item_id
    item_list_id item_list_name item_name item_variant location_id name price promotion_id promotion_name quantity
    variant""".split()
)
"""Of an item."""

_ADDRESS = (
    "city country first_name last_name postal_code region street sha256_first_name sha256_last_name sha256_street"
)
_PERSON = """em ph fn ln ge db ct st zp external_id email email_address phone phone_number sha256_email sha256_email_address
    sha256_phone_number address"""
_SITE = """description level method query score search_term status success
    campaign campaign_content campaign_id campaign_medium campaign_name campaign_source campaign_term client_hints
    consent_state debug_mode engagement_time_msec event_location event_source_url ga_session_id ga_session_number
    gclid group_id ignore_referrer ip_override items language link_classes link_domain link_id link_text link_url outbound
    page_encoding page_hostname page_location page_path page_referrer page_title percent_scrolled screen_resolution
    session_id timestamp ttclid user_agent user_data user_id user_properties video_current_time video_duration video_percent
    video_provider video_title video_url viewport_size virtual_currency_name visible client_id new_customer
    file_extension file_name form_destination form_id form_name form_submit_text entrances session_engaged"""

KNOWN = frozenset(
    (
        *(PROPERTIES | ga4.OWN | ga4.IMMUTABLE),
        *_SITE.split(),
        *(f"items.0.{key}" for key in ITEM),
        *(f"client_hints.{key}" for key in ga4.HINTS.values()),
        *(f"user_data.{key}" for key in _PERSON.split()),
        *(f"user_data.address.{key}" for key in _ADDRESS.split()),
        *(f"user_data.address.0.{key}" for key in _ADDRESS.split()),
        "items.0",
        "user_data.address.0",
    )
)
"""Key paths that somebody is known to send, with 0 for every position."""

EVENTS = frozenset(
    """add_payment_info add_shipping_info add_to_cart add_to_wishlist app_remove begin_checkout click close_convert_lead
    close_unconvert_lead disqualify_lead earn_virtual_currency file_download first_visit form_start form_submit generate_lead
    join_group level_end level_start level_up login page_view post_score purchase qualify_lead refund remove_from_cart scroll
    search select_content select_item select_promotion session_start share sign_up spend_virtual_currency
    tutorial_begin tutorial_complete unlock_achievement user_engagement video_complete video_progress video_start view_cart
    view_item view_item_list view_promotion view_search_results working_lead""".split()
)
"""GA4's own events. Source: Google, "Recommended events", "Automatically collected events"."""

_OPEN = ("x-ga-system_properties.", "x-sst-system_properties.", "x-ga-mp2-", "client_hints.", "event_location.")
"""Objects whose keys are anybody's."""
_NEAR, _NEAR_IN_AN_OBJECT, _SHORTEST, _DEEPEST = 0.85, 0.75, 4, 4


def misspelt(path: str, also: Iterable[str] = ()) -> str:
    """The known key that was probably meant, or nothing: a key of the site's own looks like none of them.

    Of a path only its last step is compared, with the other keys of the same object.
    """
    plain = re.sub(r"(?<=\.)\d+(?=\.|$)", "0", path)
    plain = re.sub(r"^items\.(?!0\b)", "items.0.", plain)
    if plain in KNOWN or path in also or len(path) < _SHORTEST or plain.startswith(_OPEN):
        return ""
    snake = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", plain).lower()
    return snake if snake in KNOWN else _nearest(plain)


@lru_cache(1024)
def _nearest(path: str) -> str:
    parent, _, step = path.rpartition(".")
    if path.count(".") > _DEEPEST:
        return ""
    beside = {key.rpartition(".")[2]: key for key in KNOWN if key.rpartition(".")[0] == parent}
    if not beside:  # the object may be the slip: user_dta.email
        meant = f"{_nearest(parent)}.{step}" if parent else ""
        return meant if meant in KNOWN else ""
    close = get_close_matches(step, sorted(beside), n=1, cutoff=_NEAR_IN_AN_OBJECT if parent else _NEAR)
    return beside[close[0]] if close and not _is_made_of(step, close[0]) else ""


def _is_made_of(step: str, known: str) -> bool:
    """Whether it is a known key with a word before or behind it, which is a name of its own: is_new_customer."""
    return step.endswith(f"_{known}") or step.startswith(f"{known}_")
