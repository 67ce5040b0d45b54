"""Which requests of a recording may be hits for a tagging server: a browser records everything, and most of it is not for us."""

from __future__ import annotations

import re

from ...hit import Hit
from ...site import site_of, without_port
from .captured import Captured, Found, Skipped

PREFLIGHT = "a preflight of the browser"
METHOD = "its method is none of a hit's (GET, POST, HEAD)"
PAGE = "a page"
FILE = "a file of the page: a script, a style, an image, a font"
WORKER = "a service worker of Google's, which is a file"
COPY = "Google's own copy of a hit, for advertising"
ELSEWHERE = "a JSON post to another site than the page's"
NO_EVENT = "a JSON post that names no event"
NOT_OURS = "a tag's request to a vendor, which is no hit"
NOTHING = "nothing in its path, query or body says that it is a hit"

_PATHS = ("/g/collect", "/mp/collect")
_SCRIPTS = ("/gtm.js", "/gtag/js", "/gtag/destination")
_GOOGLES_SCRIPTS = "googletagmanager.com"
_GA4 = re.compile(r"(?:^|&)v=2(?:&|$)")
_NAMED = re.compile(r"(?:^|&)(?:tid|en|event_name|measurement_id)=")
_ADVERTISING = re.compile(
    r"(?:.*\.)?(?:doubleclick\.net|googleadservices\.com|googlesyndication\.com)|(?:www\.)?google\.[a-z.]{2,7}"
)
_PIXEL = re.compile(r"analytics\.(?:us\.)?tiktok\.com")
_PIXEL_PATH = "/api/v2/pixel"
_FILE = re.compile(
    r"\.(?:m?js|css|map|json|xml|txt|png|jpe?g|gif|svg|webp|avif|ico|bmp|woff2?|ttf|otf|eot|mp[34]|web[mp]|wasm|pdf)$",
    re.IGNORECASE,
)
_PAGE = re.compile(r"/$|\.html?$", re.IGNORECASE)
_PAGES = frozenset(("document", "iframe", "frame", "embed", "object"))
_FILES = frozenset(
    ("script", "style", "font", "image", "audio", "video", "track", "manifest", "worker", "sharedworker")
)
_EVENT = re.compile(rb'"(?:event_name|event|events)"\s*:')
_NAMES_EVENT = re.compile(r"(?:^|&)(?:en|event_name)=")
_LOOKED_AT = 64 * 1024


def likely(found: Captured) -> Found:
    """The hit, if anything says that it is one: for what a browser or a server recorded of all traffic."""
    why = _unlike(found.hit)
    return Skipped(found.place, why) if why else found


def chosen(found: Captured) -> Found:
    """The hit, unless it evidently is none: for what somebody chose to write down."""
    why = _copied(found.hit) if _is_collected(found.hit) else _evidently(found.hit)
    return Skipped(found.place, why) if why else found


def collected(found: Captured) -> Found:
    """The hit, if a client of the house would claim it: of what goes out, only that may be one."""
    return found if _is_collected(found.hit) else Skipped(found.place, NOT_OURS)


def every(found: Captured) -> Found:
    """Whatever it is."""
    return found


def names_event(query: str) -> bool:
    """Whether an event is in the query, and not only in a body."""
    return _NAMES_EVENT.search(query) is not None


def _unlike(hit: Hit) -> str:
    if hit.method not in ("GET", "POST", "HEAD"):
        return PREFLIGHT if hit.method == "OPTIONS" else METHOD
    if _is_collected(hit):
        return _copied(hit)
    if why := _evidently(hit):
        return why
    if hit.method == "POST" and _is_json(hit):
        return _as_post(hit)
    return PAGE if _PAGE.search(hit.path) else NOTHING


def _is_collected(hit: Hit) -> bool:
    """Whether a client of the house would claim it, by its path or its query."""
    if hit.method not in ("GET", "POST", "HEAD"):
        return False
    if hit.path.endswith(_PATHS) or (_GA4.search(hit.query) and _NAMED.search(hit.query)):
        return True
    if hit.path.endswith(_SCRIPTS):
        return not _host(hit).endswith(_GOOGLES_SCRIPTS)
    return hit.path.startswith(_PIXEL_PATH) and _PIXEL.fullmatch(_host(hit)) is not None


def _copied(hit: Hit) -> str:
    return COPY if _ADVERTISING.fullmatch(_host(hit)) else ""


def _evidently(hit: Hit) -> str:
    if hit.method == "OPTIONS":
        return PREFLIGHT
    if "/_/service_worker/" in hit.path:
        return WORKER
    into = hit.header("sec-fetch-dest") or ""
    if into in _PAGES:
        return PAGE
    if into in _FILES or (hit.method != "POST" and (_FILE.search(hit.path) or hit.path.endswith(_SCRIPTS))):
        return FILE
    return ""


def _is_json(hit: Hit) -> bool:
    return "json" in (hit.header("content-type") or "").lower() or hit.body[:1] in (b"{", b"[")


def _as_post(hit: Hit) -> str:
    page = hit.header("origin") or hit.header("referer") or ""
    ours = site_of(page.partition("://")[2].partition("/")[0])
    theirs = site_of(_host(hit))
    if ours and theirs and ours != theirs:
        return ELSEWHERE
    return "" if _EVENT.search(hit.body, 0, _LOOKED_AT) else NO_EVENT


def _host(hit: Hit) -> str:
    return without_port(hit.header("host") or "").lower()
