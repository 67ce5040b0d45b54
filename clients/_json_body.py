"""A hit whose body is JSON: what is in it, and whether its sender knows the secret."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from typing import Any

import msgspec

from gateway import Hit, SettingError, is_unset


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
        is_unset(secret) or hmac.compare_digest(given.encode("utf-8", "replace"), secret.encode()) for secret in secrets
    )


def check_secrets(setting: str, secrets: Iterable[str] | None) -> None:
    """Refuse secrets that would leave the door open: an empty one, and a list without any."""
    if secrets is None:
        return
    listed = list(secrets)
    if not listed:
        raise SettingError(setting, "the list is empty. Name a secret, or leave the setting out to take everybody's.")
    if not all(secret.strip() for secret in listed):
        raise SettingError(setting, "a secret is empty: everybody would know it.")
