"""What a finding may show of a value: masked, on one line, short."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from unicodedata import normalize

from ...redaction import redacted, redacted_text

LONGEST = 120
_LARGEST = 1e30
_LONG_AS_A_TOKEN = 32
# What the redaction leaves of an address or a number that stands in odd company, or encoded twice, is masked, too.
_ADDRESS = re.compile(r"[^\s@]{1,64}(?:@|%(?:25)+40)[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?:\+|(?<!\w)(?<!\d\.)00|%(?:25)*2B)\d[\d ()./\u2010-\u2015\u2212-]{6,40}\d", re.IGNORECASE)


def shown(value: Any, field: str = "", why: str = "") -> str:
    """The value under this field as a finding shows it, with the reason behind it."""
    key = field.rpartition(".")[2].removesuffix("[]").lower()
    sample = str(redacted(_unveiled(_plain(value)), key))
    if why:
        reason = _unveiled(why)
        sample = f"{sample} ({reason})" if sample else reason
    return cut(_masked(sample))


def shown_pixel(code: str) -> str:
    """A pixel code as it stands; what is as long as an access token may be one, put into the wrong field."""
    return code if len(code) < _LONG_AS_A_TOKEN else f"{code[:4]}… ({len(code)} signs)"


def cut(text: str) -> str:
    """At most as long as a sample may be."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _unveiled(text: str) -> str:
    """As an eye reads it, where odd blanks, wide signs or marks hide something to mask; else as it is."""
    if text.isascii() and text.isprintable():
        return text
    plain = "".join(filter(str.isprintable, normalize("NFKC", text)))
    return plain if "***" in _masked(plain) else text


def _masked(text: str) -> str:
    return _PHONE.sub("+***", _ADDRESS.sub("***@***", redacted_text(text)))


def _plain(value: Any) -> str:
    """The value as text; what has parts is only named."""
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return "an object" if value else "an empty object"
    if isinstance(value, list | tuple):
        return "a list" if value else "an empty list"
    if isinstance(value, bool) or value is None:
        return str(value).lower().replace("none", "null")
    if isinstance(value, int | float):
        return str(value) if abs(value) < _LARGEST else "no number of this world"
    return type(value).__name__
