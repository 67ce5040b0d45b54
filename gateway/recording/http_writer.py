"""The writer of hits as text: what `http_text.py` reads, so that reading it gives the same hit again, to the byte."""

from __future__ import annotations

import base64
import re
from datetime import UTC, datetime
from textwrap import wrap

from ..hit import Hit
from .http_text import ENCODED_BODY, ENCODED_HEADERS, NOTE, NOTHING

_PLAIN_NAME = re.compile(r"[!$&'*+\-.^_`|~0-9a-z]+")
# Editors cut blanks at the end of a line, and the reader those at the beginning of a value.
_PLAIN_VALUE = re.compile(r"(?:(?! )[^\x00-\x1f\x7f]*(?<! ))?")
_NO_SIGN_OF_A_HEADER = re.compile(r"[^\x20-\x7e]|%|^ +| +$")
_NO_SIGN_OF_A_NAME = re.compile(r"[^!$&'*+\-.^_`|~0-9a-z]")
_NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\r(?!\n)")
_ENDS = re.compile(rb"[\r\n]\Z|(?:\A|\n)###")
_WIDTH = 76


def http_text(hit: Hit, title: str = "") -> bytes:
    """The hit as text, always UTF-8: a comment, what is read of comments, the request line, headers, an empty line, the body.

    A header without a name is left out: no text holds it.
    """
    named = [(name, value) for name, value in hit.headers if name]
    plain = all(map(_is_plain, named))
    body, readable = hit.body, _is_readable(hit.body)
    notes = [
        *([_title(title)] if title else []),
        f"# at: {moment(hit.at)}",
        f"# from: {hit.ip or NOTHING}",
        f"# id: {hit.id or NOTHING}",
        f"# seed: {hit.seed}",
        *([] if plain else [f"# headers: {ENCODED_HEADERS}"]),
        *([] if readable else [f"# body: {ENCODED_BODY}"]),
    ]
    query = f"?{hit.query}" if hit.query else ""
    headers = [_header(name, value) if plain else _encoded(name, value) for name, value in named]
    head = [*[note.encode() for note in notes], f"{hit.method} {hit.path}{query} HTTP/1.1".encode(), *headers]
    if not readable:
        body = "\n".join(wrap(base64.b64encode(body).decode(), _WIDTH)).encode()
    return b"\n".join([*head, *([b"", body] if body else []), b""])


def _title(text: str) -> str:
    """One line that is a comment and none that is read."""
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return f"# ({line})" if NOTE.match(f"# {line}") else f"# {line}"


def moment(at: int) -> str:
    """Milliseconds since 1970 as ISO 8601 writes them."""
    seconds, milliseconds = divmod(at, 1000)
    # Not strftime, whose years before 1000 have fewer digits.
    return f"{datetime.fromtimestamp(seconds, UTC).isoformat()[:19]}.{milliseconds:03}Z"


def _is_readable(body: bytes) -> bool:
    """Whether the body can stand in the text as it is: the file stays a text that any editor opens."""
    if _ENDS.search(body):
        return False
    try:
        return _NO_TEXT.search(body.decode("utf-8")) is None
    except UnicodeDecodeError:
        return False


def _is_plain(header: tuple[str, str]) -> bool:
    name, value = header
    try:
        value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return False
    return bool(_PLAIN_NAME.fullmatch(name) and _PLAIN_VALUE.fullmatch(value))


def _header(name: str, value: str) -> bytes:
    # A server reads bytes as Latin-1: in the file they are what the browser sent.
    return f"{name}: {value}".rstrip(" ").encode("latin-1")


def _encoded(name: str, value: str) -> bytes:
    return f"{_NO_SIGN_OF_A_NAME.sub(_escaped, name)}: {_NO_SIGN_OF_A_HEADER.sub(_escaped, value)}".rstrip(" ").encode()


def _escaped(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02x}" for byte in found.group().encode("utf-8", "surrogatepass"))
