"""A rules.yaml as it is laid out: its entries with their texts sign by sign, and whose each comment is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import dropwhile
from typing import Any

import yaml

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PROPERTIES = re.compile(r"(?:(?:&[\w-]+|!<[^>]*>|![^\s,\[\]{}]*)(?:\s+|#[^\n]*)*)*")
_VARIABLE = re.compile(r"\{\{[^{}]*\}\}")


@dataclass(slots=True)
class Node:
    """A value: a scalar's text as it is written, or the entries of a mapping or list. Lines after the first are dedented."""

    text: str = ""
    properties: str = ""
    collection: bool = False
    mapping: bool = False
    flow: bool = False
    entries: list[Entry] = field(default_factory=list)
    tail: list[str] = field(default_factory=list)
    """The comments behind the last entry."""
    column: int = -1
    outer: int = -1
    """The column of the entries around it: a comment further right is still its own."""


@dataclass(slots=True)
class Entry:
    """A key with its value, an item of a list, or the whole file, with the comments above it and beside it."""

    name: str = ""
    key: str = ""
    value: Node = field(default_factory=Node)
    above: list[str] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)


class Layout:
    """Reads a text into entries, and gives each comment to the entry it belongs to. An empty comment is a blank line."""

    def __init__(self, source: str) -> None:
        self.root = Entry()
        self.after: list[str] = []
        self._source = source
        self._at = 0
        self._current = self.root
        self._open: list[Entry] = []
        self._closed: list[Node] = []
        self._keyed = False
        self._pending: list[str] = []
        for event in _events(source):
            if isinstance(event, yaml.NodeEvent):
                self._begin(event)
            elif isinstance(event, yaml.CollectionEndEvent):
                self._end(event)
        self._pass(len(source))
        self.after = self._pending

    def _begin(self, event: Any) -> None:
        start, end = _span(event)
        if start < end or not self._keyed:  # a value that is not there may have its place behind the comments
            self._pass(start)
        parent = self._open[-1].value if self._open else Node()
        is_key = parent.mapping and not self._keyed
        self._current = entry = self._entry(parent, event)
        if isinstance(event, yaml.CollectionStartEvent):
            entry.value = self._collection(event, parent)
            self._open.append(entry)
        elif is_key:
            entry.name, entry.key = getattr(event, "value", ""), _as_key(self._scalar(event), event)
        else:
            entry.value = self._scalar(event)
        self._keyed = is_key
        if not is_key and (entry.value.flow or not entry.value.collection):
            entry.above += filter(None, self._pending)
            self._pending = []

    def _entry(self, parent: Node, event: Any) -> Entry:
        if not self._open:
            return self.root
        if self._keyed:
            return parent.entries[-1]
        if parent.column < 0:  # it has an anchor, and began there; a list's sign stands two signs before its item
            parent.column = event.start_mark.column - 2 * (not parent.mapping)
        parent.entries.append(Entry(above=self._pending))
        self._pending = []
        return parent.entries[-1]

    def _collection(self, event: Any, parent: Node) -> Node:
        properties = _properties(event)
        mapping, flow = isinstance(event, yaml.MappingStartEvent), bool(event.flow_style)
        column = -1 if properties else event.start_mark.column
        return Node("", properties, collection=True, mapping=mapping, flow=flow, column=column, outer=parent.column)

    def _scalar(self, event: Any) -> Node:
        start, end = _scalar_span(self._source, event)
        if isinstance(event, yaml.AliasEvent):
            self._at = end
            return Node(f"*{event.anchor}")
        if start == end:
            return Node("", _properties(event))
        self._pass(start)
        text = self._source[start:end]
        if event.style in ("|", ">"):
            return self._block(event, start, text)
        self._at = end
        return Node(_quoted(text, event.style or ""), _properties(event))

    def _block(self, event: Any, start: int, text: str) -> Node:
        sign, *lines = text.split("\n")
        body = _dedented(lines, event.value) if event.value else []
        if "#" in sign:
            self._current.beside.append(sign[sign.index("#") :].rstrip())
        self._at = start + len("\n".join([sign, *lines[: len(body)]]))  # blank lines behind it may be the next entry's
        return Node(_block_text(event, body), _properties(event))

    def _end(self, event: Any) -> None:
        entry = self._open.pop()
        if not entry.value.flow:
            self._closed.append(entry.value)
            return
        self._pass(event.start_mark.index)
        (entry.value.tail if entry.value.entries else entry.above).extend(filter(None, self._pending))
        self._pending, self._at, self._current = [], event.end_mark.index, entry

    def _pass(self, end: int) -> None:
        """Takes the comments up to a place, where the next thing begins."""
        lines = self._source[self._at : end].split("\n")
        closed, blank = self._closed, False
        for number, line in enumerate(lines):
            before, sign, comment = line.partition("#")
            if not sign:
                blank = blank or (0 < number < len(lines) - 1 and not line.strip())
            elif self._is_beside(number, before.strip()):
                self._current.beside.append("#" + comment.rstrip())
            else:
                while closed and len(line) - len(line.lstrip(" ")) <= closed[0].outer:
                    closed = closed[1:]
                of = closed[0].tail if closed else self._pending
                of += [""] * blank + ["#" + comment.rstrip()]
                blank = False
        self._pending += [""] * blank
        self._closed, self._at = [], max(end, self._at)

    def _is_beside(self, number: int, before: str) -> bool:
        """Whether a comment stands behind something on its line that is no sign of a new entry."""
        if number or not self._at:
            return bool(before) and not before.strip(",:")
        return not before.startswith(("-", "?"))


def _properties(event: Any) -> str:
    tag = (event.tag or "").replace("tag:yaml.org,2002:", "!!")
    return " ".join(filter(None, (event.anchor and f"&{event.anchor}", tag)))


def _as_key(node: Node, event: Any) -> str:
    text = node.text
    if isinstance(event, yaml.AliasEvent):
        text += " "  # a colon may be part of an alias's name
    elif not text or "\n" in text or event.style in ("|", ">"):
        text = json.dumps(event.value, ensure_ascii=False)
    return f"{node.properties} {text}".lstrip()


def _quoted(text: str, style: str) -> str:
    """A plain or quoted scalar in the quotes of the house; lines after the first without their indentation."""
    awkward = '"' in text or "\\" in text
    if style == "'" and not awkward:
        text = '"' + text[1:-1].replace("''", "'") + '"'
    elif not style and _VARIABLE.search(text):
        text = "'" + text.replace("'", "''") + "'" if awkward else f'"{text}"'
    first, *others = text.split("\n")
    return "\n".join(_trimmed(line) for line in (first, *(other.lstrip(" \t") for other in others)))


def _trimmed(line: str) -> str:
    """A line without the blanks at its end, but for one that a backslash keeps."""
    bare = line.rstrip(" \t")
    return line if bare.endswith("\\") else bare


def _dedented(lines: list[str], value: str) -> list[str]:
    """The lines of a block scalar as its value has them, without the blank ones at the end."""
    indent = _least_indent(lines) - _least_indent(value.split("\n"))
    return without_blanks([line[indent:] for line in reversed(lines)])[::-1]


def _least_indent(lines: list[str]) -> int:
    return min((len(line) - len(line.lstrip(" ")) for line in lines if line.strip(" ")), default=0)


def _block_text(event: Any, body: list[str]) -> str:
    value: str = event.value
    if not value.strip(" \n") and value:
        return json.dumps(value)  # nothing but blanks: its lines cannot be told from the ones around it
    chomping = "-" if value and not value.endswith("\n") else "+" if value.endswith("\n\n") else ""
    indentation = "2" if value.lstrip("\n").startswith((" ", "\t")) else ""
    kept = [""] * (len(value) - len(value.rstrip("\n")) - 1) if chomping == "+" else []
    return "\n".join([event.style + indentation + chomping, *body, *kept])


def comments_of(source: str) -> list[str]:
    """Every comment, found another way than by Layout: by leaving out the scalars."""
    between, at = "", 0
    for event in _events(source):
        if isinstance(event, yaml.ScalarEvent):
            start, end = _scalar_span(source, event)
            header = len(source[start:end].partition("\n")[0]) if event.style in ("|", ">") else 0
            between += source[at : start + header] + "\n"
            at = max(at, end)
    return [comment.rstrip() for comment in re.findall(r"#[^\n]*", between + source[at:])]


def _events(source: str) -> Iterator[Any]:
    return iter(yaml.parse(source, Loader=_LOADER))


def _span(event: Any) -> tuple[int, int]:
    return event.start_mark.index, event.end_mark.index


def _scalar_span(source: str, event: Any) -> tuple[int, int]:
    """Where a scalar's text begins, behind its anchor and tag, and ends."""
    start, end = _span(event)
    found = _PROPERTIES.match(source, start)
    return min(end, found.end() if found else start), end


def without_blanks(lines: list[str]) -> list[str]:
    """Without the blank lines it begins with."""
    return list(dropwhile(lambda line: not line, lines))
