"""The permissions of server containers, and what their parameters mean as rules.

Names and meanings: "Server-side custom template permissions" in the documentation of Tag Manager.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

Rule = tuple[str, ...]
"""A pattern for each word of a subject; `*` stands for anything in it."""

GOOGLE_PROJECT = "GOOGLE_CLOUD_PROJECT"
"""The project of whoever names none."""

TITLES = {
    "access_bigquery": "Accesses BigQuery",
    "access_firestore": "Accesses Google Firestore",
    "access_response": "Accesses response",
    "access_template_storage": "Accesses template storage",
    "get_cookies": "Reads cookie value(s)",
    "logging": "Logs to console",
    "read_container_data": "Reads container data",
    "read_event_data": "Reads event data",
    "read_event_metadata": "Reads event metadata",
    "read_request": "Reads HTTP request",
    "return_response": "Returns response",
    "run_container": "Runs the container",
    "send_http": "Sends HTTP requests",
    "send_pixel_from_browser": "Sends pixels from browser",
    "set_cookies": "Sets a cookie",
    "use_custom_private_keys": "Uses custom private keys",
    "use_google_credentials": "Uses Google Application Default Credentials",
    "use_message": "Uses messages",
}
KINDS: dict[str, tuple[str, ...]] = {
    "access_bigquery": ("text", "text", "text", "text"),
    "access_firestore": ("text", "text", "text"),
    "access_response": ("text", "text"),
    "get_cookies": ("text",),
    "read_event_data": ("text",),
    "read_request": ("text", "text"),
    "send_http": ("url",),
    "send_pixel_from_browser": ("url",),
    "set_cookies": ("text", "text", "text", "text", "text"),
    "use_custom_private_keys": ("text",),
    "use_google_credentials": ("text",),
    "use_message": ("text", "text"),
}
"""What each word of a subject is, in the order of GTM's query signatures; a permission without any is had or not."""

_GOOGLES = (
    *("google.com", "googleapis.com", "google-analytics.com", "googletagmanager.com", "doubleclick.net"),
    *("googleadservices.com", "googlesyndication.com", "gstatic.com", "analytics.google.com"),
)
_ASCII_CAPITALS = {ord(sign): sign.lower() for sign in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}


def rules_of(name: str, parameters: Mapping[str, Any]) -> Iterator[Rule]:
    """The rules that the parameters of this permission make."""
    make = _MAKE.get(name)
    if make is not None:
        yield from make(parameters)
    elif name not in KINDS:
        yield ()


def lowered(word: str) -> str:
    """In small letters, as far as they are ASCII: what JavaScript and Python both mean by that."""
    return word.translate(_ASCII_CAPITALS)


def _any_or(parameters: Mapping[str, Any], access: str, listed: str) -> Iterator[Rule]:
    if parameters.get(access) == "any":
        yield ("*",)
        return
    yield from ((each,) for each in _texts(parameters.get(listed)))


def _urls(parameters: Mapping[str, Any]) -> Iterator[Rule]:
    yield from _any_or(parameters, "allowedUrls", "urls")
    if parameters.get("allowGoogleDomains") is True:
        yield from ((f"https://*.{domain}/",) for domain in _GOOGLES)


def _request(parameters: Mapping[str, Any]) -> Iterator[Rule]:
    """`requestAccess` is any, or specific; then each part has a flag, and headers and query parameters a list of names."""
    if parameters.get("requestAccess") == "any":
        yield ("*", "*")
        return
    yield ("method", "")
    for part, flag in (("body", "bodyAllowed"), ("path", "pathAllowed"), ("remote_address", "remoteAddressAllowed")):
        if parameters.get(flag) is True:
            yield (part, "")
    if parameters.get("headersAllowed") is True:
        yield from _named("header", parameters, "headerAccess", "headerWhitelist", "headerName", lowered)
    if parameters.get("queryParametersAllowed") is True:
        names = ("queryParameterAccess", "queryParameterWhitelist", "queryParameter")
        yield from _named("query", parameters, *names, str)


def _response(parameters: Mapping[str, Any]) -> Iterator[Rule]:
    if parameters.get("writeResponseAccess") == "any":
        yield ("*", "*")
        return
    for part, flag in (("status", "writeStatusAllowed"), ("body", "writeBodyAllowed")):
        if parameters.get(flag) is True:
            yield (part, "")
    if parameters.get("writeHeadersAllowed") is True:
        yield from _named("header", parameters, "writeHeaderAccess", "writeHeaderWhitelist", "headerName", lowered)


def _named(
    part: str, parameters: Mapping[str, Any], access: str, listed: str, column: str, spelt: Callable[[str], str]
) -> Iterator[Rule]:
    if parameters.get(access) != "specific":
        yield (part, "*")
        return
    yield from ((part, spelt(name)) for (name,) in _rows(parameters.get(listed), column))


def _cookies(parameters: Mapping[str, Any]) -> Iterator[Rule]:
    columns = ("name", "domain", "path", "secure", "session")
    for name, domain, path, secure, session in _rows(parameters.get("allowedCookies"), *columns):
        yield (
            name,
            lowered(domain).removeprefix(".") or "*",
            path or "*",
            secure if secure in ("secure", "non_secure") else "*",
            session if session in ("session", "non_session") else "*",
        )


def _tables(parameters: Mapping[str, Any]) -> Iterator[Rule]:
    for project, dataset, table, operation in _rows(
        parameters.get("allowedTables"), "projectId", "datasetId", "tableId", "operation"
    ):
        yield (operation or "write", project, dataset, table)


def _documents(parameters: Mapping[str, Any]) -> Iterator[Rule]:
    for project, path, operation in _rows(parameters.get("allowedOptions"), "projectId", "path", "operation"):
        for each in ("read", "write", "read_write") if operation == "read_write" else (operation,):
            yield (each, project, path)


def _messages(parameters: Mapping[str, Any]) -> Iterator[Rule]:
    if parameters.get("allowedActions") == "any":
        yield ("*", "*")
        return
    for type_, action in _rows(parameters.get("messageTypes"), "type", "action"):
        for each in ("listen", "send", "listen_and_send") if action == "listen_and_send" else (action,):
            yield (type_, each)


_MAKE: dict[str, Callable[[Mapping[str, Any]], Iterator[Rule]]] = {
    "access_bigquery": _tables,
    "access_firestore": _documents,
    "access_response": _response,
    "get_cookies": lambda parameters: _any_or(parameters, "cookieAccess", "cookieNames"),
    "read_event_data": lambda parameters: _any_or(parameters, "eventDataAccess", "keyPatterns"),
    "read_request": _request,
    "send_http": _urls,
    "send_pixel_from_browser": _urls,
    "set_cookies": _cookies,
    "use_custom_private_keys": lambda parameters: _any_or(parameters, "", "keyIds"),
    "use_google_credentials": lambda parameters: _any_or(parameters, "", "allowedScopes"),
    "use_message": _messages,
}


def _texts(listed: Any) -> list[str]:
    return [each for each in listed if isinstance(each, str)] if isinstance(listed, list) else []


def _rows(listed: Any, *columns: str) -> Iterator[tuple[str, ...]]:
    for row in listed if isinstance(listed, list) else ():
        if isinstance(row, dict):
            yield tuple(each if isinstance(each := row.get(column), str) else "" for column in columns)
