"""The words of commands as a shell reads them: bash (`'…'`, `$'…'`, `"…"`, `\\`) and cmd of Windows (`^"…^"`, `""`, `\\"`).

Texts are bytes as Latin-1 signs. Nothing is filled in: a variable stays as it is written. Sources: GNU, "Bash Reference
Manual", 3.1.2 Quoting; Microsoft, "Parsing C command-line arguments", which a program of Windows gets after cmd took its `^`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeAlias

from .captured import NoHitError

Words: TypeAlias = list[str]

PIPE = "|"
"""A word that stands for a pipe between two commands, and is no word of either."""
NOT_CLOSED = "a quote in it is never closed."

_BLANK = re.compile(r"(?:[ \t]|\\\n)+")
_END = re.compile(r"\n|;|&|\|\|")
_PIPE = re.compile(r"\|\s*")
# A comment, where a command writes to, and where it reads from.
_UNREAD = re.compile(
    r"""#[^\n]*|(?:[\d&]?>[>&]?|<{1,3}-?)[ \t]*(?:[^\s;|&'"\\]|\\.|'[^']*+'|"[^"\\]*+(?:\\.[^"\\]*+)*+")*+""", re.DOTALL
)
_PIECE = re.compile(
    r"""(?P<plain>[^\s'"\\;&|<>()$#]+|[$#])|'(?P<single>[^']*)'|"(?P<double>[^"\\]*+(?:\\.[^"\\]*+)*+)"|\\(?P<escaped>.)""",
    re.DOTALL,
)
_DOLLAR = re.compile(r"\$'([^'\\]*+(?:\\.[^'\\]*+)*+)'", re.DOTALL)
_IN_DOUBLE = re.compile(r'\\(?:([$`"\\])|\n)')
_ANSI = re.compile(
    r"""\\(?:([abeEfnrtv\\'"?])|([0-7]{1,3})|x([0-9A-Fa-f]{1,2})"""
    r"""|u([Dd][89ABab][0-9A-Fa-f]{2})\\u([Dd][C-Fc-f][0-9A-Fa-f]{2})|u([0-9A-Fa-f]{1,4})|U([0-9A-Fa-f]{1,8})|c(.))""",
    re.DOTALL,
)
_SIGNS = {"a": "\a", "b": "\b", "e": "\x1b", "E": "\x1b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
# A caret makes the next sign an ordinary one; it takes a line end away, and the sign after that is an ordinary one.
_OF_CMD = re.compile(r"""(?P<quoted>"[^"\n]*+"?)|\^\n?(?P<literal>.?)|(?P<plain>[^"^\n&|]++)""", re.DOTALL)
# A program takes two backslashes for one only before a quote, but browsers double each of them.
_OF_ARGUMENTS = re.compile(r"""(?P<blank>[ \t]++)|(?P<quote>""?)|\\\\|\\"|[^ \t"\\]++|\\""")
_LITERAL = {"\\\\": "\\", '\\"': '"', '""': '"'}
# Chrome up to 123 put carets also into plain quotes, where cmd takes them for signs: here a quote is one like any other.
_OF_OLD_CHROME = re.compile(r"""(?P<quoted>")|\^\n?(?P<literal>.?)|(?P<plain>[^"^\n&|]++)""", re.DOTALL)
_BY_OLD_CHROME = re.compile(r"""(?<!\^)"[^"\n]*\^(?:&|%\^|\\\^")""")
_LONGEST_LOOK = 64_000


def is_windows(text: str, start: int) -> bool:
    """Whether the command that begins here is written for cmd: a caret stands before its first quote or line end."""
    end = text.find("\n", start, start + _LONGEST_LOOK)
    line = text[start : start + _LONGEST_LOOK if end < 0 else end]
    single, double = line.find("'"), line.find('"')
    if single >= 0 and not 0 <= double < single:
        return False
    if double < 0 or line.endswith((" ^", '"^')):
        return line.endswith("^") and end >= 0
    return line[double - 1] == "^" or _BY_OLD_CHROME.match(line, double) is not None


def bash_words(text: str, start: int) -> tuple[Words, int]:
    """The words of the command that begins here, and where it ends. Raises NoHitError."""
    words, word, at = list[str](), list[str](), start
    while at < len(text):
        if found := _BLANK.match(text, at) or (None if word and text[at] not in "<>" else _UNREAD.match(text, at)):
            words += _joined(word)
            at = found.end()
        elif _END.match(text, at):
            break
        elif found := _PIPE.match(text, at):
            words += [*_joined(word), PIPE]
            at = found.end()
        else:
            piece, at = _piece(text, at)
            word.append(piece)
    return [*words, *_joined(word)], at


def _joined(pieces: list[str]) -> Words:
    if not pieces:
        return []
    word = "".join(pieces)
    pieces.clear()
    return [word]


def _piece(text: str, at: int) -> tuple[str, int]:
    if found := _DOLLAR.match(text, at):
        return _ansi(found[1]), found.end()
    found = _PIECE.match(text, at)
    if found is None:
        if text[at] in "'\"":
            raise NoHitError(NOT_CLOSED)
        return text[at], at + 1
    if found["double"] is not None:
        return _IN_DOUBLE.sub(lambda escaped: escaped[1] or "", found["double"]), found.end()
    return found["plain"] or found["single"] or found["escaped"] or "", found.end()


def _ansi(text: str) -> str:
    said = _ANSI.sub(_ansi_sign, text)
    try:
        said.encode("latin-1").decode("utf-8")
    except UnicodeDecodeError:
        return _ANSI.sub(_ansi_letter, text)
    return said


def _ansi_letter(found: re.Match[str]) -> str:
    """Safari and older browsers write the letter ö as `\\xf6`, and not its bytes."""
    byte = found[3]
    return chr(int(byte, 16)).encode().decode("latin-1") if byte else _ansi_sign(found)


def _ansi_sign(found: re.Match[str]) -> str:
    sign, octal, byte, high, low, short, long, control = found.groups()
    if sign:
        return _SIGNS.get(sign, sign)
    if octal or byte:
        return chr(int(octal, 8) & 0xFF if octal else int(byte, 16))
    if control:
        return chr(ord(control) & 0x1F)
    if high:
        # JavaScript's two halves of one sign.
        return bytes.fromhex(high + low).decode("utf-16-be").encode().decode("latin-1")
    number = int(short or long, 16)
    return chr(min(number, 0x10FFFF)).encode("utf-8", "replace").decode("latin-1")


def windows_words(text: str, start: int) -> tuple[Words, int]:
    """The same for a command of cmd."""
    line, end = _unescaped(_OF_OLD_CHROME, text, start)
    if not _BY_OLD_CHROME.search(text, start, end):
        line, end = _unescaped(_OF_CMD, text, start)
    return list(_arguments(line)), end


def _unescaped(pieces: re.Pattern[str], text: str, at: int) -> tuple[str, int]:
    line = list[str]()
    while found := pieces.match(text, at):
        line.append(found["quoted"] or found["plain"] or found["literal"] or "")
        at = found.end()
    return "".join(line), at


def _arguments(line: str) -> Iterator[str]:
    word, quoted, begun = list[str](), False, False
    for found in _OF_ARGUMENTS.finditer(line):
        if found["blank"] and not quoted:
            if begun:
                yield "".join(word)
            word, begun = [], False
            continue
        begun = True
        if found["quote"] and not (quoted and found["quote"] == '""'):
            # Two quotes outside of quotes are an empty text.
            quoted ^= len(found["quote"]) == 1
        else:
            word.append(_LITERAL.get(found[0], found[0]))
    if quoted:
        raise NoHitError(NOT_CLOSED)
    if begun:
        yield "".join(word)
