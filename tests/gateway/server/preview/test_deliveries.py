"""A trace's document with each delivery as the queue has it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gateway import OutgoingRequest, Reply, Verdict
from gateway.container import Container
from gateway.delivery import Attempt, Kept, Spool, Standing, kept_deliveries, unfinished
from gateway.details import details
from gateway.fake_tiktok import stand_in
from gateway.recording import rehearse
from gateway.report import moment
from gateway.server.preview.deliveries import join, listed, sent_ids, stands, tally
from tests.canaries import EMAIL, IP, PHONE, canary_hit, seen_in
from tests.gateway.server.preview.passed import FAILS, RULES, SENDS, kept, named, passed
from tests.small import FunctionTag, small_container


class Odd(FunctionTag):
    """A type that cannot read an answer."""

    @classmethod
    def verdict(cls, reply: Reply, requests: tuple[OutgoingRequest, ...]) -> tuple[Verdict, ...]:
        raise ValueError("what is that")


def joined(folder: Path, container: Container = SENDS) -> tuple[dict[str, Any], dict[str, Any]]:
    """The run of hit 1 as it is shown, and what was sent in it."""
    document = details(passed(1))
    join(document, kept_deliveries(folder, sent_ids(document)), container)
    (run,) = document["events"][0]["tags"]
    return run, run["sent"][0]


def one_delivery(folder: Path) -> tuple[Spool, str]:
    spool = kept(folder, named(1))
    (delivery,) = spool.due(float("inf"))
    return spool, delivery.id


def test_one_that_was_not_tried_yet_waits(tmp_path: Path) -> None:
    one_delivery(tmp_path)
    run, sent = joined(tmp_path)

    assert (run["verdict"], sent["state"], sent["tries"], sent["attempts"]) == ("waiting", "waiting", 0, [])
    assert sent["due"] is not None


@pytest.mark.parametrize(
    ("status", "outcome"), [(503, "again"), (0, "again"), (401, "hold")], ids=["down", "no answer", "no right"]
)
def test_one_that_was_tried_says_what_the_type_makes_of_the_answer(status: int, outcome: str, tmp_path: Path) -> None:
    spool, name = one_delivery(tmp_path)
    spool.postpone(name, 99.0, Reply(status), "not yet", 1.0)
    run, sent = joined(tmp_path)

    assert (run["verdict"], sent["state"], sent["tries"]) == ("again", "again", 1)
    assert [(each["at"], each["outcome"], each["why"]) for each in sent["attempts"]] == [
        ("1970-01-01T00:00:01.000+00:00", outcome, "not yet")
    ]


@pytest.mark.parametrize("state", ["accepted", "refused"])
def test_one_that_ended_says_so_for_its_last_attempt_only(state: str, tmp_path: Path) -> None:
    spool, name = one_delivery(tmp_path)
    spool.postpone(name, 2.0, Reply(503), "busy", 1.0)
    spool.end(name, state, Reply(200, b'{"code": 0}'), "code 0", 2.0)
    run, sent = joined(tmp_path)

    assert (run["verdict"], sent["state"], sent["due"], sent["tries"]) == (state, state, None, 2)
    assert [each["outcome"] for each in sent["attempts"]] == ["again", state]
    assert sent["attempts"][1]["body"] == {"code": 0}


@pytest.mark.parametrize("state", ["given up", "dropped"])
def test_one_that_ended_without_an_answer_of_its_own_shows_its_last_try_as_a_try(state: str, tmp_path: Path) -> None:
    spool, name = one_delivery(tmp_path)
    spool.postpone(name, 2.0, Reply(503), "busy", 1.0)
    spool.drop(name, 2.0) if state == "dropped" else spool.end(name, state, Reply(503), "busy", 2.0)
    run, sent = joined(tmp_path)

    assert (run["verdict"], sent["state"], sent["due"]) == (state, state, None)
    assert {each["outcome"] for each in sent["attempts"]} == {"again"}


def test_one_that_the_queue_does_not_know_is_unknown_and_so_is_its_run() -> None:
    run, sent = joined(Path("nowhere"))

    assert (run["verdict"], sent["state"], sent["due"], sent["tries"]) == ("unknown", "unknown", None, 0)


def test_in_a_dry_run_what_the_queue_does_not_know_is_not_sent() -> None:
    document = details(passed(1))
    join(document, {}, SENDS, otherwise="not sent")

    (run,) = document["events"][0]["tags"]
    assert (run["verdict"], run["sent"][0]["state"]) == ("not sent", "not sent")


def test_a_rehearsed_one_has_its_answer_with_it() -> None:
    document = details(rehearse(SENDS, named(1), lambda _: Reply(400)))
    join(document, {}, SENDS)

    (run,) = document["events"][0]["tags"]
    assert (run["verdict"], run["sent"][0]["state"], run["sent"][0]["tries"]) == ("refused", "refused", 1)


def test_a_rehearsed_one_that_no_local_endpoint_answers_is_assumed() -> None:
    document = details(rehearse(SENDS, named(1), stand_in))
    join(document, {}, SENDS)

    (run,) = document["events"][0]["tags"]
    assert (run["verdict"], run["sent"][0]["state"]) == ("assumed", "assumed")
    assert run["sent"][0]["attempts"][0]["error"].startswith("assumed, ")


@pytest.mark.parametrize("state", ["open", "held", "resting"])
def test_the_next_attempt_is_not_before_its_destination_gets_any(state: Any) -> None:
    stands = Standing("v.example", state, 1.0, 99.0)

    told = listed(of_queue(), [Standing("w.example", "held", 1.0, 999.0), stands])
    assert (told["due"], told["because"].startswith("destination ")) == (moment(99.0), True)
    for other in (Standing("v.example", state, 1.0, 4.0), Standing("v.example", "half-open", 1.0, 99.0)):
        assert (listed(of_queue(), [other])["due"], listed(of_queue(), [other])["because"]) == (moment(5.0), "")


def test_a_destination_that_is_left_alone_says_so_in_words_that_cannot_be_misread() -> None:
    said = [stands(Standing("v.example", state, 1.0))["state"] for state in ("open", "half-open", "held", "resting")]

    assert said == [
        "paused after failures",
        "asked with one request just now",
        "held: the credential is not accepted",
        "resting: it asked for a pause",
    ]


def test_what_waits_is_counted_by_what_it_waits_for() -> None:
    backlog = {("v.example", 0): 1, ("v.example", 2): 2, ("w.example K", 0): 3, ("w.example K", 1): 4}

    assert tally({"accepted": 5, "waiting": 10}, backlog, ["w.example K"]) == {
        "accepted": 5,
        "waiting": 1,
        "again": 2,
        "hold": 7,
    }


def test_a_run_that_failed_stays_failed() -> None:
    document = details(passed(1, FAILS))
    join(document, {}, FAILS)

    assert [run["verdict"] for run in document["events"][0]["tags"]] == ["failed"]


def test_an_answer_that_its_type_cannot_read_or_whose_type_is_gone_is_to_be_sent_again(tmp_path: Path) -> None:
    spool, name = one_delivery(tmp_path)
    spool.postpone(name, 99.0, Reply(503), "not yet", 1.0)

    assert joined(tmp_path, small_container())[0]["verdict"] == "again"


def of_queue(attempts: tuple[Attempt, ...] = (), **more: Any) -> Kept:
    fields = {
        "id": "d",
        "hit": "h",
        "tag": "A",
        "type_name": "function",
        "destination": "v.example",
        "state": "waiting",
    }
    request = OutgoingRequest("https://v.example/")
    return Kept(
        **{
            **fields,
            "request": request,
            "kept_at": 1.0,
            "due": 5.0,
            "tries": len(attempts),
            "attempts": attempts,
            **more,
        }
    )


def test_a_delivery_is_listed_with_its_last_attempt() -> None:
    last = Attempt(2.0, Reply(503), "HTTP 503")

    assert listed(of_queue((Attempt(1.0, Reply(0), "timeout"), last))) == {
        "id": "d",
        "hit": "h",
        "tag": "A",
        "destination": "v.example",
        "state": "again",
        "due": moment(5.0),
        "because": "",
        "attempts": 2,
        "kept_at": moment(1.0),
        "why": "HTTP 503",
        "status": 503,
    }
    assert listed(of_queue(due=None)) | {"due": None, "why": "", "status": None} == listed(of_queue(due=None))
    assert listed(of_queue((Attempt(1.0, Reply(0), "timeout"),)))["status"] is None


def test_nobody_is_in_the_rows_of_the_queue(tmp_path: Path) -> None:
    spool = kept(tmp_path, canary_hit(), container=RULES)
    for delivery in spool.due(float("inf")):
        spool.postpone(delivery.id, 9.0, Reply(400, EMAIL.encode(), error=EMAIL), f"bad {EMAIL} {PHONE} {IP}", 1.0)
    rows = [listed(each) for each in unfinished(tmp_path, 500)]

    assert rows
    assert seen_in(json.dumps(rows)) == []


def test_nobody_is_in_what_is_joined(tmp_path: Path) -> None:
    spool = kept(tmp_path, canary_hit(), container=RULES)
    (delivery,) = spool.due(float("inf"))
    spool.postpone(delivery.id, 9.0, Reply.of({"message": f"bad {EMAIL}", "email": EMAIL}, 400), f"bad {EMAIL}", 1.0)
    document = details(rehearse(RULES, canary_hit()))
    join(document, kept_deliveries(tmp_path, sent_ids(document)), RULES)

    assert document["events"][0]["tags"][0]["sent"][0]["tries"] == 1
    assert seen_in(json.dumps(document, ensure_ascii=False)) == []


def test_a_run_says_what_the_vendor_said_to_what_ended_worst(tmp_path: Path) -> None:
    spool, name = one_delivery(tmp_path)
    assert joined(tmp_path)[0]["said"] == ""

    spool.postpone(name, 2.0, Reply(0, error="timeout"), "no answer: timeout", 1.0)
    assert joined(tmp_path)[0]["said"] == "no answer: timeout"

    spool.end(name, "refused", Reply(200), f"code 40002 no such pixel of {EMAIL}", 2.0)
    assert joined(tmp_path)[0]["said"] == "HTTP 200, code 40002 no such pixel of ***@***"
