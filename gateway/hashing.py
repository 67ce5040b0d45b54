"""Match keys: normalise first, then hash. The rules vendors share; a digest of nothing never leaves.

Source: TikTok, "Events API 2.0, Report App, Web, Offline, or CRM Events", section user; the examples of that page are tests.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from math import isfinite
from typing import TYPE_CHECKING, Any

from .event import UNDEFINED

if TYPE_CHECKING:
    from phonenumbers import PhoneNumber

Normalise = Callable[[str], str]

_DIGITS = 64
_DIGEST = re.compile(r"[0-9a-fA-F]{64}")
_ADDRESS = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+")
_LATIN_ACCENT = re.compile(r"([a-z])[\u0300-\u036f]+")
_PLACEHOLDERS = frozenset(("", "-", "n/a", "na", "none", "null", "undefined", "(not set)", "nan"))
_LARGEST = 10**40
_SHORTEST_NATIONAL = 7
# Source: ITU-T, List of E.164 assigned country codes: of one, two or three digits, and none begins another.
_CALLING_CODE = re.compile(r"[17]|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|[2-9]\d\d")
_NO_SIGN = re.compile(r"[^a-z0-9]")
_LETTERS, _NO_DIGITS = re.compile(r"[A-Za-z]"), re.compile(r"[^0-9]")
_DIGEST_OF_NOTHING = hashlib.sha256(b"").hexdigest()


def hashed(value: Any, normalise: Normalise) -> list[str]:
    """The SHA-256 digests (lower-case hex) of a value, a list, or an object keyed "0", "1", …; what is none is left out.

    A value that already is a digest is kept, in lower case.
    """
    if value is None or value is UNDEFINED:
        return []
    if isinstance(value, str):
        digest = _digest(found, normalise) if (found := value.strip()).lower() not in _PLACEHOLDERS else None
        return [digest] if digest else []
    digests = (_digest(text, normalise) for text in texts(value))
    return list(dict.fromkeys(digest for digest in digests if digest))


def plain(value: Any, normalise: Normalise) -> str | None:
    """The first usable value, normalised but not hashed."""
    if isinstance(value, str):
        return (normalise(found) or None) if (found := value.strip()).lower() not in _PLACEHOLDERS else None
    return next((found for text in texts(value) if (found := normalise(text))), None)


def texts(value: Any) -> Iterator[str]:
    """The usable texts in a value: blanks and placeholders such as "null" are not."""
    if value is None or value is UNDEFINED:
        return
    if isinstance(value, dict):
        value = list(value.values())
    for inner in value if isinstance(value, list) else (value,):
        if isinstance(inner, str):
            text = inner.strip()
        elif isinstance(inner, int) and not isinstance(inner, bool):
            text = str(inner) if -_LARGEST < inner < _LARGEST else ""
        elif isinstance(inner, float) and isfinite(inner):
            text = str(int(inner)) if inner.is_integer() else str(inner)
        else:
            continue
        if text.lower() not in _PLACEHOLDERS:
            yield text


def is_placeholder(text: str) -> bool:
    """Whether this is blank, or a word that stands for nothing, such as "null"."""
    first = text[:1]
    if first.isalnum() and first not in "nNuU":
        return False
    return text.strip().lower() in _PLACEHOLDERS


def is_digest(text: str) -> bool:
    """Whether this already is a SHA-256 digest in hex."""
    return len(text) == _DIGITS and _DIGEST.fullmatch(text) is not None


def _digest(text: str, normalise: Normalise) -> str | None:
    if len(text) == _DIGITS and is_digest(text):
        return text.lower() if text.lower() != _DIGEST_OF_NOTHING else None
    normal = normalise(text)
    return hashlib.sha256(normal.encode("utf-8", "surrogatepass")).hexdigest() if normal else None


def email(text: str) -> str:
    """Trimmed, in lower case; nothing where it is not one address."""
    address = text.strip().lower()
    return address if _ADDRESS.fullmatch(address) else ""


def external_id(text: str) -> str:
    """Trimmed only: its case may carry meaning."""
    return text.strip()


def person_name(text: str) -> str:
    """Trimmed, in lower case."""
    return text.strip().lower()


def zip_code(text: str) -> str:
    """Lower case, no blanks or dashes: `M5V 3L9` is `m5v3l9`."""
    return re.sub(r"[\s-]", "", text).lower()


def place_name(text: str) -> str:
    """Lower case, no blanks, punctuation or accents: `Târgu Mureș` is `targumures`; other scripts stay."""
    if text.isascii():
        return _NO_SIGN.sub("", text.lower())
    folded = _LATIN_ACCENT.sub(r"\1", unicodedata.normalize("NFD", text.lower()))
    signs = unicodedata.normalize("NFC", folded)
    return "".join(sign for sign in signs if unicodedata.category(sign)[0] in "LNM")


@lru_cache(256)
def phone(default_country: str | None = None) -> Normalise:
    """E.164 with `+`: `(+1) 213 373-4253` is `+12133734253`.

    A number without its country code gets that of `default_country` (`DE` or `49`) as one dials in that country: a trunk
    zero goes in Germany and stays in Italy. Without a default it is nothing, for a guess would match somebody else. Whether
    a number is in use nobody asks: 8 to 15 digits are one. Raises ValueError for what is no country.
    """
    region = _region(default_country or "")

    def normalise(text: str) -> str:
        bare = text.strip()
        if _LETTERS.search(bare):
            return ""  # an extension, or no number at all
        digits = _NO_DIGITS.sub("", bare)
        plus = "+" in bare[:3]
        if plus or digits.startswith("00"):
            if "(0)" in bare:  # a trunk zero in brackets is only for those who call from inside the country
                digits = _NO_DIGITS.sub("", bare.replace("(0)", ""))
            digits = _without_trunk_zero(digits if plus else digits[2:])
        else:
            digits = _dialled_in(region, digits) if region else ""
        return f"+{digits}" if 8 <= len(digits) <= 15 and digits[0] != "0" else ""

    return normalise


def _without_trunk_zero(digits: str) -> str:
    """A zero behind the country code is for those who call from inside the country, unless it is part of the number."""
    code = _CALLING_CODE.match(digits)
    if code is None or digits[code.end() : code.end() + 1] != "0":
        return digits
    import phonenumbers  # 30 ms, and only for such numbers

    try:
        parsed = phonenumbers.parse(f"+{digits}")
    except phonenumbers.NumberParseException:
        return digits
    return _international(parsed)


def _international(parsed: PhoneNumber) -> str:
    zeros = "0" * (parsed.number_of_leading_zeros or 1) if parsed.italian_leading_zero else ""
    return f"{parsed.country_code}{zeros}{parsed.national_number}"


def _dialled_in(region: str, digits: str) -> str:
    """The digits with their country code. The library knows how a country dials; what it finds too short is not refused."""
    import phonenumbers  # 30 ms, and only for rules that name a country

    code, about = (
        str(phonenumbers.country_code_for_region(region)),
        phonenumbers.PhoneMetadata.metadata_for_region(region),
    )
    # Where a trunk zero is always dialled, what begins with the country code has it, and only lacks its plus.
    if (
        about
        and about.national_prefix == "0"
        and digits.startswith(code)
        and len(digits) - len(code) >= _SHORTEST_NATIONAL
    ):
        return digits
    try:
        parsed = phonenumbers.parse(digits, region)
    except phonenumbers.NumberParseException:
        return code + digits.lstrip("0")
    return _international(parsed)


def _region(country: str) -> str:
    """The region of `DE`, `de`, `49` or `+49`: of several that share a code, the main one."""
    if not country:
        return ""
    import phonenumbers  # as above

    code = country.strip().lstrip("+")
    region = phonenumbers.region_code_for_country_code(int(code)) if code.isdecimal() else code.upper()
    if not phonenumbers.country_code_for_region(region):
        raise ValueError(f'"{country}" is no country: write DE or 49.')
    return region
