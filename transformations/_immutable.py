"""Google's own parameters, which no transformation changes."""

from __future__ import annotations

from collections.abc import Iterable

from gateway import SettingError, ga4


def check_parameters(paths: Iterable[str]) -> None:
    """Refuse a setting `parameters` that names one of them."""
    for path in paths:
        if path in ga4.IMMUTABLE:
            raise SettingError("parameters", f'"{path}" is one of Google\'s own, which no transformation changes.')
