"""A snapshot beside its hits is a test."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gateway.errors import RulesError
from gateway.testing.case import Bench, Result, examine
from gateway.testing.rehearsed import RehearsedContainer
from gateway.testing.snapshots import cases, held
from tests.gateway.testing.shop import PIXEL, PURCHASE, RULES, open_shop


@pytest.fixture
def snapshot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The snapshot of a purchase, as it is right."""
    monkeypatch.chdir(open_shop(tmp_path))
    file = Path("hits/purchase.sent.json")
    file.touch()
    examined(file, Bench(update=True))
    return file


def examined(file: Path, bench: Bench | None = None) -> Result:
    (case,) = cases(file, None)
    return examine(case, bench or Bench())


def test_what_is_sent_as_before_is_good(snapshot: Path) -> None:
    assert examined(snapshot) == Result()
    assert json.loads(snapshot.read_text())["events"][0]["tags"]["TikTok"]["outcome"] == "ok"


def test_each_field_that_differs_is_told_with_its_line_and_then_what_happened(snapshot: Path) -> None:
    line = next(n for n, text in enumerate(snapshot.read_text().splitlines(), 1) if '"value": 59.9' in text)
    snapshot.write_text(snapshot.read_text().replace("59.9", "60"))
    told = str(examined(snapshot)).splitlines()

    assert told[0].startswith(f"hits/purchase.sent.json:{line}:")
    assert told[0].endswith("events[0].tags.TikTok.sent[0].body.data[0].properties.value: 60 expected, and it is 59.9")
    assert told[2].startswith("If this is what shall be sent, write the snapshot anew: sgtm test --update, ")
    assert told[4] == "GET /g/collect  ->  200"


def test_a_tag_that_no_longer_fires_is_told(snapshot: Path) -> None:
    Path("../rules.yaml").write_text(RULES.replace("event_name == purchase", "event_name == order"))
    told = str(examined(snapshot))

    assert 'events[0]: tag "TikTok" fired then and does not now: event_name == order, but event_name was' in told
    assert "-  TikTok: not fired, event_name == order, but event_name was" in told


def test_a_tag_that_fires_now_and_did_not_then_is_told(snapshot: Path) -> None:
    Path("../rules.yaml").write_text(RULES.replace("event_name == page_view", "event_name == purchase"))

    assert str(examined(snapshot).faults[0]).endswith(
        'events[0]: tag "Views" did not fire then and does now: trigger "View" (rules.yaml:4)'
    )


def test_what_the_environment_says_is_not_compared(snapshot: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("../rules.yaml").write_text(RULES.replace("pixel_code: P", 'pixel_code: "${PIXEL_CODE}"'))
    snapshot.write_text("{}")
    examined(snapshot, Bench(update=True))
    monkeypatch.setenv("PIXEL_CODE", "C4EXAMPLE")
    assert (examined(snapshot), "<PIXEL_CODE>" in snapshot.read_text()) == (Result(), True)

    snapshot.write_text(snapshot.read_text().replace("<PIXEL_CODE>", "C4EXAMPLE"))
    assert examined(snapshot) == Result()


def test_a_snapshot_that_is_not_there_yet_is_told_once(snapshot: Path) -> None:
    run = RehearsedContainer.of(Path("../rules.yaml").absolute(), Path()).replay("hits/purchase.http")

    told = str(held(Path("new.sent.json"), [run], Bench(), "A"))
    assert told.count("sgtm test --update") == 1


def test_two_tests_that_send_different_things_cannot_share_a_snapshot(snapshot: Path) -> None:
    shop = RehearsedContainer.of(Path("../rules.yaml").absolute(), Path())
    eur, usd = (shop.replay("hits/purchase.http", cu=currency) for currency in ("EUR", "USD"))
    bench, file = Bench(update=True), Path("shared.sent.json")

    assert held(file, [eur], bench, "A").updated == (file,)
    assert held(file, [eur], bench, "C") == Result()
    assert [fault.what for fault in held(Path("./shared.sent.json"), [usd], bench, "B").faults] == [
        'the tests "A" and "B" share this snapshot, and they send different things. Give each a snapshot of its own.'
    ]


def test_nor_can_they_in_two_processes(snapshot: Path) -> None:
    shop = RehearsedContainer.of(Path("../rules.yaml").absolute(), Path())
    snapshot.write_text("{}")
    other = Bench(update=True, others_since=snapshot.stat().st_mtime - 1)
    later = Bench(update=True, others_since=snapshot.stat().st_mtime + 1)

    assert "another test of this run has written this snapshot" in str(
        held(snapshot, [shop.replay("hits/purchase.http")], other, "A")
    )
    assert held(snapshot, [shop.replay("hits/purchase.http")], later, "A").updated == (snapshot,)


def test_another_layout_of_the_same_is_good_and_is_left_alone(snapshot: Path) -> None:
    snapshot.write_text(json.dumps(json.loads(snapshot.read_text())))
    before = snapshot.read_text()

    assert examined(snapshot, Bench(update=True)) == Result()
    assert snapshot.read_text() == before


def test_only_what_differs_is_written_anew(snapshot: Path) -> None:
    right = snapshot.read_text()
    assert examined(snapshot, Bench(update=True)).updated == ()

    snapshot.write_text(right.replace("59.9", "60"))
    assert examined(snapshot, Bench(update=True)).updated == (snapshot,)
    assert snapshot.read_text() == right


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            '{\n  "schema": 1,\n<<<<<<< HEAD\n',
            "3:1  this is no snapshot of what was sent, for it is no JSON: Expecting property name enclosed in double quotes.",
        ),
        ("[" * 5000, "1:1  this is no snapshot of what was sent, for it is no JSON."),
        ("{}", '1:1  this is no snapshot of what was sent, which begins with "schema": "sent/v1".'),
        ("[]", '1:1  this is no snapshot of what was sent, which begins with "schema": "sent/v1".'),
    ],
    ids=["a merge conflict", "deep", "another object", "a list"],
)
def test_what_is_no_snapshot_is_told(snapshot: Path, text: str, told: str) -> None:
    snapshot.write_text(text)

    assert str(examined(snapshot).faults[0]) == f"hits/purchase.sent.json:{told}"


def test_many_differences_are_not_all_told(snapshot: Path) -> None:
    document = json.loads(snapshot.read_text())
    snapshot.write_text(json.dumps({**document, **{f"more{n}": n for n in range(99)}}))
    faults = examined(snapshot).faults

    assert (len(faults), faults[-1].what) == (51, "these are 50 differences already; more are not told.")


def test_a_snapshot_of_several_hits_shows_the_one_that_differs(snapshot: Path) -> None:
    Path("hits/purchase.http").write_text(f"{PIXEL}\n###\n{PURCHASE}\n###\n{PURCHASE.replace('purchase', 'page_view')}")
    examined(snapshot, Bench(update=True))
    assert [hit["events"][0]["name"] for hit in json.loads(snapshot.read_text())["hits"]] == ["purchase", "page_view"]

    snapshot.write_text(snapshot.read_text().replace("Pageview", "ViewContent"))
    assert str(examined(snapshot)).count("GET /g/collect") == 1


def test_hits_that_cannot_be_read_are_told(snapshot: Path) -> None:
    Path("hits/purchase.http").write_text("hello\n")

    assert len(examined(snapshot).faults) == 1


def test_who_watches_is_told_of_the_trip_and_its_rules(snapshot: Path) -> None:
    seen = []
    examined(snapshot, Bench(watch=lambda trace, rules: seen.append((trace.client, rules))))

    assert seen == [("GA4", Path.cwd().parent / "rules.yaml")]


@pytest.mark.parametrize("name", ["nobody.sent.json", "purchase.json", "purchase.http"])
def test_other_files_are_no_snapshots(snapshot: Path, name: str) -> None:
    (snapshot.parent / name).touch()

    assert list(cases(snapshot.parent / name, None)) == []


def test_other_rules_can_be_named(snapshot: Path) -> None:
    (case,) = cases(snapshot, Path("nobody.yaml"))

    with pytest.raises(RulesError, match=r"^nobody\.yaml:1:1  cannot be read: No such file"):
        examine(case, Bench())
