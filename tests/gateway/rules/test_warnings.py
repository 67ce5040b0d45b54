"""What is not wrong with rules, but looks so: each with its place and what to do, and right rules have none."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.rules import check

ROOT = Path(__file__).parents[3]
RULES = """clients: {GA4: {type: ga4}}
triggers:
  Purchase: event_name == purchase
tags:
  A: {type: http_request, url: https://crm.example/, triggers: Purchase}
"""


def warned(folder: Path, text: str) -> list[str]:
    (folder / "rules.yaml").write_text(text)
    checked = check(folder / "rules.yaml", {})
    assert checked.problems == ()
    assert all(warning.is_warning for warning in checked.warnings)
    return [str(warning).removeprefix("rules.yaml:") for warning in checked.warnings]


def doubted(folder: Path, condition: str) -> list[str]:
    """What a condition is told, without the words all of them begin with."""
    return [
        told.removeprefix("3:").replace('  warning: trigger "Purchase": ', " ", 1)
        for told in warned(folder, RULES.replace("event_name == purchase", condition))
    ]


@pytest.mark.parametrize("rules", ["rules.yaml", "gateway/cli/first/rules.yaml"], ids=["ours", "of a new container"])
def test_the_rules_that_come_along_have_none(rules: str) -> None:
    checked = check(ROOT / rules, {})

    assert (checked.problems, checked.warnings) == ((), ())


def test_right_rules_have_none(tmp_path: Path) -> None:
    assert warned(tmp_path, RULES) == []


FORM = """___INFO___

{"type": "TAG", "displayName": "CRM", "containerContexts": ["SERVER"]}

___TEMPLATE_PARAMETERS___

[
  {"type": "TEXT", "name": "apiKey", "valueValidators": [{"type": "NON_EMPTY"}]},
  {"type": "TEXT", "name": "wait", "valueValidators": [{"type": "NON_NEGATIVE_NUMBER"}]},
  {"type": "SELECT", "name": "mode", "selectItems": [{"value": "live"}, {"value": "test"}]},
  {"type": "SIMPLE_TABLE", "name": "rows", "simpleTableColumns": [
    {"name": "name", "type": "SELECT", "selectItems": [{"value": "event_id"}]}
  ]}
]

___SANDBOXED_JS_FOR_SERVER___

data.gtmOnSuccess();
"""


@pytest.mark.parametrize(
    ("settings", "sentences"),
    [
        ("apiKey: ''", ['5:27  warning: tag "A": "apiKey" must not be empty.']),
        ("mode: live", ['5:3  warning: tag "A": "apiKey" must not be empty.']),
        ("apiKey: k, wait: soon", ['5:35  warning: tag "A": "wait" must be 0 or a positive number, not "soon".']),
        ("apiKey: k, mode: off", ['5:35  warning: tag "A": "mode" must be one of live, test, not "off".']),
        ("apiKey: k, rows: [{name: mug}]", ['5:43  warning: tag "A": "rows" row 1: "name" must be one of event_id, not "mug".']),
        ("apiKey: '{{Event Name}}', mode: '${MODE}'", []),
    ],
    ids=["empty", "left out", "no number", "no choice", "no choice in a row", "known with an event only"],
)  # fmt: skip
def test_what_gtms_form_would_not_save_is_told_and_runs(tmp_path: Path, settings: str, sentences: list[str]) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates/crm.tpl").write_text(FORM)

    rules = RULES.replace("type: http_request, url: https://crm.example/", f"type: crm, {settings}")
    assert warned(tmp_path, rules) == sentences


def test_rules_with_a_problem_have_only_problems(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(RULES.replace("triggers: Purchase", "triggers: Purchas"))

    assert check(tmp_path / "rules.yaml", {}).warnings == ()


def test_a_warning_names_the_check_that_found_it(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(RULES.replace(", triggers: Purchase", ""))

    assert [each.stage for each in check(tmp_path / "rules.yaml", {}).warnings] == ["unused trigger", "silent tag"]


UNUSED = "no tag uses it. Name it under a tag's triggers, or take it out."


@pytest.mark.parametrize(
    ("more", "sentences"),
    [
        ("", [f'4:3  warning: trigger "Lead": {UNUSED}']),
        ("  B: {type: http_request, url: https://crm.example/, triggers: [Purchase, Lead]}\n", []),
        ("  B: {type: http_request, url: https://crm.example/, triggers: Purchase, exceptions: Lead}\n", []),
        (
            "transformations: {T: {type: exclude_parameters, parameters: [value], triggers: Lead}}\n",
            [],
        ),
    ],
    ids=["nobody", "a tag", "as an exception", "a transformation"],
)
def test_a_trigger_that_nobody_uses_is_told(tmp_path: Path, more: str, sentences: list[str]) -> None:
    text = RULES.replace("tags:", "  Lead: event_name == generate_lead\ntags:") + more

    assert warned(tmp_path, text) == sentences


def test_a_variable_that_nobody_reads_is_told(tmp_path: Path) -> None:
    assert warned(tmp_path, RULES + "variables:\n  Price: {type: event_data, key: value}\n") == [
        '7:3  warning: variable "Price": nobody reads it. Write "{{Price}}" where it is wanted, or take it out.'
    ]


@pytest.mark.parametrize(
    ("wrote", "instead_of"),
    [
        ("'{{Price}} > 5'", "event_name == purchase"),
        ("{variable: '{{Price}}', greater_than: 5}", "event_name == purchase"),
        ("value == '{{Price}}'", "event_name == purchase"),
        ("url: 'https://crm.example/?p={{ Price }}'", "url: https://crm.example/"),
        ("triggers: Purchase, body: {a: [{b: '{{Price}}'}]}", "triggers: Purchase"),
    ],
    ids=["a trigger", "a structured trigger", "a value of a trigger", "a setting", "deep in a setting"],
)
def test_a_variable_that_is_read_is_not_told(tmp_path: Path, wrote: str, instead_of: str) -> None:
    text = RULES.replace(instead_of, wrote, 1) + "variables: {Price: {type: event_data, key: value}}\n"

    assert warned(tmp_path, text) == []


def test_a_variable_that_another_one_reads_is_not_told_but_the_other_one_is(tmp_path: Path) -> None:
    more = "variables:\n  Price: {type: event_data, key: value}\n  Text: {type: constant, constant: '{{Price}} EUR'}\n"

    assert [told.partition(": nobody")[0] for told in warned(tmp_path, RULES + more)] == [
        '8:3  warning: variable "Text"'
    ]


@pytest.mark.parametrize("quote", ['"', "'"])
def test_a_variable_that_only_an_own_type_reads_is_not_told(tmp_path: Path, quote: str) -> None:
    (tmp_path / "tags").mkdir()
    (tmp_path / "tags" / "own.py").write_text(f"lookup[{quote}Price{quote}]\n")

    assert warned(tmp_path, RULES + "variables: {Price: {type: event_data, key: value}}\n") == []


NO_TRIGGER = 'tag "A" has no trigger, so it never fires. Give it `triggers:`.'
EXCEPTED = 'tag "A": every trigger of it is one of its exceptions, too, so it never fires. Take one of the two out.'


@pytest.mark.parametrize(
    ("wrote", "sentences"),
    [
        ("", [f"6:3  warning: {NO_TRIGGER}"]),
        (", triggers: []", [f"6:3  warning: {NO_TRIGGER}"]),
        (", paused: true", []),
        (", triggers: All, exceptions: All", [f"6:3  warning: {EXCEPTED}"]),
        (", triggers: [All, Purchase], exceptions: [Purchase, All]", [f"6:3  warning: {EXCEPTED}"]),
        (", triggers: [All, Purchase], exceptions: Purchase", []),
    ],
    ids=["no trigger", "an empty list", "paused", "its own exception", "all its exceptions", "one is left"],
)
def test_a_tag_that_never_fires_is_told(tmp_path: Path, wrote: str, sentences: list[str]) -> None:
    used = "  B: {type: http_request, url: https://crm.example/, triggers: [Purchase, All]}\n"
    text = RULES.replace("tags:", "  All: always\ntags:").replace(", triggers: Purchase", wrote) + used

    assert warned(tmp_path, text) == sentences


@pytest.mark.parametrize("role", ["setup", "cleanup"])
def test_a_tag_without_a_trigger_that_helps_another_one_is_not_told(tmp_path: Path, role: str) -> None:
    more = f"  B: {{type: http_request, url: https://crm.example/, triggers: Purchase, {role}: A}}\n"

    assert warned(tmp_path, RULES.replace(", triggers: Purchase", "") + more) == []


BESIDE = "can never hold beside the other condition on"


@pytest.mark.parametrize(
    ("condition", "doubt"),
    [
        (
            "client_name == GA3",
            '25 `client_name == GA3` can never hold: no client has that name. Did you mean "GA4"?',
        ),
        (
            "client_name == ga4",
            '25 `client_name == ga4` can never hold: no client has that name. Did you mean "GA4"?',
        ),
        (
            "client_name in [Web, App]",
            '25 "App" in `client_name in [Web, App]`: no client has that name. There is GA4.',
        ),
        ("client_name != Web", "25 `client_name != Web` always holds: no client has that name. There is GA4."),
        (
            "'{{Client Name}} == Web'",
            "30 `{{Client Name}} == Web` can never hold: no client has that name. There is GA4.",
        ),
        ("request_method == PATCH", "28 `request_method == PATCH` can never hold: a hit is GET, POST or HEAD."),
        ("request_method == post", "28 `request_method == post` can never hold: a hit is GET, POST or HEAD."),
        ("event_name in []", "24 `event_name in []` can never hold: the list is empty."),
        ("value > lots", "19 `value > lots` can never hold: lots is no number."),
        ("not always", "13 `not always` can never hold."),
        ("event_name == a and event_name == b", f"44 `event_name == b` {BESIDE} event_name."),
        ("event_name == a and event_name in [b, c]", f"44 `event_name in [b, c]` {BESIDE} event_name."),
        ("event_name == a and (value > 1 and event_name == b)", f"59 `event_name == b` {BESIDE} event_name."),
        ("value > 10 and value < 5", f"34 `value < 5` {BESIDE} value."),
        ("value >= 5 and value < 5", f"34 `value < 5` {BESIDE} value."),
        ("value < 5 and value >= 5", f"33 `value >= 5` {BESIDE} value."),
        ("value > 5 and value <= 5", f"33 `value <= 5` {BESIDE} value."),
        ("page_loction contains a", '26 nobody is known to send "page_loction". Did you mean "page_location"?'),
        ("Event_name == purchase", '24 nobody is known to send "Event_name". Did you mean "event_name"?'),
        ("items.3.item_nme == a", '30 nobody is known to send "items.3.item_nme". Did you mean "items.0.item_name"?'),
        (
            "{all: [value > 1, {variable: client_name, equals: GA3}]}",
            '63 `client_name == GA3` can never hold: no client has that name. Did you mean "GA4"?',
        ),
    ],
    ids=[
        "a client that is not there",
        "a client in small letters",
        "a list of clients that are not there",
        "not a client that is not there",
        "a client by GTM's name",
        "a method no hit has",
        "a method in small letters",
        "an empty list",
        "no number",
        "never",
        "two events at once",
        "an event and others",
        "two events in brackets",
        "more and less",
        "at least and less",
        "less and at least",
        "more and at most",
        "a misspelt key",
        "a key with a capital",
        "a misspelt key of an item",
        "in the structured form",
    ],
)
def test_a_condition_that_is_hardly_meant_is_told_where_it_stands(tmp_path: Path, condition: str, doubt: str) -> None:
    assert doubted(tmp_path, condition) == [doubt]


@pytest.mark.parametrize(
    "condition",
    [
        "client_name == GA4",
        "client_name != GA4",
        "client_name in [GA4]",
        "client_name starts with G",
        "client_name == '{{Event Name}}'",
        "request_method == POST",
        "event_name == a or event_name == b",
        "(event_name == a or event_name == b) and event_name == a",
        "event_name == a and event_name in [a, b]",
        "event_name != a and event_name != b",
        "event_name == ab and event_name matches b",
        "value > 5 and value < 10",
        "value >= 5 and value <= 5",
        "value > 10 or value < 5",
        "not value > 10 and value > 5",
        "value > '{{Random Number}}'",
        "value > 1.5e3",
        "shop_level == 5",
        "items.0.colour == red",
        "page_location contains page_loction",
        "always",
    ],
)
def test_a_condition_that_may_hold_is_not_told(tmp_path: Path, condition: str) -> None:
    assert doubted(tmp_path, condition) == []


@pytest.mark.parametrize(
    ("section", "sentence"),
    [
        (
            'variables: {Page: {type: event_data, key: page_loction, default: "{{Event Name}}"}}\n',
            '6:43  warning: variable "Page": nobody is known to send "page_loction". Did you mean "page_location"?',
        ),
        (
            "transformations: {T: {type: exclude_parameters, parameters: [value, user_data.emial]}}\n",
            '6:69  warning: transformation "T": nobody is known to send "user_data.emial". '
            'Did you mean "user_data.email"?',
        ),
        (
            "transformations: {T: {type: allow_parameters, parameters: [curency]}}\n",
            '6:60  warning: transformation "T": nobody is known to send "curency". Did you mean "currency"?',
        ),
    ],
    ids=["a variable", "a transformation that excludes", "a transformation that allows"],
)
def test_a_setting_that_names_a_misspelt_key_is_told(tmp_path: Path, section: str, sentence: str) -> None:
    text = RULES.replace("url: https://crm.example/", "url: 'https://crm.example/{{Page}}'")
    text = text if "variables" in section else RULES

    assert warned(tmp_path, text + section) == [sentence]


def test_a_key_that_a_transformation_adds_is_known(tmp_path: Path) -> None:
    text = RULES.replace("event_name == purchase", "page_locaton == a")
    added = "transformations: {T: {type: augment_event, parameters: {page_locaton: '{{Page URL}}'}}}\n"

    assert len(warned(tmp_path, text)) == 1
    assert warned(tmp_path, text + added) == []


def test_warnings_stand_in_the_order_of_their_lines_and_name_their_file(tmp_path: Path) -> None:
    (tmp_path / "more.yaml").write_text("triggers: {B: always}\n")
    told = warned(tmp_path, RULES.replace("tags:", "  A: always\ntags:") + "include: more.yaml\n")

    assert told == [f'more.yaml:1:12  warning: trigger "B": {UNUSED}', f'4:3  warning: trigger "A": {UNUSED}']
