"""Who uses which variable."""

from __future__ import annotations

from collections.abc import Callable

from gateway.testing.rehearsed import RehearsedContainer
from tests.gateway.test_pipeline import sends
from tests.small import small_container, tag

RULES = """
clients: {GA4: {type: ga4}}
variables:
  Base: {type: constant, constant: 1}
  Text: {type: constant, constant: "{{Base}} and {{Base}}"}
  Idle: {type: constant, constant: 2}
triggers:
  Big: "{{Base}} > 0 and event_name == purchase"
  Never: "{{Text}} == nothing"
transformations:
  More: {type: augment_event, parameters: {extra: "{{Text}}"}}
tags:
  Hook:
    type: http_request
    triggers: Big
    exceptions: Never
    url: "https://vendor.example/{{Base}}/{{Page Path}}"
  Other: {type: http_request, triggers: Big, url: "https://vendor.example/"}
"""


def test_every_kind_of_entry_that_names_a_variable_is_a_user_of_it(
    container_of: Callable[[str], RehearsedContainer],
) -> None:
    uses = container_of(RULES).container.uses

    assert uses["Base"] == ('variable "Text"', 'trigger "Big"', 'tag "Hook"')
    assert uses["Text"] == ('trigger "Never"', 'transformation "More"')
    assert uses["Page Path"] == ('tag "Hook"',)
    assert "Idle" not in uses


def test_names_in_lists_and_in_keys_count_and_nobody_is_named_twice() -> None:
    container = small_container(tag("A", sends, note=["{{One}}", {"{{ Two }}": "{{One}} {{One}}"}]))

    assert container.uses == {"One": ('tag "A"',), "Two": ('tag "A"',)}


def test_a_container_of_nothing_uses_nothing() -> None:
    assert small_container().uses == {}
