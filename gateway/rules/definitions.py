"""What is written for each entry, as a digest: whoever compares two containers can tell which entries were changed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from ..container import Definition
from ..place import Place
from .entry import Entry
from .sources import Sources
from .written import Written

Named: TypeAlias = tuple[tuple[str, str], Definition]
_SPACE = re.compile(r"""("[^"]*"|'[^']*')|\s{2,}|[^\S ]""")
"""Of an expression only what is quoted has blanks that count; one blank is as good as many, and as a new line."""
_ALONE = ("consent", "delivery", "egress", "templates")
"""Sections without entries that decide what the container does."""


def definitions(
    sources: Sources, written: Written, sections: Mapping[str, Mapping[str, Entry]]
) -> dict[tuple[str, str], Definition]:
    """By section and name: the entries, the sections without entries (by no name), and the files of code (of section "code")."""
    return dict((*_entries(sections), *_alone(written), *_code(sources)))


def _entries(sections: Mapping[str, Mapping[str, Entry]]) -> Iterator[Named]:
    for section, entries in sections.items():
        for name, entry in entries.items():
            data = entry.written.data()
            if section == "triggers" and isinstance(data.get("when"), str):
                data["when"] = _SPACE.sub(lambda found: found[1] or " ", data["when"]).strip()
            yield (section, name), Definition(entry.place, _digest(data))


def _alone(written: Written) -> Iterator[Named]:
    for section in _ALONE:
        value: Written | None = written.value.get(section)
        if value is not None:
            yield (section, ""), Definition(written.key_place(section), _digest(value.data()))


def _code(sources: Sources) -> Iterator[Named]:
    for source in sources.code:
        yield ("code", source.name), Definition(Place(source.name), hashlib.sha256(source.text).hexdigest())


def _digest(data: Any) -> str:
    """The order of settings changes nothing; within one it may, as the rows of a table are looked through in their order."""
    settings = sorted(data.items()) if isinstance(data, dict) else data
    return hashlib.sha256(repr(settings).encode("utf-8", "surrogatepass")).hexdigest()
