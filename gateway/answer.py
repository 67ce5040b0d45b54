"""The browser's answer: what the client responds, with the cookies and headers that tags added."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from urllib.parse import quote

from .steps import Body, BrowserPixel, Cookie, Effect, Header, Respond, Status
from .trace import Answer

# RFC 6265, section 4.1.1: signs a cookie's value may hold as they are; all others are percent-encoded, as GTM does.
_COOKIE_SIGNS = "!#$&'()*+-./:<=>?@[]^_`{|}~"
_COOKIE_VALUE = re.compile(r"[\w.-]*", re.ASCII)
_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_URL = re.compile(r"(?:https?://|\$\{transport_url\})[\x21-\x7e]*", re.IGNORECASE)
_TEXT = re.compile(r"[\t\x20-\x7e]*")


def answer_of(respond: Respond, effects: Iterable[Effect]) -> Answer:
    """The answer to send. What tags set stands in place of the client's, and of several the last in firing order stays."""
    cookies: dict[tuple[str, str, str | None], Cookie] = {}
    headers = [(name, value) for name, value in respond.headers if _may_be_written(name, value)]
    status, body = respond.status, respond.body
    pixels: list[BrowserPixel] = []
    for effect in effects:
        if isinstance(effect, Cookie):
            cookies[effect.name, effect.path, effect.domain] = effect
        elif isinstance(effect, BrowserPixel):
            pixels.append(effect)
        elif part_of(effect) in respond.firm:
            continue
        elif isinstance(effect, Header):
            headers = _with(headers, effect)
        elif isinstance(effect, Status):
            status = effect.code
        else:
            body = effect.body
    headers += [("set-cookie", cookie_text(cookie)) for cookie in cookies.values()]
    if pixels and respond.event_stream:
        headers = _with(headers, Header("content-type", "text/event-stream; charset=utf-8"))
        body = event_stream(pixels, status, body)
    return Answer(status, tuple(headers), body)


def part_of(effect: Header | Status | Body) -> str:
    """Which part of the answer it sets, as `Respond.firm` names it."""
    if isinstance(effect, Header):
        return effect.name.lower()
    return "status" if isinstance(effect, Status) else "body"


def _with(headers: list[tuple[str, str]], header: Header) -> list[tuple[str, str]]:
    """A header takes the place of one of its name; only of cookies there may be several."""
    name = header.name.lower()
    kept = [each for each in headers if each[0].lower() != name or name == "set-cookie"]
    return [*kept, (name, header.value)]


def event_stream(pixels: Iterable[BrowserPixel], status: int = 200, body: bytes = b"") -> bytes:
    """What gtag.js reads where its hit has `richsstsse`: a message for each thing to fetch, and how the hit was answered.

    Source: the reader in gtag.js (builds of 2023 to 2026). It knows `send_pixel` and `fetch`; `response` is for Stape's
    data tag, which reads the same stream, and gtag.js passes over it.
    """
    messages: list[dict[str, object]] = [{pixel.how: [pixel.url]} for pixel in pixels]
    messages.append({"response": {"status_code": status, "body": body.decode("utf-8", "replace")}})
    return "".join([f"event: message\ndata: {json.dumps(message)}\n\n" for message in messages]).encode()


def cookie_text(cookie: Cookie) -> str:
    """The cookie as a Set-Cookie header has it."""
    plain = cookie.raw or _COOKIE_VALUE.fullmatch(cookie.value)
    value = cookie.value if plain else quote(cookie.value, safe=_COOKIE_SIGNS)
    parts = [f"{cookie.name}={value}", f"Path={cookie.path}"]
    if cookie.domain:
        parts.append(f"Domain={cookie.domain}")
    if cookie.max_age is not None:
        parts.append(f"Max-Age={cookie.max_age}")
    parts.append(f"SameSite={cookie.same_site}")
    parts += ["Secure"] * cookie.secure + ["HttpOnly"] * cookie.http_only
    return "; ".join(parts)


def _may_be_written(name: object, value: object) -> bool:
    """Whether this can be a header; one that cannot is left out, for it may come from an answer of somebody else."""
    texts = isinstance(name, str) and isinstance(value, str)
    return texts and bool(_TOKEN.fullmatch(str(name)) and _TEXT.fullmatch(str(value)))


def fault_of(effect: Effect) -> str:
    """Why this effect cannot go into an HTTP answer, or nothing: no hit may write a header of its own."""
    if isinstance(effect, Cookie):
        if not (_is_text(effect.value) and isinstance(effect.max_age, int | None)):
            return f'cookie "{effect.name}" needs a text as its value and whole seconds as its max_age'
        texts = (effect.path, effect.domain or "", effect.same_site, effect.value if effect.raw else "")
        if not (_TOKEN.fullmatch(effect.name) and all(map(_clean, texts))):
            return f'cookie "{effect.name}" has signs a cookie may not have'
    elif isinstance(effect, BrowserPixel):
        if not _URL.fullmatch(effect.url):
            return "an address the browser shall fetch begins with https:// or http:// and has no blanks"
    elif isinstance(effect, Status | Body):
        return _fault_of_part(effect)
    elif isinstance(effect, Header) and not (_TOKEN.fullmatch(effect.name) and _TEXT.fullmatch(effect.value)):
        return f'header "{effect.name}" has signs a header may not have'
    return ""


def _fault_of_part(part: Status | Body) -> str:
    if isinstance(part, Body):
        return "" if isinstance(part.body, bytes) else "the body of an answer is bytes"
    good = isinstance(part.code, int) and 200 <= part.code <= 599
    return "" if good else f"the status {part.code!r} is none of HTTP: it is a number from 200 to 599"


def _is_text(value: object) -> bool:
    """Whether this is text that can be written as UTF-8."""
    return isinstance(value, str) and (value.isascii() or not any("\ud800" <= sign <= "\udfff" for sign in value))


def _clean(text: str) -> bool:
    return ";" not in text and _TEXT.fullmatch(text) is not None
