"""What a hit led to, as a file that is the same each time."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gateway import Cookie, Event, Lookup, OutgoingRequest, Skipped, Steps
from gateway.outgoing import Secret
from gateway.recording import read_hits, rehearse, sent_json
from gateway.rules import load
from tests.small import hit, small_container, tag

ROOT = Path(__file__).parents[3]
SAMPLES = sorted((ROOT / "examples" / "hits").glob("*.http"))


def written(*bodies: bytes) -> str:
    def sends(_: Event, __: Lookup) -> Steps:
        for body in bodies:
            yield OutgoingRequest("https://vendor.example/", headers=(("Token", Secret("NAME", "Bearer ")),), body=body)
        yield Cookie("seen", "1")

    return sent_json(rehearse(small_container(tag("A", sends)), hit("purchase")))


def test_a_snapshot_has_what_was_sent_and_what_the_browser_got() -> None:
    assert json.loads(written(b'{"value": 59.9}')) == {
        "schema": "sent/v1",
        "client": "Events",
        "events": [
            {
                "name": "purchase",
                "tags": {
                    "A": {
                        "outcome": "ok",
                        "sent": [
                            {
                                "method": "POST",
                                "url": "https://vendor.example/",
                                "headers": {"Token": "Bearer ${NAME}"},
                                "body": {"value": 59.9},
                            }
                        ],
                    }
                },
            }
        ],
        "response": {"status": 200, "cookies": ["seen"]},
    }


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (b"a=1&b=2", "a=1&b=2"),
        ("größe".encode(), "größe"),
        (b"\xff\x00", "\\xff\0"),
        (b"", ""),
        (b'"\\ud800"', "\ud800"),
        (b"[" * 100_000, "[" * 100_000),
    ],
    ids=["a form", "letters beyond ASCII", "no text", "nothing", "half a sign", "too deep to be JSON"],
)
def test_a_body_that_is_no_json_is_text(body: bytes, shown: str) -> None:
    text = written(body)

    assert json.loads(text)["events"][0]["tags"]["A"]["sent"][0]["body"] == shown
    assert text.encode().endswith(b"}\n")


def test_only_tags_that_ran_are_in_it() -> None:
    def skips(_: Event, __: Lookup) -> Steps:
        return Skipped("not today")
        yield

    container = small_container(tag("A", skips), tag("B", skips, when=lambda _: False))
    (event,) = json.loads(sent_json(rehearse(container, hit())))["events"]

    assert event["tags"] == {"A": {"outcome": "skipped", "sent": []}}


@pytest.mark.parametrize("file", SAMPLES, ids=lambda file: str(file.stem))
def test_the_same_hit_and_rules_are_the_same_text(file: Path) -> None:
    (sample,) = read_hits(file)
    first, second = (sent_json(rehearse(load(ROOT / "rules.yaml", {}, rehearsing=True), sample)) for _ in range(2))
    document: dict[str, Any] = json.loads(first)

    assert first == second
    assert document["client"] == "GA4"
    assert first == json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def test_a_hit_that_nobody_claims_is_a_short_one() -> None:
    text = sent_json(rehearse(load(ROOT / "rules.yaml", {}, rehearsing=True), hit(path="/favicon.ico")))

    assert json.loads(text) == {
        "schema": "sent/v1",
        "client": None,
        "events": [],
        "response": {"status": 400, "cookies": []},
    }


def test_several_hits_of_a_file_are_one_snapshot() -> None:
    trace = rehearse(small_container(), hit("purchase"))

    assert [each["client"] for each in json.loads(sent_json(trace, trace))["hits"]] == ["Events", "Events"]
    assert json.loads(sent_json(trace)) == {"schema": "sent/v1", **json.loads(sent_json(trace, trace))["hits"][0]}
