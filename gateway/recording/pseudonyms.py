"""A hit without its persons and secrets: stable stand-ins of the same shape, so that the same tags fire and joins hold.

Bodies that are packed (Content-Encoding, multipart) no client reads, and nobody looks into them: they are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit, urlunsplit

import msgspec
from msgspec import structs

from ..container import Container
from ..hit import Hit
from ..outgoing import OutgoingRequest
from .layers import json_leaves, percent_decoded, unescaped
from .person_keys import Kind, of_json, of_parameter
from .stand_ins import Edit, StandIns, edited, moved

_DEEPEST = 6
"""Encodings inside encodings that are opened. What lies deeper no tag reads, and all of it is replaced."""
# Lines of a body, parameters of an address; `;` only where a parameter follows, as in `&amp;email=`.
_BORDER = re.compile(r"[?&#\r\n]|;(?=[\w.\[\]-]{1,64}=)")
_USER = re.compile(r"(?<=://)[^/\s?#@]++@")
_ONLY_ADDRESSES = re.compile(r"[0-9a-fA-F.:,\s\[\]]+")
_PHONE = re.compile(r"[\s+]*[\d\s()./+-]{6,}")
# What stands before an id in a cookie: then the id is the same one as in a parameter.
_BEFORE_ID = re.compile(r"GA\d\.[\d-]{1,9}\.|FPID2\.\d\.|GCL\.\d{1,14}\.|fb\.\d\.\d{1,16}\.|_uet")
_SESSION_COOKIE = re.compile(r"_ga_[A-Z0-9]+|_gcl_gs")
_SESSION_HASH = re.compile(r"(?<=\$h)\w+|(?<=\.)\d{2,}$|(?<=\$d)[\w-]+")
_MATCH_KEY = re.compile(r"(?<=~)(?!co\d?\.)[A-Za-z]+\d*\.([^~]+)")
_SETTING_COOKIE = re.compile(r"consent|gdpr|currency|lang|locale|country|cookie_?notice", re.IGNORECASE)
# Of whom a consent is: the banners' own ids.
_CONSENT_ID = re.compile(r"(?<=stamp:')[^']++|(?<![\w-])[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}(?![\w-])")
_FLAGS = frozenset(
    "0 1 true false yes no on off null none undefined granted denied accepted rejected n/a na nan - (not set)".split()
) | {"", "(not set)"}
_KEPT_HEADERS = re.compile(
    r"user-agent|host|origin|sec-.*|accept.*|content-.*|connection|dnt|te|priority|pragma|cache-control|upgrade.*|if-.*|date"
)
_CREDENTIALS = re.compile(r"auth|token|secret|key|signature|session|password")
_PLACES = re.compile(r"city|latlong|latitude|longitude|postal")
_SCHEME = re.compile(r"[A-Za-z]{3,12} +(?=\S)")
_TIME = re.compile(r"\d{1,20}")
_NUMBER = re.compile(r"-?\d[\d.]*")
_WORD = re.compile(r"[A-Za-z][A-Za-z _-]{0,30}")


def pseudonymous(hit: Hit, key: bytes, words: frozenset[str] = frozenset()) -> Hit:
    """The same hit with stand-ins for persons and secrets; all else stays to the byte.

    `words` are what rules compare with, and nobody's: where one of them is all that a value says, it stays.
    """
    return _Pseudonyms(StandIns(key), words).hit(hit)


def words_of(container: Container) -> frozenset[str]:
    """The texts that the triggers of a container compare with, less what may name a person all the same."""
    entries = [entry for tag in container.tags for entry in (*tag.triggers, *tag.exceptions)]
    entries += [entry for tag in container.tags for each in tag.transformations for entry in each.triggers or ()]
    texts = {text for entry in entries for wanted in entry.trigger.only().values() for text in wanted}
    return frozenset(text for text in texts if _WORD.fullmatch(text))


def pseudonymous_request(request: OutgoingRequest, key: bytes) -> OutgoingRequest:
    """The same for a request to a vendor; its credentials stay names."""
    parts = urlsplit(request.url)
    plain = tuple((name.lower(), value) for name, value in request.headers if isinstance(value, str))
    nobodys = pseudonymous(Hit(request.method, parts.path or "/", parts.query, plain, request.body), key)
    values = iter(nobodys.headers)
    headers = tuple((name, next(values)[1] if isinstance(value, str) else value) for name, value in request.headers)
    url = urlunsplit((parts.scheme, parts.netloc, nobodys.path, nobodys.query, ""))
    return structs.replace(request, url=url, headers=headers, body=nobodys.body)


class _Pseudonyms:
    """Finds what is a person's in the texts of a hit."""

    def __init__(self, stand_ins: StandIns, words: frozenset[str]) -> None:
        self._stand_ins, self._words = stand_ins, words

    def hit(self, hit: Hit) -> Hit:
        body = b"" if _is_packed(hit) else self._edited(hit.body.decode("latin-1")).encode("latin-1")
        headers = [(name, self._header(name, _latin(value))) for name, value in hit.headers]
        if hit.header("content-length") == str(len(hit.body)):
            headers = [(name, str(len(body)) if name == "content-length" else value) for name, value in headers]
        return msgspec.structs.replace(
            hit,
            path=self._edited(hit.path),
            query=self._edited(hit.query),
            headers=tuple(headers),
            body=body,
            ip=self._edited(hit.ip),
        )

    def _edited(self, text: str) -> str:
        text = _latin(text)
        return edited(text, self._text(text, 0))

    def _header(self, name: str, value: str) -> str:
        if _KEPT_HEADERS.fullmatch(name):
            # A browser's versions look like addresses and numbers; an e-mail address is none of it.
            return edited(value, list(self._stand_ins.emails(value))) if "@" in value else value
        if name == "cookie":
            return edited(value, self._cookies(value))
        if _CREDENTIALS.search(name):
            scheme = _SCHEME.match(value)
            start = scheme.end() if scheme else 0
            return edited(value, [*moved(self._stand_ins.word(value[start:]), start)])
        kind: Kind = "person" if _PLACES.search(name) else of_parameter(name.removeprefix("x-"))
        return edited(value, self._value(value, kind, 0) if kind != "text" else self._text(value, 0))

    def _cookies(self, text: str) -> list[Edit]:
        edits, at = list[Edit](), 0
        for cookie in text.split(";"):
            name, equals, value = cookie.partition("=")
            edits += moved(self._leaf(name, 0), at)
            edits += moved(self._cookie(name.strip(), value), at + len(name) + len(equals))
            at += len(cookie) + 1
        return edits

    def _cookie(self, name: str, value: str, depth: int = 1) -> list[Edit]:
        if depth <= _DEEPEST and (opened := percent_decoded(value)):
            return list(opened.outside(self._cookie(name, opened.text, depth + 1)))
        if _SESSION_COOKIE.fullmatch(name) and value.startswith("G"):
            return [edit for found in _SESSION_HASH.finditer(value) for edit in self._part(found, 0)]
        if _SETTING_COOKIE.search(name):
            ids = [edit for found in _CONSENT_ID.finditer(value) for edit in self._part(found, 0)]
            return [*ids, *self._text(value, depth)]
        return self._value(value, "person", depth)

    def _text(self, text: str, depth: int) -> list[Edit]:
        """A text with whatever structure it has: JSON, an address, lines of parameters, or none."""
        if depth > _DEEPEST:
            return self._stand_ins.word(text)
        if text.lstrip()[:1] in ("{", "["):
            return self._json(text, depth, "text")
        return self._parameters(text, depth) if "=" in text else self._leaf(text, depth)

    def _parameters(self, text: str, depth: int) -> list[Edit]:
        edits, at = list[Edit](), 0
        for border in [*(found.start() for found in _BORDER.finditer(text)), len(text)]:
            edits += moved(self._parameter(text[at:border], depth), at)
            at = border + 1
        return edits

    def _parameter(self, text: str, depth: int) -> list[Edit]:
        name, equals, value = text.partition("=")
        if not equals:
            return self._leaf(text, depth)
        opened = percent_decoded(name)
        kind = of_parameter(opened.text if opened else name)
        return [*self._leaf(name, depth), *moved(self._value(value, kind, depth), len(name) + 1)]

    def _value(self, text: str, kind: Kind, depth: int) -> list[Edit]:
        if kind == "text":
            return self._json(text, depth, kind) if text[:1] in ("{", "[") else self._leaf(text, depth)
        if depth > _DEEPEST:
            return self._stand_ins.word(text)
        if opened := percent_decoded(text):
            return list(opened.outside(self._value(opened.text, kind, depth + 1)))
        # GA4's sessions are named by numbers, mostly the second they began; one that is named otherwise may be a secret.
        if kind == "kept" or (kind == "session" and _TIME.fullmatch(text)):
            return list(self._stand_ins.emails(text))
        if text.lstrip()[:1] in ("{", "["):
            return self._json(text, depth, kind)
        return self._person(text, kind)

    def _leaf(self, text: str, depth: int) -> list[Edit]:
        if opened := percent_decoded(text):
            return list(opened.outside(self._text(opened.text, depth + 1)))
        edits: list[Edit] = []
        if "://" in text and "@" in text:
            edits = [
                edit
                for found in _USER.finditer(text)
                for edit in moved(self._stand_ins.word(found.group()), found.start())
            ]
            text = _USER.sub(lambda found: " " * len(found.group()), text)
        known = self._stand_ins
        return [*edits, *known.emails(text), *known.digests(text), *known.addresses(text), *known.phones(text)]

    def _json(self, text: str, depth: int, outer: Kind) -> list[Edit]:
        if depth > _DEEPEST:
            return self._stand_ins.word(text)
        edits: list[Edit] = []
        for start, end, names, is_text, is_name in json_leaves(text):
            inner = text[start:end]
            kind = "text" if is_name else of_json(names)
            kind = outer if kind == "text" and not is_name else kind
            if not is_text and _NUMBER.fullmatch(inner):
                edits += moved(self._number(inner, kind), start)
            elif opened := unescaped(inner):
                edits += moved(opened.outside(self._string(opened.text, kind, depth + 1)), start)
            else:
                edits += moved(self._string(inner, kind, depth + 1), start)
        return edits

    def _string(self, text: str, kind: Kind, depth: int) -> list[Edit]:
        return self._text(text, depth) if kind == "text" else self._value(text, kind, depth)

    def _number(self, text: str, kind: Kind) -> list[Edit]:
        if kind in ("text", "kept", "session") or text in _FLAGS:
            return []
        return self._stand_ins.phone(text) if kind == "phone" else self._stand_ins.number(text)

    def _person(self, text: str, kind: Kind) -> list[Edit]:
        """All of this text is a person's: by what it is, it gets another."""
        known = self._stand_ins
        if text.strip().lower() in _FLAGS or text in self._words:
            return []
        if emails := list(known.emails(text)):
            return [*emails, *self._between(text, emails)]
        if _ONLY_ADDRESSES.fullmatch(text) and (addresses := list(known.addresses(text))):
            return addresses
        if (kind == "phone" or text.lstrip()[:1] == "+") and _PHONE.fullmatch(text):
            return known.phone(text)
        if text.startswith("tv."):
            return [edit for found in _MATCH_KEY.finditer(text) for edit in self._part(found, 1)]
        before = _BEFORE_ID.match(text)
        start = before.end() if before else 0
        return [*moved(known.word(text[start:]), start)]

    def _between(self, text: str, edits: Iterable[Edit]) -> list[Edit]:
        """What stands around e-mail addresses: a name, most of the time."""
        found, at = list[Edit](), 0
        for start, end, _ in [*edits, (len(text), len(text), "")]:
            found += moved(self._stand_ins.word(text[at:start]), at)
            at = end
        return found

    def _part(self, found: re.Match[str], group: int) -> Iterable[Edit]:
        return moved(self._stand_ins.word(found.group(group)), found.start(group))


def _is_packed(hit: Hit) -> bool:
    encoding, kind = hit.header("content-encoding") or "identity", hit.header("content-type") or ""
    return encoding.strip().lower() != "identity" or kind.strip().lower().startswith("multipart/")


def _latin(text: str) -> str:
    """Signs a server cannot have read become bytes, as all others are."""
    return text if all(sign <= "\xff" for sign in text) else text.encode("utf-8", "replace").decode("latin-1")
