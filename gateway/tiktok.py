"""What TikTok's Events API says, said once for the tag and for the local endpoint.

Sources: TikTok API for Business, "Report App, Web, Offline, or CRM Events" (Events API 2.0, served under v1.3) with its
parameter and return-code pages; the list of currencies in TikTok's SDK documentation.
"""

from __future__ import annotations

from typing import Final

from .outgoing import Reply, Verdict

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
_TOO_LARGE = 413
TOKEN_FAULTS: Final = frozenset((40102, TOKEN_MISSING, TOKEN_WRONG))


def verdict(reply: Reply) -> Verdict:
    """What TikTok's reply means. The body's `code` decides: TikTok refuses events with HTTP 200 too."""
    body = reply.json
    code = body.get("code") if isinstance(body, dict) else None
    if not isinstance(code, int) or isinstance(code, bool):
        return _without_code(reply)
    said = f"code {code} {str(body.get('message') or '')[:300]}".strip()
    if code == OK:
        return Verdict("accepted", said)
    if code == PARTLY:
        # TikTok counts what it took: sent again, that would be there twice.
        return Verdict("accepted", f"{said} (TikTok took a part; what it did not take is not sent again)")
    if code in TOKEN_FAULTS:
        return Verdict("hold", f"{said} (the access token is not accepted)")
    if code in THROTTLED or code >= 50000:
        return Verdict("again", said)
    if code in LOUD:
        return Verdict("refused", f"{said} ({LOUD[code]})")
    return Verdict("refused", said)


def is_about_one_event(reply: Reply) -> bool:
    """Whether TikTok refused a call for one of its events, or for its size: then it took none of them."""
    body = reply.json
    code = body.get("code") if isinstance(body, dict) else None
    return code in (BAD_VALUE, INVALID_PARAMETER) or (code is None and reply.status == _TOO_LARGE)


def refused_of(reply: Reply) -> dict[int, Verdict]:
    """Of a call that TikTok took partly, what it did not take, by its place in the call, where TikTok says so.

    The old batch calls named it under `failed_events`; that today's call does is not documented.
    """
    body = reply.json
    if not isinstance(body, dict) or body.get("code") != PARTLY or not isinstance(body.get("data"), dict):
        return {}
    failed = body["data"].get("failed_events")
    named = [each for each in failed if isinstance(each, dict)] if isinstance(failed, list) else []
    return {
        each["order_in_batch"]: Verdict("refused", f"code {PARTLY} {str(each.get('reason') or '')[:300]}".strip())
        for each in named
        if isinstance(each.get("order_in_batch"), int)
    }


def _without_code(reply: Reply) -> Verdict:
    if 200 <= reply.status < 300:
        return Verdict("again", f"HTTP {reply.status} without TikTok's code: not an acceptance")
    return Verdict.by_status(reply)
