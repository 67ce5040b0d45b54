"""Hostile rules: whatever the text, a place and a sentence, soon, and never a crash."""

from __future__ import annotations

import random
import re
import subprocess
import sys
from pathlib import Path

import pytest

from gateway.errors import RulesError
from gateway.rules import check, load
from gateway.rules.found import MOST
from tests.cpu import timed

ROOT = Path(__file__).parents[3]
RULES = (ROOT / "rules.yaml").read_bytes()
CLIENT = b"clients: {GA4: {type: ga4}}\n"
MANY = 100_000
MOST_WORK = 0.05
"""Seconds of CPU."""


def bomb() -> bytes:
    """Ten values, ten levels of ten aliases each: ten thousand million values in 500 bytes."""
    first = b"a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    return first + b"".join(
        b"a%d: &a%d [%s]\n" % (level, level, b", ".join([b"*a%d" % (level - 1)] * 10)) for level in range(1, 11)
    )


def refused(rules: Path) -> list[str]:
    """What is told of rules."""
    with pytest.raises(RulesError) as error:
        load(rules, {})
    return [str(problem) for problem in error.value.problems]


HOSTILE = {
    "an alias bomb": (bomb(), "6:45  more than 1,000,000 values."),
    "a bomb of one large alias": (
        CLIENT + b"x: &a [" + b"x," * 9_000 + b"]\ny: [" + b",".join([b"*a"] * 200) + b"]\n",
        "3:305  more than 100 aliases.",
    ),
    "an alias in itself": (b"a: &a [*a]\n", '1:8  there is no anchor "&a" above.'),
    "brackets": (b"[" * MANY, "1:65  nested more than 64 deep."),
    "braces": (b"{" * MANY, "1:65  nested more than 64 deep."),
    "braces with names": (b"{a: " * MANY, "1:257  nested more than 64 deep."),
    "brackets and braces": (b"[{" * MANY, "1:65  nested more than 64 deep."),
    "closing brackets": (b"]" * MANY, "1:1  this is not valid YAML: "),
    "dashes": (b"- " * MANY, "1:129  nested more than 64 deep."),
    "question marks": (b"? " * MANY, "1:129  nested more than 64 deep."),
    "deep indentation": (
        b"\n".join(b" " * depth + b"a:" for depth in range(2_000)),
        "65:65  nested more than 64 deep.",
    ),
    "a section twice": (CLIENT * 2, '2:1  "clients" stands here a second time, first in line 1. Rename one.'),
    "a section very often": (CLIENT * MANY, '2:1  "clients" stands here a second time, first in line 1. Rename one.'),
    "a name very often": (
        CLIENT + b"tags:\n" + b"  A: {type: ga4}\n" * MANY,
        '4:3  "A" stands here a second time, first in line 3. Rename one.',
    ),
    "a command": (
        CLIENT + b"container: !!python/object/apply:os.system [exit]\n",
        '2:12  YAML tags such as "tag:yaml.org,2002:python/object/apply:os.system" are not used here.',
    ),
    "a command for the whole": (
        b"!!python/object/apply:os.system [exit]\n",
        '1:1  YAML tags such as "tag:yaml.org,2002:python/object/apply:os.system" are not used here.',
    ),
    "very many commands": (
        b"tags:\n" + b"- !!python/object/apply:os.system [exit]\n" * MANY,
        '2:3  YAML tags such as "tag:yaml.org,2002:python/object/apply:os.system" are not used here.',
    ),
    "eight megabytes of lines": (b"a\n" * 4_000_000, "1:1  the file may have more than 1,000,000 values. Split it."),
    "eight megabytes of a list": (
        b"[" + b"a," * 4_000_000 + b"]",
        "1:1  the file may have more than 1,000,000 values. Split it.",
    ),
    "eight megabytes of empty lines": (b"\n" * 8_000_000, "1:1  the file may have more than 1,000,000 values."),
    "eight megabytes of anchors": (b"&a " * 2_600_000, "1:4  this is not valid YAML: "),
    "random bytes": (random.Random(1).randbytes(1_000_000), "1:3  this is not YAML text: "),
    "a zero byte": (CLIENT + b"container: a\0b\n", "2:13  this is not YAML text: control characters are not allowed."),
    "zero bytes": (b"\0" * MANY, "1:1  this is not YAML text: control characters are not allowed."),
    "a lone surrogate": (CLIENT + b"container: \xed\xa0\x80\n", "2:12  this is not YAML text: "),
    "a lone surrogate as an escape": (CLIENT + b'container: "\\ud800"\n', "2:15  this is not valid YAML: "),
    "a lone surrogate in a name": (CLIENT + b'tags: {"\\ud800": {type: ga4}}\n', "2:11  this is not valid YAML: "),
    "UTF-16 without its mark": (RULES.decode().encode("utf-16-le"), "1:2  this is not YAML text: "),
    "UTF-32": (RULES.decode().encode("utf-32"), "1:3  this is not YAML text: "),
    "tabs": (RULES.replace(b"  ", b"\t"), "6:1  this is not valid YAML: "),
    "a second document": (CLIENT + b"---\n" + CLIENT, "2:1  a second document begins here. Rules are one document."),
    "very many documents": (b"--- a\n" * MANY, "2:1  a second document begins here. Rules are one document."),
    "text behind the end": (CLIENT + b"...\nb\n", "3:1  this is not valid YAML: "),
    "a merge key": (
        b"clients: {GA4: &a {type: ga4}, B: {<<: *a}}\n",
        '1:32  client "B" needs the field "type": ',
    ),
    "a merge key at the top": (CLIENT + b"<<: {}\n", '2:1  rules: there is no section "<<".'),
    "a long name": (b"a" * 5_000_000 + b": b\n", "1:5000001  this is not valid YAML: "),
    "a name of many lines": (b"? |\n" + b" a\n" * 10_000 + b": b\n", "1:3  rules: there is no section "),
    "a large number": (
        b"clients: {GA4: {type: ga4, max_events: " + b"9" * MANY + b"}}",
        '1:40  client "GA4": type ga4: "max_events" must be a whole number, not "9999',
    ),
    "a number without an end": (
        b"clients: {GA4: {type: ga4, max_events: 1.0e999}}",
        '1:40  client "GA4": type ga4: "max_events" must be a whole number, not Infinity.',
    ),
    "directives": (b"%TAG !a! b\n" * MANY, "2:1  this is not valid YAML: "),
    "colons": (b":" * MANY, "1:100000  this is not valid YAML: "),
    "ampersands": (b"&" * MANY, "1:2  this is not valid YAML: "),
    "stars": (b"*" * MANY, "1:2  this is not valid YAML: "),
    "a condition of brackets": (
        CLIENT + b"triggers: {A: '" + b"(" * MANY + b"'}",
        '2:16  trigger "A": the expression is too long or too deep.',
    ),
    "a condition of nots": (
        CLIENT + b"triggers: {A: '" + b"not " * MANY + b"always'}",
        '2:16  trigger "A": the expression is too long or too deep.',
    ),
    "a long condition": (
        CLIENT + b"triggers: {A: " + b"a == b and " * MANY + b"c}",
        '2:15  trigger "A": the expression is too long or too deep.',
    ),
    "an include of a device": (b"include: /dev/zero\n", '1:10  include: there is no file or folder "/dev/zero".'),
}


@pytest.mark.parametrize(("text", "sentence"), HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_rules_are_refused_with_a_place_and_a_sentence_and_little_work(
    tmp_path: Path, text: bytes, sentence: str
) -> None:
    (tmp_path / "rules.yaml").write_bytes(text)
    told, cost = timed(lambda: refused(tmp_path / "rules.yaml"), MOST_WORK)

    assert told[0].startswith(f"rules.yaml:{sentence}")
    assert len(told) <= MOST + 1
    assert cost < MOST_WORK


def test_of_a_file_of_fifty_megabytes_no_more_is_read_than_tells_so(tmp_path: Path) -> None:
    with (tmp_path / "rules.yaml").open("wb") as file:
        file.truncate(50_000_000)
    told, cost = timed(lambda: refused(tmp_path / "rules.yaml"), MOST_WORK)

    assert told == [
        "rules.yaml:1:1  8,388,608 bytes in 1,000 files are allowed for all rules together, and this is more."
    ]
    assert cost < MOST_WORK


@pytest.mark.parametrize("sign", ["[", "{", "(", "- ", "[{", "{a: ", "? ", "not "])
def test_nesting_ends_no_process(tmp_path: Path, sign: str) -> None:
    (tmp_path / "rules.yaml").write_text(sign * MANY)
    command = [sys.executable, "-m", "gateway.cli", "check"]
    shown = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60)

    assert (shown.returncode, shown.stderr) == (3, "")
    assert shown.stdout.startswith("rules.yaml:1:")


def test_a_command_is_never_run(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    (tmp_path / "rules.yaml").write_text(f"container: !!python/object/apply:os.system ['touch {mark}']\n")
    refused(tmp_path / "rules.yaml")

    assert not mark.exists()


@pytest.mark.parametrize("length", range(0, len(RULES), 50))
def test_rules_that_are_cut_off_are_right_or_told(tmp_path: Path, length: int) -> None:
    (tmp_path / "rules.yaml").write_bytes(RULES[:length])
    checked = check(tmp_path / "rules.yaml", {})

    assert (checked.container is None) == bool(checked.problems)
    assert all(re.match(r"rules\.yaml:\d+:\d+  \S", str(problem)) for problem in checked.problems)


@pytest.mark.parametrize("seed", range(50))
def test_rules_with_a_few_wrong_signs_are_right_or_told(tmp_path: Path, seed: int) -> None:
    chance, text = random.Random(seed), bytearray(RULES)
    for _ in range(chance.randint(1, 5)):
        text[chance.randrange(len(text))] = chance.choice(b"\x00\t\n \"'#$%&*-:<>?[]{}|\x80\xff")
    (tmp_path / "rules.yaml").write_bytes(text)
    checked = check(tmp_path / "rules.yaml", {})

    assert (checked.container is None) == bool(checked.problems)
    assert all(re.match(r"rules\.yaml:\d+:\d+  \S", str(problem)) for problem in checked.problems)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_rules_with_a_mark_of_their_encoding_are_read(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "rules.yaml").write_bytes(RULES.decode().encode(encoding))

    assert load(tmp_path / "rules.yaml", {}, rehearsing=True).name == "Example shop"
