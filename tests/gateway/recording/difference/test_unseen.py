"""What was changed in the rules without a difference in any hit."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.recording.difference import Side, compare, document, lines
from gateway.rules import load
from tests.small import hit

RULES = """clients: {GA4: {type: ga4}}
variables:
  Base: {type: constant, constant: vendor}
  Host: {type: constant, constant: "{{Base}}.example"}
  Nobody: {type: constant, constant: 1}
triggers:
  Sale: event_name == purchase
  Lead: event_name == generate_lead
  Inside: page_location contains /internal/
transformations:
  Short: {type: exclude_parameters, parameters: [user_agent], tags: Leads}
tags:
  Sales: {type: http_request, triggers: Sale, exceptions: Inside, url: "https://{{Host}}/sales"}
  Leads: {type: http_request, triggers: Lead, url: "https://vendor.example/leads"}
"""
SALE = "v=2&tid=G-EXAMPLE01&cid=1.2&en=purchase"


def side(folder: Path, name: str, rules: str) -> Side:
    (folder / f"{name}.yaml").write_text(rules)
    return Side(name, load(folder / f"{name}.yaml", {}, rehearsing=True), file=f"{name}.yaml")


def told(folder: Path, rules: str, old: str = RULES) -> list[str]:
    """What is unseen over one purchase, by its lines."""
    sides = side(folder, "old", old), side(folder, "new", rules)
    shown = list(lines(document(compare(*sides, [("a.http", hit(path="/g/collect", query=SALE))]))))
    title = "  changed in the rules, but none of these hits shows it"
    return [line.strip() for line in shown[shown.index(title) + 1 :]] if title in shown else []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("generate_lead", "lead", 'trigger "Lead" changed  (new.yaml:8)'),
        ("/internal/", "/intern/", 'trigger "Inside" changed  (new.yaml:9)'),
        ("example/leads", "example/lead", 'tag "Leads" changed  (new.yaml:14)'),
        ("constant: 1", "constant: 2", 'variable "Nobody" changed  (new.yaml:5)'),
        ("[user_agent]", "[ip_override]", 'transformation "Short" changed  (new.yaml:11)'),
        ("  Lead: event_name == generate_lead\n", "  Lead: event_name == generate_lead\n  More: user_id == 1\n", None),
        ("triggers:\n", "delivery: {give_up_after: 2h}\ntriggers:\n", "delivery added  (new.yaml:6)"),
        ("ga4}}", "ga4}, Other: {type: ga4, path: /other}}", 'client "Other" added  (new.yaml:1)'),
    ],
    ids=["trigger", "exception", "tag", "variable", "transformation", "new trigger", "section", "client"],
)
def test_what_no_hit_reaches_is_told(tmp_path: Path, old: str, new: str, said: str | None) -> None:
    assert old in RULES
    assert told(tmp_path, RULES.replace(old, new)) == [said or 'trigger "More" added  (new.yaml:9)']


@pytest.mark.parametrize(
    ("old", "new"),
    [("vendor}", "other}"), ("== purchase", "== Purchase"), ("/sales", "/sale"), ("type: ga4", "type: ga4, path: /x")],
    ids=["a variable of a variable", "a trigger", "a tag", "a client"],
)
def test_what_a_hit_shows_is_not_told_again(tmp_path: Path, old: str, new: str) -> None:
    assert old in RULES
    assert told(tmp_path, RULES.replace(old, new)) == []


def test_what_is_gone_has_its_place_in_the_old_rules(tmp_path: Path) -> None:
    less = "".join(
        line for line in RULES.splitlines(keepends=True) if not line.startswith(("  Leads", "transf", "  Short"))
    )

    assert told(tmp_path, less) == [
        'transformation "Short" removed  (old.yaml:11)',
        'tag "Leads" removed  (old.yaml:14)',
    ]


@pytest.mark.parametrize(("rules", "said"), [(RULES, ["code tags/own.py changed  (tags/own.py:1)"]), (None, [])])
def test_code_shows_where_anything_differs(tmp_path: Path, rules: str | None, said: list[str]) -> None:
    own = tmp_path / "tags" / "own.py"
    own.parent.mkdir()
    own.write_text("A = 1\n")
    before = side(tmp_path, "old", RULES)
    own.write_text("A = 2\n")
    after = side(tmp_path, "new", rules or RULES.replace("/sales", "/sale"))
    shown = document(compare(before, after, [("a.http", hit(path="/g/collect", query=SALE))]))

    assert [line.strip() for line in lines(shown) if "own.py" in line] == said
