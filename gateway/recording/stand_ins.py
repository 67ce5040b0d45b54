"""Stand-ins for persons and secrets: drawn from the value by a key, so that one value is always the same one, in its shape.

Texts are bytes as Latin-1 signs, and what is to be changed is a list of edits, so that all between them stays to the byte.
Every edit writes letters, digits, `.`, `:` and `-` only, which no encoding around it needs to touch.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable, Iterator
from ipaddress import ip_address, ip_network
from typing import TypeAlias

from ..address import is_private

Edit: TypeAlias = tuple[int, int, str]
"""Where it begins, where it ends, what stands there instead."""

_NO_LOCAL = r"\s@<>\"=&?/:;,()\[\]{}|\\"
# A run is looked at from its first sign only, so the time is that of the length.
_EMAIL = re.compile(rf"(?<![^{_NO_LOCAL}])((?:\"[^\"@]{{1,64}}\"|[^{_NO_LOCAL}]++))@(?=([\w.\x80-\xff-]++))")
_DOMAIN = re.compile(r"[^.].*\.[^.\d]{2,24}", re.DOTALL)
_A_FILE = re.compile(r".*\.(?:png|jpe?g|gif|webp|avif|svg|css|js)", re.IGNORECASE | re.DOTALL)
_V4 = re.compile(r"(?<![\w.])(?<![A-Za-z]/)\d{1,3}(?:\.\d{1,3}){3}(?!\w|\.\d)")
_V6 = re.compile(r"(?<![\w:.])[0-9a-fA-F:]{2,39}(?!\w|:|\.\d)")
_PHONE = re.compile(r"(?<![\w.])(?:\+|00)\d[\d ()./+-]{6,40}(?<=\d)(?!\w)")
_DIGITS, _RUN = re.compile(r"[0-9]+"), re.compile(r"[0-9A-Za-z\x80-\xff]+")
_HEX = re.compile(r"(?=[0-9-]*[a-fA-F])[0-9a-fA-F-]{16,}")
_DIGEST = re.compile(r"(?<![0-9a-fA-F])[0-9a-fA-F]{64}(?![0-9a-fA-F])")
# What begins with `{"` in base64 is JSON that somebody packed, a token or a person.
_PACKED = re.compile(r"(?<![A-Za-z0-9_-])eyJ([A-Za-z0-9_+/=-]{8,}(?:\.[A-Za-z0-9_-]+){0,4})")
_HEX_SIGNS, _LETTERS = "0123456789abcdef", "abcdefghijklmnopqrstuvwxyz"
# ITU-T E.164: country codes of one and of two digits; all others have three.
_TWO = frozenset(
    "20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 "
    "92 93 94 95 98".split()
)
_PRIVATE_V4 = tuple(
    map(ip_network, ("10.0.0.0/8", "192.168.0.0/16", "172.16.0.0/12", "100.64.0.0/10", "169.254.0.0/16"))
)


class StandIns:
    """The stand-ins of one key."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def emails(self, text: str) -> Iterator[Edit]:
        """Every e-mail address in a text becomes another one at example.com."""
        for found in _EMAIL.finditer(text):
            local, domain = found.group(1).lstrip("'"), found.group(2).rstrip(".-_")
            if not _DOMAIN.fullmatch(domain) or _A_FILE.fullmatch(domain):
                continue
            drawn = self._drawn("email", f"{local}@{domain}".encode("latin-1").lower(), 12)
            yield found.end() - 1 - len(local), found.end() - 1, "".join(_LETTERS[byte % 26] for byte in drawn)
            yield found.end(), found.end() + len(domain), "example.com"

    def addresses(self, text: str) -> Iterator[Edit]:
        """Every IP address in a text becomes a documentation address, a private one another private one."""
        for found in _V4.finditer(text) if "." in text else ():
            yield from self._address(found.start(), found.group())
        for found in _V6.finditer(text) if ":" in text else ():
            if found.group().count(":") > 1:
                yield from self._address(found.start(), found.group())

    def phones(self, text: str) -> Iterator[Edit]:
        """Every phone number written with its country code keeps that, its length and its signs."""
        for found in _PHONE.finditer(text):
            yield from moved(self.phone(found.group()), found.start())

    def digests(self, text: str) -> Iterator[Edit]:
        """Every SHA-256 digest becomes another one, and what was packed as base64 of JSON another text of base64."""
        for found in _DIGEST.finditer(text):
            yield from moved(self._hex(found.group()), found.start())
        for found in _PACKED.finditer(text) if "eyJ" in text else ():
            yield from moved(self.word(found.group(1)), found.start(1))

    def phone(self, text: str) -> list[Edit]:
        """This number's other digits, after the country code or, where it has none, the zero one dials first."""
        # A trunk zero in brackets is only for those who call from inside the country.
        bare = text.replace("(0)", "   ")
        runs = [(found.start(), found.group()) for found in _DIGITS.finditer(bare)]
        digits = "".join(run for _, run in runs)
        zeros = len(digits) - len(digits.lstrip("0"))
        number = digits[zeros:] if zeros >= 2 else digits
        kept = len(digits) - len(number) + (1 if zeros == 1 else _country(number))
        drawn = self._drawn("phone", number.encode(), len(number))
        other = digits[:kept] + "".join(
            str(byte % 9 + 1 if first else byte % 10)
            for first, byte in zip([True] + [False] * len(number), drawn[: max(0, len(digits) - kept)], strict=False)
        )
        edits, at = [], 0
        for start, run in runs:
            edits.append((start, start + len(run), other[at : at + len(run)]))
            at += len(run)
        return edits

    def number(self, text: str) -> list[Edit]:
        """The number with other digits, still a number."""
        return self._changed("word", text, _DIGITS)

    def word(self, text: str) -> list[Edit]:
        """Letters become letters of the same case, digits digits; a text of hex signs stays one; all other signs stay."""
        return self._hex(text) if _HEX.fullmatch(text) else self._changed("word", text, _RUN)

    def _hex(self, text: str) -> list[Edit]:
        drawn = self._drawn("hex", text.encode("latin-1").lower(), len(text))
        signs = [sign if sign == "-" else _HEX_SIGNS[byte % 16] for sign, byte in zip(text, drawn, strict=True)]
        other = "".join(signs)
        return [(0, len(text), other.upper() if text.upper() == text else other)]

    def _changed(self, kind: str, text: str, runs: re.Pattern[str]) -> list[Edit]:
        """Other signs for these runs. A short text may draw itself, and then draws again."""
        canonical = text.replace("+", " ").encode("latin-1").lower()
        for turn in range(9):
            drawn = iter(self._drawn(f"{kind}{turn}", canonical, len(text)))
            edits = [(found.start(), found.end(), _like(found.group(), drawn)) for found in runs.finditer(text)]
            if any(text[start:end] != new for start, end, new in edits):
                return edits
        return []

    def _address(self, start: int, text: str) -> Iterator[Edit]:
        try:
            address = ip_address(text)
        except ValueError:
            return
        if address.is_loopback or address.is_unspecified:
            return
        drawn = self._drawn("ip", str(address).encode(), 8)
        yield start, start + len(text), (_v4 if address.version == 4 else _v6)(text, drawn)

    def _drawn(self, kind: str, value: bytes, length: int) -> bytes:
        seed = hmac.digest(self._key, kind.encode() + b"\0" + value, "sha256")
        return seed[:length] if length <= len(seed) else hashlib.shake_256(seed).digest(length)


def _v4(text: str, drawn: bytes) -> str:
    address = ip_address(text)
    network = next((known for known in _PRIVATE_V4 if address in known), None)
    if network is None:
        return f"203.0.113.{drawn[0] % 254 + 1}"
    host = int.from_bytes(drawn, "big") % (network.num_addresses - 2) + 1
    return str(network[host])


def _v6(text: str, drawn: bytes) -> str:
    start = text[:4].lower() if is_private(text) else "2001:db8:"
    groups = [f"{int.from_bytes(drawn[place : place + 2], 'big') % 0xFFFE + 1:x}" for place in (0, 2)]
    return f"{start.removesuffix(':')}::{':'.join(groups)}"


def _like(run: str, drawn: Iterator[int]) -> str:
    """Other signs for these: of a letter beyond ASCII, which is several bytes, one letter is left."""
    return "".join(
        _other(sign, next(drawn), leads=place == 0)
        for place, sign in enumerate(run)
        if place == 0 or not "\x80" <= sign < "\xc0"
    )


def _other(sign: str, byte: int, *, leads: bool) -> str:
    if not "0" <= sign <= "9":
        letter = _LETTERS[byte % 26]
        return letter.upper() if "A" <= sign <= "Z" else letter
    if not leads:
        return str(byte % 10)
    return "0" if sign == "0" else str(byte % 9 + 1)


def _country(number: str) -> int:
    """How many digits the country code has."""
    if number[:1] in ("1", "7"):
        return 1
    return 2 if number[:2] in _TWO else 3


def edited(text: str, edits: list[Edit]) -> str:
    """The text with these edits."""
    parts, done = [], 0
    for start, end, new in apart(edits):
        parts += [text[done:start], new]
        done = end
    return "".join([*parts, text[done:]])


def apart(edits: list[Edit]) -> list[Edit]:
    """The edits in the order of the text; of one that begins inside another only what is behind that one is left."""
    kept: list[Edit] = []
    for start, end, new in sorted(edits, key=lambda edit: edit[0]):
        behind = max(start, kept[-1][1]) if kept else start
        if behind < end:
            kept.append((behind, end, new if behind == start else new[-(end - behind) :]))
    return kept


def moved(edits: Iterable[Edit], by: int) -> Iterator[Edit]:
    """The same edits of a text that begins further on."""
    return ((start + by, end + by, new) for start, end, new in edits)
