"""The options of a command of cURL, as far as they say what is sent. Source: curl, "curl.1 the man page"."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import quote

from .captured import NoHitError
from .curl_names import DATA, LETTERS, LETTERS_OF_THE_SENDING, OF_THE_REQUEST, OF_THE_SENDING
from .shell import Words

_FORM = "application/x-www-form-urlencoded"
_IN_A_FILE = "its data is in a file, which is not read. Copy the data into the command."
# curl's own patterns in addresses, "URL": a backslash says that a bracket is none of them.
_NO_PATTERN = re.compile(r"\\([\[\]{}])")
_EXPANDED = "it fills in a variable of its own (--expand-), which is not read."
# What may stand at the beginning of an address.
_ADDRESS = re.compile(r"[\w.\[%/]")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,30}://|(?:data|blob|about|file):|/", re.IGNORECASE)


@dataclass
class Options:
    """One request, while its options are read. Texts are bytes as Latin-1 signs."""

    printed: str = ""
    address: str = ""
    target: str = ""
    data: list[str] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
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
            plain = url if self.flags & {"globoff"} else _NO_PATTERN.sub(r"\1", url)
            self.address = plain if _SCHEME.match(plain) else f"http://{plain}"
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
        """What -G moves into the address, and without it what --url-query adds."""
        return "&".join(self._sent if "get" in self.flags else self.added)

    @property
    def body(self) -> bytes:
        """The data, put together as curl does."""
        return b"" if "get" in self.flags else ("" if "json" in self.flags else "&").join(self._sent).encode("latin-1")

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

    @property
    def _sent(self) -> list[str]:
        """The data. Firefox 140 writes `^&` for `&` also for bash; in the data of a form ^ is %5E, so there is no other."""
        if not any(name == "user-agent" and "Firefox/" in (value or "") for name, value in self.said):
            return self.data
        signs = {each.count(sign) for each in self.data for sign in ("^&", "^", "&")}
        return [each.replace("^&", "&") for each in self.data] if len(signs) == 1 else self.data

    def _take(self, name: str, value: str) -> None:
        if name in DATA:
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
        elif name in ("url", "url-query", "request-target"):
            self._take_address(name, value)
        elif name in ("form", "form-string", "upload-file"):
            raise NoHitError("it sends a form of parts or a file, which no client reads.")
        else:
            self.flags.add(name)

    def _take_address(self, name: str, value: str) -> None:
        if name == "url":
            self.urls.append(value)
        elif name == "url-query":
            # After a plus sign curl takes the text as it is.
            self.added.append(value[1:] if value.startswith("+") else self._encoded(value))
        else:
            self.target = value

    def _data(self, name: str, value: str) -> str:
        if name == "data-raw":
            return value
        if name == "data-urlencode":
            return self._encoded(value)
        if value == "@-" and self.printed:
            return self.printed
        if value.startswith("@"):
            raise NoHitError(_IN_A_FILE)
        return value

    def _encoded(self, value: str) -> str:
        key, sign, text = value.partition("=")
        if not sign and "@" in value:
            raise NoHitError(_IN_A_FILE)
        encoded = quote((text if sign else value).encode("latin-1"), safe="")
        return f"{key}={encoded}" if key and sign else encoded

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
    is_value = False
    for word in rest:
        if word.startswith("--") and len(word) > 2:
            name = word[2:]
            is_value = name not in OF_THE_SENDING and name not in OF_THE_REQUEST
            if name in OF_THE_SENDING:
                _value(rest)
            elif name.startswith("expand-") and name.removeprefix("expand-") not in OF_THE_SENDING:
                raise NoHitError(_EXPANDED)
            else:
                yield name, "" if is_value else _value(rest)
        elif is_value and not _ADDRESS.match(word) and not word.startswith("-"):
            # An option that is not known may have a value.
            is_value = False
        elif word.startswith("-") and len(word) > 1:
            yield from _letters(word[1:], rest)
        elif word not in ("--", "-"):
            yield "url", word


def _letters(letters: str, rest: Iterator[str]) -> Iterator[tuple[str, str]]:
    """`-sSXPOST`: each letter is an option, and the rest of the word the value of the first that takes one."""
    for position, letter in enumerate(letters, 1):
        name = LETTERS.get(letter, "")
        if name not in OF_THE_REQUEST and letter not in LETTERS_OF_THE_SENDING:
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
