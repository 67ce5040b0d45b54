"""Transformations of rules.yaml: which tags they are for, when, and in which order."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gateway import Hit
from gateway.errors import RulesError
from gateway.recording import rehearse
from gateway.rules import load

RULES = """\
clients: {GA4: {type: ga4}}
triggers: {All events: always, Big: value >= 100}
tags:
  A: {type: http_request, triggers: All events, url: "https://a.example/"}
  B: {type: http_request, triggers: All events, url: "https://b.example/"}
  G: {type: ga4, triggers: All events}
transformations:
"""


def written(folder: Path, *lines: str) -> Path:
    path = folder / "rules.yaml"
    path.write_text(RULES + "\n".join(f"  {line}" for line in lines), "utf-8")
    return path


def notes(folder: Path, *lines: str, value: int = 5) -> dict[str, Any]:
    """What each tag saw as its note."""
    query = f"v=2&tid=G-1&cid=1.2&en=a&epn.value={value}&ep.note=own"
    trace = rehearse(load(written(folder, *lines), {}), Hit("GET", "/g/collect", query))
    return {run.tag: run.event.get("note") for run in trace.runs()}


def augmented(name: str, more: str = "") -> str:
    return f"{name}: {{type: augment_event, parameters: {{note: {name}}}{more}}}"


@pytest.mark.parametrize(
    ("more", "tags"),
    [
        ("", "ABG"),
        (", tags: A", "A"),
        (", tags: [A, G]", "AG"),
        (", types: http_request", "AB"),
        (", types: [ga4], tags: [B]", "BG"),
        (", except_tags: [A]", "BG"),
        (", types: [http_request], except_tags: [A]", "B"),
        (", tags: []", ""),
    ],
)
def test_it_is_for_the_tags_it_names(tmp_path: Path, more: str, tags: str) -> None:
    found = notes(tmp_path, augmented("new", more))

    assert "".join(tag for tag, note in found.items() if note == "new") == tags


def test_it_is_applied_when_one_of_its_triggers_fires(tmp_path: Path) -> None:
    line = augmented("new", ", triggers: [Big]")

    assert set(notes(tmp_path, line).values()) == {"own"}
    assert set(notes(tmp_path, line, value=100).values()) == {"new"}


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        ([augmented("first"), augmented("second")], "second"),
        ([augmented("first"), augmented("second", ", priority: 1")], "first"),
        (["X: {type: exclude_parameters, parameters: [note]}", augmented("late")], None),
        (["X: {type: exclude_parameters, parameters: [note], priority: 1}", augmented("late")], "late"),
        ([augmented("early"), "X: {type: allow_parameters, parameters: [value]}"], "early"),
    ],
    ids=["as written", "by priority", "exclude after augment", "but by priority first", "allow before augment"],
)
def test_they_are_applied_in_order(tmp_path: Path, lines: list[str], wanted: Any) -> None:
    assert set(notes(tmp_path, *lines).values()) == {wanted}


def test_names_that_are_nobody_s_are_told(tmp_path: Path) -> None:
    with pytest.raises(RulesError) as told:
        load(written(tmp_path, augmented("N", ", tags: C, types: [tiktok], except_tags: a, triggers: Bigg")), {})

    assert {str(problem).partition(": ")[2] for problem in told.value.problems} == {
        'there is no tag "C". There is A, B, G.',
        'there is no tag "a". Did you mean "A"?',
        'there is no trigger "Bigg". Did you mean "Big"?',
        'no tag is of type "tiktok".',
    }
