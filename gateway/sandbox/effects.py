"""What a template tells: each command as the house's step, where there is one."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Literal

from ..answer import fault_of
from ..hit import Hit
from ..site import cookie_domain
from ..steps import Body, BrowserPixel, Cookie, Header, Log, Status
from .realm import Command, in_a_line
from .response import bytes_of, status_of

Step = BrowserPixel | Cookie | Header | Status | Body | Log


def steps_of(command: Command, hit: Hit) -> Iterator[Step]:
    """The steps of one command of a tag. What cannot go into an answer of HTTP is left out, and told."""
    for step in _steps_of(command, hit):
        fault = "" if isinstance(step, Log) else fault_of(step)
        yield Log(f"{fault}: it is left out") if fault else step


def _steps_of(command: Command, hit: Hit) -> Iterator[Step]:
    payload = command.payload
    match command.kind:
        case "log":
            yield Log(in_a_line(payload["text"]))
        case "warning":
            yield Log(f"warning: {in_a_line(payload['text'])}")
        case "cookie":
            yield cookie_of(payload, hit)
        case "browser_pixel":
            yield BrowserPixel(payload["url"])
        case "google_auth":
            yield Log("there are no Google credentials here: the request goes without them")
        case "header" if payload["value"] is None:
            yield Log(f"a tag cannot take the header {payload['name']} back, which is left as it is")
        case "header":
            yield Header(payload["name"], payload["value"])
        case "status" | "body":
            yield _part_of(command.kind, payload)
        case "respond":
            yield Log("the answer is its client's to return, which does so in its own time")


def _part_of(kind: str, payload: dict[str, Any]) -> Status | Body:
    if kind == "status":
        return Status(status_of(payload["code"]))
    return Body(bytes_of(payload["body"], payload["encoding"]))


def cookie_of(payload: dict[str, Any], hit: Hit) -> Cookie:
    """The cookie as the browser gets it; `auto` is the site of the host the browser asked."""
    domain = payload["domain"]
    if domain == "auto":
        host = hit.header("x-forwarded-host") or hit.header("host") or ""
        domain = cookie_domain("auto", host) or payload["fallback_domain"]
    return Cookie(
        payload["name"],
        payload["value"],
        max_age=_max_age(payload, hit),
        domain=domain,
        path=payload["path"] or "/",
        same_site=_SAME_SITE.get((payload["same_site"] or "").lower(), "Lax"),
        http_only=payload["http_only"],
        secure=payload["secure"],
        raw=payload["raw"],
    )


_SAME_SITE: dict[str, Literal["Lax", "Strict", "None"]] = {"lax": "Lax", "strict": "Strict", "none": "None"}
_LONGEST_AGE = 10 * 365 * 86_400


def _max_age(payload: dict[str, Any], hit: Hit) -> int | None:
    """Seconds the cookie lives. Where both are given, max-age wins over expires; a moment that cannot be read is none."""
    if payload["max_age"] is not None:
        age = float(payload["max_age"])
        return max(0, min(int(age), _LONGEST_AGE)) if math.isfinite(age) else None
    if payload["expires"] is None:
        return None
    try:
        moment = parsedate_to_datetime(payload["expires"])
    except (TypeError, ValueError, OverflowError, IndexError):
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    left = (aware - datetime.fromtimestamp(hit.at / 1000, UTC)).total_seconds()
    return max(0, min(int(left), _LONGEST_AGE))
