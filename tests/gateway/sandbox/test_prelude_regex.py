"""createRegex and testRegex: RE2 in a realm."""

from __future__ import annotations

from typing import Any

import pytest

from .apis import returned

MATCH = (
    "const [pattern, flags, text] = args; const made = api('createRegex')(pattern, flags);"
    "return made === null ? null : text.match(made);"
)


def matched(pattern: str, text: str, flags: str = "") -> Any:
    return returned(MATCH, pattern, flags, text)


@pytest.mark.parametrize(
    "pattern",
    [
        "(?=a)", "(?!a)", "(?<=a)", "(?<!a)", "(a)\\1", "(?P=a)", "(?>a)", "(", ")", "[",
        "a**", "*a", "a{2,1}", "a{1001}", "[b-a]", "\\e", "\\u12", "[[:nope:]]",
        "(" * 5000,
    ],
)  # fmt: skip
def test_what_re2_does_not_know_is_null(pattern: str) -> None:
    assert matched(pattern, "a") is None
    assert returned("return api('createRegex')(args[0]);", pattern) is None


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("(?i)MUG", "a mug", ["mug"]),
        ("^(?P<n>a|b)c$", "bc", ["bc", "b"]),
        ("[[:alpha:]]+", "12ab3", ["ab"]),
        ("\\pL+", "1äb2", ["äb"]),
        ("\\p{Greek}", "aα", ["α"]),
        ("\\Qa.b\\E+", "a.bb", ["a.bb"]),
        ("a.c", "a\rc", ["a\rc"]),
        ("(?s)a.c", "a\nc", ["a\nc"]),
        ("(?m)^b$", "a\nb\nc", ["b"]),
        ("(?U)a+", "aaa", ["a"]),
        ("\\x{1F600}", "a😀", ["😀"]),
        ("a(?i)b|c", "C", ["C"]),
        ("x{,2}", "x{,2}", ["x{,2}"]),
    ],
)
def test_what_re2_knows_is_found(pattern: str, text: str, found: list[str]) -> None:
    assert matched(pattern, text) == found


def test_it_serves_match_replace_search_and_split() -> None:
    code = (
        "const r = api('createRegex')('(a)(b)', 'gi');"
        "return ['xAByab'.match(r), 'xAByab'.replace(r, '<$1>'), 'xab'.search(r), 'xAByab'.split(r)];"
    )

    assert returned(code) == [["AB", "ab"], "x<A>y<a>", 1, ["x", "A", "B", "y", "a", "b", ""]]


def test_a_global_one_remembers_where_it_was() -> None:
    code = "const [r, test] = [api('createRegex')('a', 'g'), api('testRegex')];"
    code += "return [test(r, 'aa'), test(r, 'aa'), test(r, 'aa')];"

    assert returned(code) == [True, True, False]


def test_other_flags_are_passed_over() -> None:
    assert matched("^b", "a\nb", "msx") is None
    assert matched("^A", "ab", "xi") == ["a"]


def test_a_template_sees_nothing_of_it() -> None:
    assert (
        returned("const r = api('createRegex')('a'); return [api('JSON').stringify(r), r.source, r.exec] + '';")
        == "{},,"
    )


def test_what_create_regex_did_not_make_is_refused() -> None:
    with pytest.raises(AssertionError, match="testRegex takes what createRegex returned"):
        returned("return api('testRegex')({}, 'a');")
