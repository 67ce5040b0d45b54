"""From the text of an expression to compiled conditions. The grammar is the one in `expression.py`, for lark (LALR)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from lark import Lark, Token, Transformer, UnexpectedInput, v_args
from lark.exceptions import VisitError

from gateway import SettingError, nearest, pattern

from ._conditions import Always, Both, Comparison, Either, Name, Not, Part

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
    SIGN: "==" | "!=" | "<=" | ">=" | "<" | ">"
    WORD_OPERATOR: /contains\b|matches\b|starts\s+with\b|ends\s+with\b/
    IN: /in\b/
    EXISTS: /exists\b/
    NAME: /[A-Za-z_][\w.-]*/
    REFERENCE: /\{\{[^{}]+\}\}/
    QUOTED: /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/
    WORD: /[^\s()\[\]{}"']+/
    LIST_WORD: /[^\s()\[\]{}"',]+/
    %ignore /\s+/
"""
RESERVED = frozenset(("and", "or", "not", "always", "exists", "in", "contains", "matches"))
OPERATORS = ("==", "!=", "<", "<=", ">", ">=", "contains", "starts with", "ends with", "matches", "in", "exists")
_DEEPEST, _LONGEST = 64, 20_000

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
    return Lark(GRAMMAR, parser="lalr", propagate_positions=True)


def parse(source: str) -> Part:
    """The compiled condition. Raises SettingError with the offset of what is wrong."""
    if len(source) > _LONGEST or _depth(source) > _DEEPEST:
        raise SettingError("when", "the expression is too long or too deep. Split it into several triggers.")
    try:
        tree = _grammar().parse(source)
        part: Part = _Compile().transform(tree)
    except UnexpectedInput as error:
        raise _mistake(source, error) from None
    except VisitError as error:
        if isinstance(error.orig_exc, SettingError):
            raise error.orig_exc from None
        raise
    return part


def _depth(source: str) -> int:
    """How deep brackets and chains of `not` go: the compiled condition is as deep, and Python's stack has an end."""
    depth = deepest = 0
    for sign in source:
        depth += (sign == "(") - (sign == ")")
        deepest = max(deepest, depth)
    return deepest + max((run.count("not") for run in re.findall(r"(?:\bnot[\s(]+)+", source)), default=0)


def _mistake(source: str, error: UnexpectedInput) -> SettingError:
    offset = min(error.pos_in_stream if error.pos_in_stream is not None else len(source), len(source))
    if offset < 0 or getattr(getattr(error, "token", None), "type", "") == "$END":
        offset = len(source)
    expected = getattr(error, "accepts", None) or getattr(error, "expected", None) or getattr(error, "allowed", None)
    wanted = sorted({_READABLE.get(name, name.lower()) for name in expected or ()})
    found = source[offset:].split()
    met = f'"{found[0][:40]}"' if found else "the end"
    before = source[:offset].split()
    where = f'after "{before[-1][-40:]}" ' if before else ""
    hint = _hint(before[-1] if before and before[-1] == "===" else found[0]) if found else ""
    if before and before[-1] == "in":
        hint = " A list is written [a, b]."
    return SettingError("when", f"{where}comes {met}, expected {_or(wanted)}.{hint}", offset)


def _hint(word: str) -> str:
    if word.startswith("=") or word.lower() in ("equals", "equal", "is"):
        return ' Equality is "==".'
    if word in ("&&", "||", "AND", "OR"):
        return ' Conditions are joined by "and" and "or", in small letters.'
    if word.lower() in ("does", "doesn't"):
        return ' Write "not contains", "not starts with" and so on.'
    return nearest(word.lower(), OPERATORS)


def _or(wanted: list[str]) -> str:
    return " or ".join([", ".join(wanted[:-1]), wanted[-1]] if len(wanted) > 1 else wanted) or "something else"


@v_args(inline=True)
class _Compile(Transformer[Token, Any]):
    """From the tree to conditions, bottom up."""

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
        return Comparison(name, "exists", None, line=_line(word))

    def exists_not(self, name: Name, word: Token) -> Part:
        return Comparison(name, "exists", None, negated=True, line=_line(word))

    def compare(self, name: Name, operator: Token, value: Any) -> Part:
        return _comparison(name, operator, value, negated=False)

    def compare_not(self, name: Name, operator: Token, value: Any) -> Part:
        return _comparison(name, operator, value, negated=True)

    def name(self, token: Token) -> Name:
        if token in RESERVED:
            raise SettingError("when", f'"{token}" is a word of the language, not a name.', _offset(token))
        return Name(str(token))

    def reference(self, token: Token) -> Name:
        return Name(str(token))

    def word(self, token: Token) -> Any:
        if token in RESERVED:
            raise SettingError("when", f'"{token}" is a word of the language. Put it in quotes.', _offset(token))
        return str(token)

    def quoted(self, token: Token) -> str:
        return re.sub(r"\\(.)", r"\1", token[1:-1])

    def list(self, *elements: Any) -> list[Any]:
        return [element for element in elements if element is not None]


def _comparison(name: Name, operator: Token, value: Any, *, negated: bool) -> Comparison:
    kind = re.sub(r"\s+", " ", operator)
    if kind == "!=":
        kind, negated = "==", not negated
    if kind == "matches":
        if not isinstance(value, str):
            raise SettingError("when", "matches takes a regular expression, not a variable.", _offset(operator))
        try:
            pattern(value)
        except ValueError as error:
            raise SettingError(
                "when",
                f"RE2 does not take this pattern: {error}. It has no lookahead, lookbehind or back-reference.",
                _offset(operator),
            ) from None
    return Comparison(name, kind, value, negated=negated, line=_line(operator))


def _offset(token: Token) -> int:
    return token.start_pos or 0


def _line(token: Token) -> int:
    return (token.line or 1) - 1
