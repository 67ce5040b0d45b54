"""Digests of e-mail addresses and phone numbers that match nobody, for what was hashed is not what TikTok hashes."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from ... import hashing
from .fields import each, is_there, texts_at
from .persons import is_email, is_phone
from .reading import Reading
from .seen import Window
from .signs import Sign

_EMAILS = ("user_data.email_address", "user_data.email", "email")
_PHONES = ("user_data.phone_number", "user_data.phone", "phone_number")
_NO_DIGIT = re.compile(r"\D")
_MOST, _LONGEST = 20, 400

_international = hashing.phone()


def email(reading: Reading, _: Window) -> Iterator[Sign]:
    """A plain address is told as one, not as a broken digest."""
    said = [value for value in each(reading.user.get("email")) if not is_email(value)]
    if not said:
        return
    raw = _as_it_stood(_raw_emails(reading))
    for value in said:
        fault = _fault(value) or ("of an address with blanks or capitals" if value.lower() in raw else "")
        if fault:
            yield Sign("email_hash_invalid", value, fault)
        elif value != value.lower():
            yield Sign("email_hash_invalid", value, "in capitals", severity="warning")


def phone(reading: Reading, _: Window) -> Iterator[Sign]:
    said = [value for value in each(reading.user.get("phone")) if not is_phone(value)]
    raw = _as_it_stood(_raw_phones(reading)) if said else frozenset()
    for value in said:
        if fault := _fault(value) or ("of a number in another form" if value.lower() in raw else ""):
            yield Sign("phone_hash_suspicious", value, fault)


def phone_without_country(reading: Reading, _: Window) -> Iterator[Sign]:
    """A number was there, and none could be sent."""
    if is_there(reading.user.get("phone")):
        return
    given = [text for text in hashing.texts(_plain(reading, _PHONES)) if not hashing.is_digest(text)]
    if given and not any(map(_international, given)):
        yield Sign("phone_no_country", given[0])


def _fault(value: object) -> str:
    if not isinstance(value, str) or not hashing.is_digest(value):
        return "empty" if value == "" else "no SHA-256 digest in hex"
    word = _DIGESTS_OF_NOTHING.get(value.lower())
    return "" if word is None else f'the digest of "{word}"'


def _raw_emails(reading: Reading) -> Iterator[tuple[str, str]]:
    """Each form an address may have been hashed in, with the one that TikTok hashes."""
    for text in _plain(reading, _EMAILS):
        right = hashing.email(text)
        yield from ((form, right) for form in (text, text.strip(), text.lower()) if right)


def _raw_phones(reading: Reading) -> Iterator[tuple[str, str]]:
    for text in _plain(reading, _PHONES):
        if reading.user.get("country") == "cn":
            continue  # an older text of TikTok's wants Chinese numbers without plus and country code
        right = _international(text)
        bare = text.strip()
        yield from ((form, right) for form in (text, bare, bare.lower(), _NO_DIGIT.sub("", bare)))


def _plain(reading: Reading, places: tuple[str, ...]) -> list[str]:
    found = [text for text in texts_at(reading.seen.plain, *places) if len(text) <= _LONGEST]
    return found[:_MOST]


def _as_it_stood(forms: Iterator[tuple[str, str]]) -> frozenset[str]:
    return frozenset(_sha256(form) for form, right in forms if form and form != right)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


_DIGESTS_OF_NOTHING = {
    _sha256(word): word
    for lower in (
        "",
        "undefined",
        "null",
        "none",
        "nan",
        "n/a",
        "na",
        "-",
        "+",
        "(not set)",
        "false",
        "[object object]",
    )
    for word in dict.fromkeys((lower, lower.capitalize(), lower.upper(), "NaN", "[object Object]"))
}
"""What a page hashes where it knows nobody; "+" is what one vendor makes of a phone number without digits."""
