"""TikTok's official Events API template as our `tiktok`, with settings that let it do what the template does.

Source: tiktok/gtm-template-eapi, the parameters of template.tpl and what its code reads of them.
"""

from __future__ import annotations

import re
from typing import Any

from .around import Around
from .environment import EnvironmentName
from .export import Thing
from .given import Given
from .made import Made, native
from .references import REFERENCE, settled
from .template_entries import template_entry

REPOSITORY = "tiktok/gtm-template-eapi"
TOKEN_NAME = "TIKTOK_ACCESS_TOKEN"
SENT_AS_THEY_ARE = (
    *("application_approval", "contact", "customize_product", "file_download", "find_location", "generate_lead"),
    *("schedule", "start_trial", "submit_application", "subscribe", "view_search_results"),
)
"""GA4's events that have a TikTok name here and none in the template."""
_TOKEN = re.compile(r"[\x21-\x7e]+")
_UNREAD = ("url", "referrer", "ip", "user_agent")


def tiktok_tag(thing: Thing, around: Around) -> Made:
    """The entry of our type; it stays a template where our type could not send the same."""
    given = Given(thing, around.renames)
    if why := _why_not(given, around):
        made = template_entry(thing, around)
        return Made(
            made.outcome, made.type, made.value, (*made.notes, f"--native leaves it a template: {why}"), made.kept
        )
    settings = {
        "pixel_code": given.text("pixel_code"),
        "access_token": EnvironmentName(TOKEN_NAME, settled(given.text("access_token"), around.constants)),
        **_texts(given),
        **_as_the_template(given),
    }
    notes = [
        f"its access token is not in rules.yaml: set {TOKEN_NAME} to that of the tag in GTM.",
        *(f"{key}: {_shown(settings[key])} {why}" for key, why in _WHY.items() if key in settings),
        "phone numbers are written as E.164 before they are hashed; set default_country where they lack their code.",
    ]
    unread = [key for key in _UNREAD if given.has(key)]
    notes += [f"{', '.join(unread)}: left out, for the template never reads what stands there."] if unread else []
    given.understood("access_token", "hash", "object_property_source", "single_multi_product", "logType", *_UNREAD)
    return native("tiktok", settings, given, *notes)


def _why_not(given: Given, around: Around) -> str:
    if not given.text("pixel_code"):
        return "it has no pixel code."
    token = settled(given.text("access_token"), around.constants)
    if REFERENCE.search(token):
        return "its access token comes from a variable that is no constant."
    if token and not _TOKEN.fullmatch(token):
        return "its access token has signs no header may have."
    if given.text("object_property_source") == "custom":
        return "its properties are filled in by hand; ours are made of the event's items."
    return ""


def _texts(given: Given) -> dict[str, Any]:
    """The fields that both have, as far as they are filled in."""
    own = {key: given.text(key) for key in ("event", "event_id", "test_event_code", "value", "currency", "description")}
    for key in ("email", "phone", "external_id"):
        plain, digest = given.text(key), given.text(f"sha256_{key}")
        own[key] = plain or digest
    properties = {str(row["key"]): row.get("value", "") for row in given.rows("custom_properties") if row.get("key")}
    if query := given.text("query"):
        properties = {"query": query, **properties}
    given.understood("contents", "content_id", "content_type", "content_name", "content_category", "price", "quantity")
    given.understood("brand")
    filled = {key: value for key, value in own.items() if value}
    return {**filled, **({"properties": properties} if properties else {})}


def _as_the_template(given: Given) -> dict[str, Any]:
    return {
        "partner_name": "GoogleTagManagerServer",
        "legacy_names": True,
        "unmapped": "passthrough",
        "event_map": {name: name for name in SENT_AS_THEY_ARE},
        "missing_event_id": "omit",
        "item_category": "first",
        "cookie_renew": "each_hit",
        "cookie_same_site": "None",
    }


_WHY = {
    "legacy_names": "sends CompletePayment, as the template does; take it out for Purchase, when the pixel does so, too.",
    "unmapped": "sends events that TikTok has no name for as they are; take it out to skip them.",
    "event_map": "sends what the template has no name for under GA4's name; take it out for TikTok's names.",
    "missing_event_id": "sends no id where the page gave none; take it out, so that what is resent counts once.",
    "item_category": "sends an item's first category; take it out to send all of them.",
    "cookie_renew": "lets the click id begin its 30 days anew with each hit; take it out to count from the click.",
    "cookie_same_site": "is the template's; take it out for Lax, which is enough on one site.",
    "partner_name": "is the template's; write your own, or take it out.",
}


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "{…}" if isinstance(value, dict) else str(value)
