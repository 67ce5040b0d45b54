"""The recorder: hits become files behind the answer, of nobody, and no more than were asked for."""

from __future__ import annotations

import threading
from pathlib import Path

import msgspec
import pytest

from gateway import Event, Hit, Lookup, OutgoingRequest, Reply, Steps
from gateway.container import Container
from gateway.fake_tiktok import stand_in
from gateway.pipeline import Trip
from gateway.recording import read_hits, rehearse
from gateway.recording.choice import Choice
from gateway.recording.recorder import Recorder, Recording
from gateway.rules import load
from gateway.trace import Trace
from tests.canaries import CANARY_HITS, seen_in
from tests.small import hit, small_container, tag

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def shop() -> Container:
    return load(ROOT / "rules.yaml", rehearsing=True)


def sends(event: Event, _: Lookup) -> Steps:
    yield OutgoingRequest(f"https://vendor.example/{event['event_name']}")


def record(recording: Recording, container: Container, *hits: Hit) -> list[Path]:
    """The files of these hits."""
    recorder = Recorder(recording, stand_in)
    for each in hits:
        recorder.remember(live(container, each))
    recorder.close()
    return sorted(recording.folder.glob("*.http"))


def numbered(*hits: Hit) -> list[Hit]:
    return [msgspec.structs.replace(each, id=f"{number:032x}") for number, each in enumerate(hits)]


def live(container: Container, each: Hit) -> Trace:
    """The trip as a gateway makes it: no vendor has answered yet."""
    trip = Trip(container, each)
    next(trip.rounds())
    return trip.trace


def fired(container: Container, each: Hit) -> list[str]:
    return [run.tag for run in rehearse(container, each).runs()]


def test_a_recorded_hit_names_nobody_and_the_same_tags_fire(shop: Container, tmp_path: Path) -> None:
    hits = numbered(*CANARY_HITS.values())
    files = record(Recording(tmp_path), shop, *hits)

    again = {each.id: each for file in files for each in read_hits(file)}
    assert [fired(shop, again[each.id]) for each in hits] == [fired(shop, each) for each in hits]
    assert [seen_in(file.name + file.read_text("latin-1")) for file in files] == [[]] * len(hits)


def test_one_person_is_one_stand_in_in_each_run(shop: Container, tmp_path: Path) -> None:
    one, other = numbered(CANARY_HITS["a query"], CANARY_HITS["a query"])
    record(Recording(tmp_path), shop, one)
    files = record(Recording(tmp_path), shop, other)

    assert len(files) == 2
    assert len({read_hits(file)[0].query for file in files}) == 1


def test_only_what_was_asked_for_is_recorded(tmp_path: Path) -> None:
    container = small_container(tag("A", sends))
    recording = Recording(tmp_path, Choice(events=frozenset(("refund",))))

    (file,) = record(recording, container, hit("purchase", id="1"), hit("refund", id="2"))
    assert read_hits(file)[0].query == "refund"


def test_what_the_stand_in_refuses_can_be_asked_for(tmp_path: Path) -> None:
    recorder = Recorder(Recording(tmp_path, Choice(outcomes=frozenset(("refused",)))), refuses_refunds)
    for number, name in enumerate(("purchase", "refund")):
        recorder.remember(live(small_container(tag("A", sends)), hit(name, id=str(number))))
    recorder.close()

    assert [read_hits(file)[0].query for file in tmp_path.glob("*.http")] == ["refund"]


def refuses_refunds(request: OutgoingRequest) -> Reply:
    return Reply(400 if request.url.endswith("refund") else 200)


def test_a_full_folder_is_told_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    files = record(Recording(tmp_path, most=2), small_container(), *[hit(id=str(number)) for number in range(9)])

    assert len(files) == 2
    assert [line.message.partition(" is full")[0] for line in caplog.records] == [str(tmp_path)]


def test_what_comes_too_fast_is_left_out_and_counted(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    go_on, under_way = threading.Event(), threading.Event()

    def slow(_: OutgoingRequest) -> Reply:
        under_way.set()
        go_on.wait(10)
        return Reply(200)

    container = small_container(tag("A", sends))
    recorder = Recorder(Recording(tmp_path), slow, waiting=3)
    recorder.remember(live(container, hit(id="first")))
    under_way.wait(10)
    for number in range(9):
        recorder.remember(live(container, hit(id=str(number))))
    go_on.set()
    recorder.close()

    assert (len(list(tmp_path.glob("*.http"))), recorder.left_out) == (4, 6)
    assert caplog.messages == ["6 hits came too fast to be recorded, and were left out"]


def test_a_folder_that_is_gone_ends_the_recording_and_no_hit(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    recorder = Recorder(Recording(tmp_path / "hits"), stand_in)
    for file in (tmp_path / "hits").iterdir():
        file.unlink()
    (tmp_path / "hits").rmdir()
    for number in range(3):
        recorder.remember(live(small_container(), hit(id=str(number))))
    recorder.close()

    assert len(caplog.messages) == 1
    assert "cannot be written, so nothing more is recorded: [Errno 2]" in caplog.messages[0]


def test_a_hit_that_cannot_be_recorded_is_told_without_what_it_says(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def breaks(_: OutgoingRequest) -> Reply:
        raise ValueError("mara.canary@shop.example")

    recorder = Recorder(Recording(tmp_path), breaks)
    recorder.remember(live(small_container(tag("A", sends)), hit()))
    recorder.close()

    assert caplog.messages == ["a hit could not be recorded: ValueError"]


RULES = """\
clients: {GA4: {type: ga4}}
triggers:
  New: customer == new and not user == guest
  Long: name contains letter
tags:
  A: {type: http_request, triggers: New, url: "https://vendor.example/a"}
  B: {type: http_request, triggers: Long, url: "https://vendor.example/b"}
"""


def test_what_a_condition_compares_with_stays_and_where_another_tag_fires_it_is_told(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(RULES)
    query = "v=2&tid=G-1&en=sign_up&ep.customer={}&ep.user=jane.doe&ep.name=newsletter"
    hits = [hit(path="/g/collect", query=query.format(each), id=each) for each in ("new", "jane")]
    files = record(Recording(tmp_path / "hits"), load(tmp_path / "rules.yaml", {}), *hits)
    texts = sorted(file.read_text("utf-8") for file in files)

    assert ["customer=new" in text for text in texts].count(True) == 1
    assert all("jane" not in text.partition("GET")[2] and "newsletter" not in text for text in texts)
    told = sorted(text.partition("fired: ")[2].splitlines()[0] for text in texts)
    assert told == [
        "A. Before stand-ins took the place of what a condition reads: A, B.",
        "no tag. Before stand-ins took the place of what a condition reads: B.",
    ]
