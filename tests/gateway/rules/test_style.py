"""The house style: what is settled, what is never touched, and that no comment and no meaning gets lost."""

from __future__ import annotations

import re
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import GatewayError, RulesError
from gateway.rules.style import SECTIONS, styled
from gateway.rules.written import read

ROOT = Path(__file__).parents[3]


def style(text: str) -> str:
    return styled(text.encode(), "rules.yaml")


@pytest.mark.parametrize("file", ["rules.yaml", "gateway/cli/first/rules.yaml"])
def test_our_own_rules_are_in_the_house_style(file: str) -> None:
    text = (ROOT / file).read_bytes()

    assert styled(text, file) == text.decode()


@pytest.mark.parametrize(
    ("written", "settled"),
    [
        pytest.param("a:\n    b:\n        c: 1\n", "a:\n  b:\n    c: 1\n", id="two blanks of indentation"),
        pytest.param("a:\n- b: 1\n  c: 2\n", "a:\n  - b: 1\n    c: 2\n", id="a list under its key"),
        pytest.param("a:\n  -   - x\n      - y\n", "a:\n  - - x\n    - y\n", id="a list in a list"),
        pytest.param("a: { b : 1,c: [ x,y ] }\n", "a: {b: 1, c: [x, y]}\n", id="blanks in brackets"),
        pytest.param('a: {"b":1, c: , d: {}}\n', 'a: {"b": 1, c: , d: {}}\n', id="what is empty"),
        pytest.param("a:   'b'   \n\n", 'a: "b"\n', id="double quotes, no trailing blanks, one line end"),
        pytest.param("a: 'it''s'\n", 'a: "it\'s"\n', id="an apostrophe"),
        pytest.param("a: x and {{V}} > 1\n", 'a: "x and {{V}} > 1"\n', id="quotes around a variable"),
        pytest.param("a: 'x {{V}}'\n", 'a: "x {{V}}"\n', id="double quotes around a variable"),
        pytest.param("a: x == \"b c\" or {{V}}\n", "a: 'x == \"b c\" or {{V}}'\n", id="quotes around quotes"),
        pytest.param("a: 1\r\nb: 2\r\n", "a: 1\n\nb: 2\n", id="line ends of Windows"),
        pytest.param("\ufeffa: 1\n", "a: 1\n", id="a mark at the beginning"),
        pytest.param("a: 1", "a: 1\n", id="no line end at the end"),
        pytest.param("---\na: 1\n...\n", "a: 1\n", id="marks around the document"),
        pytest.param("a:\n  b: 1\n\n\n\n  c: 2\n\nd: 3\n", "a:\n  b: 1\n\n  c: 2\n\nd: 3\n", id="doubled blank lines"),
        pytest.param("a: |\n      x\n       y\nb: 2\n", "a: |\n  x\n   y\n\nb: 2\n", id="a block of text"),
        pytest.param("a: >2-\n    x\n\n   y\n", "a: >2-\n    x\n\n   y\n", id="a block that begins with blanks"),
        pytest.param("a: |2\n  \tx\n", "a: |2\n  \tx\n", id="a block that begins with a tab"),
        pytest.param("a: |\n   \nb: 1\n", "a: |\n\nb: 1\n", id="a block of nothing"),
        pytest.param("a: |\n  x", "a: |-\n  x\n", id="a block that ends with the file"),
        pytest.param("a: 'b\n      c'\n", 'a: "b\n  c"\n', id="a quoted text on two lines"),
        pytest.param("tags:\n  A: {b: 1, type: x}\n", "tags:\n  A: {type: x, b: 1}\n", id="type comes first"),
        pytest.param("other:\n  A: {b: 1, type: x}\n", "other:\n  A: {b: 1, type: x}\n", id="but not in what is no entry"),
        pytest.param("? a\n: b\n", "a: b\n", id="a key with a question mark"),
        pytest.param("", "", id="nothing"),
        pytest.param("# only\n\n\n# comments\n", "# only\n\n# comments\n", id="only comments"),
    ],
)  # fmt: skip
def test_the_style_is_settled(written: str, settled: str) -> None:
    assert style(written) == settled
    assert style(settled) == settled


@pytest.mark.parametrize(
    "text",
    "no on 12:30 0777 1_000 2026-11-22 0x1F 0o17 1.50 1e3 .5 +1 -0 ~ null True .nan = << !!str <NAME> ${NAME} $${NAME} "
    '${NAME:-https://x.example/?a=b#c} x#y a:b é😀 \'"\' \'\\d\' "\\x41" "\\"" "{{V}}"'.split(),
)
def test_no_text_is_rewritten(text: str) -> None:
    for written in (f"a: {text}\n", f"a:\n  - {text}\n"):
        assert style(written) == written


def test_anchors_and_aliases_stay() -> None:
    text = "a: &a {b: &b 1}\n\nc: *a\n\nd: &d\n  e: [*b, &e x]\n\nf: &f\n  - *d\n"

    assert style(text) == text


def test_sections_stand_in_the_order_of_the_flow_and_unknown_ones_behind() -> None:
    names = ["zeta", *reversed(SECTIONS), "alpha"]
    text = style("".join(f"# of {name}\n{name}: {{}}  # {name}\n" for name in names))

    assert text == "\n".join(f"# of {name}\n{name}: {{}}  # {name}\n" for name in [*SECTIONS, "zeta", "alpha"])


def test_an_alias_stays_behind_its_anchor() -> None:
    text = "tags: &a {A: {}}\n\nclients: *a\n"

    assert style(text) == text


def test_comments_move_with_what_they_belong_to() -> None:
    text = """\
        # yaml-language-server: $schema=./rules.schema.json
        # Who is told.
        tags:  # beside tags
            # the first tag
            A:
                priority: 1 # a priority

                # which code
                type: tiktok
                # paused: true
            # no more tags

        # Who reads the hits.
        clients: {GA4: {type: ga4}}   # one
        # the end
        """
    settled = """\
        # yaml-language-server: $schema=./rules.schema.json
        # Who reads the hits.
        clients: {GA4: {type: ga4}}  # one

        # Who is told.
        tags:  # beside tags
          # the first tag
          A:
            # which code
            type: tiktok
            priority: 1  # a priority
            # paused: true
          # no more tags
        # the end
        """

    assert style(dedent(text)) == dedent(settled)


@pytest.mark.parametrize(
    ("written", "settled"),
    [
        pytest.param(
            "a: [x, # one\n  y,\n  # two\n  ] # a\n", "a:  # a\n  - x  # one\n  - y\n  # two\n", id="in brackets"
        ),
        pytest.param("a: [ # one\n  ]\n", "a: []  # one\n", id="in empty brackets"),
        pytest.param("- # one\n  a: 1\n", "# one\n- a: 1\n", id="beside a dash"),
        pytest.param("a: | # one\n  x # text\n# two\n", "a: |  # one\n  x # text\n# two\n", id="beside a block"),
        pytest.param("a: &x # one\n  b\nc: *x # two\n", "a: &x b  # one\n\nc: *x  # two\n", id="beside an anchor"),
        pytest.param("a:\n  # one\n  b\n", "# one\na: b\n", id="between key and value"),
        pytest.param("# one\n\n# two\nb: 1\n", "# one\n\n# two\nb: 1\n", id="of the file"),
        pytest.param("a:\n- 1\n# one\nb: 2\n", "a:\n  - 1\n\n# one\nb: 2\n", id="behind a list that is not indented"),
        pytest.param("a: 1\n...\n# one\n", "a: 1\n# one\n", id="behind the document"),
    ],
)
def test_comments_find_their_place(written: str, settled: str) -> None:
    assert style(written) == settled
    assert style(settled) == settled


def test_a_flow_entry_longer_than_120_columns_becomes_a_block() -> None:
    fits = f"tags:\n  A: {{type: x, b: [{'y' * 96}, z]}}\n"

    assert max(map(len, fits.splitlines())) == 120
    assert style(fits) == fits
    assert style(fits.replace("z", "zz")) == f"tags:\n  A:\n    type: x\n    b: [{'y' * 96}, zz]\n"


def test_a_long_line_is_never_folded() -> None:
    text = f"triggers:\n  A: {'event_name == purchase and ' * 20}value exists\n"

    assert style(text) == text


def test_blank_lines_that_are_text_stay() -> None:
    text = "a: |+\n  x\n\n\nb: |+\n  y\n\n# end\n"

    assert style(text) == text


def test_a_broken_file_is_refused_with_its_problems() -> None:
    with pytest.raises(RulesError, match=r'rules\.yaml:2:1  "a" stands here a second time'):
        style("a: 1\na: 2\n")


def test_a_text_that_is_not_utf8_is_left_alone() -> None:
    with pytest.raises(GatewayError, match=r"rules\.yaml is left alone: it is not UTF-8"):
        styled("a: é\n".encode("utf-16"), "rules.yaml")


SCALARS = st.sampled_from(
    "no|on|12:30|0777|1_000|2026-11-22|0x1F|1.50|1e3|~|true|'it''s'|'\"'|'\\d'|\"\\t\"|\"{{V}}\"|'{{V}}'|x#y|$|Order value|"
    "'a  b '|\"a # b\"|https://x.example/?a=b|!!str 5|&x y".split("|")
)
PLAIN = st.sampled_from(
    ["", "a == {{V}}", "${NAME:-x}", 'a "b" {{V}}', "one\n{0}two", "'one \n\n{0}two'", '"a\\\n{0}b"']
)
BLOCKS = st.sampled_from(
    ["|\n{0}x\n", "|-\n{0}x\n\n{0} # y\n", ">\n{0}x\n{0}y\n\n{0} z\n", "|+\n{0}x\n\n", "|1\n{1}  x\n"]
)
NAMES = st.lists(
    st.sampled_from([*SECTIONS, "type", "Big order", '"a b"', "'c'", "x-y", "on", "1"]), min_size=1, unique=True
)


class Writer:
    """Writes random rules, as different people might."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.comments = 0

    def maybe(self) -> bool:
        return self.draw(st.integers(0, 3)) == 0

    def comment(self) -> str:
        self.comments += 1
        return f"# c{self.comments} 'x: {{"

    def between(self) -> str:
        margin = " " * self.draw(st.integers(0, 5))
        return "\n" * self.draw(st.integers(0, 2)) + (f"{margin}{self.comment()}\n" if self.maybe() else "")

    def beside(self) -> str:
        return f"  {self.comment()}\n" if self.maybe() else "\n"

    def flow(self, depth: int) -> str:
        if depth > 2 or self.maybe():
            return self.draw(SCALARS)
        names = self.draw(NAMES)[:4]
        parted = [
            self.flow(depth + 1) + (f" {self.comment()}\n " if self.maybe() and self.maybe() else "") for _ in names
        ]
        if self.maybe():
            return "[" + " ,".join(parted) + "]"
        return "{ " + ", ".join(f"{name}: {text}" for name, text in zip(names, parted, strict=True)) + "}"

    def value(self, margin: int, depth: int) -> str:
        deeper = margin + self.draw(st.integers(1, 4))
        kind = self.draw(st.integers(0, 6 if depth < 4 else 3))
        if kind == 0:
            return " " + self.draw(BLOCKS).format(" " * deeper, " " * (margin + 1))
        if kind <= 3:
            return (
                " "
                + (self.flow(0) if kind == 1 else self.draw(PLAIN | SCALARS).replace("{0}", " " * deeper))
                + self.beside()
            )
        if kind == 4:
            return self.beside() + self.items(margin + self.draw(st.integers(0, 3)), depth + 1)
        return self.beside() + self.entries(deeper, depth + 1)

    def items(self, margin: int, depth: int) -> str:
        count = self.draw(st.integers(1, 3))
        return "".join(f"{self.between()}{' ' * margin}-{self.value(margin, depth)}" for _ in range(count))

    def entries(self, margin: int, depth: int) -> str:
        names = self.draw(NAMES)[: 9 - 2 * depth]
        return "".join(f"{self.between()}{' ' * margin}{name}:{self.value(margin, depth)}" for name in names)


@st.composite
def rules(draw: st.DrawFn) -> str:
    return Writer(draw).entries(0, 0)


@given(rules())
def test_whatever_is_written_keeps_its_meaning_and_its_comments_and_is_settled_once(text: str) -> None:
    settled = style(text)

    assert read(settled.encode(), "")[0].data() == read(text.encode(), "")[0].data()
    assert sorted(re.findall("# c[0-9]+", settled)) == sorted(re.findall("# c[0-9]+", text))
    assert style(settled) == settled
    assert not re.search("[ \t]$", settled, re.MULTILINE)
