"""Tags of an export: GA4's and the HTTP request are ours, custom ones are templates, Google's others are inert."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from .around import Around
from .conditions import Untranslatable
from .export import Thing
from .firing import Firing, firing
from .ga4_tag import ga4_tag
from .given import Given
from .http_tag import http_tag
from .made import Made, inert
from .template_entries import template_entry
from .tiktok_tag import REPOSITORY, tiktok_tag

_ADS = "only Google can send to {}: there is no public way from a server. Keep this tag in Google's container."
_REASONS = {
    "sgtmadsct": _ADS.format("Google Ads"),
    "sgtmadscl": "the conversion linker writes cookies for Google's advertising tags, which cannot run here.",
    "sgtmadsremarket": _ADS.format("Google Ads"),
    "sgtmfls": _ADS.format("Floodlight"),
    "sgtmflc": _ADS.format("Floodlight"),
}


_NO_CONSENT = (
    "consent: [] sends without asking for consent, as the template does; take it out for ad_storage and ad_user_data."
)


def tag(thing: Thing, around: Around) -> Made:
    """The tag with everything that says when it fires."""
    try:
        when = firing(thing, around)
    except Untranslatable as error:
        return _fired(inert(thing, str(error)), Firing())
    return _fired(_tag(thing, around), when)


def _tag(thing: Thing, around: Around) -> Made:
    template = around.templates.get(thing.type)
    if template is not None and template.repository == REPOSITORY and around.prefers_native:
        return tiktok_tag(thing, around)
    if thing.type.startswith("cvt_"):
        made = template_entry(thing, around)
        is_official = template is not None and template.repository == REPOSITORY
        hint = "--native makes it an entry of our own type tiktok."
        return replace(made, notes=(*made.notes, hint)) if is_official else made
    if thing.type == "sgtmgaaw":
        return ga4_tag(thing, Given(thing, around.renames))
    if thing.type == "http_request":
        return http_tag(thing, Given(thing, around.renames))
    return inert(thing, _REASONS.get(thing.type, f"there is no type {thing.type[:60]} here."))


def _fired(made: Made, when: Firing) -> Made:
    kind, *settings = made.value.items()
    if made.type == "tiktok" and "consent" not in when.fields:
        when.fields["consent"] = []
        when.notes.append(_NO_CONSENT)
    value: dict[str, Any] = dict([kind, *when.fields.items(), *settings])
    return replace(made, value=value, notes=(*made.notes, *when.notes), added=(*made.added, *when.added))
