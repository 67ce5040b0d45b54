"""Persons in clear: e-mail addresses and phone numbers where TikTok forbids them, names where it wants digests.

Source: TikTok, "TikTok Business Products (Data) Terms", and "Events API 2.0", section user.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any
from urllib.parse import unquote

from ... import hashing
from ...redaction import mask
from .fields import each
from .reading import Reading
from .seen import Window
from .signs import Sign

# Begun at the "@", so that a long text is looked through once. The two bounds keep "logo@2x.png" out.
_EMAIL = re.compile(r"(?<=[\w.+%!#$&'*/=?^`{|}~-])@(?!\dx\.)[\w-]+(?:\.[\w-]+)*\.[^\W\d_][\w-]{1,30}(?![\w@])")
_PHONE = re.compile(r"(?<![\w.+])\+\d[\d ()./-]{6,24}\d(?!\w)")
_BARE_PHONE = re.compile(r"\+?[\d ()./-]{7,30}")
_ORIGIN = re.compile(r"[a-z][a-z0-9+.-]{0,20}://[^/?#]*", re.IGNORECASE)
_NO_DIGIT = re.compile(r"\D")
_PHONE_KEYS = frozenset(("phone", "phone_number", "tel", "telephone", "mobile"))
_NAME_KEYS = frozenset(("first_name", "last_name", "zip_code"))
_NO_PERSON = frozenset(
    ("ip", "user_agent", "ttclid", "ttp", "locale", "city", "state", "country", "idfa", "idfv", "gaid")
)
_LONGEST, _MOST, _DEEPEST = 8192, 500, 8


def in_user(reading: Reading, _: Window) -> Iterator[Sign]:
    """The pixel hashes by itself; a server has to."""
    for key, value in islice(reading.user.items(), _MOST):
        if key in _NO_PERSON:
            continue
        found = next((one for one in each(value) if _is_person(key, one)), None)
        if found is not None:
            yield Sign("pii_unhashed", why=mask(str(found)), field=f"user.{key}")


def in_page(reading: Reading, _: Window) -> Iterator[Sign]:
    for key in ("url", "referrer"):
        url = reading.page.get(key)
        if isinstance(url, str) and (plain := _decoded(url)) and (is_email(plain) or _has_phone(plain)):
            yield Sign("pii_unhashed", plain, field=f"page.{key}")


def in_properties(reading: Reading, _: Window) -> Iterator[Sign]:
    for field, key, value in _leaves("properties", reading.properties):
        if is_email(value) or _has_phone(value) or (key in _PHONE_KEYS and is_phone(value)):
            shown = {"why": mask(str(value))} if key in _PHONE_KEYS else {"sample": value}
            yield Sign("pii_unhashed", **shown, field=field)


def is_email(value: object) -> bool:
    """Whether an e-mail address stands in this."""
    return isinstance(value, str) and "@" in value and _EMAIL.search(value, 0, _LONGEST) is not None


def is_phone(value: object) -> bool:
    """Whether this is a phone number."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return False
    if isinstance(value, int):
        return 10**6 < value < 10**15
    return _BARE_PHONE.fullmatch(value.strip()) is not None and _is_long_enough(value)


def _has_phone(value: object) -> bool:
    """Only one with a plus: other rows of digits may be anything."""
    if not isinstance(value, str) or "+" not in value:
        return False
    return any(_is_long_enough(found[0]) for found in _PHONE.finditer(value, 0, _LONGEST))


def _is_long_enough(text: str) -> bool:
    return 7 <= len(_NO_DIGIT.sub("", text)) <= 15


def _is_person(key: str, value: object) -> bool:
    if is_email(value) or _has_phone(value) or (key in _PHONE_KEYS and is_phone(value)):
        return True
    return key in _NAME_KEYS and isinstance(value, str) and value.strip() != "" and not hashing.is_digest(value)


def _decoded(url: str) -> str:
    """What follows the host, decoded as often as pages encode it: twice at most."""
    if not ("@" in url or "%" in url or "+" in url):
        return ""
    rest = _ORIGIN.sub("", url[:_LONGEST], count=1)
    return unquote(unquote(rest)) if "%" in rest else rest


def _leaves(place: str, value: Mapping[str, Any]) -> Iterator[tuple[str, str, Any]]:
    """The values inside, with their place and key; what is deeper or more than anybody's event is left out."""
    waiting: list[tuple[str, str, Any, int]] = [(place, "", value, 0)]
    for _ in range(_MOST):
        if not waiting:
            return
        field, key, inside, depth = waiting.pop()
        if isinstance(inside, Mapping):
            if depth < _DEEPEST:
                waiting += [
                    (f"{field}.{each}"[:200], each, one, depth + 1) for each, one in islice(inside.items(), _MOST)
                ]
        elif isinstance(inside, list):
            if depth < _DEEPEST:
                waiting += [(f"{field.removesuffix('[]')}[]", key, one, depth + 1) for one in inside[:_MOST]]
        else:
            yield field, key, inside
