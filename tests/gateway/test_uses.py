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
    assert uses["Event Name"] == ('trigger "Big"',)
    assert "Idle" not in uses


def test_a_trigger_uses_built_in_variables_by_either_name(container_of: Callable[[str], RehearsedContainer]) -> None:
    rules = """
clients: {GA4: {type: ga4}}
triggers: {Big: "client_name == GA4 and not {{Event Name}} == a and (value > 5 or {{request_method}} == GET)"}
tags: {A: {type: http_request, triggers: Big, url: "https://vendor.example/"}}
"""
    uses = container_of(rules).container.uses

    assert uses == dict.fromkeys(("Event Name", "Request Method", "Client Name"), ('trigger "Big"',))


def test_what_a_format_names_is_used(container_of: Callable[[str], RehearsedContainer]) -> None:
    rules = """
clients: {GA4: {type: ga4}}
variables: {A: {type: constant, constant: 1}, B: {type: event_data, key: b, convert_undefined: "{{A}}"}}
"""
    assert container_of(rules).container.uses == {"A": ('variable "B"',)}


def test_names_in_lists_and_in_keys_count_and_nobody_is_named_twice() -> None:
    container = small_container(tag("A", sends, note=["{{One}}", {"{{ Two }}": "{{One}} {{One}}"}]))

    assert container.uses == {"One": ('tag "A"',), "Two": ('tag "A"',)}


def test_a_container_of_nothing_uses_nothing() -> None:
    assert small_container().uses == {}
