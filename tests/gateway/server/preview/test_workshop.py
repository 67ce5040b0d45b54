"""Hits rehearsed, edited, written and saved: nothing is sent, nobody is in it, and nothing is overwritten."""

from __future__ import annotations

import contextlib
import json
import shutil
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from gateway import Event, Hit, Lookup, Steps
from gateway.container import Container
from gateway.errors import GatewayError
from gateway.recording import read_hits, rehearse
from gateway.rules import load
from gateway.server.preview.workshop import MOST_EDITED, Workshop, key_of
from gateway.testing.case import Bench, examine
from gateway.testing.sources import cases_of
from tests.canaries import CANARY_HITS, canary_hit, seen_in
from tests.gateway.server.preview.passed import RULES, RULES_FILE, named
from tests.gateway.test_pipeline import asks_twice
from tests.small import small_container, tag

ONE = "GET /g/collect?v=2&tid=G-1&cid=1.2&en=page_view HTTP/1.1\nhost: x\n"


def workshop(folder: Path, container: Container = RULES) -> Workshop:
    shutil.copy(RULES_FILE, folder)
    return Workshop(lambda: container, folder / "rules.yaml", b"a key of this test", clock=lambda: 1_772_366_400.25)


def test_a_rehearsal_tells_what_the_vendor_would_say(tmp_path: Path) -> None:
    document = workshop(tmp_path).replayed(canary_hit())

    (run,) = document["events"][0]["tags"]
    assert (document["kept"], document["can"], run["verdict"]) == ("rehearsal", [], "accepted")


def test_what_a_tag_asks_in_a_rehearsal_is_answered_here() -> None:
    document = Workshop(lambda: small_container(tag("A", asks_twice)), Path("rules.yaml"), b"key").replayed(named(1))

    (run,) = document["events"][0]["tags"]
    assert [asked["request"]["url"].partition("//")[2][:14] for asked in run["asked"]] == ["vendor.example"] * 2


def test_a_tag_that_breaks_in_a_rehearsal_is_a_line_of_it() -> None:
    def breaks(_: Event, __: Lookup) -> Steps:
        yield from ()
        raise ZeroDivisionError

    document = Workshop(lambda: small_container(tag("A", breaks)), Path("rules.yaml"), b"key").replayed(named(1))

    assert [run["verdict"] for run in document["events"][0]["tags"]] == ["failed"]


def test_a_hit_as_text_can_be_edited_and_replayed(tmp_path: Path) -> None:
    text = workshop(tmp_path).text(canary_hit())
    (before,) = workshop(tmp_path).replayed_text(text)
    (after,) = workshop(tmp_path).replayed_text(text.replace("epn.value=59.9", "epn.value=7"))

    assert before["events"][0]["data"]["value"] == 59.9
    assert after["events"][0]["data"]["value"] == 7


def test_several_hits_of_a_text_are_replayed_and_too_many_are_not(tmp_path: Path) -> None:
    assert len(workshop(tmp_path).replayed_text("\n###\n".join([ONE] * 3))) == 3
    with pytest.raises(GatewayError, match="at most 50 at once"):
        workshop(tmp_path).replayed_text("\n###\n".join([ONE] * (MOST_EDITED + 1)))


def test_each_edited_hit_has_its_own_text_which_is_saved_as_it_was_replayed(tmp_path: Path) -> None:
    bench = workshop(tmp_path)
    _, second = bench.replayed_text(f"{ONE}\n###\n{ONE.replace('page_view', 'scroll')}")
    bench.save_text(second["http"], "the-second")
    (saved,) = read_hits(tmp_path / "tests" / "hits" / "the-second.http")

    assert "en=scroll" in saved.query
    assert (saved.at, second["at"]) == (1_772_366_400_250, "2026-03-01T12:00:00.250+00:00")
    with pytest.raises(GatewayError, match="these are 2 hits, and a test is of one"):
        bench.save_text(f"{ONE}\n###\n{ONE}", "both")


@pytest.mark.parametrize(
    "text", ["", "no hit", "GET", "\x00" * 100, "🙂", "\ud800", "GET / HTTP/1.1\n" + "x" * 1000],
    ids=["nothing", "words", "half a line", "NULs", "a sign", "half a sign", "no header"],
)  # fmt: skip
def test_a_text_that_is_no_hit_is_a_sentence_or_no_hit(text: str, tmp_path: Path) -> None:
    documents: list[object] = []
    with contextlib.suppress(GatewayError):
        documents += workshop(tmp_path).replayed_text(text)

    assert documents == []


def test_a_text_with_signs_of_all_the_world_is_taken(tmp_path: Path) -> None:
    (document,) = workshop(tmp_path).replayed_text(
        "POST /g/collect?v=2&tid=G-1&cid=1.2 HTTP/1.1\nhost: x\n\nen=a&ep.title=Größe 🙂"
    )

    assert document["client"] == "GA4"


def test_a_saved_test_is_the_hit_and_what_is_sent_of_it(tmp_path: Path) -> None:
    files = workshop(tmp_path).save(canary_hit(), "two-mugs")
    (saved,) = read_hits(tmp_path / "tests" / "hits" / "two-mugs.http")
    sent = json.loads((tmp_path / "tests" / "hits" / "two-mugs.sent.json").read_text())

    assert files == ["tests/hits/two-mugs.http", "tests/hits/two-mugs.sent.json"]
    assert [run.key for run in rehearse(RULES, saved).runs()] == ["TikTok purchase"]
    assert list(sent["events"][0]["tags"]) == ["TikTok purchase"]


def test_a_saved_test_holds_whatever_the_environment_of_the_gateway_is(tmp_path: Path) -> None:
    own = load(RULES_FILE, {"TIKTOK_ENDPOINT": "http://localhost:18090", "TIKTOK_PIXEL_CODE": "C4"}, rehearsing=True)
    workshop(tmp_path, own).save(canary_hit(), "two-mugs")
    (case,) = cases_of(tmp_path / "tests" / "hits" / "two-mugs.sent.json", tmp_path / "rules.yaml")

    assert str(examine(case, Bench())) == ""


def test_where_the_saved_rules_are_broken_no_test_is_saved(tmp_path: Path) -> None:
    bench = workshop(tmp_path, replace(RULES, stale="the last good ones"))
    (tmp_path / "rules.yaml").write_text("tags: {A: {type: tiktokk}}")

    with pytest.raises(
        GatewayError, match=r'(?s)"tiktokk".*Tests go by the rules as they are saved\. Mend them first\.'
    ):
        bench.save(canary_hit(), "two-mugs")
    assert not (tmp_path / "tests").exists()


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    bench = workshop(tmp_path)
    bench.save(canary_hit(), "two-mugs")
    before = (tmp_path / "tests" / "hits" / "two-mugs.http").read_bytes()

    with pytest.raises(GatewayError, match=r"two-mugs\.http is there already"):
        bench.save(canary_hit(query="v=2&en=other"), "two-mugs")
    assert (tmp_path / "tests" / "hits" / "two-mugs.http").read_bytes() == before


def test_where_one_of_the_two_files_is_there_none_is_written(tmp_path: Path) -> None:
    (tmp_path / "tests" / "hits").mkdir(parents=True)
    (tmp_path / "tests" / "hits" / "two-mugs.sent.json").write_text("mine")

    with pytest.raises(GatewayError, match="is there already"):
        workshop(tmp_path).save(canary_hit(), "two-mugs")
    assert [file.name for file in (tmp_path / "tests" / "hits").iterdir()] == ["two-mugs.sent.json"]


@pytest.mark.parametrize(
    "name",
    ["", ".", "..", "../x", "a/b", "a\\b", "/etc/x", "a.http", "-a", "a b", "a\n", "x" * 81, "ä", "\x00", "a\u202eb"],
)
def test_a_name_that_is_none_writes_nothing(name: str, tmp_path: Path) -> None:
    with pytest.raises(GatewayError, match="is no name of a test"):
        workshop(tmp_path).save(canary_hit(), name)
    assert [file.name for file in tmp_path.iterdir()] == ["rules.yaml"]


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "tests").write_text("a file where the folder should be")

    with pytest.raises(GatewayError, match="cannot be written"):
        workshop(tmp_path).save(canary_hit(), "two-mugs")


@pytest.mark.parametrize("place", CANARY_HITS)
def test_nobody_is_in_what_is_written(place: str, tmp_path: Path) -> None:
    bench, hit = workshop(tmp_path), CANARY_HITS[place]
    texts = [bench.text(hit), bench.curl(hit, "http://localhost:8080"), json.dumps(bench.replayed(hit))]
    texts += [(tmp_path / file).read_text() for file in bench.save(hit, "a-test")]

    assert seen_in("\n".join(texts)) == []


def test_a_command_sends_the_hit_here(tmp_path: Path) -> None:
    command = workshop(tmp_path).curl(Hit("GET", "/g/collect", "v=2&en='a'"), "http://localhost:8080")

    assert command.startswith("curl 'http://localhost:8080/g/collect?v=2&en='\\''a'\\'''")


def test_a_person_stays_the_same_stand_in_for_a_data_folder_and_in_another_is_another(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()

    assert key_of(tmp_path) == key_of(tmp_path) != key_of(tmp_path / "other")
    assert key_of(None) != key_of(None)
    assert len(key_of(tmp_path)) == 32
    assert stat.S_IMODE((tmp_path / "stand-ins.key").stat().st_mode) == 0o600
