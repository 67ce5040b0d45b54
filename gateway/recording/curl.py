"""Hits and requests as cURL commands, to be pasted into a shell: whatever they hold, the shell fills in nothing of it.

Texts stand in single quotes. Where they hold signs a terminal obeys, `$'…'` writes those as octal numbers, as bash and zsh read
them. A credential is a variable of the shell, and its value stands nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..hit import Hit
from ..outgoing import OutgoingRequest, Secret

_NEXT = " \\\n  "
_CURL_ADDS = ("user-agent", "accept")
_OF_THE_CONNECTION = frozenset(("content-length", "connection", "transfer-encoding", "keep-alive", "expect"))
_LINE_ENDS = re.compile(r"[\r\n\0]")
_NO_NAME = re.compile(r"\W", re.ASCII)
_LONGEST_ARGUMENT = 100_000
"""Linux takes arguments of less than 128 kB; a longer body comes through a pipe."""
_OF_BASH = "\\"
_OF_PRINTF = "\\0"
"""`printf '%b'` reads octal numbers after a zero."""


def curl_of_hit(hit: Hit, origin: str) -> str:
    """The hit as a command that sends it to the server at this origin, `http://localhost:8080`, as the browser did."""
    query = f"?{hit.query}" if hit.query else ""
    headers: list[tuple[str, str | Secret]] = [(name, _as_sent(value)) for name, value in hit.headers]
    return _command(hit.method, f"{origin.rstrip('/')}{hit.path}{query}", headers, hit.body)


def curl_of_request(request: OutgoingRequest) -> str:
    """The request as a command; its credentials are variables, `"$TIKTOK_ACCESS_TOKEN"`."""
    return _command(request.method, request.url, request.headers, request.body)


def _as_sent(value: str) -> str:
    """A header's bytes, which the server reads as Latin-1, as the text they are; what is none stays a byte."""
    try:
        return value.encode("latin-1").decode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return value


def _command(method: str, url: str, headers: Iterable[tuple[str, str | Secret]], body: bytes) -> str:
    sent = [(name, value) for name, value in headers if name.lower() not in _OF_THE_CONNECTION]
    # A pipe also takes what no argument can hold: a NUL ends it.
    piped = b"\0" in body or len(body) > _LONGEST_ARGUMENT
    parts = [
        f"curl {_shell(_LINE_ENDS.sub('', url))}",
        *_ways(method, url, body),
        *[f"-H {_header(name, value)}" for name, value in [*sent, *_left_out(sent, body)]],
    ]
    if body:
        parts.append("--data-binary @-" if piped else f"--data-raw {_shell_bytes(body)}")
    pipe = f"printf '%b' '{_numbered(body, _OF_PRINTF)}' | " if body and piped else ""
    return f"{pipe}{_NEXT.join(parts)}\n"


def _ways(method: str, url: str, body: bytes) -> list[str]:
    """What tells curl to take method and address as they are."""
    ways = []
    if method == "HEAD":
        ways.append("--head")
    elif method != ("POST" if body else "GET"):
        ways.append(f"-X {_shell(method)}")
    if re.search(r"[\[\]{}]", url):
        ways.append("--globoff")
    return [*ways, "--path-as-is"] if "/." in url else ways


def _left_out(sent: list[tuple[str, str | Secret]], body: bytes) -> list[tuple[str, None]]:
    """Headers that curl would add of its own."""
    names = {name.lower() for name, _ in sent}
    adds = (*_CURL_ADDS, "content-type") if body else _CURL_ADDS
    return [(name, None) for name in adds if name not in names]


def _header(name: str, value: str | Secret | None) -> str:
    name = _LINE_ENDS.sub("", name)
    if value is None:
        return _shell(f"{name}:")
    if isinstance(value, Secret):
        variable = _NO_NAME.sub("_", value.name)
        prefix = _shell(f"{name}: {_LINE_ENDS.sub(' ', value.prefix)}")
        return f'{prefix}"${{{variable}}}"' if variable[:1].isdigit() else f'{prefix}"${variable}"'
    # A line end would be a header of its own. Without a value curl would send none, so `;` says that it is empty.
    text = _LINE_ENDS.sub(" ", value)
    return _shell(f"{name}: {text}" if text.strip() else f"{name};")


def _shell_bytes(body: bytes) -> str:
    try:
        return _shell(body.decode("utf-8"))
    except UnicodeDecodeError:
        return f"$'{_numbered(body, _OF_BASH)}'"


def _shell(text: str) -> str:
    """The text as one word of the shell."""
    if text.isprintable():
        return "'" + text.replace("'", "'\\''") + "'"
    signs = [sign if _may_stand(sign) else _octal(_bytes(sign), _OF_BASH) for sign in text]
    return f"$'{''.join(signs)}'"


def _numbered(body: bytes, mark: str) -> str:
    """The bytes as ASCII: all that is not plain is a number after the mark."""
    return "".join(chr(byte) if byte < 127 and _may_stand(chr(byte)) else _octal(bytes([byte]), mark) for byte in body)


def _bytes(sign: str) -> bytes:
    return sign.encode("utf-8", "surrogateescape" if "\udc80" <= sign <= "\udcff" else "replace")


def _may_stand(sign: str) -> bool:
    # An interactive bash looks for its history, `!`, before it looks for quotes.
    return sign.isprintable() and sign not in "'\\!"


def _octal(sign: bytes, mark: str) -> str:
    return "".join(f"{mark}{byte:03o}" for byte in sign)
