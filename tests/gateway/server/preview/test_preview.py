"""What is known of a hit: from memory, the disk and the queue, and what can be done with it."""

from __future__ import annotations

import asyncio
import json
import shutil
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gateway import Event, Lookup, OutgoingRequest, Reply, Steps
from gateway.delivery import Spool, Standing, Standings
from gateway.errors import GatewayError
from gateway.pipeline import Trip
from gateway.recording import rehearse
from gateway.report import moment
from gateway.server.preview.preview import NotThere
from tests.canaries import CANARY_HITS, canary_hit, seen_in
from tests.gateway.server.preview.opened import Opened, looked_at
from tests.gateway.server.preview.passed import FAILS, RULES, RULES_FILE, SENDS, kept, named, passed
from tests.small import small_container, tag


def data(folder: Path) -> Path:
    (folder / "data").mkdir()
    return folder / "data"


def of_queue(folder: Path, *hits: Any) -> Spool:
    return kept(data(folder), *(hits or (canary_hit(),)), container=RULES)


def test_a_kept_hit_has_details_and_all_can_be_done_with_it(tmp_path: Path) -> None:
    of_queue(tmp_path)
    found = looked_at(tmp_path, lambda made: made.preview.details(canary_hit().id))

    assert (found["kept"], found["can"]) == ("memory", ["replay", "edit", "save", "curl"])
    (run,) = found["events"][0]["tags"]
    assert (run["verdict"], run["sent"][0]["state"]) == ("waiting", "waiting")


def test_a_failure_that_only_lies_on_disk_is_shown_and_nothing_can_be_done_with_it(tmp_path: Path) -> None:
    async def scenario(made: Opened) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        made.reporter.remember(passed(1, FAILS))
        while not await made.preview.on_disk():
            await asyncio.sleep(0)
        rows = await made.preview.on_disk()
        made.reporter.close()
        return await made.preview.details("hit-000001"), rows

    found, rows = looked_at(tmp_path, scenario, FAILS)
    assert (found["kept"], found["can"], found["events"][0]["tags"][0]["verdict"]) == ("disk", [], "failed")
    assert [row["id"] for row in rows] == ["hit-000001"]


@pytest.mark.parametrize("what", ["details", "curl", "text", "replayed", "shared", "har"])
def test_of_a_hit_that_is_gone_all_say_so(what: str, tmp_path: Path) -> None:
    with pytest.raises(NotThere, match="has left memory"):
        looked_at(tmp_path, lambda made: getattr(made.preview, what)("hit-000009"))


def test_a_dry_run_keeps_nothing_and_shows_what_it_holds(tmp_path: Path) -> None:
    async def scenario(made: Opened) -> list[Any]:
        made.reporter.remember(passed(1))
        look = made.preview
        found = await look.details("hit-000001")
        return [found["kept"], found["events"][0]["tags"][0]["verdict"], await look.queue(), await look.on_disk()]

    assert looked_at(tmp_path, scenario, SENDS, dry=True) == [
        "memory",
        "not sent",
        {"counts": {}, "deliveries": [], "destinations": [], "none": "A dry run queues and sends nothing."},
        [],
    ]
    assert list(tmp_path.iterdir()) == []


def test_a_page_is_greeted_with_the_rules_and_the_mode(tmp_path: Path) -> None:
    async def scenario(made: Opened) -> list[dict[str, Any]]:
        before = made.preview.hello()
        made.container = replace(RULES, version="v2", stale="the last good ones")
        return [before, made.preview.hello()]

    before, after = looked_at(tmp_path, scenario)
    assert before == {
        "container": "Example shop",
        "rules": RULES.version,
        "stale": None,
        "mode": "live",
        "file": "rules.yaml",
        "kept": 2000,
    }
    assert (after["rules"], after["stale"]) == ("v2", "the last good ones")


def test_a_sent_request_is_a_command_with_its_credential_as_a_variable(tmp_path: Path) -> None:
    spool = of_queue(tmp_path)
    (delivery,) = spool.due(float("inf"))
    command = looked_at(tmp_path, lambda made: made.preview.curl_of_sent(canary_hit().id, delivery.id))

    assert '"$TIKTOK_ACCESS_TOKEN"' in command
    assert command.startswith("curl 'https://business-api.tiktok.com/")


@pytest.mark.parametrize("name", ["", "d", "../../x"], ids=["nothing", "another", "a path"])
def test_a_request_that_the_queue_does_not_have_is_no_command(name: str, tmp_path: Path) -> None:
    of_queue(tmp_path)
    with pytest.raises(GatewayError, match="Neither the queue nor memory has this request"):
        looked_at(tmp_path, lambda made: made.preview.curl_of_sent(canary_hit().id, name))


def test_a_request_that_no_queue_has_is_a_command_as_long_as_its_hit_is_in_memory(tmp_path: Path) -> None:
    trace = rehearse(RULES, canary_hit())
    (run,) = trace.runs()

    async def scenario(made: Opened) -> str:
        made.reporter.remember(trace)
        return await made.preview.curl_of_sent(canary_hit().id, run.sent[0].id)

    command = looked_at(tmp_path, scenario, dry=True)
    assert '"$TIKTOK_ACCESS_TOKEN"' in command
    assert seen_in(command) == []


def test_one_word_is_told_of_what_waits_for_a_destination_that_refuses_our_credential(tmp_path: Path) -> None:
    spool = of_queue(tmp_path)
    (delivery,) = spool.due(float("inf"))
    spool.postpone(delivery.id, 5.0, Reply(401), "HTTP 401", 1.0)
    until = time.time() + 300
    Standings(tmp_path / "data").note(Standing(delivery.destination, "held", 1.0, until, 300.0, "HTTP 401"))

    async def scenario(made: Opened) -> tuple[dict[str, Any], dict[str, Any]]:
        return await made.preview.queue(), await made.preview.details(canary_hit().id)

    queue, found = looked_at(tmp_path, scenario)
    (listed,), (run,) = queue["deliveries"], found["events"][0]["tags"]
    assert (queue["counts"], run["verdict"]) == ({"hold": 1}, "hold")
    for told in (listed, run["sent"][0]):
        assert (told["state"], told["due"]) == ("hold", moment(until))
        assert told["because"] == "destination held: the credential is not accepted"


def test_the_queue_lists_what_no_vendor_accepted_and_counts_all(tmp_path: Path) -> None:
    spool = kept(data(tmp_path), *[named(number) for number in range(4)])
    for delivery, state in zip(spool.due(float("inf")), ("accepted", "refused", "given up"), strict=False):
        spool.end(delivery.id, state, Reply(200), "", 9.0)
    found = looked_at(tmp_path, lambda made: made.preview.queue())

    assert found["none"] == "Every delivery was accepted."
    assert found["counts"] == {"accepted": 1, "refused": 1, "given up": 1, "waiting": 1}
    assert sorted(each["state"] for each in found["deliveries"]) == ["given up", "refused", "waiting"]


def test_diagnostics_are_of_what_was_sent_lately(tmp_path: Path) -> None:
    spool = of_queue(tmp_path)
    (delivery,) = spool.due(float("inf"))
    spool.end(delivery.id, "accepted", Reply.of({"code": 0, "message": "OK"}), "code 0 OK", time.time())
    lately, never = (looked_at(tmp_path, lambda made: made.preview.diagnostics(1.0)) for _ in range(2))

    assert (lately["events"], lately["left_out"], never["events"]) == (1, 0, 1)
    assert looked_at(tmp_path, lambda made: made.preview.diagnostics(-1.0))["events"] == 0


def test_a_replay_goes_by_todays_rules(tmp_path: Path) -> None:
    of_queue(tmp_path)

    async def scenario(made: Opened) -> dict[str, Any]:
        made.container = small_container(tag("New", sends_one))
        return await made.preview.replayed(canary_hit().id)

    assert [run["tag"] for run in looked_at(tmp_path, scenario)["events"][0]["tags"]] == ["New"]


def sends_one(_: Event, __: Lookup) -> Steps:
    yield OutgoingRequest("http://127.0.0.1:9/never")


@pytest.mark.parametrize("place", CANARY_HITS)
def test_nobody_is_in_anything_that_leaves(place: str, tmp_path: Path) -> None:
    hit = CANARY_HITS[place]
    folder, trip = data(tmp_path), Trip(RULES, hit)
    first = next(trip.rounds())
    if first.keep is not None:
        Spool(folder / "spool-0.sqlite3").keep([first.keep], 1.0)

    shutil.copy(RULES_FILE, tmp_path)

    async def scenario(made: Opened) -> str:
        made.reporter.remember(rehearse(RULES, hit) if first.keep is None else trip.trace)
        look, name = made.preview, hit.id
        files = await look.save(name, "a-test")
        texts = [(tmp_path / file).read_text() for file in files]
        said = [await look.details(name), await look.har(name), await look.replayed(name), await look.queue()]
        return "\n".join(
            [await look.curl(name), await look.text(name), await look.shared(name), json.dumps(said), *texts]
        )

    assert seen_in(looked_at(tmp_path, scenario)) == []
