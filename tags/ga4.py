"""The GA4 tag: forwards an event to Google Analytics, so that a site loses nothing by moving here.

Source: the parameters are the ones gtag.js writes (`_ga4_parameters.py`); Google, "Google Analytics 4 tag" (server-side
tagging) for what can be included, added and left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from gateway import UNDEFINED, Event, Failed, Lookup, OutgoingRequest, SettingError, Steps, TagType, ga4, is_unset, text

from ._ga4_consent import consent_parameters
from ._ga4_parameters import encoded, parameters
from ._ga4_user_data import user_data
from ._http import check_endpoint, may_be_header

# What is between the browser and the tagging server only.
_NOT_FORWARDED = frozenset(("richsstsse", "tfd", "_fplc", "em"))
_HINTS = (
    *("sec-ch-ua", "sec-ch-ua-arch", "sec-ch-ua-bitness", "sec-ch-ua-full-version-list", "sec-ch-ua-mobile"),
    *("sec-ch-ua-model", "sec-ch-ua-platform", "sec-ch-ua-platform-version", "sec-ch-ua-wow64"),
)


class GA4(TagType):
    """Sends events to Google Analytics 4 (`/g/collect`), one request an event."""

    measurement_id: Annotated[
        str | None, "Where the event goes; left out, to the measurement id of the hit.", {"examples": ["G-EXAMPLE1"]}
    ] = None
    endpoint: Annotated[
        str,
        "Google's collector; change it to test against a local one.",
        {"examples": ["http://localhost:8090/g/collect"]},
    ] = "https://www.google-analytics.com/g/collect"
    redact_visitor_ip: Annotated[bool, "Do not tell Google the visitor's address."] = False
    event_parameters: Annotated[
        str | tuple[str, ...],
        "Event parameters to send: all, none, or a list of them.",
        {"examples": ["none", ["value", "currency"]]},
    ] = "all"
    user_properties: Annotated[
        str | tuple[str, ...],
        "User properties to send: all, none, or a list of them.",
        {"examples": ["none", ["tier"]]},
    ] = "all"
    add_parameters: Annotated[
        dict[str, Any] | None,
        "Event parameters to add, or to send with another value.",
        {"examples": [{"shop": "main", "value": "{{Order value}}"}]},
    ] = None
    add_user_properties: Annotated[
        dict[str, Any] | None,
        "User properties to add, or to send with another value.",
        {"examples": [{"tier": "{{Tier}}"}]},
    ] = None
    exclude_parameters: Annotated[
        tuple[str, ...],
        "Event parameters not to send.",
        {"items": {"type": "string", "format": "event-key"}, "examples": [["coupon"]]},
    ] = ()
    send_user_data: Annotated[
        bool, "Send e-mail, phone and address of the visitor, hashed, where he allows ad_user_data."
    ] = False

    def __post_init__(self) -> None:
        check_endpoint(self.endpoint)
        for name in ("event_parameters", "user_properties"):
            chosen = getattr(self, name)
            if isinstance(chosen, str) and chosen not in ("all", "none") and not is_unset(chosen):
                raise SettingError(name, f'"{chosen}" is not all, none or a list such as [value, currency].')

    @classmethod
    def hosts(cls, settings: Mapping[str, Any]) -> tuple[str, ...]:
        """Google's collector."""
        return (settings["endpoint"],)

    def run(self, event: Event, lookup: Lookup) -> Steps:
        sent = dict(self._pairs(event, lookup))
        missing = [what for name, what in _NEEDED if not sent.get(name)]
        if missing:
            return Failed(f"the event has no {' and no '.join(missing)}")
        said = [("User-Agent", event.get("user_agent")), *((name, lookup.hit.header(name)) for name in _HINTS)]
        url, body = self._divided(sent)
        yield OutgoingRequest(
            url,
            body=body,
            headers=(
                ("Content-Type", "text/plain;charset=UTF-8"),
                *((name, value) for name, value in said if may_be_header(value)),
            ),
        )
        return None

    def _divided(self, sent: dict[str, str]) -> tuple[str, bytes]:
        """All of it in the URL; of a long event, as gtag.js does it, what is the event's own as a line of the body."""
        start = f"{self.endpoint}{'&' if '?' in self.endpoint else '?'}"
        if len(whole := encoded(sent.items())) <= _LONGEST_QUERY:
            return start + whole, b""
        shared = {name: value for name, value in sent.items() if name in _SHARED}
        line = {name: value for name, value in sent.items() if name not in _SHARED}
        return start + encoded(shared.items()), encoded(line.items()).encode()

    def _pairs(self, event: Event, lookup: Lookup) -> Iterator[tuple[str, str]]:
        yield "v", "2"
        yield from consent_parameters(lookup.consent)
        for name, value in parameters(self._seen(event)):
            if name not in _NOT_FORWARDED and not _is_person(name):
                yield name, value
        if self.measurement_id:
            yield "tid", text(self.measurement_id)
        if self.redact_visitor_ip:
            yield "_uip", "::"
        if (
            self.send_user_data
            and lookup.consent.allows("ad_user_data")
            and (digests := user_data(event) or _hashed_already(event))
        ):
            yield "em", digests

    def _seen(self, event: Event) -> dict[str, Any]:
        """The event data that is sent: persons and what is the tagging server's own are not."""
        given = {key: value for key, value in (self.add_parameters or {}).items() if value not in (None, UNDEFINED)}
        own = {key: value for key, value in event.items() if self._includes(key)}
        return {**own, **given, ga4.USER_PROPERTIES: self._properties(event)}

    def _includes(self, key: str) -> bool:
        if key in self.exclude_parameters or key.startswith("x-sst-") or key.partition(".")[0] == "user_data":
            return False
        if not _is_parameter(key):
            return True
        if self.event_parameters == "none":
            return False
        return isinstance(self.event_parameters, str) or key in self.event_parameters

    def _properties(self, event: Event) -> dict[str, Any]:
        given = event.get(ga4.USER_PROPERTIES)
        chosen = dict(given) if isinstance(given, dict) and self.user_properties != "none" else {}
        if isinstance(self.user_properties, tuple):
            chosen = {name: value for name, value in chosen.items() if name in self.user_properties}
        return {**chosen, **(self.add_user_properties or {})}


def _hashed_already(event: Event) -> str:
    """What the page hashed itself; nothing where it does not look so."""
    given = text(event.get("x-ga-em", ""))
    return given if _DIGESTS.fullmatch(given) else ""


def _is_person(name: str) -> bool:
    """Whether this parameter is the visitor's data in the clear, whatever family it was written under."""
    bare = re.sub(r"^(epn?|upn?)\.", "", name)
    return bare.partition(".")[0] == "user_data"


def _is_parameter(key: str) -> bool:
    """Whether this is one of the page's own: all that is neither the client's nor internal, and the order's own two."""
    return key in ("items", "currency") or not (key in ga4.OWN or key.startswith(ga4.INTERNAL))


# gtag.js writes longer events as a POST with a line; what stays in the URL then is what a hit's events share.
_LONGEST_QUERY = 2048
_SHARED = frozenset(
    "v tid gtm _p _s gcs gcd npa dma dma_cps cid ul sr uaa uab uafvl uamb uam uap uapv uaw ur _uip frm pscdl sid sct".split()
)
_DIGESTS = re.compile(r"tv\.1(~[a-z]{2}[0-9]*\.[A-Za-z0-9_. -]+)+")
_NEEDED = (("tid", "measurement id"), ("cid", "client_id"), ("en", "event_name"))
