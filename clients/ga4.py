"""The GA4 client: hits of gtag.js and everything that speaks its protocol, as GTM's common event data.

Sources: Google, "Common event data" and "Internal and immutable parameters" (server-side tagging); hits of real gtag.js
builds. What a parameter means is in `_ga4_meaning.py`, the event they make in `_ga4_parameters.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Literal

from gateway import (
    All,
    Claimed,
    ConsentOf,
    Cookie,
    Event,
    Hit,
    Log,
    Refused,
    Respond,
    Run,
    SettingError,
    Steps,
    cookie_domain,
    ga4,
    is_unset,
)

from . import _ga4_cookies as cookies
from ._admission import Admitting, allows
from ._ga4_parameters import Parameters


class GA4(Admitting):
    """Reads hits of gtag.js and other GA4 senders (`/g/collect`)."""

    path: Annotated[
        str,
        "The end of the paths it claims; a site may put any prefix before it.",
        {"examples": ["/metrics/g/collect"]},
    ] = "/g/collect"
    measurement_ids: Annotated[
        tuple[str, ...] | None,
        "The only measurement ids it takes hits of; left out, all.",
        {"examples": [["G-EXAMPLE1"]]},
    ] = None
    max_events: Annotated[int, "Events of one hit that are read; gtag.js sends at most 20.", {"minimum": 1}] = 100
    max_parameters: Annotated[
        int, "Parameters of one event that are read, beside GA4's own and 200 items.", {"minimum": 1}
    ] = 200
    cookie_management: Annotated[
        Literal["js", "server"],
        "Who manages the client id: js keeps the page's; server writes a cookie that no script can read.",
    ] = "js"
    cookie_name: Annotated[str, "The cookie of the server-managed client id.", {"examples": ["shop_visitor"]}] = "FPID"
    cookie_domain: Annotated[
        str,
        "Its domain; auto is the site of the host, so that all hosts of the site get it.",
        {"examples": ["shop.example"]},
    ] = "auto"
    cookie_path: Annotated[str, "Its path.", {"examples": ["/shop"]}] = "/"
    cookie_max_age: Annotated[int, "Seconds it lives, counted from the last hit.", {"minimum": 0}] = 63_072_000
    cookie_same_site: Annotated[Literal["Lax", "Strict", "None"], "Its SameSite."] = "Lax"
    migrate_from_js_client_id: Annotated[
        bool, "Let visitors who have a _ga cookie keep its client id, so that they stay the same users."
    ] = False

    def __post_init__(self) -> None:
        super().__post_init__()
        if not _TOKEN.fullmatch(self.cookie_name):
            raise SettingError("cookie_name", f'"{self.cookie_name}" has signs a cookie\'s name may not have.')
        if not _PATH.fullmatch(self.cookie_path):
            raise SettingError("cookie_path", f'"{self.cookie_path}" is no path. Write / or /shop.')
        if self.cookie_domain != "auto" and not _DOMAIN.fullmatch(self.cookie_domain):
            raise SettingError("cookie_domain", f'"{self.cookie_domain}" is no domain. Write auto, or shop.example.')

    def claim(self, hit: Hit) -> Claimed | Refused:
        if not hit.path.endswith(self.path):
            return Refused(f'the path is "{hit.path}", not …{self.path}')
        shared = Parameters(self.max_parameters)
        shared.read(hit.query)
        if (version := shared.data.get("x-ga-protocol_version")) != "2":
            return Refused(f'v is "{version}", not "2"' if version else 'there is no "v=2"')
        measurement_id = shared.data.get("x-ga-measurement_id")
        if not measurement_id:
            return Refused('there is no measurement id ("tid")')
        if not allows(self.measurement_ids, measurement_id):
            return Refused(f'measurement_ids: "{measurement_id}" is none of them')
        return self.not_admitted(hit) or Claimed(self._steps(hit, shared))

    def _steps(self, hit: Hit, shared: Parameters) -> Steps:
        events, notes = self._events(hit, shared)
        for note in dict.fromkeys(notes):
            yield Log(note)
        if self.cookie_management == "server" and events:
            events = yield from self._identified(hit, events)
        yield All(*[Run(event) for event in events])
        yield Respond(200, _HEADERS, event_stream="x-ga-mp2-richsstsse" in shared.data)

    def _events(self, hit: Hit, shared: Parameters) -> tuple[list[Event], list[str]]:
        lines, notes = self._lines(hit)
        events = []
        for line in lines:
            parameters = shared
            if line:
                parameters = shared.copy()
                parameters.read(line)
            if "event_name" in parameters.data:
                events.append(Event.over(parameters.event_data(hit)))
            else:
                notes.append("a line without an event name (en) is no event")
            notes += parameters.notes
        return events, [*shared.notes, *notes]

    def _lines(self, hit: Hit) -> tuple[list[str], list[str]]:
        """The event lines of the body; one empty line stands for an event that is all in the URL."""
        if not hit.body:
            return [""], []
        text = hit.body.decode("utf-8", "replace")
        if text.lstrip()[:1] in ("{", "["):
            return [""], ["the body is JSON, which this client does not read; the event is the URL's"]
        lines = [line for line in text.replace("\r", "\n").split("\n") if line.strip()]
        if len(lines) > self.max_events:
            return lines[: self.max_events], [f"{len(lines)} events in one hit: only {self.max_events} were read"]
        return lines or [""], []

    def _identified(self, hit: Hit, events: list[Event]) -> Steps:
        """The events with the client id that the server manages, and its cookies; without consent neither."""
        allowed = []
        for event in events:
            consent = yield ConsentOf(event)
            allowed.append(consent.allows("analytics_storage"))
        if not any(allowed):
            yield Log("no consent to analytics_storage: the page's client id stays, and no cookie is set")
            return events
        if is_unset(self.cookie_name):
            yield Log(f"the cookie {self.cookie_name} has no name on this machine, and is left out")
            return events
        client = cookies.client_id(hit, self.cookie_name, migrate=self.migrate_from_js_client_id)
        yield from self._cookies(hit, client, linked=any("fplc" in event.get(ga4.SYSTEM, {}) for event in events))
        return [_of_client(event, client) if may else event for event, may in zip(events, allowed, strict=True)]

    def _cookies(self, hit: Hit, client: str, *, linked: bool) -> Iterator[Cookie]:
        domain = cookie_domain(self.cookie_domain, hit.header("host") or "")
        yield Cookie(
            self.cookie_name,
            cookies.cookie_value(client),
            max_age=self.cookie_max_age,
            domain=domain,
            path=self.cookie_path,
            same_site=self.cookie_same_site,
            http_only=True,
            raw=True,
        )
        if linked:
            value = cookies.cross_domain_value(client)
            yield Cookie(cookies.CROSS_DOMAIN, value, max_age=cookies.CROSS_DOMAIN_AGE, domain=domain)


def _of_client(event: Event, client: str) -> Event:
    theirs = event.get("client_id")
    page = {"x-ga-js_client_id": theirs} if theirs is not None else {}
    return event.but(client_id=client, **page)


_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+|<[A-Za-z0-9_]+>")
_PATH = re.compile(r"/[\x21-\x3a\x3c-\x7e]*|<[A-Za-z0-9_]+>")
_DOMAIN = re.compile(r"\.?[A-Za-z0-9.-]*|<[A-Za-z0-9_]+>")
_HEADERS = (("cache-control", "no-cache"),)
