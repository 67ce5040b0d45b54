"""`sgtm queue`: what no vendor has accepted, seen and changed from the command line, with a gateway running or not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from gateway import Hit, OutgoingRequest, Reply, Secret
from gateway.cli.queue import app
from gateway.delivery import Spool, kept_deliveries
from gateway.errors import GatewayError
from gateway.hit import delivery_id
from gateway.pipeline import Keep, Row

RULES = """\
clients: {GA4: {type: ga4}}
triggers: {Purchase: event_name == purchase}
tags:
  Collect: {type: http_request, triggers: Purchase, url: "https://vendor.example/new", body: {name: "{{Event Name}}"}}
"""
HIT = Hit("GET", "/g/collect", "v=2&tid=G-TEST&cid=11.22&en=purchase", (), b"", "203.0.113.7", "hit-1", 5, 6)
REBUILT = delivery_id("hit-1", 0, "Collect", 0)
SECRET = (("Access-Token", Secret("TOKEN")), ("X-Mail", "jane.doe@shop.example"))


def sgtm(*arguments: object, **more: str) -> Result:
    """The verb, as its user calls it."""
    return CliRunner().invoke(app, [str(each) for each in arguments], **more)  # type: ignore[arg-type]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with a delivery that waits, a dead letter, and one that was accepted."""
    spool = Spool(tmp_path / "data" / "spool-0.sqlite3")
    request = OutgoingRequest("https://vendor.example/old", headers=SECRET, body=b"{}")
    named = tuple((name, request) for name in ("waits-1", REBUILT, "good-1"))
    spool.keep([Keep("hit-1", "v1", HIT, (Row(0, "Collect", "Collect", "http_request", "done", named),), True)], 1.0)
    spool.postpone("waits-1", 9e9, Reply(503, b"busy"), "HTTP 503", 2.0)
    spool.end(REBUILT, "refused", Reply(400, b"no such field"), "HTTP 400", 3.0)
    spool.end("good-1", "accepted", Reply(200), "HTTP 200", 3.0)
    spool.close()
    return tmp_path / "data"


def state(data: Path, name: str) -> str:
    return kept_deliveries(data, [name])[name].state


def test_what_no_vendor_accepted_is_listed_and_everything_counted(data: Path) -> None:
    result = sgtm("ls", "--data-dir", data)

    assert {line.split()[0] for line in result.stdout.splitlines()} == {"waits-1", REBUILT}
    assert "2 listed; in the queue there are 1 accepted, 1 refused, 1 waiting." in result.stderr


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (("--state", "refused"), [REBUILT]),
        (("--tag", "Nobody"), []),
        (("--reason", "http 503"), ["waits-1"]),
        (("--since", "1h"), []),
    ],
    ids=["state", "tag", "reason", "since"],
)
def test_the_list_is_narrowed(data: Path, options: tuple[str, str], found: list[str]) -> None:
    lines = sgtm("ls", "--data-dir", data, "--format", "json", *options).stdout.splitlines()

    assert [json.loads(line)["id"] for line in lines] == found


def test_one_is_shown_with_its_attempts_and_nobody_in_it(data: Path) -> None:
    shown = json.loads(sgtm("show", "waits", "--data-dir", data).stdout)

    assert [(each["status"], each["why"]) for each in shown["attempts"]] == [(503, "HTTP 503")]
    assert shown["request"]["headers"]["Access-Token"] == "${TOKEN}"
    assert shown["rules"] == "v1"
    assert "jane.doe" not in json.dumps(shown)


def test_a_dead_letter_is_sent_again(data: Path) -> None:
    assert sgtm("retry", REBUILT, "--data-dir", data).stdout == "1 of 1 will be sent again.\n"
    assert state(data, REBUILT) == "waiting"


def test_what_was_accepted_is_not_sent_again(data: Path) -> None:
    result = sgtm("retry", "good-1", "--data-dir", data)

    assert (result.exit_code, result.stdout) == (1, "0 of 1 will be sent again.\n")
    assert "good-1: left as it is, accepted" in result.stderr


def test_a_request_is_made_anew_by_todays_rules(data: Path, tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(RULES, "utf-8")
    result = sgtm("retry", REBUILT, "--data-dir", data, "--rebuild", "--rules", tmp_path / "rules.yaml")

    assert result.exit_code == 0
    kept = kept_deliveries(data, [REBUILT])[REBUILT]
    assert (kept.request.url, kept.request.json) == ("https://vendor.example/new", {"name": "purchase"})
    assert (kept.state, kept.destination) == ("waiting", "vendor.example")


def test_what_todays_rules_do_not_send_is_told_and_left(data: Path, tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(RULES.replace("== purchase", "== lead"), "utf-8")
    result = sgtm("retry", REBUILT, "--data-dir", data, "--rebuild", "--rules", tmp_path / "rules.yaml")

    assert isinstance(result.exception, GatewayError)
    assert 'by today\'s rules the tag "Collect" sends nothing for this hit' in str(result.exception)
    assert state(data, REBUILT) == "refused"


def test_what_waits_is_dropped(data: Path) -> None:
    assert sgtm("drop", "--state", "waiting", "--data-dir", data).stdout == "1 of 1 dropped.\n"
    assert state(data, "waits-1") == "dropped"


def test_an_export_is_masked_unless_it_is_asked_for_in_the_clear(data: Path) -> None:
    masked = sgtm("export", "--data-dir", data).stdout
    clear = [json.loads(line) for line in sgtm("export", "--data-dir", data, "--in-the-clear").stdout.splitlines()]

    assert "jane.doe" not in masked
    assert clear[0]["request"]["headers"] == {"Access-Token": "${TOKEN}", "X-Mail": "jane.doe@shop.example"}


def test_a_person_is_forgotten(data: Path) -> None:
    result = sgtm("forget", "11.22", "--data-dir", data, "--yes")

    assert "1 hits and 3 requests are erased." in result.stdout
    assert kept_deliveries(data, ["waits-1", REBUILT, "good-1"]) == {}


def test_nobody_is_forgotten_without_a_yes(data: Path) -> None:
    assert sgtm("forget", "11.22", "--data-dir", data, input="n\n").exit_code == 1
    assert state(data, "waits-1") == "waiting"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("show", "nobody's"), '"nobody\'s" is no delivery of'),
        (
            ("ls", "--data-dir", "nowhere"),
            "nowhere is no data folder. Name the gateway's with --data-dir, or a broker with --queue.",
        ),
    ],
    ids=["an unknown id", "no folder"],
)
def test_what_is_not_there_is_a_sentence(data: Path, arguments: tuple[str, ...], told: str) -> None:
    result = sgtm(*arguments, *(() if "--data-dir" in arguments else ("--data-dir", data)))

    assert told in str(result.exception)


def test_a_span_that_is_none_is_told(data: Path) -> None:
    result = sgtm("ls", "--since", "yesterday", "--data-dir", data)

    assert (result.exit_code, "no span such as 90m, 24h or 7d" in result.stderr) == (2, True)


@pytest.mark.parametrize("verb", ["retry", "drop"])
def test_nothing_is_changed_where_nothing_is_said(data: Path, verb: str) -> None:
    result = sgtm(verb, "--data-dir", data)

    assert (result.exit_code, "name deliveries, or say which" in result.stderr) == (2, True)
    assert (state(data, "waits-1"), state(data, REBUILT)) == ("waiting", "refused")
