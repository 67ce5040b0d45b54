"""Words as bash and cmd read them: bash itself is the judge of one, what browsers write of the other."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.recording.captures.captured import NoHitError
from gateway.recording.captures.shell import bash_words, is_windows, windows_words

BASH = shutil.which("bash")
COMMANDS = [
    "curl 'a b' c\"d e\"f",
    "curl 'it'\\''s' \\\n  -H $'a\\n\\x41\\101\\u00fc\\'\\!'",
    'curl "a \\"b\\" \\$c \\\\ \\d" # a remark',
    "curl a\\ b a#b '' \"\"",
    "curl $'\\cA\\e\\t' x$'y'z",
    "curl a >out.txt 2>&1",
    "curl a < /dev/null b <<< 'c d' e</dev/null f",
]


@pytest.mark.skipif(BASH is None, reason="there is no bash here to compare with")
@pytest.mark.parametrize("command", COMMANDS)
def test_words_are_what_bash_makes_of_them(command: str) -> None:
    script = f"curl() {{ printf '%s\\0' curl \"$@\" >&3; }}\n{command.replace('>out.txt', '>/dev/null')}\n"
    shown = subprocess.run(
        [str(BASH), "-c", f"exec 3>&1\n{script}"],
        capture_output=True,
        check=True,
        timeout=30,
        env={"LC_ALL": "C.UTF-8"},
    )
    words, _ = bash_words(command.encode().decode("latin-1"), 0)

    assert [word.encode("latin-1") for word in words] == shown.stdout.split(b"\0")[:-1]


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (r"\ud83d\ude00", "😀"),
        (r"K\xf6ln \u00fc", "Köln ü"),
        (r"K\xc3\xb6ln", "Köln"),
        (r"a\\xf6", r"a\xf6"),
        (r"\ud83d!", "?!"),
    ],
    ids=["two halves", "letters", "bytes", "a backslash", "half a sign"],
)
def test_letters_are_those_that_browsers_meant(written: str, text: str) -> None:
    assert bash_words(f"curl $'{written}'", 0)[0][1].encode("latin-1").decode() == text


def test_a_command_ends_where_the_next_begins() -> None:
    assert bash_words("curl a ;\ncurl b", 0) == (["curl", "a"], 7)
    assert bash_words("curl a\ncurl b", 0) == (["curl", "a"], 6)
    assert bash_words("printf b |\n  curl a", 0)[0] == ["printf", "b", "|", "curl", "a"]


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ('curl ^"https://a/?b=1^&c=^%^2F^"', ["curl", "https://a/?b=1&c=%2F"]),
        ('curl ^"a^" ^\n  -H ^"b: ^\\^"c^\\^"^"', ["curl", "a", "-H", 'b: "c"']),
        ('curl ^"a^" --data-raw ^"one^\n\ntwo^"', ["curl", "a", "--data-raw", "one\ntwo"]),
        ('curl "a" -H "b: ""c""" ^\n  -d "{\\"a\\":\\"\\\\n\\"}"', ["curl", "a", "-H", 'b: "c"', "-d", '{"a":"\\n"}']),
        ('curl "a" -d "b"^\n\n"c"', ["curl", "a", "-d", "b\nc"]),
        ('curl ^"a^" ^"^" &\ncurl ^"b^"', ["curl", "a", ""]),
    ],
    ids=[
        "escaped signs",
        "lines and quotes",
        "a line end",
        "doubled quotes",
        "a line end between quotes",
        "an empty text, and the next command",
    ],
)
def test_words_of_cmd_are_those_that_browsers_meant(command: str, words: list[str]) -> None:
    assert windows_words(command, 0)[0] == words


@pytest.mark.parametrize(
    ("command", "windows"),
    [
        ('curl ^"a^"', True),
        ('curl "a" ^\n -H "b"', True),
        ("curl 'a' -H 'b^\"c'", False),
        ('curl "a" \\\n -H "b"', False),
        ('curl "it\'s" ^\n -H "b"', True),
        ('curl "https://a/?b=1^&c=2"', True),
        ('curl "https://a/?b=1&c=^2"', False),
        ("curl a^\n -H b", True),
        ('curl "a" -d "b"^\n\n"c"', True),
        ("curl a^", False),
    ],
)
def test_a_caret_before_the_first_quote_or_line_end_says_cmd(command: str, windows: bool) -> None:  # noqa: FBT001
    assert is_windows(command, 0) is windows


def test_a_quote_that_is_never_closed_is_told() -> None:
    for reads, command in ((bash_words, "curl 'a"), (bash_words, 'curl "a'), (windows_words, 'curl ^"a')):
        with pytest.raises(NoHitError, match="a quote in it is never closed"):
            reads(command, 0)


@given(
    st.lists(st.sampled_from(["curl ", "'", '"', "$'", "\\", "^", "\n", "|", "a", " ", "\0", "&", ";"]), max_size=30)
)
@settings(deadline=None, max_examples=300)
def test_whatever_a_command_holds_it_ends(parts: list[str]) -> None:
    for reads in (bash_words, windows_words):
        try:
            words, end = reads("".join(parts), 0)
        except NoHitError:
            continue
        assert end <= len("".join(parts))
        assert all(isinstance(word, str) for word in words)
