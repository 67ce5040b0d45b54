"""Regular expressions by RE2, which no pattern and no hit can hang; what it refuses comes back with what to write instead."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

LONGEST = 1024
"""Signs a pattern may have."""


class Match(NamedTuple):
    """One match: what stands between the last one and it, all that matched, and its groups."""

    before: str
    groups: tuple[str, ...]


class Found(NamedTuple):
    """Every match of a pattern in a text, and what stands behind the last one."""

    matches: tuple[Match, ...]
    rest: str


@lru_cache(1024)
def matcher(source: str, *, ignore_case: bool = False) -> Callable[[str], Found]:
    """Like `pattern`, but says what was found, as JavaScript's global replace finds it."""
    compiled = _compiled(source, ignore_case=ignore_case)

    def match(subject: str) -> Found:
        given, end, matches = subject.encode("utf-8", "replace"), 0, []
        for found in compiled.finditer(given):
            groups = tuple((group or b"").decode("utf-8", "replace") for group in (found.group(), *found.groups()))
            matches.append(Match(given[end : found.start()].decode("utf-8", "replace"), groups))
            end = found.end()
        return Found(tuple(matches), given[end:].decode("utf-8", "replace"))

    return match


@lru_cache(256)
def pattern(source: str, *, ignore_case: bool = False) -> Callable[[str], bool]:
    """A search for a regular expression, anywhere in the text.

    Raises ValueError for a pattern RE2 refuses, with its reason and what to write instead.
    """
    search = _compiled(source, ignore_case=ignore_case).search
    return lambda subject: search(subject.encode("utf-8", "replace")) is not None


def _compiled(source: str, *, ignore_case: bool) -> Any:
    import re2  # optional at run time: 20 ms to import, and only for rules that use a pattern

    if len(source) > LONGEST:
        raise ValueError(f"it has {len(source)} signs; {LONGEST} are allowed. Make several conditions of it.")
    options = re2.Options()
    options.log_errors = False
    options.case_sensitive = not ignore_case
    try:
        # On bytes: what comes off the wire may hold half a surrogate pair, which RE2 refuses as text.
        return re2.compile(_NUMBERED.sub(_by_number, source).encode("utf-8"), options)
    except UnicodeEncodeError:
        raise ValueError("it holds half a sign (a lone surrogate), which no text can match.") from None
    except re2.error as error:
        reason = error.args[0] if error.args else error
        raise ValueError(_told(reason.decode() if isinstance(reason, bytes) else str(reason))) from None


# JavaScript writes a sign by its number as \u00e9 or \ud83d\ude00, RE2 as \x{e9} and \x{1f600}; both know what \\u means.
_NUMBERED = re.compile(r"\\\\|\\u([dD][89abAB]..)\\u([dD][c-fC-F]..)|\\u([0-9a-fA-F]{4})")


def _by_number(found: re.Match[str]) -> str:
    high, low, alone = found.groups()
    if high:
        return rf"\x{{{0x10000 + (int(high, 16) - 0xD800 << 10) + int(low, 16) - 0xDC00:x}}}"
    # Half a pair goes on as it is, to be refused.
    return (
        found[0] if alone is None else chr(int(alone, 16)) if alone[0] in "dD" and alone[1] > "7" else rf"\x{{{alone}}}"
    )


def _told(reason: str) -> str:
    """RE2's reason as a sentence, and what to write instead."""
    advice = next((advice for sign, advice in _INSTEAD if re.search(sign, reason)), "Look at its signs once more.")
    return f"{reason}. {advice}"


_INSTEAD = (
    (r"operator: \(\?=$", "RE2 has no lookahead: make two conditions of it, both of which must hold."),
    (r"operator: \(\?!$", "RE2 has no lookahead: make two conditions of it, what must not match behind `not`."),
    (r"operator: \(\?<", "RE2 has no lookbehind: match what stands before, too, or make two conditions."),
    (r"operator: \(\?>|repetition operator: .*\+$", "RE2 never backtracks: write the plain `+`, `*` or group."),
    (r"operator: \(\?P|escape sequence: \\[1-9kg]", "RE2 has no back-reference: write out what the group may be."),
    (r"operator: \(\?[R0-9|&]", "RE2 has no recursion and no branch reset: write the group out where it is wanted."),
    (r"operator: \(\?\(", "RE2 has no conditional group: write both cases, joined by `|`."),
    (r"operator: \(\?#|operator: \(\?x", "RE2 has no comments in patterns: write them in YAML, behind a `#`."),
    (r"operator: \(\?", "The flags are i, m, s and U, as in `(?i)abc`; a group that is not kept is `(?:…)`."),
    (r"no argument for repetition", "`.*` stands for anything; a `*`, `+` or `?` itself is written `\\*`."),
    (r"repetition operator: \*\*|repetition operator: ", "One `*`, `+`, `?` or `{n}` is enough."),
    (r"repetition size", "At most 1000 times in all; the lower number comes first."),
    (r"missing \)", "A bracket is not closed; a `(` itself is written `\\(`."),
    (r"unexpected \)", "A bracket was never opened; a `)` itself is written `\\)`."),
    (r"missing \]: \[\^\]", "Any sign at all is `(?s:.)`."),
    (r"missing \]", "A `[` is not closed; a `[` itself is written `\\[`."),
    (r"class range", "Inside `[…]` the lower sign comes first; names are those of Unicode, such as `\\p{Greek}`."),
    (r"escape sequence: \\Z", "The end of the text is `\\z` or `$`."),
    (r"escape sequence: \\[KG]", "Match what stands before, too; nothing is kept of a match in a condition."),
    (r"escape sequence: \\R", "A line end is `\\r?\\n`."),
    (r"escape sequence: \\u", "A sign by its number is `\\x{1F600}`."),
    (r"escape sequence: \\b", "A backspace is `\\x08`; inside `[…]` there is no word boundary."),
    (r"escape sequence: \\h", "A blank or a tab is `[ \\t]`."),
    (
        r"escape sequence|trailing",
        "A backslash itself is written `\\\\`; in double quotes YAML halves each of them again.",
    ),
    (r"capture group", "A named group is `(?P<name>…)`, with letters, digits and `_`."),
)
"""What RE2 says, and what people who know JavaScript's patterns meant."""
