"""Hits written as text: reading gives the same hit, whatever it holds, and a person can read what can be read."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway import Hit
from gateway.errors import CaptureError
from gateway.recording import hits_of, http_text, read_hits

HITS = Path(__file__).parents[3]
SAMPLES = sorted([*HITS.glob("examples/hits/*.http"), *HITS.glob("tests/hits/gtag/*.http")])
HIT = Hit(
    method="POST",
    path="/g/collect",
    query="v=2&en=a%20b",
    headers=(("host", "data.shop.example"), ("x-empty", ""), ("cookie", "a=b; c=d")),
    body=b"en=one\r\nen=two",
    ip="203.0.113.7",
    id="0192aa",
    at=1_772_366_400_123,
    seed=5,
)
TARGET = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), max_size=30)
TOKEN = st.text(st.sampled_from("abcz019!#$%&'*+-.^_`|~"), min_size=1, max_size=12)
BODIES = st.one_of(
    st.binary(max_size=60),
    st.text(max_size=30).map(lambda text: text.encode("utf-8", "replace")),
    st.lists(st.sampled_from([b"en=one", b"\n", b"\r\n", b"\r", b"###", b"#", b" ", b"", b"\xff"]), max_size=8).map(
        b"".join
    ),
)
ANY_HIT = st.builds(
    Hit,
    method=st.sampled_from(["GET", "POST", "HEAD"]),
    path=TARGET.map(lambda text: "/" + text.replace("?", "")),
    query=TARGET,
    headers=st.lists(
        st.tuples(TOKEN, st.text(max_size=20) | st.text(st.characters(max_codepoint=255))), max_size=4
    ).map(tuple),
    body=BODIES,
    ip=st.sampled_from(["", "203.0.113.7", "2001:db8::7"]),
    id=st.sampled_from(["", "0192aa", "a" * 32]),
    at=st.integers(0, 4_102_444_800_000),
    seed=st.integers(0, 2**63),
)


def replaced(**fields: object) -> Hit:
    return msgspec.structs.replace(HIT, **fields)


def test_a_hit_is_written_the_way_http_is() -> None:
    assert http_text(HIT, "A purchase.").decode() == (
        "# A purchase.\n"
        "# at: 2026-03-01T12:00:00.123Z\n"
        "# from: 203.0.113.7\n"
        "# id: 0192aa\n"
        "# seed: 5\n"
        "POST /g/collect?v=2&en=a%20b HTTP/1.1\n"
        "host: data.shop.example\n"
        "x-empty:\n"
        "cookie: a=b; c=d\n"
        "\n"
        "en=one\r\nen=two\n"
    )


@given(ANY_HIT, st.text(max_size=40))
@settings(deadline=None)
def test_what_was_written_is_read_as_the_same_hit(hit: Hit, title: str) -> None:
    assert hits_of(http_text(hit, title)) == [hit]


@given(st.lists(ANY_HIT, min_size=2, max_size=3))
@settings(deadline=None)
def test_several_hits_can_be_joined_by_a_line(hits: list[Hit]) -> None:
    assert hits_of(b"###\n".join(map(http_text, hits))) == hits


@given(ANY_HIT)
@settings(deadline=None)
def test_a_file_is_a_text_that_any_editor_opens(hit: Hit) -> None:
    signs = http_text(hit).decode("utf-8").replace("\r\n", "\n")

    assert not set(signs) & {"\x00", "\r", "\x1b"}


@pytest.mark.parametrize("file", SAMPLES, ids=lambda file: str(file.stem))
def test_a_sample_hit_is_the_same_after_being_written(file: Path) -> None:
    hits = read_hits(file)

    assert hits_of(b"###\n".join(map(http_text, hits))) == hits
    assert not any(b"# body:" in http_text(hit) for hit in hits)


@pytest.mark.parametrize(
    ("body", "line"),
    [
        (b"en=one\n", b"ZW49b25lCg=="),
        (b"en=one\n### two", b"ZW49b25lCiMjIyB0d28="),
        (b"###", b"IyMj"),
        (b"\xff\x00", b"/wA="),
        (b"a\rb", b"YQ1i"),
    ],
    ids=["ends in a line end", "a line that parts hits", "nothing but that", "no text", "an old line end"],
)
def test_a_body_the_text_cannot_hold_is_base64_and_says_so(body: bytes, line: bytes) -> None:
    text = http_text(replaced(body=body))

    assert b"# body: base64\n" in text
    assert text.endswith(b"\n\n" + line + b"\n")
    assert hits_of(text)[0].body == body


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("a\nx-other: 1", "x-odd: a%0ax-other: 1"),
        ("\xff 50%", "x-odd: %c3%bf 50%25"),
        ("  blanks ", "x-odd: %20%20blanks%20"),
        ("\ud800", "x-odd: %ed%a0%80"),
    ],
    ids=["a second line", "a byte that is no text", "blanks around", "half a sign"],
)
def test_a_header_the_text_cannot_hold_is_percent_encoded_and_says_so(value: str, written: str) -> None:
    text = http_text(replaced(headers=(("x-odd", value),)))

    assert b"# headers: percent-encoded\n" in text
    assert written in text.decode().split("\n")
    assert hits_of(text)[0].headers == (("x-odd", value),)


def test_letters_a_browser_sent_as_utf_8_stay_readable() -> None:
    text = http_text(replaced(headers=(("x-city", "Köln".encode().decode("latin-1")),), body="en=größe".encode()))

    assert "x-city: Köln" in text.decode()
    assert text.decode().endswith("\n\nen=größe\n")


@pytest.mark.parametrize("title", ["body: base64", "at: noon", "two\nlines", "###", "\x1b[31mred", "\ud800"])
def test_a_title_is_a_comment_whatever_it_says(title: str) -> None:
    text = http_text(HIT, title)

    assert (text.startswith(b"# "), hits_of(text)) == (True, [HIT])


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("# body: gzip\nGET / HTTP/1.1\n", 'hit.http:1: "# body: gzip" is not understood: there is base64.'),
        ("# body: base64\nGET / HTTP/1.1\n\nä\n", "hit.http:1: the body is no base64."),
        ("# headers: x\nGET / HTTP/1.1\n", 'hit.http:1: "# headers: x" is not understood: there is percent-encoded.'),
        (
            "# headers: percent-encoded\nGET / HTTP/1.1\na: %ff\n",
            "hit.http:1: the headers are no percent-encoded UTF-8.",
        ),
        ("", "hit.http: there is no hit in it. A hit begins with a line such as `GET /g/collect?v=2 HTTP/1.1`."),
    ],
    ids=["another encoding", "a broken body", "another encoding of headers", "broken headers", "nothing"],
)
def test_a_note_that_cannot_be_followed_is_told_with_its_line(text: str, sentence: str) -> None:
    with pytest.raises(CaptureError) as refused:
        hits_of(text.encode())

    assert str(refused.value) == sentence
