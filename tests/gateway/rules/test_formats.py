"""The format of a variable, from rules.yaml to its value."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gateway import Hit
from gateway.errors import RulesError
from gateway.recording import rehearse
from gateway.rules import load

RULES = """\
container: Tea shop
clients: {GA4: {type: ga4}}
variables:
  Made: {type: event_data, key: made, %s}
triggers: {All events: always}
tags:
  Send: {type: http_request, triggers: All events, url: "https://crm.example/", body: {made: "{{Made}}", of: "{{container_id}}"}}
"""


def made(folder: Path, formats: str, query: str) -> Any:
    (folder / "rules.yaml").write_text(RULES % formats, "utf-8")
    trace = rehearse(load(folder / "rules.yaml", {}), Hit("GET", "/g/collect", f"v=2&tid=G-1&en=a&{query}"))
    body = trace.runs()[0].sent[0].request.json
    assert body["of"] == "Tea shop"
    return body.get("made", "left out")


@pytest.mark.parametrize(
    ("formats", "query", "wanted"),
    [
        ("case: lower", "ep.made=By%20HAND", "by hand"),
        ("case: upper", "ep.made=by%20hand", "BY HAND"),
        ("convert_undefined: nowhere", "", "nowhere"),
        ("convert_undefined: 0", "", 0),
        ("convert_undefined: '{{Event Name}}'", "", "a"),
        ("convert_undefined: 'no {{Event Name}}'", "ep.made=x", "x"),
        ("convert_null: none", "epn.made=5", 5),
        ("case: upper", "", "left out"),
    ],
    ids=[
        "small",
        "capital",
        "not there",
        "a number",
        "a variable",
        "a variable nobody needs",
        "of another kind",
        "no text",
    ],
)
def test_a_value_has_its_format(tmp_path: Path, formats: str, query: str, wanted: Any) -> None:
    assert made(tmp_path, formats, query) == wanted


def test_a_case_that_is_none_is_told(tmp_path: Path) -> None:
    with pytest.raises(RulesError) as told:
        made(tmp_path, "case: Upper", "")

    assert [str(problem) for problem in told.value.problems] == [
        'rules.yaml:4:45  variable "Made": type event_data: "case" must be one of lower, upper, not "Upper".'
        ' Did you mean "upper"?'
    ]
