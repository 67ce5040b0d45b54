"""What a log, a trace or a printed block may show: no person, no secret.

Values are masked by what they are (e-mail addresses, long digit runs, digests, IP addresses) and by the key they stand
under. Masked values keep enough of their shape to recognise that something was there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import islice, pairwise
from typing import Any
from urllib.parse import unquote

_EMAIL = re.compile(
    r"""(?:"[^"]{1,64}"|[^\s@<>"'=&?/:;,()]{1,64})(?:@|%40)[^\s@<>"'&?/:;,()=]{1,200}\.[^\s@<>"'&?/:;,().=\d]{2,24}"""
)
_PHONE = re.compile(
    r"(?<![\w.])(?:\+|%2B|00)\d(?:%20|[\d ()./\u00a0\u2007\u2010-\u2015\u202f\u2212-]){6,40}\d(?!\w)", re.IGNORECASE
)
_IP = re.compile(
    r"(?<![\w.:])(?!(?<=[A-Za-z]/)\d{1,3}\.0\.0\.)(?!127\.|10\.|192\.168\.|0\.)(?:\d{1,3}\.){3}\d{1,3}(?!\w|\.\d)|(?<![\w:])(?:(?:[0-9a-f]{1,4}:){4,7}[0-9a-f:]{0,4}|(?:[0-9a-f]{1,4}:)+:[0-9a-f:]*)(?![\w:])",
    re.IGNORECASE,
)
_DIGEST = re.compile(r"(?<![0-9a-f])([0-9a-f]{12})[0-9a-f]{52}(?![0-9a-f])")
# A credential of three parts or more, as OpenID and OAuth have them, also where a %20 or such stands before it.
_JWT = re.compile(r"(?:(?<![\w-])|(?<=%[0-9A-Fa-f]{2}))eyJ[\w-]{5,}+\.[\w-]{5,}+(?:\.[\w-]*+)*+")
_LOGIN = re.compile(r"""(?<=://)[^\s/?#"'<>]{1,200}@""")
_KEY = re.compile(r"""(?<![^?&#;\s"])([^=?&#;\s"]++)=""")
_VALUE = re.compile(r"""[^&#\s"]++""")
_PERSONAL_PARAMETER = re.compile(
    r"(?:epn?\.|upn?\.)?(?:user_data\.(?:[a-z0-9_]+\.)*)?"
    r"(?:ttclid|ttp|gaid|idf[av]|gclid|fbclid|msclkid|cid|uid|_uip|user_id|client_id|external_id|e?mail|phone|tel|first_name|last_name|"
    r"name|surname|fname|lname|mobile|street|postal_code|zip|city|[a-z_]*token|api_?key|api_secret|client_secret|secret|pwd|"
    r"session|key|auth|password)[a-z_]*(?:\.\d+)?",
    re.IGNORECASE,
)
_MEMBER = re.compile(r"""["']([\w.-]{1,60})\\{0,8}["']\s*+:\s*+""")
_HELD = re.compile(r"""(\\{0,8}["'])(.*?)(?:(?<!\\)\1|\Z)|(\[[^\]]*+\]?|[^\s"'{,}\]]++)""", re.DOTALL)
# What a decoding could bring to light: names and values, addresses, numbers, quotes, and a second encoding.
_HIDING = re.compile(r"%(?:25|3D|2B|40|22|27|28|C2%A0|E2%80|3A(?=[0-9a-f]{0,4}%3A))", re.IGNORECASE)
_LAYERS = 5
_LONGEST_KEY = 200
"""A longer name of a parameter is nobody's honest one: its value is masked without a look at it."""
PERSONAL_WORDS = re.compile(
    r"passw|pwd|secret|token|api[_-]?key|authori[sz]|e?mail|phone|mobile|(?:first|last|sur|full|customer|user)_?name|birth"
)
# The name comes from rules.yaml; without its bound a long text off the wire would be searched in the square of its length.
_MET = re.compile(r"([\w.{} -]{1,120}?) was ")
# A text is between its quotes; where there are more of them, nobody knows where it ends: it is all of the line.
_MET_VALUE = re.compile(r"""["][^"]*"(?![^"\n]*")|"[^\n]*|\S+""")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_JOINT = re.compile(r"[ -]+")
_DEEPEST = 40
_MOST_INSIDE = 500
_LONGEST_TEXT, _LONGEST_WORD = 8192, 512
_BORDER = re.compile(r"[\s&,;<>(){}\"'|]")
PERSONAL_KEYS = frozenset(
    (
        "access-token", "access_token", "address", "anonymous_id", "api_secret", "auth", "authorization", "callback",
        "cid", "city", "client_id", "clientid", "cookie", "crm_id", "customer_id", "customerid", "device_id",
        "deviceid", "dob", "em", "email", "email_address", "ext_client_id", "external_id", "externalid", "first_name",
        "gaid", "iban", "idfa", "idfv", "ip", "ip_override", "jsessionid", "jwt", "key", "last_name", "login", "msisdn",
        "phone", "phone_number", "phpsessid", "postal", "postal_code", "postalcode", "postcode", "region", "session",
        "session_cookie", "sessionid", "set-cookie", "sha256_email_address", "sha256_phone_number", "sig", "signature",
        "street", "tel", "ttclid", "ttp", "uid", "user_data", "user_id", "userid", "x-amz-signature", "x-forwarded-for",
        "x-ga-ecid", "x-ga-em", "x-ga-js_client_id", "x-session", "x-user", "zip", "zip_code", "zipcode",
    )
)  # fmt: skip


def redacted(value: Any, key: str = "", depth: int = 0) -> Any:
    """A JSON value with persons and secrets masked, in the same shape; what is too deep or too long is cut off."""
    if depth > _DEEPEST:
        return "…"
    if isinstance(value, Mapping):
        return {
            redacted_text(str(name)): redacted(part, key if _personal(key) else str(name), depth + 1)
            for name, part in islice(value.items(), _MOST_INSIDE)
        }
    if isinstance(value, list | tuple):
        return [redacted(part, key, depth + 1) for part in value[:_MOST_INSIDE]]
    if _personal(key) and value not in ("", None):
        return mask(str(value))
    return redacted_text(value) if isinstance(value, str) else value


def masked(value: Any) -> Any:
    """A JSON value that is a person's or a secret as a whole, in the same shape."""
    return redacted(value, "secret")


def is_personal_name(written: str) -> bool:
    """Whether what goes by this name or key path is a person's or a secret: `User ID`, `user_data.address.first_name`."""
    return any(map(_personal, (written, *written.split("."))))


def _personal(key: str) -> bool:
    return _known_as_personal(key) if len(key) <= _LONGEST_KEY else PERSONAL_WORDS.search(key.lower()) is not None


@lru_cache(2048)
def _known_as_personal(key: str) -> bool:
    """However it is written: `user_id`, `userId`, `User-ID`, `User ID`. Of a short key only: what is remembered is bounded."""
    spelled = {key.lower(), _JOINT.sub("_", key).lower(), _JOINT.sub("_", _HUMP.sub("_", key)).lower()}
    return not PERSONAL_KEYS.isdisjoint(spelled) or any(map(PERSONAL_WORDS.search, spelled))


def shortened(text: str, most: int = 400) -> str:
    """Masked, and only then cut: half an address would no longer be known as one."""
    shown = redacted_text(text)
    return shown if len(shown) <= most else f"{shown[:most]}…"


def redacted_text(text: str) -> str:
    """Text with e-mail and IP addresses, phone numbers and digests masked, and control signs made visible."""
    if _is_a_word(text):
        return text
    if len(text) > _LONGEST_TEXT:
        text = _cut(text)
    text = _masked(text)
    if "%" in text:
        text = _unveiled(text)
    return text if text.isprintable() else "".join(map(_visible, text))


def _is_a_word(text: str) -> bool:
    """Most keys and many values are: too short for a digest or a number, and nothing else hides in letters and digits."""
    return len(text) < 64 and text.isascii() and (text.isidentifier() or (len(text) < 10 and text.isalnum()))


def _masked(text: str) -> str:
    if "=" in text:
        text = _parameters_masked(text)
    if ":" in text:
        text = _members_masked(text)
    if "eyJ" in text:
        text = _JWT.sub("eyJ***", text)
    if "@" in text and "://" in text:
        text = _LOGIN.sub("***@", text)
    if "@" in text or "%40" in text:
        text = _EMAIL.sub("***@***", text)
    if " was " in text:
        text = _met_masked(text)
    text = _PHONE.sub("+***", text)
    text = _IP.sub(_ip_masked, text)
    return _DIGEST.sub(r"\1…", text)


def _unveiled(text: str) -> str:
    """An address inside an address is encoded, inside another one twice: where that hides a person, it is shown decoded."""
    inner = text
    for _ in range(_LAYERS):
        if _HIDING.search(inner) is None:
            return text
        plain = unquote(inner)
        inner = _masked(plain)
        if inner != plain:
            text = inner
    # Nobody honest encodes more often: what is in there is not looked for.
    return text if _HIDING.search(inner) is None else "***"


def _cut(text: str) -> str:
    """The beginning of a long text, which would take long to mask: up to a border, for half an address is not known as one."""
    border = _BORDER.search(text, _LONGEST_TEXT - _LONGEST_WORD, _LONGEST_TEXT)
    if border is None:
        # No address is that long a word, and none of this one is shown.
        before = [found.end() for found in _BORDER.finditer(text, 0, _LONGEST_TEXT - _LONGEST_WORD)]
        return f"{text[: before[-1]] if before else ''}…"
    return f"{text[: border.start()]}…"


def _parameters_masked(text: str) -> str:
    """`?email=jane&x=1` is `?email=***&x=1`. Each sign is looked at once, however long a name from the wire is."""
    parts, done = [], 0
    for found in _KEY.finditer(text):
        key, value = found.group(1), _VALUE.match(text, found.end())
        if found.start() < done or value is None:
            continue
        if len(key) > _LONGEST_KEY or is_personal_parameter(key):
            parts += [text[done : found.end()], "***"]
            done = value.end()
    return "".join([*parts, text[done:]])


def is_personal_parameter(name: str) -> bool:
    """As a parameter is written (`ep.lastName`, `ep.e%6Dail`): by the part behind the last dot."""
    if _PERSONAL_PARAMETER.fullmatch(name):
        return True
    plain = unquote(name) if "%" in name else name
    return _personal(plain.rpartition(".")[2])


def _members_masked(text: str) -> str:
    """JSON in a text, also half of one and one in quotes: `{"phone": "0170` is `{"phone": "***"`."""
    parts, done = [], 0
    for found in _MEMBER.finditer(text):
        if found.start() < done or not _known_as_personal(found.group(1)):
            continue
        value = _HELD.match(text, found.end())
        if value is not None and (held := value.group(2) or value.group(3)):
            quote = value.group(1) or ""
            parts += [text[done : found.end()], quote, mask(held) if quote else "***", quote]
            done = value.end()
    return "".join([*parts, text[done:]])


def mask(text: str) -> str:
    """The first signs of a value long enough to stay unknown: enough to compare two of them, and of digests more."""
    if digest := _DIGEST.fullmatch(text):
        return f"{digest.group(1)}…"
    return f"{''.join(map(_visible, text[:3]))}***" if len(text) > 8 else "***"


def _met_masked(text: str) -> str:
    """A condition that met a person's value: `user_id was "jane77"`, `{{User id}} was "jane77"`."""
    parts, done = [], 0
    for found in _MET.finditer(text):
        if found.start() < done:
            continue
        words = re.split(r"[.{} ]+", found.group(1))
        value = _MET_VALUE.match(text, found.end())
        if value is not None and any(map(_personal, [*words, *map("_".join, pairwise(words))])):
            parts += [text[done : found.end()], '"***"']
            done = value.end()
    return "".join([*parts, text[done:]])


def _ip_masked(found: re.Match[str]) -> str:
    return f"{found.group()[:3]}***"


def _visible(sign: str) -> str:
    """Terminal escapes and right-to-left marks are shown, not obeyed."""
    return sign if sign.isprintable() else f"\\u{ord(sign):04x}"
