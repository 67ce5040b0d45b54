"""Where the values of a TikTok event come from in GA4's: the table of docs/rules.md, for the preview to show."""

from __future__ import annotations

from typing import Final

SOURCES: Final = {
    "event_source": ("the setting event_source",),
    "event_source_id": ("the setting pixel_code",),
    "data[].event": ("event_name",),
    "data[].event_time": ("x-ga-mp2-timestamp_micros", "the time of the hit"),
    "data[].event_id": ("event_id", "transaction_id", "the id of the hit and the number of the event"),
    "data[].user.email": (
        "user_data.email_address", "user_data.email", "user_data.sha256_email_address", "email",
    ),
    "data[].user.phone": (
        "user_data.phone_number", "user_data.phone", "user_data.sha256_phone_number", "phone_number",
    ),
    "data[].user.external_id": ("user_id",),
    "data[].user.first_name": (
        "user_data.address.first_name", "user_data.address.0.first_name", "user_data.address.sha256_first_name",
    ),
    "data[].user.last_name": (
        "user_data.address.last_name", "user_data.address.0.last_name", "user_data.address.sha256_last_name",
    ),
    "data[].user.city": ("user_data.address.city", "user_data.address.0.city"),
    "data[].user.state": ("user_data.address.region", "user_data.address.0.region"),
    "data[].user.country": ("user_data.address.country", "user_data.address.0.country"),
    "data[].user.zip_code": ("user_data.address.postal_code", "user_data.address.0.postal_code"),
    "data[].user.ttclid": ("the page's address, the cookie ttclid, or ttclid",),
    "data[].user.ttp": ("the cookie _ttp, or ttp",),
    "data[].user.ip": ("ip_override",),
    "data[].user.user_agent": ("user_agent",),
    "data[].user.locale": ("language",),
    "data[].page.url": ("page_location",),
    "data[].page.referrer": ("page_referrer",),
    "data[].properties.value": ("value", "the sum of the items"),
    "data[].properties.currency": ("currency", "items.0.currency"),
    "data[].properties.order_id": ("transaction_id",),
    "data[].properties.search_string": ("search_term",),
    "data[].properties.customer_type": ("new_customer",),
    "data[].properties.description": ("description",),
    "data[].properties.num_items": ("contents", "items", "the quantities of the contents"),
    "data[].properties.content_type": ("the contents: there are some",),
    "data[].properties.content_ids[]": ("the contents",),
    "data[].properties.contents[].content_id": ("contents[].content_id", "items[].item_id", "items[].id"),
    "data[].properties.contents[].content_name": ("contents[].content_name", "items[].item_name"),
    "data[].properties.contents[].content_category": ("contents[].content_category", "items[].item_category"),
    "data[].properties.contents[].brand": ("contents[].brand", "items[].item_brand"),
    "data[].properties.contents[].price": ("contents[].price", "items[].price"),
    "data[].properties.contents[].quantity": ("contents[].quantity", "items[].quantity"),
}  # fmt: skip
"""Paths in the body to keys of event data, the first that is there; those that are no key say it in words."""
