"""The public suffix list as a realm reads it: a text, for it has no way to ask."""

from __future__ import annotations

from functools import cache
from pathlib import Path


def suffixes_for(code: str) -> str:
    """The list for a template that asks for the site of a host; an empty text for all others."""
    return _suffixes() if "computeEffectiveTldPlusOne" in code else ""


@cache
def _suffixes() -> str:
    """Every rule on a line, in the order of code units, which the realm searches by halves."""
    import publicsuffixlist  # 50 ms and the whole list, for templates that ask for sites

    lines = Path(publicsuffixlist.PSLFILE).read_text("utf-8").splitlines()
    rules = {_ascii(line.split()[0]) for line in lines if line.strip() and not line.startswith("//")}
    return "\n" + "\n".join(sorted(rules - {""})) + "\n"


def _ascii(rule: str) -> str:
    """A rule as hosts are written: labels in Punycode. One that cannot be is left out."""
    try:
        return ".".join(label if label.isascii() else label.encode("idna").decode() for label in rule.split("."))
    except UnicodeError:
        return ""
