"""What is written for each entry: the same where it means the same, and another where anything was changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.rules import load

RULES = """clients: {GA4: {type: ga4}}
variables:
  Kind: {type: regex_table, input: "{{Page Path}}", table: {"/a": 1, "/b": 2}}
triggers:
  Sale: event_name == purchase and page_title == "a  b"
tags:
  A: {type: http_request, triggers: Sale, url: "https://vendor.example/"}
delivery: {give_up_after: 24h}
"""


def written(folder: Path, rules: str) -> dict[tuple[str, str], str]:
    (folder / "rules.yaml").write_text(rules)
    return {key: each.digest for key, each in load(folder / "rules.yaml", {}, rehearsing=True).definitions.items()}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("type: http_request, triggers: Sale", "triggers: Sale,  type: http_request"),
        ("event_name == purchase and", "\n    event_name  ==  purchase\n    and"),
        ("clients:", "# who reads\nclients:"),
        ('"https://vendor.example/"', "https://vendor.example/"),
    ],
    ids=["settings in another order", "blanks in an expression", "a comment", "quotes"],
)
def test_what_means_the_same_is_written_alike(tmp_path: Path, old: str, new: str) -> None:
    assert old in RULES
    assert written(tmp_path, RULES.replace(old, new)) == written(tmp_path, RULES)


@pytest.mark.parametrize(
    ("old", "new", "changed"),
    [
        ("== purchase", "== Purchase", ("triggers", "Sale")),
        ('"a  b"', '"a b"', ("triggers", "Sale")),
        ('"/a": 1, "/b": 2', '"/b": 2, "/a": 1', ("variables", "Kind")),
        ("type: ga4", "type: ga4, priority: 2", ("clients", "GA4")),
        ("triggers: Sale,", "triggers: Sale, paused: true,", ("tags", "A")),
        ("24h", "12h", ("delivery", "")),
    ],
    ids=["a trigger", "quoted blanks", "rows in another order", "a client", "a tag", "a section"],
)
def test_what_was_changed_is_another_digest_of_one_entry(
    tmp_path: Path, old: str, new: str, changed: tuple[str, str]
) -> None:
    assert old in RULES
    before, after = written(tmp_path, RULES), written(tmp_path, RULES.replace(old, new))

    assert [key for key in before if before[key] != after[key]] == [changed]


def test_files_of_code_are_told_by_their_names(tmp_path: Path) -> None:
    (tmp_path / "tags").mkdir()
    (tmp_path / "tags" / "shop.py").write_text("A = 1\n")
    before = written(tmp_path, RULES)
    (tmp_path / "tags" / "shop.py").write_text("A = 2\n")
    after = written(tmp_path, RULES)

    assert [key for key in after if before[key] != after[key]] == [("code", "tags/shop.py")]
