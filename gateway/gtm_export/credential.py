"""What looks like a credential in an export: by the name of its field and by its value."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

_WORDS = (
    r"token|secret|passw(?:or)?d|passphrase|pwd|credentials?|authorization|"
    r"(?:access|api|app|auth|client|encryption|license|private|secret|server|service|shared|signing|write)_?key"
)
_FIELD = re.compile(rf"(?:{_WORDS})(?:_?(?:value|text))?[_0-9]*")
_NAME = re.compile(_WORDS)
_VALUE = re.compile(r"(?:(?:Basic|Bearer|Key|Token) )?[\x21-\x7e]{8,}")
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)
_NAMES_OF_ROWS = ("key", "name", "header", "headerName", "fieldName")
"""Columns that say what the other cells of their row are."""

Put = Callable[[str, str], Any]


def is_field_of_one(name: str) -> bool:
    """Whether a field of this name holds a credential: `accessToken` does, `tokenType` does not."""
    words = words_of(name)
    return any(_FIELD.fullmatch(words, begin) for begin in _beginnings(words))


def is_named_like_one(name: str) -> bool:
    """Whether a name that a person has chosen tells of a credential, such as `Meta - access token of the shop`."""
    return _NAME.search(words_of(name)) is not None


def may_be_one(value: Any) -> bool:
    """Whether this text may be a credential: signs without blanks, no address, and nothing that names a variable."""
    if not isinstance(value, str) or "{{" in value or _ADDRESS.match(value):
        return False
    return _VALUE.fullmatch(value) is not None


def replaced(field: str, value: Any, put: Put, *, under: str = "") -> Any:
    """The same value with something else in the place of each credential in it: what `put` has for its field and its text.

    Of a row such as {key: Authorization, value: …} the one cell names the other; that name is `under`.
    """
    if isinstance(value, Mapping):
        said = next((value[key] for key in _NAMES_OF_ROWS if isinstance(value.get(key), str)), under)
        return {key: replaced(key, inner, put, under="" if inner == said else said) for key, inner in value.items()}
    if isinstance(value, list):
        return [replaced(field, inner, put, under=under) for inner in value]
    name = next((name for name in (field, under) if is_field_of_one(name)), "")
    return put(name, value) if name and may_be_one(value) else value


def words_of(name: str) -> str:
    """A name in small letters, its words with _ between them: `apiKey`, `API key` and `x-api-key` are told alike."""
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    return re.sub(r"[\W_]+", "_", parted.lower()).strip("_")


def _beginnings(words: str) -> Iterator[int]:
    yield 0
    yield from (found.end() for found in re.finditer("_", words))
