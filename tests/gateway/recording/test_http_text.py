"""Hits as files: what is read from them, and what is told where they are none."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from gateway import Hit
from gateway.errors import CaptureError
from gateway.recording import hits_of, read_hits

HITS = Path(__file__).parents[3] / "examples" / "hits"
LINE = "GET /g/collect?v=2 HTTP/1.1\n"


def read(folder: Path, text: str | bytes, name: str = "hit.http") -> list[Hit]:
    (folder / name).write_bytes(text.encode() if isinstance(text, str) else text)
    return read_hits(folder / name)


def told(folder: Path, text: str | bytes, name: str = "hit.http") -> str:
    with pytest.raises(CaptureError) as refused:
        read(folder, text, name)
    return str(refused.value).removeprefix(f"{folder}/")


def written(hit: Hit) -> bytes:
    """A hit as the text it could have come from."""
    head = f"# from: {hit.ip}\n# id: {hit.id}\n# seed: {hit.seed}\n{hit.method} {hit.path}?{hit.query} HTTP/1.1\n"
    return head.encode() + "".join(f"{name}: {value}\n" for name, value in hit.headers).encode() + b"\n" + hit.body


@pytest.mark.parametrize("file", sorted(HITS.glob("*.http")), ids=lambda file: str(file.stem))
def test_a_sample_hit_is_read_and_survives_being_written_again(tmp_path: Path, file: Path) -> None:
    (hit,) = read_hits(file)
    again = read(tmp_path, b"# at: 2026-03-01T12:00:00Z\n" + written(hit))

    assert again == [msgspec.structs.replace(hit, at=1_772_366_400_000)]
    assert (hit.path.endswith("/g/collect"), hit.query.startswith("v=2&")) == (True, True)


def test_a_hit_has_all_that_the_file_says(tmp_path: Path) -> None:
    text = (
        "# A purchase.\n# at: 2026-03-01T12:00:00Z\n# from: 203.0.113.7\n# id: one\n#seed: 5\n\n"
        "POST /g/collect?v=2&en=a%20b HTTP/1.1\nHost: shop.example\nX-Empty:\nCookie: a=b; c=d\n\nen=one\n\nen=two\n\n"
    )

    assert read(tmp_path, text) == [
        Hit(
            method="POST",
            path="/g/collect",
            query="v=2&en=a%20b",
            headers=(("host", "shop.example"), ("x-empty", ""), ("cookie", "a=b; c=d")),
            body=b"en=one\n\nen=two",
            ip="203.0.113.7",
            id="one",
            at=1_772_366_400_000,
            seed=5,
        )
    ]


def test_what_a_file_does_not_say_has_a_value_all_the_same(tmp_path: Path) -> None:
    (hit,) = read(tmp_path, LINE)

    assert (hit.ip, hit.at, hit.headers, hit.body) == ("127.0.0.1", 1_767_225_600_000, (), b"")
    assert (len(hit.id), hit.seed > 0) == (32, True)


def test_a_hit_that_does_not_say_when_it_came_comes_when_its_reader_says() -> None:
    text = f"{LINE}###\n# at: 2026-03-01T12:00:00Z\n{LINE}".encode()

    assert [hit.at for hit in hits_of(text, at=5)] == [5, 1_772_366_400_000]


def test_hits_of_one_file_are_parted_by_a_line(tmp_path: Path) -> None:
    hits = read(
        tmp_path, f"{LINE}\nbody 1\n\n### the second\n# from: 203.0.113.7\n{LINE}###\n\n# a remark only\n###\n{LINE}"
    )

    assert [(hit.body, hit.ip) for hit in hits] == [
        (b"body 1", "127.0.0.1"),
        (b"", "203.0.113.7"),
        (b"", "127.0.0.1"),
    ]


def test_the_same_file_is_the_same_hit_each_time_and_equal_hits_of_one_file_stay_two(tmp_path: Path) -> None:
    first, second = read(tmp_path, f"{LINE}###\n{LINE}")
    again = read(tmp_path, f"{LINE}###\n{LINE}", "another_name.http")

    assert [hit.id for hit in again] == [first.id, second.id]
    assert first.id != second.id
    assert first.seed != second.seed


def test_another_text_is_another_hit(tmp_path: Path) -> None:
    assert read(tmp_path, LINE)[0].id != read(tmp_path, LINE.replace("v=2", "v=3"))[0].id


def test_windows_line_ends_are_no_part_of_a_hit(tmp_path: Path) -> None:
    text = "# from: 203.0.113.7\r\nPOST /g/collect?v=2 HTTP/1.1\r\nHost: a.example\r\n\r\nen=one\r\n###\r\nGET / HTTP/1.1\r\n"
    first, second = read(tmp_path, text)

    assert (first.ip, first.headers, first.body) == ("203.0.113.7", (("host", "a.example"),), b"en=one")
    assert (second.path, second.query) == ("/", "")


@pytest.mark.parametrize(
    ("line", "path", "query"),
    [
        ("GET /", "/", ""),
        ("GET /a/b%2Fc?d=%20 HTTP/2", "/a/b%2Fc", "d=%20"),
        ("GET https://shop.example/g/collect?v=2 HTTP/1.1", "/g/collect", "v=2"),
        ("GET /g?dt=Größe HTTP/1.1", "/g", "dt=Gr%C3%B6%C3%9Fe"),
        ("GET //shop/collect?v=2 HTTP/1.1", "//shop/collect", "v=2"),
        ("GET //[x?v=2 HTTP/1.1", "//[x", "v=2"),
    ],
    ids=[
        "no version",
        "percent-encoded",
        "a whole address",
        "letters beyond ASCII",
        "two slashes",
        "two slashes and a bracket",
    ],
)
def test_a_request_line_is_read_as_a_server_reads_it(tmp_path: Path, line: str, path: str, query: str) -> None:
    (hit,) = read(tmp_path, f"{line}\n")

    assert (hit.path, hit.query) == (path, query)


def test_bytes_of_a_body_stay_as_they_are(tmp_path: Path) -> None:
    (hit,) = read(tmp_path, LINE.encode() + b"\n\x00\xff\xfe\x1f")

    assert hit.body == b"\x00\xff\xfe\x1f"


def test_bytes_of_a_header_are_read_as_the_server_reads_them(tmp_path: Path) -> None:
    (hit,) = read(tmp_path, LINE.encode() + b"User-Agent: \xff\n")

    assert hit.headers == (("user-agent", "\xff"),)


def test_a_byte_order_mark_of_a_windows_editor_is_no_fault(tmp_path: Path) -> None:
    assert len(read(tmp_path, b"\xef\xbb\xbf# A remark.\n" + LINE.encode())) == 1


@pytest.mark.parametrize(
    ("at", "milliseconds"),
    [
        ("2026-03-01T12:00:00Z", 1_772_366_400_000),
        ("2026-03-01T12:00:00", 1_772_366_400_000),
        ("2026-03-01T13:00:00+01:00", 1_772_366_400_000),
        ("2026-03-01T12:00:00.123456Z", 1_772_366_400_123),
        ("2026-03-01", 1_772_323_200_000),
    ],
    ids=["UTC", "no zone is UTC", "another zone", "parts of a second", "a day"],
)
def test_a_time_is_one_moment(tmp_path: Path, at: str, milliseconds: int) -> None:
    assert read(tmp_path, f"# at: {at}\n{LINE}")[0].at == milliseconds


NOTHING = "there is no hit in it. A hit begins with a line such as `GET /g/collect?v=2 HTTP/1.1`."
NO_LINE = "is no request line such as `GET /g/collect?v=2 HTTP/1.1`."


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", f"hit.http: {NOTHING}"),
        ("\n \n", f"hit.http: {NOTHING}"),
        ("# a remark\n###\n# another\n", f"hit.http: {NOTHING}"),
        ("hello\n", f'hit.http:1: "hello" {NO_LINE}'),
        ("get / HTTP/1.1\n", f'hit.http:1: "get…" {NO_LINE}'),
        ("GET /g?dt=Blue mug HTTP/1.1\n", f'hit.http:1: "GET…" {NO_LINE}'),
        ("# a remark\n\n{}\n", f'hit.http:3: "…" {NO_LINE}'),
        (f"{LINE}\nbody\n###\n\n# a remark\nhello\n", f'hit.http:7: "hello" {NO_LINE}'),
        (f"{LINE}Host shop.example\n", 'hit.http:2: "Host…" is no header. A body follows an empty line.'),
        (f"{LINE}Host: a\n  more\n", 'hit.http:3: "  more" is no header. A body follows an empty line.'),
        (f"{LINE}en=purchase\n", 'hit.http:2: "en…" is no header. A body follows an empty line.'),
        (f"###\n{LINE}Host\n", 'hit.http:3: "Host" is no header. A body follows an empty line.'),
        (f"# at: noon\n{LINE}", 'hit.http:1: "# at: noon" is no time such as 2026-03-01T12:00:00Z.'),
        (f"# at: 1772366400\n{LINE}", 'hit.http:1: "# at: 1772366400" is no time such as 2026-03-01T12:00:00Z.'),
        (f"# seed: five\n{LINE}", 'hit.http:1: "# seed: five" is no whole number.'),
        (f"# A remark.\n# at: noon\n{LINE}", 'hit.http:2: "# at: noon" is no time such as 2026-03-01T12:00:00Z.'),
        (f"# A remark.\n# seed: five\n{LINE}", 'hit.http:2: "# seed: five" is no whole number.'),
    ],
    ids=[
        "an empty file",
        "blanks",
        "remarks only",
        "a word",
        "a method in small letters",
        "a blank in the address",
        "braces",
        "a word in the second hit",
        "a header without a colon",
        "a header of two lines",
        "a body without an empty line",
        "a header in the second hit",
        "a word for a time",
        "seconds for a time",
        "a word for a seed",
        "a word for a time after a remark",
        "a word for a seed after a remark",
    ],
)
def test_what_is_no_hit_is_told_with_file_and_line(tmp_path: Path, text: str, sentence: str) -> None:
    assert told(tmp_path, text) == sentence


@pytest.mark.parametrize(
    "text",
    [bytes(range(256)) * 40, b"\x89PNG\r\n\x1a\n\x00\x00", b"\xff" * 1_000],
    ids=["all bytes", "a picture", "one byte"],
)
def test_binary_junk_is_told_and_not_printed(tmp_path: Path, text: bytes) -> None:
    sentence = told(tmp_path, text)

    assert sentence.startswith("hit.http:")
    assert sentence.isprintable()


def test_a_file_name_may_hold_braces(tmp_path: Path) -> None:
    assert len(read(tmp_path, LINE, "hit{1}.http")) == 1


def test_a_file_that_is_not_there_and_a_folder_are_told(tmp_path: Path) -> None:
    with pytest.raises(CaptureError, match=r"nobody\.http: cannot be read: No such file or directory\.$"):
        read_hits(tmp_path / "nobody.http")
    with pytest.raises(CaptureError, match=r": cannot be read: Is a directory\.$"):
        read_hits(tmp_path)


@pytest.mark.parametrize(
    ("text", "headers"),
    [
        (
            "POST https://a:b@data.shop.example/g/collect?v=2 HTTP/2.0\nX: y\n",
            (("host", "data.shop.example"), ("x", "y")),
        ),
        ("GET https://a.example/ HTTP/1.1\nHost: b.example\n", (("host", "b.example"),)),
        ("GET https:///x\n", ()),
    ],
    ids=["the address says it", "a header says it", "nobody says it"],
)
def test_the_host_of_a_whole_address_is_the_hosts(
    tmp_path: Path, text: str, headers: tuple[tuple[str, str], ...]
) -> None:
    assert read(tmp_path, text)[0].headers == headers


@pytest.mark.parametrize(
    "text",
    [
        "wget --header 'Authorization: Bearer Zebulon1234' https://d.example/g/collect\n",
        f"{LINE}Cookie: a=b;\n sid=Zebulon11; x-user jane77\n",
        f"{LINE}Cookie: a=b;\n Zebulon1234\n",
        f"{LINE}write to somebody who is called, well, Zebulon@shop-of-jane.example\n",
        f"# at: write to somebody who is called, as we all know, Zebulon@shop-of-jane.example\n{LINE}",
    ],
    ids=["a command", "a cookie", "a token", "half an address", "half an address in a remark"],
)
def test_no_secret_of_a_line_that_is_not_understood_is_told(tmp_path: Path, text: str) -> None:
    assert "Zebulon" not in told(tmp_path, text)
