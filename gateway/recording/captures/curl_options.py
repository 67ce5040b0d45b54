"""The options of a command of cURL, as far as they say what is sent. Source: curl, "curl.1 the man page"."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote

from .captured import NoHitError
from .shell import Words

_SHORT = {
    "A": "user-agent", "b": "cookie", "d": "data", "e": "referer", "F": "form", "G": "get", "H": "header", "I": "head",
    "T": "upload-file", "u": "user", "X": "request", ":": "next",
}  # fmt: skip
# Those that say how to send, and take a value.
_SHORT_WITH_VALUE = frozenset("cCDEhKmoPQrtUwxyYzC")
_WITH_VALUE = frozenset(
    "cacert capath cert cert-type ciphers config connect-timeout connect-to continue-at cookie-jar crlfile "
    "dns-servers doh-url dump-header expect100-timeout interface ip-tos keepalive-time key key-type limit-rate local-port "
    "max-filesize max-redirs max-time netrc-file noproxy output output-dir parallel-max pass pinnedpubkey "
    "proxy proxy-header proxy-user proto proto-default range rate resolve retry retry-delay retry-max-time socks5 "
    "socks5-hostname speed-limit speed-time stderr time-cond tls-max tls13-ciphers trace trace-ascii unix-socket "
    "variable write-out oauth2-bearer ech curves etag-compare etag-save aws-sigv4".split()
)
_DATA = ("data", "data-ascii", "data-raw", "data-binary", "data-urlencode", "json")
_READ = frozenset(
    (
        "header",
        "cookie",
        "user-agent",
        "referer",
        "user",
        "request",
        "url",
        "form",
        "form-string",
        "upload-file",
        *_DATA,
    )
)
_FORM = "application/x-www-form-urlencoded"


@dataclass
class Options:
    """One request, while its options are read. Texts are bytes as Latin-1 signs."""

    printed: str = ""
    address: str = ""
    data: list[str] = field(default_factory=list)
    said: list[tuple[str, str | None]] = field(default_factory=list)
    asked: str = ""
    flags: set[str] = field(default_factory=set)
    urls: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, words: Words, printed: str = "") -> Iterator[Options]:
        """The requests of a command without its first word; `printed` is what it gets from a pipe. Raises NoHitError."""
        options = cls(printed)
        for name, value in _options(words):
            if name == "next":
                yield from options._each_address()
                options = cls(printed)
            else:
                options._take(name, value)
        yield from options._each_address()

    def _each_address(self) -> Iterator[Options]:
        if not self.urls:
            raise NoHitError("the command names no address.")
        for url in self.urls:
            self.address = url if "://" in url or url.startswith("/") else f"http://{url}"
            yield self

    @property
    def method(self) -> str:
        """What -X says, or what curl makes of the rest."""
        if self.asked:
            return self.asked.upper()
        if "head" in self.flags:
            return "HEAD"
        return "POST" if self.data and "get" not in self.flags else "GET"

    @property
    def query(self) -> str:
        """What -G moves into the address."""
        return "&".join(self.data) if "get" in self.flags else ""

    @property
    def body(self) -> bytes:
        """The data, put together as curl does."""
        return b"" if "get" in self.flags else ("" if "json" in self.flags else "&").join(self.data).encode("latin-1")

    @property
    def headers(self) -> list[tuple[str, str]]:
        """Those that are said, and the type of a body that curl would add."""
        names = {name for name, _ in self.said}
        headers = [(name, value) for name, value in self.said if value is not None]
        if "json" in self.flags:
            added = [("content-type", "application/json"), ("accept", "application/json")]
        else:
            added = [("content-type", _FORM)] if self.body else []
        return [*headers, *[(name, value) for name, value in added if name not in names]]

    def _take(self, name: str, value: str) -> None:
        if name in _DATA:
            self.data.append(self._data(name, value))
            self.flags |= {"json"} if name == "json" else set()
        elif name == "header":
            self._take_header(value)
        elif name == "cookie":
            if "=" not in value:
                raise NoHitError("its cookies are in a file, which is not read.")
            self.said.append(("cookie", value))
        elif name in ("user-agent", "referer"):
            self.said.append((name, value))
        elif name == "user":
            self.said.append(("authorization", f"Basic {base64.b64encode(value.encode('latin-1')).decode()}"))
        elif name == "request":
            self.asked = value
        elif name == "url":
            self.urls.append(value)
        elif name in ("form", "form-string", "upload-file"):
            raise NoHitError("it sends a form of parts or a file, which no client reads.")
        else:
            self.flags.add(name)

    def _data(self, name: str, value: str) -> str:
        if name == "data-raw":
            return value
        if name == "data-urlencode":
            key, sign, text = value.partition("=")
            if not sign and "@" in value:
                raise NoHitError("its data is in a file, which is not read. Copy the data into the command.")
            encoded = quote((text if sign else value).encode("latin-1"), safe="")
            return f"{key}={encoded}" if key and sign else encoded
        if value == "@-" and self.printed:
            return self.printed
        if value.startswith("@"):
            raise NoHitError("its data is in a file, which is not read. Copy the data into the command.")
        return value

    def _take_header(self, text: str) -> None:
        if text.startswith("@"):
            raise NoHitError("its headers are in a file, which is not read.")
        name, colon, value = text.partition(":")
        if not colon:
            name, semicolon, _ = text.partition(";")
            self.said += [(name.strip().lower(), "")] if semicolon else []
        elif name.strip():
            # A header without a value is one that curl shall not send.
            self.said.append((name.strip().lower(), value.strip(" \t") or None))


def _options(words: Words) -> Iterator[tuple[str, str]]:
    """Each option by its long name, with its value; an address is `url`, and what says nothing of the request is left out."""
    rest = iter(words)
    for word in rest:
        if word.startswith("--") and len(word) > 2:
            name = word[2:]
            if name in _WITH_VALUE:
                _value(rest)
            else:
                yield name, _value(rest) if name in _READ else ""
        elif word.startswith("-") and len(word) > 1:
            yield from _letters(word[1:], rest)
        elif word not in ("--", "-"):
            yield "url", word


def _letters(letters: str, rest: Iterator[str]) -> Iterator[tuple[str, str]]:
    """`-sSXPOST`: each letter is an option, and the rest of the word the value of the first that takes one."""
    for position, letter in enumerate(letters, 1):
        name = _SHORT.get(letter, "")
        if name not in _READ and letter not in _SHORT_WITH_VALUE:
            yield name or letter, ""
            continue
        value = letters[position:] or _value(rest)
        if name:
            yield name, value
        return


def _value(rest: Iterator[str]) -> str:
    value = next(rest, None)
    if value is None:
        raise NoHitError("the command ends in the middle of an option.")
    return value
