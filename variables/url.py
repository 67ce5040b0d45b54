"""GTM's URL variable: a part of an address."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal
from urllib.parse import SplitResult, unquote, urlsplit

from gateway import UNDEFINED, Lookup, VariableType, pairs

_PORTS = {"http": "80", "https": "443"}


class URL(VariableType):
    """A part of the page's address, or of another one."""

    part: Annotated[
        Literal["full", "protocol", "host", "port", "path", "filename_extension", "query", "fragment"],
        "Which part; full is all of it but the fragment.",
    ] = "full"
    url: Annotated[Any, "The address; left out, the page's (page_location).", {"examples": ["{{Referrer}}"]}] = None
    query_key: Annotated[
        str | None,
        "With part query: the parameter whose value is wanted; left out, all of it.",
        {"examples": ["utm_source"]},
    ] = None
    strip_www: Annotated[bool, "With part host: without a leading www."] = False

    def value(self, lookup: Lookup) -> Any:
        address = lookup.event.get("page_location") if self.url is None else self.url
        if not isinstance(address, str):
            return UNDEFINED
        try:
            parts = urlsplit(address)
            return self._query(parts) if self.part == "query" else self._host(parts, _PARTS[self.part](parts))
        except ValueError:
            return UNDEFINED  # no address that anybody could open

    def _host(self, parts: SplitResult, value: str) -> str:
        return value.removeprefix("www.") if self.part == "host" and self.strip_www else value

    def _query(self, parts: SplitResult) -> Any:
        if self.query_key is None:
            return parts.query
        return next((value for name, value in pairs(parts.query) if name == self.query_key), UNDEFINED)


def _port(parts: SplitResult) -> str:
    return str(parts.port or "") or _PORTS.get(parts.scheme, "")


def _extension(parts: SplitResult) -> str:
    name = parts.path.rpartition("/")[2]
    return name.rpartition(".")[2] if "." in name else ""


_PARTS: dict[str, Callable[[SplitResult], str]] = {
    "full": lambda parts: parts._replace(fragment="").geturl(),
    "protocol": lambda parts: parts.scheme,
    "host": lambda parts: parts.hostname or "",
    "port": _port,
    "path": lambda parts: unquote(parts.path) or "/",
    "filename_extension": _extension,
    "fragment": lambda parts: parts.fragment,
}
