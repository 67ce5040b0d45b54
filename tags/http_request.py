"""The HTTP request tag: sends anything anywhere; by default the event as JSON."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal
from urllib.parse import quote, urlencode

import msgspec

from gateway import (
    UNDEFINED,
    Event,
    Failed,
    Lookup,
    OutgoingRequest,
    Secret,
    SettingError,
    Steps,
    TagType,
    shortened,
    text,
)

from ._http import may_be_header

_ADDRESS = re.compile(r"(https?://[^\s/?#]|<)[\x21-\x7e]*", re.IGNORECASE)
_HEADER = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_OF_THE_SENDER = ("connection", "content-length", "host", "transfer-encoding")
_WITHOUT_BODY = ("GET", "HEAD")


class HTTPRequest(TagType):
    """Sends a request to an address; its body is the event as JSON, or what you write."""

    url: Annotated[str, "Where it goes.", {"examples": ["https://crm.example/leads"]}]
    method: Annotated[Literal["POST", "GET", "PUT", "PATCH", "DELETE", "HEAD"], "The request's method."] = "POST"
    headers: Annotated[
        dict[str, str | Secret] | None,
        "Headers by name. A credential is written as ${NAME}, at the end: Bearer ${NAME}.",
        {"examples": [{"Authorization": "Bearer ${CRM_TOKEN}"}]},
    ] = None

    query: Annotated[
        dict[str, Any] | None,
        "Parameters to add to the address, percent-encoded; those without a value are left out.",
        {"examples": [{"page": "{{Page Path}}"}]},
    ] = None
    body: Annotated[
        Any,
        "The body: text, or an object or a list to send as JSON; left out, the event.",
        {"examples": [{"kind": "lead", "page": "{{Page Path}}"}]},
    ] = None
    timeout: Annotated[float, "Seconds an answer may take.", {"minimum": 0.1, "maximum": 60}] = 10.0

    def __post_init__(self) -> None:
        # {{Name}} is not filled in yet when rules are read; <NAME> stands for a setting of another machine.
        if not _ADDRESS.fullmatch(text(self.url)):
            raise SettingError(
                "url", f'"{shortened(text(self.url), 80)}" is no address: it begins with https:// and has no blanks.'
            )
        for name in self.headers or {}:
            if not _HEADER.fullmatch(name) or name.lower() in _OF_THE_SENDER:
                raise SettingError("headers", f'"{name}" is no header that can be set.')
        if self.method in _WITHOUT_BODY and self.body not in (None, ""):
            raise SettingError("body", f"a {self.method} request has no body.")

    @classmethod
    def hosts(cls, settings: Mapping[str, Any]) -> tuple[str, ...]:
        """The host of its address, where no event fills it in."""
        return (settings["url"],)

    def run(self, event: Event, lookup: Lookup) -> Steps:
        own = [
            (name, value if isinstance(value, Secret) else text(value)) for name, value in (self.headers or {}).items()
        ]
        for name, value in own:
            if isinstance(value, str) and not may_be_header(value):
                return Failed(f'the header "{name}" has signs a header may not have')
        kind, body = self._content(event)
        if kind and not any(name.lower() == "content-type" for name, _ in own):
            own.insert(0, ("Content-Type", kind))
        yield OutgoingRequest(self._address(), self.method, tuple(own), body, self.timeout)
        return None

    def _address(self) -> str:
        given = {name: text(value) for name, value in (self.query or {}).items() if value not in (None, UNDEFINED)}
        if not given:
            return self.url
        return f"{self.url}{'&' if '?' in self.url else '?'}{urlencode(given, quote_via=quote)}"

    def _content(self, event: Event) -> tuple[str, bytes]:
        """Content type and body; a type of "" where there is no body."""
        if self.method in _WITHOUT_BODY:
            return "", b""
        if isinstance(self.body, str):
            return ("text/plain; charset=utf-8" if self.body else ""), self.body.encode("utf-8", "replace")
        return "application/json", msgspec.json.encode(_defined(dict(event) if self.body is None else self.body))


def _defined(value: Any) -> Any:
    """The value less what is undefined, as JSON.stringify has it; in a list that is null."""
    if isinstance(value, Mapping):
        return {key: _defined(inner) for key, inner in value.items() if inner is not UNDEFINED}
    if isinstance(value, list | tuple):
        return [_defined(inner) for inner in value]
    return None if value is UNDEFINED else value
