"""The names of cURL's options: cURL itself is the judge, where there is one."""

from __future__ import annotations

import re
import shutil
import subprocess

from gateway.recording.captures.curl_names import DATA, LETTERS, LETTERS_OF_THE_SENDING, OF_THE_REQUEST, OF_THE_SENDING

CURL = shutil.which("curl")


def options() -> set[tuple[str, str]]:
    """Those with a value that this machine's cURL tells of, letter and name; none where there is no cURL."""
    if CURL is None:
        return set()
    told = subprocess.run([CURL, "--help", "all"], capture_output=True, check=True, timeout=30, text=True).stdout
    return set(re.findall(r"^ *(?:-(\S), )? *--(\S+) [<\[]", told, re.MULTILINE))


def test_every_option_with_a_value_is_known_but_for_a_few_of_a_newer_curl() -> None:
    unknown = {name for _, name in options()} - OF_THE_REQUEST - OF_THE_SENDING
    letters = {letter for letter, _ in options()} - set(LETTERS) - LETTERS_OF_THE_SENDING - {"", "h"}

    assert len(unknown) < 8, unknown
    assert letters == set()


def test_an_option_says_either_what_is_sent_or_how() -> None:
    assert OF_THE_REQUEST.isdisjoint(OF_THE_SENDING)
    assert LETTERS_OF_THE_SENDING.isdisjoint(LETTERS)
    assert OF_THE_REQUEST.issuperset(DATA)
