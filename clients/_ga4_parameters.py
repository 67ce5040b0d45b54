"""The parameters of a GA4 hit and the event-data keys they become; nothing is dropped, nothing invented.

Where a key comes from: Google's table of internal parameters, and event data logged by real server containers.
"""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_address
from typing import Any

from gateway import Hit, decode

from . import _ga4_client_hints as client_hints
from ._ga4_items import MOST_ITEMS, item
from ._ga4_numbers import number_or_text, whole_or_text
from ._ga4_system import event_location, used_features
from ._ga4_user_data import unflattened

TEXT = {
    "v": "x-ga-protocol_version",
    "tid": "x-ga-measurement_id",
    "gtm": "x-ga-gtm_version",
    "cid": "client_id",
    "uid": "user_id",
    "sid": "ga_session_id",
    "ul": "language",
    "sr": "screen_resolution",
    "dl": "page_location",
    "dr": "page_referrer",
    "dt": "page_title",
    "cu": "currency",
    "en": "event_name",
} | {name: f"x-ga-{name}" for name in "gcs gcd gcu dma dma_cps npa ecid gdid did edid em are pscdl lps".split()}
WHOLE = {
    "_p": "x-ga-page_id",
    "_s": "x-ga-request_count",
    "sct": "ga_session_number",
    "_et": "engagement_time_msec",
    "tfd": "x-ga-tfd",
}
HINTS = frozenset(client_hints.PARAMETERS)
# Keys of the client itself. A page must not be able to write them by sending an event parameter of that name.
OWN = frozenset(
    (
        *TEXT.values(),
        *WHOLE.values(),
        *("client_hints", "event_location", "ip_override", "items", "user_agent", "user_data"),
    )
)

Put = Callable[["Parameters", str, str], None]
_PLANS: dict[str, tuple[str | None, Put, str]] = {}
_MOST_PLANS, _LONGEST_KEY = 4096, 64


class Parameters:
    """The parameters of one event, read from the URL and then from its line, which wins."""

    __slots__ = ("data", "given", "groups", "hints", "items", "left", "most", "notes", "user_data")

    def __init__(self, most: int) -> None:
        self.data: dict[str, Any] = {}
        self.groups: dict[str, dict[str, Any]] = {}
        self.items: dict[int, str] = {}
        self.hints: dict[str, str] = {}
        self.user_data: dict[str, str] = {}
        self.given: dict[str, Any] = {}
        """Event parameters that bear the name of one of the client's own keys."""
        self.notes: list[str] = []
        self.most = self.left = most

    def copy(self) -> Parameters:
        """The shared parameters, for a line to be read over them."""
        new = Parameters(self.most)
        new.left = self.left
        new.data = self.data.copy()
        new.groups = {name: group.copy() for name, group in self.groups.items()}
        new.items, new.hints = self.items.copy(), self.hints.copy()
        new.user_data, new.given = self.user_data.copy(), self.given.copy()
        return new

    def read(self, query: str) -> None:
        """Read a query or a line; of a key that comes twice the last value stays."""
        data, plans = self.data, _PLANS
        parts = query.split("&", self.left)
        if len(parts) > self.left:
            self.notes.append(f"more than {self.most} parameters: the rest was not read")
            del parts[self.left :]
        self.left -= len(parts)
        for part in parts:
            key, _, value = part.partition("=")
            if "%" in value or "+" in value:
                value = decode(value)
            target, put, name = plans.get(key) or _plan(key)
            if target is not None:
                data[target] = value
            else:
                put(self, name, value)

    def event_data(self, hit: Hit) -> dict[str, Any]:
        """The complete event data."""
        data = self.data
        if self.items:
            data["items"] = [item(text) for _, text in sorted(self.items.items())]
        data.update(self.groups)
        if self.user_data:
            unflattened(self.user_data, data)
        if "x-sst-system_properties" in self.groups:
            self.groups["x-sst-system_properties"]["request_start_time_ms"] = hit.at
        if hints := client_hints.client_hints(self.hints, hit):
            data["client_hints"] = hints
        if "ip_override" not in data:
            data["ip_override"] = hit.ip
        if (agent := hit.header("user-agent")) is not None:
            data["user_agent"] = agent
        for name, value in self.given.items():
            data[name if name not in data else f"x-ga-mp2-ep.{name}"] = value
        return data


def _plan(key: str) -> tuple[str | None, Put, str]:
    """Where the parameters of this key go. Keys come from the wire, so what is remembered is bounded."""
    plan = _plan_for(decode(key))
    if len(_PLANS) < _MOST_PLANS and len(key) <= _LONGEST_KEY:
        _PLANS[key] = plan
    return plan


def _plan_for(key: str) -> tuple[str | None, Put, str]:  # noqa: C901 - one line for each family of keys
    if key in TEXT:
        return TEXT[key], _nothing, ""
    if key in WHOLE:
        return None, _whole, WHOLE[key]
    if key in HINTS:
        return None, _hint, key
    if not key:
        return None, _nothing, ""
    family, dot, rest = key.partition(".")
    if dot and rest:
        if family == "ep":
            return _event_parameter(rest)
        if family in ("epn", "up", "upn", "sst"):
            return None, {"epn": _number, "up": _property, "upn": _number_property, "sst": _server_only}[family], rest
    if key[:2] == "pr" and key[2:].isdecimal() and key.isascii() and len(key) < 8:
        return None, _item, key[2:]
    if key in SPECIAL:
        return None, SPECIAL[key], key
    if key[0] == "_" and len(key) > 1:
        return None, _system, key[1:]
    return f"x-ga-mp2-{key}", _nothing, ""


def _event_parameter(name: str) -> tuple[str | None, Put, str]:
    if name.startswith("user_data."):
        return None, _user_data, name
    if name in OWN or name.startswith("x-"):
        return None, _given, name
    return name, _nothing, ""


def _nothing(parameters: Parameters, name: str, value: str) -> None:
    """For keys that go straight into event data, and for an empty one."""


def _whole(parameters: Parameters, name: str, value: str) -> None:
    # Some pages send an engagement time of NaN: it is as good as absent.
    if value != "NaN":
        parameters.data[name] = whole_or_text(value)


def _number(parameters: Parameters, name: str, value: str) -> None:
    if name in OWN or name.startswith("x-"):
        parameters.given[name] = number_or_text(value)
    else:
        parameters.data[name] = number_or_text(value)


def _given(parameters: Parameters, name: str, value: str) -> None:
    parameters.given[name] = value


def _hint(parameters: Parameters, name: str, value: str) -> None:
    parameters.hints[name] = value


def _item(parameters: Parameters, name: str, value: str) -> None:
    if len(parameters.items) < MOST_ITEMS or int(name) in parameters.items:
        parameters.items[int(name)] = value
    else:
        parameters.notes.append(f"more than {MOST_ITEMS} items: the rest was not read")


def _user_data(parameters: Parameters, name: str, value: str) -> None:
    parameters.user_data[name] = value


def _location(parameters: Parameters, name: str, value: str) -> None:
    parameters.data["event_location"] = event_location(value)


def _address(parameters: Parameters, name: str, value: str) -> None:
    """An address the page asks to count instead of the connection's; `::` asks to keep none."""
    try:
        ip_address(value)
    except ValueError:
        parameters.data[f"x-ga-mp2-{name}"] = value
    else:
        parameters.data["ip_override"] = value


def _property(parameters: Parameters, name: str, value: str) -> None:
    parameters.groups.setdefault("x-ga-mp2-user_properties", {})[name] = value


def _number_property(parameters: Parameters, name: str, value: str) -> None:
    parameters.groups.setdefault("x-ga-mp2-user_properties", {})[name] = number_or_text(value)


def _server_only(parameters: Parameters, name: str, value: str) -> None:
    parameters.groups.setdefault("x-sst-system_properties", {})[name] = value


def _system(parameters: Parameters, name: str, value: str) -> None:
    kept: Any = value
    if name == "ee" and value == "1":
        kept = True
    elif name == "eu":
        kept = used_features(value)
    parameters.groups.setdefault("x-ga-system_properties", {})[name] = kept


SPECIAL: dict[str, Put] = {"ur": _location, "_uip": _address, "_ip": _address}
