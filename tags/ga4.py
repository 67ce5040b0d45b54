"""The GA4 tag: forwards an event to Google Analytics, so that a site loses nothing by moving here.

Source: the parameters are the ones gtag.js writes (`_ga4_parameters.py`); Google, "Google Analytics 4 tag" (server-side
tagging) for what can be included, added and left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, TypeGuard

from gateway import Event, Failed, Lookup, OutgoingRequest, SettingError, Steps, TagType, ga4, text

from ._ga4_parameters import encoded, parameters
from ._ga4_user_data import user_data

# What is between the browser and the tagging server only.
_NOT_FORWARDED = frozenset(("richsstsse", "tfd", "_fplc", "em"))
_PERSONS = ("ep.user_data", "epn.user_data")
_INTERNAL = ("x-ga-", "x-sst-")
_HINTS = (
    *("sec-ch-ua", "sec-ch-ua-arch", "sec-ch-ua-bitness", "sec-ch-ua-full-version-list", "sec-ch-ua-mobile"),
    *("sec-ch-ua-model", "sec-ch-ua-platform", "sec-ch-ua-platform-version", "sec-ch-ua-wow64"),
)


class GA4(TagType):
    """Sends events to Google Analytics 4 (`/g/collect`), one request an event."""

    measurement_id: Annotated[str | None, "Where the event goes; left out, to the measurement id of the hit."] = None
    endpoint: Annotated[str, "Google's collector; change it to test against a local one."] = (
        "https://www.google-analytics.com/g/collect"
    )
    redact_visitor_ip: Annotated[bool, "Do not tell Google the visitor's address."] = False
    event_parameters: Annotated[str | tuple[str, ...], "Event parameters to send: all, none, or a list of them."] = (
        "all"
    )
    user_properties: Annotated[str | tuple[str, ...], "User properties to send: all, none, or a list of them."] = "all"
    add_parameters: Annotated[dict[str, Any] | None, "Event parameters to add, or to send with another value."] = None
    add_user_properties: Annotated[dict[str, Any] | None, "User properties to add, or to send with another value."] = (
        None
    )
    exclude_parameters: Annotated[tuple[str, ...], "Event parameters not to send."] = ()
    send_user_data: Annotated[bool, "Send e-mail, phone and address of the visitor, hashed."] = False

    def __post_init__(self) -> None:
        # <NAME> stands for a setting of another machine while rehearsing.
        if not self.endpoint.startswith(("https://", "http://", "<")):
            raise SettingError("endpoint", f'"{self.endpoint[:80]}" is no address: it begins with https://.')
        for name in ("event_parameters", "user_properties"):
            chosen = getattr(self, name)
            if isinstance(chosen, str) and chosen not in ("all", "none"):
                raise SettingError(name, f'"{chosen}" is not all, none or a list such as [value, currency].')

    def run(self, event: Event, lookup: Lookup) -> Steps:
        sent = dict(self._pairs(event))
        missing = [what for name, what in _NEEDED if not sent.get(name)]
        if missing:
            return Failed(f"the event has no {' and no '.join(missing)}")
        said = [("User-Agent", event.get("user_agent")), *((name, lookup.hit.header(name)) for name in _HINTS)]
        yield OutgoingRequest(
            f"{self.endpoint}{'&' if '?' in self.endpoint else '?'}{encoded(sent.items())}",
            headers=(
                ("Content-Type", "text/plain;charset=UTF-8"),
                *((name, value) for name, value in said if _may_go(value)),
            ),
        )
        return None

    def _pairs(self, event: Event) -> Iterator[tuple[str, str]]:
        yield "v", "2"
        for name, value in parameters(dict(self._seen(event))):
            if name not in _NOT_FORWARDED and not name.startswith(_PERSONS):
                yield name, value
        if self.measurement_id:
            yield "tid", text(self.measurement_id)
        if self.redact_visitor_ip:
            yield "_uip", "::"
        if self.send_user_data and (digests := user_data(event) or event.get("x-ga-em")):
            yield "em", text(digests)

    def _seen(self, event: Event) -> Iterator[tuple[str, Any]]:
        """The event data that is sent: persons and what is the tagging server's own are not."""
        for key, value in event.items():
            if key.startswith("x-sst-") or key.partition(".")[0] == "user_data":
                continue
            if key == ga4.USER_PROPERTIES or key in (self.add_parameters or {}) or not self._includes(key):
                continue
            yield key, value
        yield from (self.add_parameters or {}).items()
        if properties := self._properties(event):
            yield ga4.USER_PROPERTIES, properties

    def _includes(self, key: str) -> bool:
        if key in self.exclude_parameters:
            return False
        if not _is_parameter(key):
            return True
        if self.event_parameters == "none":
            return False
        return self.event_parameters == "all" or key in self.event_parameters

    def _properties(self, event: Event) -> dict[str, Any]:
        given = event.get(ga4.USER_PROPERTIES)
        chosen = dict(given) if isinstance(given, dict) and self.user_properties != "none" else {}
        if isinstance(self.user_properties, tuple):
            chosen = {name: value for name, value in chosen.items() if name in self.user_properties}
        return {**chosen, **(self.add_user_properties or {})}


def _may_go(value: object) -> TypeGuard[str]:
    """Whether this can be the value of a header."""
    return isinstance(value, str) and value.isprintable() and value.isascii()


def _is_parameter(key: str) -> bool:
    """Whether this is one of the page's own: all that is neither the client's nor internal, and the order's own two."""
    return key in ("items", "currency") or not (key in ga4.OWN or key.startswith(_INTERNAL))


_NEEDED = (("tid", "measurement id"), ("cid", "client_id"), ("en", "event_name"))
