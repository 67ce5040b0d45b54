"""TikTok's first-party cookies: the click id of the landing page, kept for the events that come later, and the pixel's id.

Sources: TikTok Business Help Center, "About TikTok click ID" and "Using cookies with the TikTok pixel".
"""

from __future__ import annotations

from collections.abc import Iterator

from gateway import Cookie, Event, Lookup, cookie_domain, tiktok

from ._tiktok_settings import TikTokSettings
from ._tiktok_user import landing_click, pixel_id

CLICK, PIXEL = "ttclid", "_ttp"
_THIRTEEN_MONTHS = 34_190_000


def cookies(settings: TikTokSettings, event: Event, lookup: Lookup, click: str | None) -> Iterator[Cookie]:
    """The cookies this event sets, by the click its page brings (`click_of`); without consent to ad_storage none."""
    if settings.event_source != "web" or not lookup.consent.allows("ad_storage"):
        return
    if settings.keep_ttclid and (kept := _new_click(settings, event, lookup, click)):
        yield _cookie(settings, lookup, CLICK, kept, settings.cookie_max_age)
    if settings.make_ttp and lookup.hit.cookie(PIXEL) is None:
        yield _cookie(settings, lookup, PIXEL, pixel_id(lookup), _THIRTEEN_MONTHS)


def _new_click(settings: TikTokSettings, event: Event, lookup: Lookup, brought: str | None) -> str | None:
    """The click id to keep: one that a page's address brings and the cookie has not. Its days are counted from the click.

    A referrer may be of an earlier click than the cookie's, and then does not take its place.
    """
    known = lookup.hit.cookie(CLICK)
    if known and landing_click(event) is None:
        brought = None
    if brought and len(brought) <= tiktok.LONGEST_TTCLID and brought != known:
        return brought
    return known if settings.cookie_renew == "each_hit" else None


def _cookie(settings: TikTokSettings, lookup: Lookup, name: str, value: str, max_age: int) -> Cookie:
    return Cookie(
        name,
        value,
        max_age=max_age,
        domain=cookie_domain(settings.cookie_domain, lookup.hit.header("host") or ""),
        same_site=settings.cookie_same_site,
        http_only=settings.cookie_http_only,
    )
