"""A hit whose body is JSON: what is in it, and whether its sender knows the secret."""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable
from typing import Any

import msgspec

from gateway import Hit

_PLACEHOLDER = re.compile(r"<[A-Za-z_][A-Za-z0-9_]*>")


class BodyError(ValueError):
    """The body cannot be read; the text says why."""


def json_body(hit: Hit) -> Any:
    """The body read as JSON. Raises BodyError."""
    if not hit.body:
        raise BodyError("the body is empty")
    try:
        return msgspec.json.decode(hit.body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BodyError(f"the body is not JSON: {error}") from None
    except RecursionError:
        raise BodyError("the body is nested too deep") from None


def knows_secret(given: str, secrets: Iterable[str]) -> bool:
    """Whether this is one of the secrets. `<NAME>` stands for one that is not set while rehearsing: nobody can know it."""
    return any(
        _PLACEHOLDER.fullmatch(secret) or hmac.compare_digest(given.encode("utf-8", "replace"), secret.encode())
        for secret in secrets
    )
