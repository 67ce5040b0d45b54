"""Whether GTM would save this code: its compiler takes ECMAScript 5.1 with `let`, `const` and arrow functions, and no more.

The grammar is not public. What is told here stands in none of the published templates, so these are warnings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..place import Place, Problem

MOST = 50
SERVER_APIS = frozenset(
    (
        "BigQuery", "Firestore", "JSON", "Math", "Object", "Promise", "addEventCallback", "addMessageListener", "callLater",
        "claimRequest", "computeEffectiveTldPlusOne", "createRegex", "decodeUri", "decodeUriComponent", "encodeUri",
        "encodeUriComponent", "extractEventsFromMpv1", "extractEventsFromMpv2", "fromBase64", "generateRandom",
        "getAllEventData", "getClientName", "getContainerVersion", "getCookieValues", "getEventData", "getGoogleAuth",
        "getGoogleScript", "getRemoteAddress", "getRequestBody", "getRequestHeader", "getRequestMethod", "getRequestPath",
        "getRequestQueryParameter", "getRequestQueryParameters", "getRequestQueryString", "getTimestamp",
        "getTimestampMillis", "getType", "hasMessageListener", "hmacSha256", "isRequestMpv1", "isRequestMpv2",
        "logToConsole", "makeInteger", "makeNumber", "makeString", "makeTableMap", "parseUrl", "queryPermission",
        "returnResponse", "runContainer", "sendEventToGoogleAnalytics", "sendHttpGet", "sendHttpRequest", "sendMessage",
        "sendPixelFromBrowser", "setCookie", "setPixelResponse", "setResponseBody", "setResponseHeader",
        "setResponseStatus", "sha256", "sha256Sync", "templateDataStorage", "testRegex", "toBase64",
    )
)  # fmt: skip
"""What `require` finds in a server container: "Server-side tagging APIs" in the documentation of Tag Manager."""

_TOKEN = re.compile(
    r"""
    (?P<blank> \s+ | //[^\n]* | /\*.*?(?:\*/|\Z) )
    | (?P<text> "(?:[^"\\\n]|\\.)*+(?:"|(?=\n)|\Z) | '(?:[^'\\\n]|\\.)*+(?:'|(?=\n)|\Z) )
    | (?P<template> `(?:[^`\\]|\\.)*+(?:`|\\?\Z) )
    | (?P<number> \.?\d(?:[eE][+-]|[\w.])* )
    | (?P<word> [A-Za-z_$\u0080-\U0010ffff][\w$\u0080-\U0010ffff]* )
    | (?P<sign> \.\.\. | \?\.(?!\d) | \?\?=? | \*\*=? | => | \+\+ | -- | [^\s\w] )
    """,
    re.VERBOSE | re.DOTALL,
)
_REGEX = re.compile(r"/(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.){0,500}+\]){1,500}+/[a-z]*")
_SIGNS = {"...": "the spread of `...`", "?.": "`?.`", "??": "`??`", "??=": "`??=`", "**": "`**`", "**=": "`**=`"}
_WORDS = frozenset(
    (
        "async", "await", "class", "debugger", "delete", "do", "export", "extends", "import", "instanceof", "new", "super",
        "this", "throw", "try", "void", "with", "yield",
    )
)  # fmt: skip
_INSTEAD = {
    "delete": " Write Object.delete(object, key).",
    "template": " Join texts with +.",
    "regex": " Use createRegex.",
}
# Behind one of these a slash begins a regular expression; behind anything else it divides.
_BEFORE_VALUE = frozenset(("return", "typeof", "case", "in", "of", "else", *"([{,;=:?!&|+-*%<>~^", "=>"))


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    at: int


def lint(code: str, file: str, line: int = 1) -> list[Problem]:
    """Warnings about what GTM would not save, for code that begins in that line of the file."""
    tokens = list(_tokens(code))
    found: list[Problem] = []
    for number, token in enumerate(tokens):
        before, behind = _text(tokens, number - 1), _text(tokens, number + 1)
        what = _told(token, before, behind) or _unknown_api(tokens, number)
        if what and len(found) < MOST:
            above = code[: token.at]
            place = Place(file, line + above.count("\n"), token.at - above.rfind("\n"))
            found.append(Problem(place, what, "template", is_warning=True))
    return found


def _tokens(code: str) -> Iterator[_Token]:
    at, before = 0, _Token("", "", 0)
    while at < len(code):
        regex = _REGEX.match(code, at) if _may_begin_regex(before) else None
        found = _TOKEN.match(code, at)
        if found is None:
            at += 1
            continue
        kind = str(found.lastgroup)
        is_regex = regex is not None and kind == "sign"
        token = _Token("regex" if is_regex else kind, regex[0] if is_regex and regex else found[0], at)
        at += len(token.text)
        if kind != "blank":
            before = token
            yield token


def _may_begin_regex(before: _Token) -> bool:
    return not before.text or before.text in _BEFORE_VALUE


def _text(tokens: list[_Token], number: int) -> str:
    return tokens[number].text if 0 <= number < len(tokens) else ""


def _told(token: _Token, before: str, behind: str) -> str:
    if token.kind == "template":
        return _refused("a template literal", "template")
    if token.kind == "regex":
        return _refused("a regular expression", "regex")
    if token.kind == "number" and token.text.endswith("n"):
        return _refused("a BigInt")
    if token.kind == "sign":
        return _refused(_SIGNS[token.text]) if token.text in _SIGNS else ""
    # A word behind a dot or before a colon is a name like any other.
    is_keyword = token.kind == "word" and token.text in _WORDS and before != "." and behind != ":"
    return _refused(f'"{token.text}"', token.text) if is_keyword else ""


def _refused(what: str, instead: str = "") -> str:
    return f"GTM may not save {what}: no published template has it.{_INSTEAD.get(instead, '')}"


def _unknown_api(tokens: list[_Token], number: int) -> str:
    """`require("…")` of what there is not."""
    names = [_text(tokens, at) for at in range(number - 2, number + 2)]
    token = tokens[number]
    if names[0] != "require" or names[1] != "(" or names[3] != ")" or token.kind != "text":
        return ""
    name = token.text[1:-1]
    return "" if name in SERVER_APIS else f'there is no API "{name[:60]}" in a server container.'
