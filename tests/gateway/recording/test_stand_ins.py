"""Stand-ins: the same shape, the same value each time, and never the value itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.recording.stand_ins import Edit, StandIns, edited

KNOWN = StandIns(b"a key of this test")


def after(find: Callable[[str], Iterable[Edit]], text: str) -> str:
    return edited(text, list(find(text)))


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("jane.doe@shop.example", r"[a-z]{12}@example\.com"),
        ("Jane <jane@shop.example>, joe@a.example.", r"Jane <[a-z]{12}@example\.com>, [a-z]{12}@example\.com\."),
        ("mailto:jane+tag@münchen.example?x", r"mailto:[a-z]{12}@example\.com\?x"),
        ('"jane doe"@shop.example', r"[a-z]{12}@example\.com"),
        ("a@b@shop.example", r"a@[a-z]{12}@example\.com"),
        ("sprite@2x.png and T@2026.03 and @jane", r"sprite@2x\.png and T@2026\.03 and @jane"),
    ],
    ids=["an address", "two in a text", "letters beyond ASCII", "a quoted name", "two signs", "none"],
)
def test_an_email_address_is_one_at_example_com(text: str, shape: str) -> None:
    assert re.fullmatch(shape, after(KNOWN.emails, text.encode().decode("latin-1")))


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("198.51.100.7", r"203\.0\.113\.\d{1,3}"),
        (
            "10.1.2.3, 192.168.1.7 172.16.9.9",
            r"10\.\d+\.\d+\.\d+, 192\.168\.\d+\.\d+ 172\.(1[6-9]|2\d|3[01])\.\d+\.\d+",
        ),
        ("::ffff:198.51.100.7", r"::ffff:203\.0\.113\.\d{1,3}"),
        ("[2001:db8:77::7]:443", r"\[2001:db8::[0-9a-f]+:[0-9a-f]+\]:443"),
        ("fd12:3456::1 fe80::1", r"fd12::[0-9a-f:]+ fe80::[0-9a-f:]+"),
        ("127.0.0.1 ::1 0.0.0.0 ::", r"127\.0\.0\.1 ::1 0\.0\.0\.0 ::"),
        (
            "Chrome/146.0.0.0 1.2.3 999.1.1.1 10:20:30 std::map",
            r"Chrome/146\.0\.0\.0 1\.2\.3 999\.1\.1\.1 10:20:30 std::map",
        ),
    ],
    ids=[
        "a public one",
        "private ones",
        "one in the other",
        "with a port",
        "private ones of IPv6",
        "this machine",
        "none",
    ],
)
def test_an_address_stays_of_its_kind(text: str, shape: str) -> None:
    assert re.fullmatch(shape, after(KNOWN.addresses, text))


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("+44 20 7946 0958", r"\+44 \d\d \d{4} \d{4}"),
        ("0044 (0)20-7946.0958", r"0044 \(\d\)\d\d-\d{4}\.\d{4}"),
        ("+1 (555) 010-0199", r"\+1 \(\d{3}\) \d{3}-\d{4}"),
        ("+351 210 000 000", r"\+351 \d{3} \d{3} \d{3}"),
        ("020 7946 0958", r"0\d\d \d{4} \d{4}"),
    ],
    ids=["a plus", "two zeros", "a code of one digit", "a code of three", "without a code"],
)
def test_a_phone_number_keeps_its_country_and_its_signs(text: str, shape: str) -> None:
    other = after(KNOWN.phone, text)

    assert re.fullmatch(shape, other)
    assert other != text


@pytest.mark.parametrize("text", ["+44 20 7946 0958", "0044 20 7946 0958", "442079460958"])
def test_one_number_is_one_number_however_it_is_written(text: str) -> None:
    assert re.sub(r"\D", "", after(KNOWN.phone, text)).removeprefix("00") == after(KNOWN.phone, "442079460958")


@pytest.mark.parametrize("text", ["call +44 20 7946 0958 now", "tel:+442079460958"])
def test_a_number_with_its_country_code_is_found_in_a_text(text: str) -> None:
    assert "7946" not in after(KNOWN.phones, text)


@pytest.mark.parametrize("text", ["EUR 59.90, T-1001", "1+1=2", "2026-11-22T10:00:00+0000", "GS1.1.1795332684.1.0"])
def test_other_digits_are_no_number(text: str) -> None:
    assert after(KNOWN.phones, text) == text


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("1234567890.1772300000", r"[1-9]\d{9}\.[1-9]\d{9}"),
        ("E.C.P.example-click_0001", r"[A-Z]\.[A-Z]\.[A-Z]\.[a-z]{7}-[a-z]{5}_0\d{3}"),
        ("EC1A 1BB", r"[A-Z]{2}\d[A-Z] \d[A-Z]{2}"),
        ("0123abcdef" * 6 + "0123", r"[0-9a-f]{64}"),
        ("123E4567-E89B-12D3-A456-426614174000", r"[0-9A-F]{8}-([0-9A-F]{4}-){3}[0-9A-F]{12}"),
        ("Müller", r"[A-Z][a-z]{5}"),
        ("日本", r"[a-z]{2}"),
        ("-- ~", r"-- ~"),
    ],
    ids=[
        "a client id",
        "a click id",
        "a postal code",
        "a digest",
        "a UUID",
        "an umlaut",
        "other letters",
        "only signs",
    ],
)
def test_a_word_keeps_its_shape(text: str, shape: str) -> None:
    assert re.fullmatch(shape, after(KNOWN.word, text.encode().decode("latin-1")))


@given(st.text(st.characters(max_codepoint=255), max_size=50))
@settings(deadline=None)
def test_a_word_is_never_itself_and_the_same_each_time(text: str) -> None:
    other = after(KNOWN.word, text)

    assert other == after(StandIns(b"a key of this test").word, text)
    assert other != text or not re.search(r"[1-9A-Za-z\x80-\xff]", text)


@pytest.mark.parametrize("text", ["-12.50", "7", "100"])
def test_a_number_stays_one(text: str) -> None:
    other = after(KNOWN.number, text)

    assert re.fullmatch(re.sub(r"\d", r"\\d", text), other)
    assert (float(other) != float(text), str(float(other)) != "0.0") == (True, True)


def test_a_digest_and_what_was_packed_are_found_in_a_text() -> None:
    text = f"sha256:{'c0ffee77' * 8}, token eyJlbWFpbCI6ImphbmUifQ.abc."
    other = after(KNOWN.digests, text)

    assert re.fullmatch(r"sha256:[0-9a-f]{64}, token eyJ[\w]{19}\.[a-z]{3}\.", other)
    assert ("c0ffee77" in other, "lbWFp" in other) == (False, False)


def test_case_and_a_blank_written_as_plus_make_no_other_person() -> None:
    assert after(KNOWN.emails, "JANE@shop.example") == after(KNOWN.emails, "jane@SHOP.example")
    assert after(KNOWN.word, "Jane+Doe").replace("+", " ") == after(KNOWN.word, "Jane Doe")


@pytest.mark.parametrize(
    ("edits", "after"),
    [
        ([(4, 6, "XY"), (0, 2, "AB")], "ABcdXYgh"),
        ([(0, 4, "ABCD"), (2, 6, "wxyz")], "ABCDyzgh"),
        ([(0, 4, "ABCD"), (1, 3, "xx")], "ABCDefgh"),
        ([], "abcdefgh"),
    ],
    ids=["in any order", "one in the next", "one in the other", "none"],
)
def test_edits_that_overlap_leave_nothing_of_the_original(edits: list[Edit], after: str) -> None:
    assert edited("abcdefgh", edits) == after
