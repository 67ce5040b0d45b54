"""What is left of an event and its hit where nothing of the visitor may go along: `deny: send_without_user_data`.

Only what is known to say nothing of a person stays: a parameter of the site's own may hold anything.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

from .event import Event
from .event_keys import ITEM, PROPERTIES
from .hit import Hit

_PAGE = ("page_location", "page_path", "page_hostname")
_HEADERS = ("host",)
_SAYS_WHO = re.compile(r"@|%40|%3f|%26", re.IGNORECASE)
_ONLY_HOST = re.compile(r"^((?:https?://[^/]*)?).*", re.DOTALL | re.IGNORECASE)
_NOT_THE_PAGE = re.compile(r"[?#;&].*|(?<=//)[^/?#;]*@|^[^/?#;]*@", re.DOTALL)
"""The query, the fragment, parameters of the path, and a user's name and password."""


def event_without_user(event: Event) -> Event:
    """The name, time, page without its query, properties and contents of an event."""
    data: dict[str, Any] = {key: event[key] for key in event if key in PROPERTIES and _is_plain(event[key])}
    data |= {key: _plain_page(event[key]) for key in _PAGE if isinstance(event.get(key), str)}
    if isinstance(items := event.get("items"), list):
        data["items"] = [_item(item) for item in items if isinstance(item, dict)]
    return Event.over(data)


def hit_without_user(hit: Hit) -> Hit:
    """The hit as the event's tag may see it: its time and its chance, but neither address, headers nor parameters."""
    headers = tuple((name, value) for name, value in hit.headers if name in _HEADERS)
    return msgspec.structs.replace(hit, path="/", query="", body=b"", ip="", headers=headers)


def _plain_page(address: str) -> str:
    """The page without query, fragment, name and password; of one whose path holds an address only the host."""
    plain = _NOT_THE_PAGE.sub("", address)
    return _ONLY_HOST.sub(r"\1/", plain) if _SAYS_WHO.search(plain) else plain


def _item(item: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in item.items() if key in ITEM and _is_plain(value)}


def _is_plain(value: Any) -> bool:
    """A number, a truth value, or a text without an address in it; of a list all of them."""
    if isinstance(value, list):
        return all(not isinstance(each, list | dict) and _is_plain(each) for each in value)
    return not isinstance(value, dict) and not (isinstance(value, str) and _SAYS_WHO.search(value))
