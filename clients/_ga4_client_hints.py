"""What the browser says of itself: the `ua…` parameters of a hit, completed by its Sec-CH-UA headers."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, TypeAlias
from urllib.parse import unquote

from gateway import Hit, ga4

Brands: TypeAlias = tuple[tuple[str, str], ...]

_LONGEST, _MOST = 1024, 64
_BRAND = re.compile(r'"((?:[^"\\]|\\.)*)"\s*;\s*v="([^"]*)"')


def client_hints(parameters: dict[str, str], hit: Hit) -> dict[str, Any]:
    """The `client_hints` object of event data; empty where the hit says nothing."""
    header = hit.header("sec-ch-ua")
    if parameters:
        hints = _from_parameters(parameters)
        return {**hints, "brands": _listed(_brands(header))} if header else hints
    if not header:
        return {}
    from_headers: dict[str, Any] = {
        "brands": _listed(_brands(header)),
        "mobile": hit.header("sec-ch-ua-mobile") == "?1",
    }
    # The platform keeps its quotes, as it has them in event data of real server containers.
    if platform := hit.header("sec-ch-ua-platform"):
        from_headers["platform"] = platform
    return from_headers


def _from_parameters(parameters: dict[str, str]) -> dict[str, Any]:
    hints: dict[str, Any] = {key: parameters.get(name, "") for name, key in ga4.HINTS.items()}
    hints["full_version_list"] = _listed(_versions(hints["full_version_list"]))
    hints["mobile"], hints["wow64"] = hints["mobile"] == "1", hints["wow64"] == "1"
    return hints


def _listed(brands: Brands) -> list[dict[str, str]]:
    return [{"brand": brand, "version": version} for brand, version in brands]


def _versions(text: str) -> Brands:
    """`Chromium;126.0|Not%3AA-Brand;8.0`: each part is encoded once more inside the value."""
    # A browser says the same with every hit; what is too long to be honest is not remembered.
    return _known_versions(text) if len(text) <= _LONGEST else _versions_in(text)


def _versions_in(text: str) -> Brands:
    if ";" not in text and "%3B" in text:
        text = unquote(text)  # some senders encode the whole list once more, and not each part
    parts = [entry.partition(";") for entry in text.split("|", _MOST)[:_MOST]] if text else []
    return tuple((unquote(brand), unquote(version)) for brand, _, version in parts)


_known_versions = lru_cache(1024)(_versions_in)


def _brands(header: str) -> Brands:
    return _known_brands(header[:_LONGEST])


@lru_cache(1024)
def _known_brands(header: str) -> Brands:
    return tuple(_BRAND.findall(header))
