"""Patterns by RE2: what they find, what RE2 refuses with what to write instead, and that nothing hangs."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway import Found, Match, matcher, pattern
from gateway.patterns import _INSTEAD, LONGEST, _told


def test_a_pattern_is_looked_for_anywhere_and_minds_the_case() -> None:
    search = pattern("b+c")

    assert search("abbcd")
    assert not search("ABBCD")
    assert pattern("b+c", ignore_case=True)("ABBCD")


LOOKAHEAD = "RE2 has no lookahead: make two conditions of it, both of which must hold."
NOT_AHEAD = "RE2 has no lookahead: make two conditions of it, what must not match behind `not`."
LOOKBEHIND = "RE2 has no lookbehind: match what stands before, too, or make two conditions."
GREEDY = "RE2 never backtracks: write the plain `+`, `*` or group."
REFERENCE = "RE2 has no back-reference: write out what the group may be."
COMMENT = "RE2 has no comments in patterns: write them in YAML, behind a `#`."
FLAGS = "The flags are i, m, s and U, as in `(?i)abc`; a group that is not kept is `(?:…)`."
NOTHING = "`.*` stands for anything; a `*`, `+` or `?` itself is written `\\*`."
ONCE = "One `*`, `+`, `?` or `{n}` is enough."
TIMES = "At most 1000 times in all; the lower number comes first."
RANGE = "Inside `[…]` the lower sign comes first; names are those of Unicode, such as `\\p{Greek}`."
BACKSLASH = "A backslash itself is written `\\\\`; in double quotes YAML halves each of them again."
GROUP = "A named group is `(?P<name>…)`, with letters, digits and `_`."

RECURSION = "RE2 has no recursion and no branch reset: write the group out where it is wanted."
NUMBER = "A sign by its number is `\\x{1F600}`."

KEPT = "Match what stands before, too; nothing is kept of a match in a condition."

REFUSED = [
    ("a lookahead", "(?=x)", "invalid perl operator: (?=", LOOKAHEAD),
    ("a negative lookahead", "^(?!test)", "invalid perl operator: (?!", NOT_AHEAD),
    ("a lookbehind", "(?<=x)", "invalid perl operator: (?<=", LOOKBEHIND),
    ("a negative lookbehind", "(?<!x)", "invalid perl operator: (?<!", LOOKBEHIND),
    ("an atomic group", "(?>x)", "invalid perl operator: (?>", GREEDY),
    ("a possessive plus", "a++", "bad repetition operator: ++", GREEDY),
    ("a possessive star", "a*+", "bad repetition operator: *+", GREEDY),
    ("a possessive question mark", "a?+", "bad repetition operator: ?+", GREEDY),
    ("a back-reference", r"(a)\1", r"invalid escape sequence: \1", REFERENCE),
    ("a back-reference by name", r"(?P<n>a)\k<n>", r"invalid escape sequence: \k", REFERENCE),
    ("a back-reference by Python's name", "(?P<n>a)(?P=n)", "invalid perl operator: (?P", REFERENCE),
    ("a conditional group", "(a)?(?(1)b|c)", "invalid perl operator: (?(", "RE2 has no conditional group: write both "
     "cases, joined by `|`."),
    ("a comment", "a(?#why)", "invalid perl operator: (?#", COMMENT),
    ("a flag for comments", "(?x)a", "invalid perl operator: (?x", COMMENT),
    ("another flag", "(?u)a", "invalid perl operator: (?u", FLAGS),
    ("a recursion", "a(?R)", "invalid perl operator: (?R", RECURSION),
    ("a branch reset", "(?|a|b)", "invalid perl operator: (?|", RECURSION),
    ("a star alone", "*", "no argument for repetition operator: *", NOTHING),
    ("a star at the beginning", "*.example", "no argument for repetition operator: *", NOTHING),
    ("a question mark alone", "?id=", "no argument for repetition operator: ?", NOTHING),
    ("two stars", "a**", "bad repetition operator: **", ONCE),
    ("two counts", "a{2}{3}", "bad repetition operator: {2}{3}", ONCE),
    ("too many times", "a{1001}", "invalid repetition size: {1001}", TIMES),
    ("too many times in all", "(a{500}){3}", "invalid repetition size: {3}", TIMES),
    ("the wrong way around", "a{3,2}", "invalid repetition size: {3,2}", TIMES),
    ("an open bracket", "a(b", "missing ): a(b", "A bracket is not closed; a `(` itself is written `\\(`."),
    ("a bracket too many", "a)", "unexpected ): a)", "A bracket was never opened; a `)` itself is written `\\)`."),
    ("JavaScript's any sign", "a[^]b", "missing ]: [^]b", "Any sign at all is `(?s:.)`."),
    ("an open class", "[a", "missing ]: [a", "A `[` is not closed; a `[` itself is written `\\[`."),
    ("a range the wrong way around", "[z-a]", "invalid character class range: z-a", RANGE),
    ("a script nobody writes", r"\p{Grek}", r"invalid character class range: \p{Grek}", RANGE),
    ("Python's end", r"a\Z", r"invalid escape sequence: \Z", "The end of the text is `\\z` or `$`."),
    ("a kept end", r"a\Kb", r"invalid escape sequence: \K", KEPT),
    ("any line end", r"\R", r"invalid escape sequence: \R", "A line end is `\\r?\\n`."),
    ("a backspace", r"[\b]", r"invalid escape sequence: \b", "A backspace is `\\x08`; inside `[…]` there is no word boundary."),
    ("a horizontal blank", r"\h", r"invalid escape sequence: \h", "A blank or a tab is `[ \\t]`."),
    ("a sign by its number in braces", r"\u{e9}", r"invalid escape sequence: \u", NUMBER),
    ("half a number", r"\u00", r"invalid escape sequence: \u", NUMBER),
    ("a Windows path", r"C:\Users", r"invalid escape sequence: \U", BACKSLASH),
    ("a backslash at the end", "a\\", "trailing \\", BACKSLASH),
    ("a group's name with a blank", "(?P<a b>x)", "invalid named capture group: (?P<a b>", GROUP),
]  # fmt: skip


@pytest.mark.parametrize(("source", "reason", "advice"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_what_re2_refuses_is_told_with_what_to_write_instead(source: str, reason: str, advice: str) -> None:
    for refused in (pattern, matcher):
        with pytest.raises(ValueError) as error:
            refused(source)
        assert str(error.value) == f"{reason}. {advice}"


def test_every_advice_is_given_to_somebody() -> None:
    given_here = {advice for *_, advice in REFUSED}

    assert {advice for _, advice in _INSTEAD} == given_here
    assert _told("something new") == "something new. Look at its signs once more."


@pytest.mark.parametrize(
    ("source", "finds", "wanted"),
    [
        ("(?s:.)", "\n", True),
        (r"\(", "a(b", True),
        (r"\[", "[", True),
        (r"\*\.example", "*.example", True),
        (r"[ \t]", "\t", True),
        (r"a\z", "ba", True),
        (r"\p{Greek}", "π", True),
        ("(?P<name>a)", "a", True),
        ("(?i)abc", "ABC", True),
        ("(?:a|b)c", "bc", True),
        (r"C:\\Users", "C:\\Users", True),
        ("(?<name>a)", "b", False),
    ],
)
def test_what_is_advised_is_taken(source: str, finds: str, *, wanted: bool) -> None:
    assert pattern(source)(finds) is wanted


@pytest.mark.parametrize(
    ("source", "finds", "misses"),
    [
        (r"^caf\u00e9$", "café", "cafu00e9"),
        (r"^\u00E9$", "é", "E"),
        (r"^[\u00e0-\u00e9]$", "è", "u"),
        (r"^\\u00e9$", r"\u00e9", "é"),
        (r"^\\\u00e9$", "\\é", r"\u00e9"),
        (r"^\\\\u00e9$", r"\\u00e9", "\\é"),
        (r"\x{e9}", "é", "e"),
        (r"^\u00e90$", "é0", "é"),
    ],
    ids=[
        "a sign by its number", "in capital letters", "in a class", "a backslash and letters", "a backslash and a sign",
        "two backslashes and letters", "RE2's own way", "a digit behind it",
    ],
)  # fmt: skip
def test_a_sign_may_be_written_by_its_number_as_in_javascript(source: str, finds: str, misses: str) -> None:
    assert pattern(source)(finds)
    assert not pattern(source)(misses)


def test_a_pattern_has_its_length() -> None:
    assert pattern("a" * LONGEST)("a" * LONGEST)
    with pytest.raises(ValueError, match="it has 1025 signs; 1024 are allowed"):
        pattern("a" * (LONGEST + 1))


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from(r"ab()[]{}*+?|^$.\\u0e9-,:<>=!P#"), max_size=12), st.text(max_size=8))
def test_any_pattern_is_taken_or_refused_with_an_advice(source: str, subject: str) -> None:
    found = advice(source)

    assert "Look at its signs" not in found
    assert found or pattern(source)(subject) is (matcher(source)(subject).matches != ())


def advice(source: str) -> str:
    try:
        pattern(source)
    except ValueError as error:
        return str(error)
    return ""


def test_half_a_sign_in_a_pattern_is_refused() -> None:
    assert advice("^a\ud800$") == "it holds half a sign (a lone surrogate), which no text can match."


def test_no_pattern_can_hang_a_hit() -> None:
    search = pattern("(a+)+$")

    assert not search("a" * 50_000 + "b")


def test_a_pattern_takes_half_a_sign_for_no_match() -> None:
    assert not pattern("x")("\ud800")


@pytest.mark.parametrize(
    ("source", "given", "wanted"),
    [
        ("b(.)", "abcd", Found((Match("a", ("bc", "c")),), "d")),
        ("^b(.)$", "abcd", Found((), "abcd")),
        ("a(b)?(c)?", "ab", Found((Match("", ("ab", "b", "")),), "")),
        ("ß", "größer", Found((Match("grö", ("ß",)),), "er")),
        ("b", "a-b-c-b", Found((Match("a-", ("b",)), Match("-c-", ("b",))), "")),
    ],
    ids=["a part", "not all", "a group that is not there", "beyond ASCII", "every match"],
)
def test_every_match_says_what_stands_before_it(source: str, given: str, wanted: Found) -> None:
    assert matcher(source)(given) == wanted


def test_letters_of_either_case_match_where_that_is_wanted() -> None:
    assert matcher("TEA", ignore_case=True)("my tea").matches
    assert not matcher("TEA")("my tea").matches
