"""The account of an import."""

from __future__ import annotations

from gateway.gtm_export import Line, as_lines, summary

LINES = (
    Line("client", "GA4", "native", "ga4", "$.containerVersion.client[0]"),
    Line("tag", "Ads", "inert", "inert", "$.containerVersion.tag[0]", ("only Google can send it.",)),
    Line("tag", "A" * 99, "native", "ga4"),
)


def test_each_object_has_a_line_and_its_notes_below_it() -> None:
    shown = list(as_lines(LINES))

    assert shown[0].split() == ["native", "client", "GA4", "ga4"]
    assert [line.strip() for line in shown[1:3]] == [shown[1], "only Google can send it."]
    assert max(map(len, shown)) < 100


def test_the_last_line_counts_them() -> None:
    assert summary(LINES) == "1 client: 1 native; 2 tags: 1 native, 1 inert."
    assert list(as_lines(())) == ["the export is empty."]


def test_what_no_terminal_can_show_is_replaced() -> None:
    hostile = Line("tag", "a\x1b[31m\ud800", "inert", "inert", "", ("b\x9b\n",))

    assert all(line.isprintable() for line in as_lines((hostile,)))
    assert (hostile.as_json()["name"], hostile.as_json()["notes"]) == ("a\ufffd[31m\ufffd", ["b\ufffd\ufffd"])


def test_programs_get_the_same() -> None:
    assert LINES[1].as_json() == {
        "kind": "tag",
        "name": "Ads",
        "outcome": "inert",
        "type": "inert",
        "path": "$.containerVersion.tag[0]",
        "notes": ["only Google can send it."],
    }
