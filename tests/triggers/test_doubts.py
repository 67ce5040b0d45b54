"""Conditions that can never hold, and keys that nobody sends, in either form."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gateway import SettingError, Surroundings
from gateway.built_in import BUILT_IN_KEYS
from gateway.event_keys import KNOWN
from gateway.rules import check
from triggers.expression import Expression

AROUND = Surroundings(("GA4", "Shop backend"), frozenset(("page_locatoin",)))


def doubts(when: Any, around: Surroundings = AROUND) -> list[SettingError]:
    return list(Expression(when=when).doubts(around))


def told(when: Any) -> list[str]:
    return [doubt.what for doubt in doubts(when)]


@pytest.mark.parametrize(
    ("when", "what"),
    [
        ("client_name == GA5", '`client_name == GA5` can never hold: no client has that name. Did you mean "GA4"?'),
        ("client_name == ga4", '`client_name == ga4` can never hold: no client has that name. Did you mean "GA4"?'),
        (
            "client_name == 'shop Backend'",
            '`client_name == "shop Backend"` can never hold: no client has that name. Did you mean "Shop backend"?',
        ),
        ("client_name == X", "`client_name == X` can never hold: no client has that name. There is GA4, Shop backend."),
        (
            "{{Client Name}} == ga4",
            '`{{Client Name}} == ga4` can never hold: no client has that name. Did you mean "GA4"?',
        ),
        ("client_name != ga4", '`client_name != ga4` always holds: no client has that name. Did you mean "GA4"?'),
        (
            "client_name in [GA, ga4]",
            '"GA" in `client_name in [GA, ga4]`: no client has that name. Did you mean "GA4"?',
        ),
        ("request_method == get", "`request_method == get` can never hold: a hit is GET, POST or HEAD."),
        (
            "{{Request Method}} in [PUT, PATCH]",
            "`{{Request Method}} in [PUT, PATCH]` can never hold: a hit is GET, POST or HEAD.",
        ),
        ("request_method != post", "`request_method != post` always holds: a hit is GET, POST or HEAD."),
        ("event_name in []", "`event_name in []` can never hold: the list is empty."),
        ("event_name not in []", "`event_name not in []` always holds: the list is empty."),
        ("value > many", "`value > many` can never hold: many is no number."),
        ("value <= '1,5'", "`value <= 1,5` can never hold: 1,5 is no number."),
        ("not always", "`not always` can never hold."),
        ("evnt_name == purchase", 'nobody is known to send "evnt_name". Did you mean "event_name"?'),
        ("user_data.emial exists", 'nobody is known to send "user_data.emial". Did you mean "user_data.email"?'),
        ("items.3.pricee > 5", 'nobody is known to send "items.3.pricee". Did you mean "items.0.price"?'),
    ],
    ids=[
        "a slip in a client's name", "its capitals", "its capitals, with a blank", "nothing like a client",
        "GTM's name for it", "another client", "none of the clients", "a method in small letters", "other methods",
        "never that method", "an empty list", "not in an empty list", "size of a word", "a comma in a number",
        "not always", "a slip in a key", "a slip in a path", "a slip behind a position",
    ],
)  # fmt: skip
def test_a_condition_that_is_hardly_meant_so_is_doubted(when: str, what: str) -> None:
    assert told(when) == [what]
    assert told({"any": [when, "currency == EUR"]}) == [what]


@pytest.mark.parametrize(
    ("when", "wrong"),
    [
        ("event_name == a and event_name == b", "event_name == b"),
        ("event_name in [a, b] and event_name == c", "event_name == c"),
        ("event_name in [a, b] and value > 1 and event_name in [b, c] and event_name == a", "event_name == a"),
        ("value == 1 and (currency == EUR and value == 2)", "value == 2"),
        ("value > 5 and value < 3", "value < 3"),
        ("value > 5 and value < 5", "value < 5"),
        ("value >= 5 and value < 5", "value < 5"),
        ("value < 5 and value >= 5", "value >= 5"),
        ("value <= 5 and value > 5", "value > 5"),
        ("value > 5 and value <= 5", "value <= 5"),
        ("value > 1 and value >= 7 and value < 9 and value <= 6", "value <= 6"),
    ],
)
def test_conditions_that_exclude_each_other_are_doubted(when: str, wrong: str) -> None:
    key = wrong.split()[0]

    assert told(when) == [f"`{wrong}` can never hold beside the other condition on {key}."]
    assert told(f"coupon exists or {when}") == told(when)
    assert told({"all": when.replace("(", "").replace(")", "").split(" and ")}) == told(when)
    assert told(f"not ({when})") == []


@pytest.mark.parametrize(
    "when",
    [
        "(currency == EUR and (value > 5 and value < 3 or coupon exists)) and method == card",
        "(currency == EUR and not always) and method == card",
        {"all": [{"all": [{"any": ["value > 5 and value < 3", "coupon exists"]}]}]},
    ],
    ids=["alternatives inside", "not always inside", "in the structured form"],
)
def test_a_doubt_is_told_however_deep_it_stands(when: Any) -> None:
    assert len(told(when)) == 1


@pytest.mark.parametrize(
    "when",
    [
        "always",
        "client_name == GA4 and event_name == purchase",
        "client_name == 'Shop backend'",
        "client_name != GA4",
        "client_name in [GA4]",
        "client_name contains GA",
        "client_name == {{Event Name}}",
        "request_method == POST",
        "request_method in [GET, options]",
        "event_name == a or event_name == b",
        "event_name in [a, b] and event_name in [b, c]",
        "event_name == a and event_name != b",
        "value >= 5 and value <= 5",
        "value > 3 and value < 5",
        "value > 5 or value < 3",
        "value > 5 and not value > 9",
        "value > 5 and price < 3",
        "(event_name == a and value > 5) or (event_name == b and value < 3)",
        "value > {{Least}} and value < 3",
        "value > '' and value < 0x10",
        "event_name == 5 and event_name == '5'",
        "page_locatoin contains shop",
        "items.7.item_id == 5",
        "user_data.address.0.city exists",
        "{{evnt_name}} == purchase",
        "my_own_key == 1",
        "x-ga-gcs exists",
        {"any": [{"variable": "value", "less_than": 3}, {"variable": "value", "greater_than": 5}]},
        {"all": [{"variable": "event_name", "equals": "a"}, {"not": {"variable": "event_name", "equals": "b"}}]},
    ],
    ids=str,
)
def test_what_may_well_be_meant_is_not_doubted(when: Any) -> None:
    assert told(when) == []


@pytest.mark.parametrize("key", sorted({*KNOWN, *BUILT_IN_KEYS}))
def test_no_key_that_is_known_is_doubted(key: str) -> None:
    assert told(f"{key} exists") == []


RULES = """clients: {GA4: {type: ga4}}
tags: {Webhook: {type: http_request, triggers: [T, U], url: "https://vendor.example/"}}
triggers:
  T: event_name == purchase and client_name == ga4
  U:
    all:
      - evnt_name == purchase
      - variable: value
        greater_than: 5
      - any:
          - {variable: request_method, equals: post}
          - value > 9
      - {variable: value, less_than: 3}
"""


def test_a_doubt_is_a_warning_with_its_place(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(RULES)

    assert [str(warning).removeprefix("rules.yaml:") for warning in check(tmp_path / "rules.yaml", {}).warnings] == [
        '4:45  warning: trigger "T": `client_name == ga4` can never hold: no client has that name. Did you mean "GA4"?',
        '7:19  warning: trigger "U": nobody is known to send "evnt_name". Did you mean "event_name"?',
        '11:48  warning: trigger "U": `request_method == post` can never hold: a hit is GET, POST or HEAD.',
        '13:38  warning: trigger "U": `value < 3` can never hold beside the other condition on value.',
    ]
