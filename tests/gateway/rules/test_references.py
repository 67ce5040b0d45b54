"""Names that one entry has for another: what is told of one that is not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.rules import check

RULES = """clients: {GA4: {type: ga4}}
triggers: {Purchase: event_name == purchase, All events: always}
variables: {Order value: {type: event_data, key: value}}
tags:
  A: {type: http_request, url: "https://crm.example/{{Order value}}", triggers: Purchase}
  B: {type: http_request, url: https://crm.example/, triggers: All events}
"""


def told(folder: Path, text: str) -> list[str]:
    (folder / "rules.yaml").write_text(text)
    return [problem.what for problem in check(folder / "rules.yaml", {}).problems]


@pytest.mark.parametrize(
    ("wrote", "instead_of", "what"),
    [
        ("triggers: Purchse", "triggers: Purchase", 'there is no trigger "Purchse". Did you mean "Purchase"?'),
        ("triggers: Refund", "triggers: Purchase", 'there is no trigger "Refund". There is Purchase, All events.'),
        (
            'triggers: "Purchase, All events"',
            "triggers: Purchase",
            'there is no trigger "Purchase, All events". Several names are a list: [Purchase, All events].',
        ),
        (
            "triggers: event_name == purchase",
            "triggers: Purchase",
            'there is no trigger "event_name == purchase". '
            "Give the condition a name under triggers:, and write that name here.",
        ),
        ("{{order value}}", "{{Order value}}", 'there is no variable "{{order value}}". Did you mean "Order value"?'),
        ("setup: A, triggers: Purchase", "triggers: Purchase", "cannot be its own setup tag."),
    ],
    ids=["a slip", "another name", "several names", "a condition", "other capitals", "itself"],
)
def test_a_name_that_is_not_there_is_told_with_what_was_meant(
    tmp_path: Path, wrote: str, instead_of: str, what: str
) -> None:
    (problem,) = told(tmp_path, RULES.replace(instead_of, wrote, 1))

    assert problem.endswith(what)


def test_names_of_a_section_that_was_told_already_are_not_told_again(tmp_path: Path) -> None:
    assert told(tmp_path, RULES.replace("triggers: {", "trigger: {")) == [
        'rules: there is no section "trigger". Did you mean "triggers"?'
    ]


def test_hints_are_not_looked_for_where_hardly_any_name_is_right(tmp_path: Path) -> None:
    many = "".join(
        f"  T{number}: {{type: http_request, url: https://x.example, triggers: Purchse}}\n" for number in range(50)
    )
    problems = told(tmp_path, RULES + many)

    assert (
        problems[0].endswith('Did you mean "Purchase"?'),
        problems[-1].endswith('"Purchse". There is Purchase, All events.'),
    ) == (True, True)
