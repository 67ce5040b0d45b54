"""From the text of an expression to compiled conditions. The grammar is the one in `expression.py`, for lark (LALR)."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from typing import Any

from lark import Lark, Token, Transformer, UnexpectedInput, v_args

from gateway import SettingError, nearest

from ._conditions import RESERVED, Always, Both, Comparison, Either, Name, Not, Part, Path, Spot

_NAME, _REFERENCE = r"[A-Za-z_][\w.-]*", r"\{\{[^{}]+\}\}"
GRAMMAR = r"""
    start: either
    ?either: both ("or" both)*
    ?both: plain ("and" plain)*
    ?plain: "not" plain -> opposite
          | "(" either ")"
          | "always" -> always
          | name EXISTS -> exists
          | name "not" EXISTS -> exists_not
          | name SIGN value -> compare
          | name WORD_OPERATOR value -> compare
          | name "not" WORD_OPERATOR value -> compare_not
          | name IN list -> compare
          | name "not" IN list -> compare_not
    name: NAME | REFERENCE
    ?value: WORD -> word
          | QUOTED -> quoted
          | REFERENCE -> reference
    list: "[" [element ("," element)*] "]"
    ?element: LIST_WORD -> word
            | QUOTED -> quoted
            | REFERENCE -> reference
    SIGN: "==" | "!=" | "<=" | ">=" | "<" | ">"
    WORD_OPERATOR: /contains\b|matches\b|starts\s+with\b|ends\s+with\b/
    IN: /in\b/
    EXISTS: /exists\b/
    NAME: /%NAME%/
    REFERENCE: /%REFERENCE%/
    QUOTED: /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/
    WORD: /[^\s()\[\]{}"']+/
    LIST_WORD: /[^\s()\[\]{}"',]+/
    %ignore /\s+/
""".replace("%NAME%", _NAME).replace("%REFERENCE%", _REFERENCE)
OPERATORS = ("==", "!=", "<", "<=", ">", ">=", "contains", "starts with", "ends with", "matches", "in", "exists")
DEEPEST, _LONGEST = 64, 20_000

# Lark names a sign or a word of the grammar in capitals; a message names it as a person writes it.
_READABLE = {
    "NAME": "a name",
    "REFERENCE": "{{A variable}}",
    "SIGN": "==, !=, <, <=, >, >=",
    "WORD_OPERATOR": "contains, starts with, ends with, matches",
    "IN": "in",
    "EXISTS": "exists",
    "WORD": "a value",
    "LIST_WORD": "a value",
    "QUOTED": "quoted text",
    "LPAR": "(",
    "RPAR": ")",
    "LSQB": "[",
    "RSQB": "]",
    "COMMA": ",",
    "$END": "the end",
}


@lru_cache(1)
def _grammar() -> Lark:
    # The conditions are made while the text is read: no tree of it is ever built.
    return Lark(GRAMMAR, parser="lalr", transformer=_Compile())


def is_name(text: str) -> bool:
    """Whether this may stand left of an operator."""
    return re.fullmatch(rf"{_NAME}|{_REFERENCE}", text) is not None and text not in RESERVED


def parse(source: str, path: Path = ()) -> Part:
    """The compiled condition, which stands at this path of its trigger. Raises SettingError with the offset of what is wrong."""
    if len(source) > _LONGEST or _depth(source) > DEEPEST:
        what = "the expression is too long or too deep. Split it into several triggers."
        raise SettingError("when", what, path=path)
    try:
        part: Part = _grammar().parse(source)  # type: ignore[assignment]
    except UnexpectedInput as error:
        raise _mistake(source, error, path) from None
    except SettingError as error:
        raise SettingError(error.setting, error.what, error.offset, path) from None
    if path:
        for found in part.comparisons():
            found.at = found.at._replace(path=path)
    return part


def comparison(name: Name, operator: str, value: Any, *, negated: bool, at: Spot) -> Comparison:
    """A comparison whose pattern, if it has one, RE2 takes."""
    try:
        return Comparison(name, operator, value, negated=negated, at=at)
    except ValueError as error:
        raise SettingError("when", f"RE2 does not take this pattern: {error}", at.offset, at.path) from None


def _depth(source: str) -> int:
    """How deep brackets and chains of `not` go: the compiled condition is as deep, and Python's stack has an end."""
    depth = deepest = 0
    for sign in source:
        depth += (sign == "(") - (sign == ")")
        deepest = max(deepest, depth)
    return deepest + max((run.count("not") for run in re.findall(r"(?:\bnot[\s(]+)+", source)), default=0)


def _mistake(source: str, error: UnexpectedInput, path: Path) -> SettingError:
    offset = min(error.pos_in_stream if error.pos_in_stream is not None else len(source), len(source))
    if offset < 0 or getattr(getattr(error, "token", None), "type", "") == "$END":
        offset = len(source)
    expected = getattr(error, "accepts", None) or getattr(error, "expected", None) or getattr(error, "allowed", None)
    wanted = sorted({_READABLE.get(name, name.lower()) for name in expected or ()})
    found, before = source[offset:].split(), source[:offset].split()
    met = f'"{found[0][:40]}"' if found else "the end"
    where = f'after "{before[-1][-40:]}" comes' if before else "it begins with" if found else "it is empty: here comes"
    what = f"{where} {met}, expected {_or(wanted)}.{_hint(before, found, expected or ())}"
    return SettingError("when", what, offset, path)


def _hint(before: list[str], found: list[str], expected: Collection[str]) -> str:
    """What was probably meant: by what stands there and before it, and by what could have stood there."""
    last, word = before[-1] if before else "", found[0] if found else ""
    if last == "===" or (word.startswith("=") and ">" not in word and "<" not in word):
        return ' Equality is "==".'
    if last == "in":
        return " A list is written [a, b]."
    if word in _INSTEAD:
        return _INSTEAD[word]
    if word[:1] in "\"'" and word:
        return " A quote is not closed."
    if "SIGN" in expected:
        return _after_a_name(last, word, found[1:])
    if "AND" in expected:
        return _after_a_value(last, word)
    if word.startswith("["):
        return " Only `in` takes a list."
    if word.startswith("{"):
        return " A variable stands in two braces: {{Order value}}."
    return " Write `not` before a condition." if word.startswith("!") else ""


_JOINED = ' Conditions are joined by "and" and "or", in small letters.'
_INSTEAD = {
    **dict.fromkeys(("&&", "||", "AND", "OR", "&", "|", ","), _JOINED),
    **dict.fromkeys(("=>", "≥"), ' Did you mean ">="?'),
    **dict.fromkeys(("=<", "≤"), ' Did you mean "<="?'),
    **dict.fromkeys(("<>", "≠"), ' Did you mean "!="?'),
    **dict.fromkeys(("does", "doesn't"), ' Write "not contains", "not starts with" and so on.'),
    "begins": ' Did you mean "starts with"?',
}
"""What people write, and what it is here."""


def _after_a_name(last: str, word: str, rest: list[str]) -> str:
    if word.lower() in ("is", "equals", "equal", "eq"):
        there = rest[:1] in (["set"], ["present"], ["defined"], ["there"])
        return " Write `exists`." if there else ' Equality is "==".'
    if near := nearest(word.lower(), OPERATORS):
        return near
    named = re.fullmatch(r"[\w.-]+", word) is not None and word.lower() not in RESERVED
    return f" A name with blanks stands in {{{{…}}}}: {{{{{last} {word}}}}}." if named else ""


def _after_a_value(last: str, word: str) -> str:
    if last.endswith(","):
        return _JOINED
    if word.startswith(("(", "[", "{")):
        return " A pattern or a value with brackets stands in quotes."
    return nearest(word.lower(), ("and", "or")) or " A value with blanks stands in quotes."


def _or(wanted: list[str]) -> str:
    return " or ".join([", ".join(wanted[:-1]), wanted[-1]] if len(wanted) > 1 else wanted) or "something else"


@v_args(inline=True)
class _Compile(Transformer[Token, Any]):
    """From what was read to conditions, bottom up."""

    def start(self, part: Part) -> Part:
        return part

    def either(self, *parts: Part) -> Part:
        return Either(parts)

    def both(self, *parts: Part) -> Part:
        return Both(parts)

    def opposite(self, part: Part) -> Part:
        return Not(part)

    def always(self) -> Part:
        return Always()

    def exists(self, name: Name, word: Token) -> Part:
        return Comparison(name, "exists", None, at=_at(word))

    def exists_not(self, name: Name, word: Token) -> Part:
        return Comparison(name, "exists", None, negated=True, at=_at(word))

    def compare(self, name: Name, operator: Token, value: Any) -> Part:
        return _comparison(name, operator, value, negated=False)

    def compare_not(self, name: Name, operator: Token, value: Any) -> Part:
        return _comparison(name, operator, value, negated=True)

    def name(self, token: Token) -> Name:
        if token in RESERVED:
            raise _fault(f'"{token}" is a word of the language, not a name.', token)
        return Name(str(token))

    def reference(self, token: Token) -> str:
        return str(token)

    def word(self, token: Token) -> Any:
        if token in RESERVED:
            raise _fault(f'"{token}" is a word of the language. Put it in quotes.', token)
        return str(token)

    def quoted(self, token: Token) -> str:
        return re.sub(r"\\(.)", r"\1", token[1:-1])

    def list(self, *elements: Any) -> list[Any]:
        return [element for element in elements if element is not None]


def _comparison(name: Name, operator: Token, value: Any, *, negated: bool) -> Comparison:
    kind = re.sub(r"\s+", " ", operator)
    if kind == "!=":
        kind, negated = "==", not negated
    return comparison(name, kind, value, negated=negated, at=_at(operator))


def _at(token: Token) -> Spot:
    return Spot((), (token.line or 1) - 1, token.start_pos or 0)


def _fault(what: str, token: Token) -> SettingError:
    return SettingError("when", what, token.start_pos or 0)
