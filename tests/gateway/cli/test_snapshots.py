"""Replayed hits saved as tests: beside their capture, or each as files of its own, which `sgtm test` finds good."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from gateway.cli.snapshots import Files, Snapshots
from gateway.container import Container
from gateway.errors import GatewayError
from gateway.fake_tiktok import stand_in
from gateway.hit import Hit
from gateway.outgoing import Reply
from gateway.recording import Captured, http_text, read_hits, rehearse
from gateway.recording.captures import Reading, converted
from gateway.rules import load
from gateway.testing.case import Bench, examine
from gateway.testing.sources import cases_in
from tests.canaries import CANARY_HITS, canary_hit, seen_in
from tests.gateway.testing.shop import open_shop, with_crm

ROOT = Path(__file__).parents[3]
PURCHASE, NOBODYS = CANARY_HITS["a query"], CANARY_HITS["nothing that any client claims"]


@pytest.fixture(scope="module")
def shop() -> Container:
    return load(ROOT / "rules.yaml", rehearsing=True)


def save(into: Snapshots | Files, container: Container, *files: Path) -> str:
    """What is said of saving the hits of these captures."""
    for captured in Reading(files):
        into.take(captured, rehearse(container, captured.hit, stand_in))
    return into.end()


def hits_in(file: Path, *hits: Hit) -> Path:
    file.write_bytes(b"###\n".join(map(http_text, hits)))
    return file


def outcomes(folder: Path) -> list[bool]:
    """What `sgtm test` makes of a folder."""
    return [examine(case, Bench()).is_good for case in cases_in([folder], ROOT / "rules.yaml")]


def test_what_is_saved_beside_its_hits_is_a_good_test(shop: Container, tmp_path: Path) -> None:
    one, two = hits_in(tmp_path / "one.http", PURCHASE), hits_in(tmp_path / "two.http", PURCHASE, NOBODYS)

    assert save(Snapshots(), shop, one, two) == "2 snapshots written"
    assert sorted(file.name for file in tmp_path.glob("*.sent.json")) == ["one.sent.json", "two.sent.json"]
    assert outcomes(tmp_path) == [True, True]


def test_a_snapshot_is_the_same_to_the_byte_and_is_written_over_another(shop: Container, tmp_path: Path) -> None:
    file = hits_in(tmp_path / "one.http", PURCHASE)
    save(Snapshots(), shop, file)
    first = file.with_name("one.sent.json").read_bytes()
    file.with_name("one.sent.json").write_text("{}")
    save(Snapshots(), shop, file)

    assert file.with_name("one.sent.json").read_bytes() == first


def test_tags_that_failed_in_what_was_saved_are_told(tmp_path: Path) -> None:
    open_shop(tmp_path)
    with_crm(tmp_path)
    shop, file = load(tmp_path / "rules.yaml", rehearsing=True), tmp_path / "tests" / "hits" / "purchase.http"
    said = "1 tag failed in what was saved, and tests would expect that"
    saved = []
    for into in (Snapshots(), Files(tmp_path / "saved", shop, redacted=False)):
        into.take(Captured(read_hits(file)[0], f"{file}:1"), rehearse(shop, read_hits(file)[0], lambda _: Reply(503)))
        saved.append(into.end())

    assert saved == [f"1 snapshot written; {said}", f"1 hit in {tmp_path / 'saved'}; {said}"]


def test_a_capture_that_no_test_would_look_at_gets_no_snapshot(shop: Container, tmp_path: Path) -> None:
    (tmp_path / "access.log").write_bytes(
        b'203.0.113.7 - - [01/Mar/2026:12:00:00 +0000] "GET /g/collect?v=2&tid=G-1&cid=1.2&en=purchase HTTP/1.1" 200 0\n'
    )
    (tmp_path / "one.har").write_bytes(b"".join(converted([PURCHASE], "har", Counter())))
    hits_in(tmp_path / "one.http", PURCHASE)

    said = save(Snapshots(), shop, tmp_path / "access.log", tmp_path / "one.har")
    assert said == "0 snapshots written; 2 captures of another kind can be saved with --into FOLDER"
    assert list(tmp_path.glob("*.sent.json")) == []


def test_a_capture_of_too_many_hits_is_no_snapshot(shop: Container, tmp_path: Path) -> None:
    with pytest.raises(GatewayError, match=r"many\.http has more than 2 hits, too many for a snapshot"):
        save(Snapshots(most=2), shop, hits_in(tmp_path / "many.http", PURCHASE, PURCHASE, PURCHASE))


def test_each_hit_of_an_archive_is_a_good_test_of_its_own(shop: Container, tmp_path: Path) -> None:
    archive = tmp_path / "day.jsonl"
    archive.write_bytes(b"".join(converted(CANARY_HITS.values(), "jsonl", Counter())))

    assert save(Files(tmp_path / "hits", shop, redacted=False), shop, archive) == f"7 hits in {tmp_path / 'hits'}"
    assert outcomes(tmp_path / "hits") == [True] * 7


def test_what_is_redacted_names_nobody_and_is_a_good_test(shop: Container, tmp_path: Path) -> None:
    archive = hits_in(tmp_path / "day.http", *CANARY_HITS.values())
    save(Files(tmp_path / "hits", shop, redacted=True), shop, archive)

    files = [file for file in (tmp_path / "hits").iterdir() if file.suffix in (".http", ".json")]
    assert len(files) == 14
    assert [seen_in(file.name + file.read_text("latin-1")) for file in files] == [[]] * 14
    assert outcomes(tmp_path / "hits") == [True] * 7


def test_a_folder_that_is_full_takes_no_more_and_says_so(shop: Container, tmp_path: Path) -> None:
    archive = hits_in(tmp_path / "day.http", *[canary_hit(id=str(number)) for number in range(5)])

    said = save(Files(tmp_path / "hits", shop, redacted=False, most=2), shop, archive)
    assert said == f"2 hits in {tmp_path / 'hits'}; it is full, and 3 hits had no room"
    assert len(list((tmp_path / "hits").glob("*.http"))) == 2


def test_a_folder_that_cannot_be_one_is_a_sentence(shop: Container, tmp_path: Path) -> None:
    (tmp_path / "hits").write_bytes(b"")

    with pytest.raises(GatewayError, match="hits cannot be used for hits: File exists"):
        Files(tmp_path / "hits", shop, redacted=False)


def test_a_folder_that_cannot_be_written_is_a_sentence(shop: Container, tmp_path: Path) -> None:
    file = hits_in(tmp_path / "one.http", PURCHASE)
    (tmp_path / "one.sent.json").mkdir()
    snapshots = Snapshots()
    snapshots.take(Captured(PURCHASE, f"{file}:1"), rehearse(shop, PURCHASE))

    with pytest.raises(GatewayError, match=r"one\.sent\.json cannot be written: Is a directory\."):
        snapshots.end()
