"""The text of a rules.yaml, in the house style: the same entries give the same bytes, which are read again as they were."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .environment import EnvironmentName

_WIDTH = 120
_LONGEST_KEY = 1000
"""YAML looks no further than 1024 signs for the colon of a key; a longer one stands behind a question mark."""
_PLAIN = re.compile(r"[^\W\d][\w ./-]*")
_PLAIN_IN_BLOCK = re.compile(r"[^\W\d][\w ./()=<>!\"'*+,;-]*")
_WORDS = frozenset("null true false yes no on off y n".split())
_ESCAPED = re.compile(r"[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_LINE_ENDS = re.compile(r"[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
_HALF = re.compile(r"[\ud800-\udfff]")


@dataclass(frozen=True)
class Entry:
    """A name with what stands behind it, and the comments above it."""

    name: str
    value: Any
    comments: tuple[str, ...] = ()


def rules_text(head: Iterable[str], top: Mapping[str, Any], sections: Mapping[str, Iterable[Entry]]) -> str:
    """The whole file: comments of its own, fields, and sections in their order; empty sections are left out."""
    lines = [*_comments(head, 0), *(line for key, value in top.items() for line in _entry(key, value, 0))]
    for section, entries in sections.items():
        inside = [line for entry in entries for line in _with_comments(entry)]
        if inside:
            lines += ["", f"{section}:", *inside]
    return "\n".join(lines) + "\n"


def scalar(value: Any, *, in_block: bool = False) -> str:
    """A value on one line. Text that could be read as anything else stands in quotes; `${` is escaped."""
    if isinstance(value, EnvironmentName):
        return f'"${{{value.name}}}"'
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    return _text(str(value).replace("${", "$${"), _PLAIN_IN_BLOCK if in_block else _PLAIN)


def _text(text: str, plain: re.Pattern[str]) -> str:
    whole = _HALF.sub("\ufffd", text)
    if plain.fullmatch(whole) and not whole.endswith(" ") and whole.lower() not in _WORDS:
        return whole
    quoted = json.dumps(whole, ensure_ascii=False)
    return _ESCAPED.sub(lambda found: f"\\u{ord(found.group()):04x}", quoted)


def key_text(key: str) -> str:
    """A key: like a text, but nothing in it is filled in."""
    return _text(key, _PLAIN)


def _with_comments(entry: Entry) -> Iterator[str]:
    yield from _comments(entry.comments, 2)
    yield from _entry(entry.name, entry.value, 2)


def _comments(comments: Iterable[str], indent: int) -> Iterator[str]:
    """Each line of a comment on a line of its own, without signs that YAML refuses."""
    for comment in comments:
        for line in _LINE_ENDS.split(comment):
            seen = "".join(sign if sign.isprintable() else " " for sign in line).strip()
            if seen:
                yield f"{' ' * indent}# {seen}"


def _entry(key: str, value: Any, indent: int) -> Iterator[str]:
    """A key with its value: on one line where it fits, else as a block."""
    margin, name = " " * indent, key_text(key)
    if len(name) > _LONGEST_KEY:
        yield f"{margin}? {name}"
        name = ""
    head = f"{margin}{name}:"
    line = f"{head} {_inline(value, in_block=not isinstance(value, dict | list))}"
    if len(line) <= _WIDTH or not isinstance(value, dict | list) or not value:
        yield line
        return
    yield head
    yield from _block(value, indent + 2)


def _block(value: dict[str, Any] | list[Any], indent: int) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _entry(key, inner, indent)
        return
    for inner in value:
        yield from _item(inner, indent)


def _item(value: Any, indent: int) -> Iterator[str]:
    head = f"{' ' * indent}-"
    line = f"{head} {_inline(value, in_block=not isinstance(value, dict | list))}"
    if len(line) <= _WIDTH or not isinstance(value, dict | list) or not value:
        yield line
        return
    first, *others = _block(value, indent + 2)
    yield f"{head} {first.lstrip(' ')}"
    yield from others


def _inline(value: Any, *, in_block: bool = False) -> str:
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key_text(key)}: {_inline(inner)}' for key, inner in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(_inline(inner) for inner in value)}]"
    return scalar(value, in_block=in_block)
