"""What an address and a header of a request may be."""

from __future__ import annotations

from typing import TypeGuard

from gateway import SettingError, shortened


def check_endpoint(endpoint: str) -> None:
    """Refuse an endpoint that is no address. `<NAME>` stands for a setting of another machine while rehearsing."""
    if not endpoint.startswith(("https://", "http://", "<")):
        raise SettingError("endpoint", f'"{shortened(endpoint, 80)}" is no address: it begins with https://.')


def may_be_header(value: object) -> TypeGuard[str]:
    """Whether this can be the value of a header."""
    return isinstance(value, str) and value.isprintable() and value.isascii()
