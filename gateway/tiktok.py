"""What TikTok's Events API says, said once for the tag and for the local endpoint.

Sources: TikTok API for Business, "Report App, Web, Offline, or CRM Events" (Events API 2.0, served under v1.3) with its
parameter and return-code pages; the list of currencies in TikTok's SDK documentation.
"""

from __future__ import annotations

import re
from typing import Any, Final
from urllib.parse import urlsplit

from .outgoing import Reply, Verdict

_WHOLE = re.compile(r"https?://[\w.-]+(?:[:/?#]|$)")

HOST: Final = "https://business-api.tiktok.com"
TRACK_PATH: Final = "/open_api/v1.3/event/track/"
TOKEN_HEADER: Final = "Access-Token"

STANDARD_EVENTS: Final = frozenset(
    "AddPaymentInfo AddToCart AddToWishlist ApplicationApproval CompleteRegistration Contact CustomizeProduct Download "
    "FindLocation InitiateCheckout Lead Pageview Purchase Schedule Search StartTrial SubmitApplication Subscribe "
    "ViewContent".split()
)
FORMER_NAMES: Final = {"Purchase": "CompletePayment", "Lead": "SubmitForm"}
"""Names TikTok gave up on 1 May 2025; a browser pixel that still sends them needs them from the server too."""

SOON_GONE: Final = frozenset(("ClickButton", "PlaceAnOrder"))
"""Names TikTok keeps until 2027."""
KNOWN_EVENTS: Final = STANDARD_EVENTS | set(FORMER_NAMES.values()) | SOON_GONE
"""Every name that is TikTok's own."""
CONTENT_TYPES: Final = frozenset(("product", "product_group", "destination", "hotel", "flight", "vehicle"))

CURRENCIES: Final = frozenset(
    "AED ARS AUD BDT BHD BIF BOB BRL CAD CHF CLP CNY COP CRC CZK DKK DZD EGP EUR GBP GTQ HKD HNL HUF IDR ILS INR ISK "
    "JPY KES KHR KRW KWD KZT MAD MOP MXN MYR NGN NIO NOK NZD OMR PEN PHP PKR PLN PYG QAR RON RUB SAR SEK SGD THB TRY "
    "TWD UAH USD VES VND ZAR".split()
)
ATT_STATUSES: Final = frozenset("AUTHORIZED DENIED NOT_DETERMINED RESTRICTED NOT_APPLICABLE".split())
CALLS_PER_SECOND: Final = 1000
"""Calls a second that TikTok takes of one developer app, whatever its tier."""
MOST_EVENTS: Final = 1000
"""Events of one call; more make the whole call fail."""
DEDUPLICATES_FOR: Final = 48 * 3600.0
"""Seconds for which two events of one id count as one."""
LONGEST_TTCLID: Final = 1000
LONGEST_EVENT_NAME: Final = 50

OK: Final = 0
PARTLY: Final = 20001
BAD_VALUE: Final = 40000
NO_PERMISSION: Final = 40001
INVALID_PARAMETER: Final = 40002
TOO_MANY: Final = 40100
THROTTLED: Final = frozenset((40016, TOO_MANY, 40132, 40133))
TOKEN_MISSING: Final = 40104
TOKEN_WRONG: Final = 40105
UNKNOWN_OBJECT: Final = 40007
LOUD: Final = {
    NO_PERMISSION: "TikTok refuses every event of this pixel with this token: its owner has to be the pixel's admin or operator",
    UNKNOWN_OBJECT: "TikTok refuses every event with this pixel code: there is none",
}
_TOO_LARGE, _TOO_OFTEN = 413, 429
TOKEN_FAULTS: Final = frozenset((40102, TOKEN_MISSING, TOKEN_WRONG))
_OF_TOKENS = 401
"""The codes that begin so are about the token, but for those of THROTTLED."""


def verdict(reply: Reply) -> Verdict:
    """What TikTok's reply means. The body's `code` decides: TikTok refuses events with HTTP 200 too.

    A code that no page lists never ends what the HTTP status says is a fault of the token, or of the moment.
    """
    body = reply.json
    code = _code_in(body)
    if code is None:
        return _without_code(reply)
    said = f"code {code} {str(body.get('message') or '')[:300]}".strip()
    if code in TOKEN_FAULTS:
        return Verdict("hold", f"{said} (the access token is not accepted)")
    if code in (OK, PARTLY):
        # TikTok counts what it took: sent again, that would be there twice.
        part = " (TikTok took a part; what it did not take is not sent again)" if code == PARTLY else ""
        return Verdict("accepted", said + part)
    if code in LOUD:
        return Verdict("refused", f"{said} ({LOUD[code]})")
    if code in (BAD_VALUE, INVALID_PARAMETER):
        return Verdict("refused", said)
    if code in THROTTLED or code >= 50000 or reply.status >= 500:
        return Verdict("again", said, "throttled" if code in THROTTLED or reply.status == _TOO_OFTEN else "")
    if code // 100 == _OF_TOKENS and reply.status != _TOO_OFTEN:
        return Verdict("hold", f"{said} (the access token is not accepted)")
    if 200 <= reply.status < 300:
        return Verdict("refused", said)
    by_status = Verdict.by_status(reply)
    return Verdict(by_status.outcome, f"{said} ({by_status.why})", by_status.because)


def code_of(reply: Reply) -> int | None:
    """TikTok's code, None where the reply says none."""
    return _code_in(reply.json)


def _code_in(body: Any) -> int | None:
    code = body.get("code") if isinstance(body, dict) else None
    return code if isinstance(code, int) and not isinstance(code, bool) else None


def is_about_one_event(reply: Reply) -> bool:
    """Whether TikTok refused a call for one of its events, or for its size: then it took none of them."""
    code = code_of(reply)
    if code is None:
        return reply.status == _TOO_LARGE
    return code in (BAD_VALUE, INVALID_PARAMETER)


def refused_of(reply: Reply) -> dict[int, Verdict]:
    """Of a call that TikTok took partly, what it did not take, by its place in the call, where TikTok says so.

    The old batch calls named it under `failed_events`; that today's call does is not documented.
    """
    body = reply.json
    data = body.get("data") if _code_in(body) == PARTLY else None
    failed = data.get("failed_events") if isinstance(data, dict) else None
    named = [each for each in failed if isinstance(each, dict)] if isinstance(failed, list) else []
    return {
        place: Verdict("refused", f"code {PARTLY} {str(each.get('reason') or '')[:300]}".strip())
        for each in named
        if isinstance(place := each.get("order_in_batch"), int) and not isinstance(place, bool)
    }


def is_whole(url: str) -> bool:
    """Whether this is a whole address, with scheme and host, as the page of a web event has to be."""
    if _WHOLE.match(url):
        return True
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool(parts.scheme and parts.netloc)


def _without_code(reply: Reply) -> Verdict:
    if 200 <= reply.status < 300:
        return Verdict("again", f"HTTP {reply.status} without TikTok's code: not an acceptance", "unreadable")
    return Verdict.by_status(reply)
