"""Several captures are read to the end, and what there is to tell of it is told once, in short."""

from __future__ import annotations

import json
from pathlib import Path

from gateway.recording.captures import Reading

LINE = "GET /g/collect?v=2&en=a HTTP/1.1\n"


def test_a_capture_that_cannot_be_read_does_not_hide_the_next(tmp_path: Path) -> None:
    (tmp_path / "wrong.http").write_text("hello\n")
    (tmp_path / "hits.http").write_text(f"{LINE}###\n{LINE}")
    reading = Reading([tmp_path / "nobody.http", tmp_path / "wrong.http", tmp_path / "hits.http"])

    assert len(list(reading)) == 2
    assert not reading.is_whole
    assert list(reading.told()) == [
        "2 hits from 3 captures",
        f"{tmp_path}/nobody.http: cannot be read: No such file or directory.",
        f'{tmp_path}/wrong.http:1: "hello" is no request line such as `GET /g/collect?v=2 HTTP/1.1`.',
    ]


def test_reasons_are_counted_with_the_first_place_and_missing_cookies_are_told(tmp_path: Path) -> None:
    urls = ["https://a.example/1.png", "https://a.example/2.png", "https://a.example/g/collect?v=2"]
    entries = [{"request": {"method": "GET", "url": url}} for url in urls]
    (tmp_path / "a.har").write_text(json.dumps({"log": {"entries": entries}}))
    reading = Reading([tmp_path / "a.har"])
    list(reading)
    count, skipped, cookies = reading.told()

    assert (count, reading.is_whole) == ("1 hit from 1 capture", True)
    assert skipped.endswith(
        f"skipped 2 x a file of the page: a script, a style, an image, a font (the first is {tmp_path}/a.har:entry 1)"
    )
    assert cookies.startswith("none of the hits has a cookie")


def test_a_capture_that_only_has_no_hits_is_nothing_wrong(tmp_path: Path) -> None:
    (tmp_path / "hit.http").write_text(LINE)
    (tmp_path / "images.txt").write_text("https://a.example/1.png\n")
    reading = Reading([tmp_path / "images.txt", tmp_path / "hit.http"])

    assert (len(list(reading)), reading.is_whole) == (1, True)
    assert "images.txt: there is no hit in it: its entry is skipped" not in list(reading.told())


def test_a_thousand_wrong_lines_are_told_in_ten(tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text("/g/collect?v=2\n" + "hello\n" * 1_000)
    reading = Reading([tmp_path / "list.txt"])
    list(reading)
    told = list(reading.told())

    assert (len(told), told[-1]) == (12, "990 more entries cannot be read.")
