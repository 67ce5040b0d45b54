"""What the browser says of itself: the `ua…` parameters of a hit, completed by its Sec-CH-UA headers."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

from gateway import Hit

PARAMETERS = {
    "uaa": "architecture",
    "uab": "bitness",
    "uafvl": "full_version_list",
    "uamb": "mobile",
    "uam": "model",
    "uap": "platform",
    "uapv": "platform_version",
    "uaw": "wow64",
}
_BRAND = re.compile(r'"((?:[^"\\]|\\.)*)"\s*;\s*v="([^"]*)"')


def client_hints(parameters: dict[str, str], hit: Hit) -> dict[str, Any]:
    """The `client_hints` object of event data; empty where the hit says nothing."""
    header = hit.header("sec-ch-ua")
    if parameters:
        hints = _from_parameters(parameters)
        return {**hints, "brands": _brands(header)} if header else hints
    if not header:
        return {}
    from_headers: dict[str, Any] = {"brands": _brands(header), "mobile": hit.header("sec-ch-ua-mobile") == "?1"}
    # The platform keeps its quotes, as it has them in event data of real server containers.
    if platform := hit.header("sec-ch-ua-platform"):
        from_headers["platform"] = platform
    return from_headers


def _from_parameters(parameters: dict[str, str]) -> dict[str, Any]:
    hints: dict[str, Any] = {key: parameters.get(name, "") for name, key in PARAMETERS.items()}
    hints["full_version_list"] = _versions(hints["full_version_list"])
    hints["mobile"], hints["wow64"] = hints["mobile"] == "1", hints["wow64"] == "1"
    return hints


def _versions(text: str) -> list[dict[str, str]]:
    """`Chromium;126.0|Not%3AA-Brand;8.0`: each part is encoded once more inside the value."""
    versions = []
    for entry in text.split("|") if text else []:
        brand, _, version = entry.partition(";")
        versions.append({"brand": unquote(brand), "version": unquote(version)})
    return versions


def _brands(header: str | None) -> list[dict[str, str]]:
    return [{"brand": brand, "version": version} for brand, version in _BRAND.findall((header or "")[:1024])]
