"""What a replay prints: few hits as blocks, many counted, and JSON one document a hit."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gateway.cli.check import Format
from gateway.cli.printed import FEW, Printed, View
from gateway.recording import Captured, rehearse
from gateway.recording.captures import Reading
from tests.small import hit, small_container


def printed(
    many: int, capsys: pytest.CaptureFixture[str], view: View = View.either, output: Format = Format.table
) -> str:
    container = small_container()
    page = Printed(container, output, view)
    for number in range(many):
        page.take(Captured(hit(), f"a.log:{number}"), rehearse(container, hit()))
    page.end(Reading([Path("a.log")]))
    return capsys.readouterr().out


def blocks(text: str) -> int:
    return text.count("\nGET /  ->  200\n")


@pytest.mark.parametrize(
    ("many", "view", "counts"),
    [
        (FEW, View.either, (FEW, 0)),
        (FEW + 1, View.either, (0, 1)),
        (FEW + 1, View.blocks, (FEW + 1, 0)),
        (1, View.summary, (0, 1)),
        (0, View.either, (0, 0)),
    ],
)
def test_few_hits_are_blocks_and_many_are_counted(
    many: int, view: View, counts: tuple[int, int], capsys: pytest.CaptureFixture[str]
) -> None:
    text = printed(many, capsys, view)

    assert (blocks(text), text.count("client  hits")) == counts


def test_each_hit_is_a_document_however_many_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    lines = printed(FEW + 5, capsys, output=Format.json).splitlines()

    assert [json.loads(line)["schema"] for line in lines] == ["trace/v1"] * (FEW + 5)


def test_a_file_whose_name_is_no_text_is_told_nevertheless(capsys: pytest.CaptureFixture[str]) -> None:
    page = Printed(small_container(), Format.table, View.blocks)
    page.take(Captured(hit(), "a\udcff\x1b.http:1"), rehearse(small_container(), hit()))

    assert capsys.readouterr().out.startswith("a\\udcff\\x1b.http:1\nGET /")


def test_what_was_counted_is_one_document(capsys: pytest.CaptureFixture[str]) -> None:
    (line,) = printed(3, capsys, View.summary, Format.json).splitlines()

    assert (json.loads(line)["schema"], json.loads(line)["hits"]) == ("replay/v1", 3)
