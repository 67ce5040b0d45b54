"""The web container client: serves gtag.js and gtm.js from the site's own host, so that the page loads nothing from elsewhere.

Source: Google, "Serve Google scripts first-party" (server-side tagging). What a script loads later it loads from where its
own text says; no text is changed here.
"""

from __future__ import annotations

import gzip
import re
from collections import OrderedDict
from functools import cached_property
from pathlib import Path
from typing import Annotated, NamedTuple
from urllib.parse import urlencode

from gateway import (
    Ask,
    Claimed,
    ClientType,
    Hit,
    Log,
    OutgoingRequest,
    Refused,
    Reply,
    Respond,
    SettingError,
    Steps,
    is_unset,
    pairs,
)

from ._admission import allows

_PATHS = ("/gtag/js", "/gtm.js", "/gtag/destination")
# <NAME> stands for a setting of another machine while rehearsing.
_ADDRESS = re.compile(r"https?://[a-z0-9]|https?://\[[0-9a-f:]+\]|<", re.IGNORECASE)
_GZIP = re.compile(r"gzip(?!\s*;\s*q=0(\.0*)?\s*(,|$))")
_LONGEST_SCRIPT = 2 * 1024 * 1024
# What says which script it is: the data layer's name, an environment of GTM's. All else is the page's own business.
_PASSED_ON = ("id", "l", "cx", "gtm", "gtm_auth", "gtm_preview", "gtm_cookies_win")
_LONGEST_VALUE = 64
_PATIENCE = 2.5
"""Seconds for each part of an answer; twice as long for all of it."""
_MOST_SCRIPTS = 64


class WebContainer(ClientType):
    """Serves `/gtag/js` and `/gtm.js` for allowed ids, fetched from Google or read from a file."""

    ids: Annotated[
        tuple[str, ...],
        "The measurement and container ids it serves scripts for.",
        {"examples": [["G-EXAMPLE1", "GTM-EXAMPLE"]]},
    ]
    upstream: Annotated[str, "Where the scripts come from.", {"examples": ["https://scripts.shop.example"]}] = (
        "https://www.googletagmanager.com"
    )
    files: Annotated[
        dict[str, Path] | None,
        "Scripts to serve from files instead, by their ids.",
        {"examples": [{"G-EXAMPLE1": "scripts/gtag.js"}]},
    ] = None
    max_age: Annotated[
        int, "Seconds a fetched script is served again without asking, here and in browsers.", {"minimum": 0}
    ] = 900

    def __post_init__(self) -> None:
        if not _ADDRESS.match(self.upstream):
            raise SettingError("upstream", f'"{self.upstream}" is no address. Write https://www.googletagmanager.com.')
        for name, file in (self.files or {}).items():
            if name not in self.ids:
                raise SettingError("files", f'"{name}" is none of its ids.')
            if is_unset(file.name):
                continue
            try:
                self._from_files[name] = _Script.of(file.read_bytes(), 0)
            except OSError as error:
                raise SettingError("files", f"{file} cannot be read: {error.strerror}.") from None

    def claim(self, hit: Hit) -> Claimed | Refused:
        path = next((path for path in _PATHS if hit.path.endswith(path)), None)
        if path is None:
            return Refused(f'the path is "{hit.path}", not one of …{", …".join(_PATHS)}')
        if hit.method not in ("GET", "HEAD"):
            return Refused(f"the method is {hit.method}, not GET")
        asked = dict(pairs(hit.query))
        if not allows(self.ids, asked.get("id", "")):
            return Refused(f'ids: "{asked.get("id", "")}" is none of them')
        passed = {name: asked[name] for name in _PASSED_ON if name in asked}
        if any(len(value) > _LONGEST_VALUE for value in passed.values()):
            return Refused("its query is too long for a script's")
        return Claimed(self._steps(hit, f"{path}?{urlencode(passed)}", asked.get("id", "")))

    def _steps(self, hit: Hit, address: str, asked: str) -> Steps:
        if script := self._from_files.get(asked):
            yield Log(f"from the file of {asked}")
            yield script.answer(hit, self.max_age)
            return
        script = self._fetched.get(address)
        if script is None or not 0 <= hit.at - script.at < self.max_age * 1000:
            request = OutgoingRequest(
                self.upstream.rstrip("/") + address, "GET", timeout=_PATIENCE, longest_reply=_LONGEST_SCRIPT
            )
            reply: Reply = yield Ask(request)
            if fault := _fault(reply):
                yield Log(f"{request.url} {fault}{'; an older copy is served' if script else ''}")
            else:
                yield Log(f"fetched from {request.url}")
                script = self._remember(address, _Script.of(reply.body, hit.at))
        if script is None:
            yield Respond(502, (("cache-control", "no-store"), _PLAIN), b"the script could not be fetched\n")
        else:
            yield script.answer(hit, self.max_age)

    def _remember(self, address: str, script: _Script) -> _Script:
        self._fetched.pop(address, None)
        self._fetched[address] = script
        if len(self._fetched) > _MOST_SCRIPTS:
            self._fetched.popitem(last=False)
        return script

    @cached_property
    def _from_files(self) -> dict[str, _Script]:
        return {}

    @cached_property
    def _fetched(self) -> OrderedDict[str, _Script]:
        return OrderedDict()


def _fault(reply: Reply) -> str:
    if reply.status != 200:
        return f"answered {reply.status}" if reply.status else f"did not answer: {reply.error}"
    if reply.header("content-encoding") not in (None, "identity"):
        return "answered with an encoding that was not asked for"
    return "answered more than a script is long" if len(reply.body) >= _LONGEST_SCRIPT else ""


class _Script(NamedTuple):
    """A script as it is served; `at` is when it was fetched (ms)."""

    body: bytes
    packed: bytes
    at: int

    @classmethod
    def of(cls, body: bytes, at: int) -> _Script:
        return cls(body, gzip.compress(body, 6, mtime=0), at)

    def answer(self, hit: Hit, max_age: int) -> Respond:
        headers = [
            ("content-type", _JAVASCRIPT),
            ("cache-control", f"private, max-age={max_age}"),
            ("vary", "Accept-Encoding"),
        ]
        if _GZIP.search(hit.header("accept-encoding") or ""):
            return Respond(200, (*headers, ("content-encoding", "gzip")), self.packed)
        return Respond(200, tuple(headers), self.body)


_JAVASCRIPT = "application/javascript; charset=UTF-8"
_PLAIN = ("content-type", "text/plain; charset=utf-8")
