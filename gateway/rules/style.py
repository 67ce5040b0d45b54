"""The house style of a rules.yaml: sections in the order of the flow, one way to write each thing, every comment kept.

Texts are taken over sign by sign and never resolved; a comment is what stands between them after a `#`. Not ruamel.yaml:
its round trip drops comments inside brackets, and hangs those above a section on the section before.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from itertools import takewhile

from ..errors import GatewayError, RulesError
from .layout import Entry, Layout, Node, comments_of, without_blanks
from .written import read

SECTIONS = (
    "container",
    "include",
    "consent",
    "clients",
    "variables",
    "triggers",
    "transformations",
    "tags",
    "delivery",
    "egress",
    "templates",
)
WIDTH = 120

_WITH_TYPES = ("clients", "variables", "triggers", "transformations", "tags")


def styled(text: bytes, file: str) -> str:
    """The text in the house style. Raises RulesError if it is broken, GatewayError if style would change more than style."""
    meant, source = _data(text, file), _decoded(text, file)
    done = _written(_settled(Layout(source)))
    if _changed(meant, done, file):  # an alias must stay behind its anchor: such a file keeps its order
        done = _written(Layout(source))
    if _changed(meant, done, file):
        raise GatewayError(f"{file} is left alone: in the house style it would say something else. Please report it.")
    if lost := Counter(comments_of(source)) - Counter(comments_of(done)):
        comment = next(iter(lost))
        raise GatewayError(
            f'{file} is left alone: the comment "{comment}" would get lost. Move it to a line of its own.'
        )
    return done


def _data(text: bytes, file: str) -> str:
    """What a text says, as JSON, for 1 and true and 1.0 are equal in Python."""
    written, problems = read(text, file)
    if problems:
        raise RulesError(problems)
    return json.dumps(written.data() or {}, sort_keys=True)


def _decoded(text: bytes, file: str) -> str:
    try:
        return text.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError:
        raise GatewayError(f"{file} is left alone: it is not UTF-8. Save it as UTF-8.") from None


def _changed(meant: str, done: str, file: str) -> bool:
    try:
        return _data(done.encode(), file) != meant
    except RulesError:
        return True


def _settled(reading: Layout) -> Layout:
    """With the sections in the order of the flow and `type` first in every entry."""
    sections = reading.root.value.entries if reading.root.value.mapping else []
    if sections:
        reading.root.above += _header(sections[0])
        sections.sort(key=lambda section: SECTIONS.index(section.name) if section.name in SECTIONS else len(SECTIONS))
        sections[0].above = without_blanks(sections[0].above)
    for section in sections:
        if section.name in _WITH_TYPES and section.value.mapping:
            for entry in section.value.entries:
                if entry.value.mapping:
                    entry.value.entries.sort(key=lambda setting: setting.name != "type")
    return reading


def _header(first: Entry) -> list[str]:
    """Takes from the first section the comments that are the file's own: the editor's line, and what a blank line parts."""
    above = first.above
    parted = max((number for number, comment in enumerate(above) if not comment), default=-1)
    editor = max((number for number, comment in enumerate(above) if "yaml-language-server" in comment), default=-1)
    header, first.above = above[: max(parted, editor) + 1], above[max(parted, editor) + 1 :]
    return header


def _written(reading: Layout) -> str:
    for section in reading.root.value.entries[1:]:
        section.above.insert(0, "")
    reading.root.above += reading.root.beside
    reading.root.beside = []
    lines = without_blanks([*_lines(reading.root, 0, ""), *reading.after][::-1])[::-1]
    text = ""
    for line in lines:
        if line or (text and not text.endswith("\n\n")):
            text += line + "\n"
    return text


def _lines(entry: Entry, indent: int, sign: str) -> list[str]:
    """An entry behind its sign, `key:` or `-`. A text of several lines is one of these lines."""
    node, margin = entry.value, " " * indent
    head = margin + f"{sign} {node.properties}".strip()
    text = _inline(node)
    above, beside = [*entry.above, *entry.beside[1:]], entry.beside[:1]
    if text is not None and (not node.entries or len(head) + 1 + len(text) <= WIDTH):
        text = re.sub(r"\n(?=[^\n])", f"\n{margin}  ", text)
        return [*_comment_lines(above, margin), _line(head, text, beside)]
    body = _block(node, indent + 2 * bool(sign))
    if head and (sign != "-" or node.properties):
        return [*_comment_lines(above, margin), _line(head, "", beside), *body]
    comments = list(takewhile(lambda line: not line or line.lstrip().startswith("#"), body))
    first, *others = body[len(comments) :]
    return [*_comment_lines([*above, *beside, *comments], margin), _line(head, first.lstrip(" "), []), *others]


def _block(node: Node, indent: int) -> list[str]:
    lines = [line for entry in node.entries for line in _lines(entry, indent, f"{entry.key}:" if node.mapping else "-")]
    return without_blanks(lines) + _comment_lines(node.tail, " " * indent)


def _inline(node: Node) -> str | None:
    """A value on one line, as far as it was written so and has no comment inside."""
    if not node.collection:
        return node.text
    brackets = "{}" if node.mapping else "[]"
    if node.entries and (not node.flow or any(node.tail)):
        return None
    inside = []
    for entry in node.entries:
        text = _inline(entry.value)
        if text is None or "\n" in text or any(entry.above) or entry.beside:
            return None
        text = f"{entry.value.properties} {text}".lstrip()
        inside.append(f"{entry.key}: {text}" if node.mapping else text)
    return brackets[0] + ", ".join(inside) + brackets[1]


def _line(head: str, text: str, beside: list[str]) -> str:
    """An entry on its line. A comment beside a block stands behind its sign, for the text goes on below."""
    below = ""
    if text.startswith(("|", ">")):
        text, parted, below = text.partition("\n")
        below = parted + below
    return "  ".join([" ".join(filter(None, (head, text))), *beside]) + below


def _comment_lines(comments: list[str], margin: str) -> list[str]:
    return [comment and margin + comment.lstrip(" ") for comment in comments]
