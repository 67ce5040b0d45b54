"""The expression of a trigger, from its text to what it says of an event."""

from __future__ import annotations

from typing import Any

import pytest

from gateway import Condition, Event, Hit, Lookup, SettingError, VariableError
from tests.small import small_container
from triggers.expression import Expression

HIT = Hit("POST", "/g/collect", "v=2")
EVENT = Event(
    {"event_name": "purchase", "value": "59.90", "currency": "EUR", "items": [{"price": 0}], "a.b": 1, "nothing": None}
)


def fires(when: str, event: Event = EVENT) -> bool:
    return Expression(when=when).check(Lookup(event, HIT, client_name="GA4")).fires


@pytest.mark.parametrize(
    ("when", "wanted"),
    [
        ("always", True),
        ("not always", False),
        ("client_name == GA4 and event_name == purchase", True),
        ("client_name == GA4 and event_name == refund", False),
        ("event_name == refund or event_name == purchase", True),
        ("event_name == purchase or always and event_name == refund", True),
        ("(event_name == purchase or always) and event_name == refund", False),
        ("not (event_name == purchase and value > 100)", True),
        ("not not event_name == purchase", True),
        ("event_name in [refund, 'purchase']", True),
        ("event_name not in [refund, purchase]", False),
        ("event_name in []", False),
        ("event_name contains chas", True),
        ("event_name not contains chas", False),
        ("event_name starts  with pur", True),
        ("event_name ends with e", True),
        ("event_name matches ^p.*e$", True),
        ("event_name not matches refund", True),
        ("event_name == Purchase", False),
        ("value >= 59.9 and value <= 59.9", True),
        ("value == 59.9", False),
        ("items.0.price == 0", True),
        ("items.0.price < 1", True),
        ("a.b == 1", True),
        ("no.such exists", False),
        ("no.such not exists", True),
        ("no.such == undefined", True),
        ("no.such > 0", False),
        ("no.such <= 0", False),
        ("nothing exists", True),
        ("nothing == null", True),
        ("nothing >= 0", True),
        ("currency > 0", False),
        ("{{Event Name}} == {{ Event Name }}", True),
        ("{{No such}} == undefined", True),
        ("request_path ends with /collect", True),
        ("currency == 'EUR'\n  and\n  value > 1", True),
        ("currency != USD", True),
        ("currency contains ''", True),
        (r'currency != "a \"quoted\" one"', True),
        ("event_name in [Ärger, 'über, uns']", False),
    ],
)
def test_an_expression_holds_or_not(when: str, wanted: bool) -> None:  # noqa: FBT001
    assert fires(when) is wanted


def test_a_trigger_explains_itself_only_when_asked() -> None:
    check = Expression(when="event_name == purchase and value > 100").check(Lookup(EVENT, HIT))

    assert not check.fires
    assert check.conditions() == (
        Condition("event_name == purchase", holds=True, met='event_name was "purchase"'),
        Condition("value > 100", holds=False, met='value was "59.90"'),
    )


def test_a_condition_knows_its_line() -> None:
    check = Expression(when="event_name == purchase\nand value > 100\nand no exists").check(Lookup(EVENT, HIT))

    assert [condition.line for condition in check.conditions()] == [0, 1, 2]


@pytest.mark.parametrize(
    ("when", "names"),
    [
        ("event_name == a", {"a"}),
        ("event_name in [a, b]", {"a", "b"}),
        ("event_name in []", set()),
        ("event_name == a or event_name == b", {"a", "b"}),
        ("event_name in [a, b] and event_name in [b, c]", {"b"}),
        ("event_name == a and value > 1", {"a"}),
        ("event_name == a or value > 1", None),
        ("event_name != a", None),
        ("event_name not in [a]", None),
        ("not event_name == a", None),
        ("event_name contains a", None),
        ("event_name == {{Client Name}}", None),
        ("{{Event Name}} == a", None),
        ("always", None),
    ],
)
def test_an_expression_knows_for_which_events_it_can_hold(when: str, names: set[str] | None) -> None:
    assert Expression(when=when).only().get("event_name") == (None if names is None else frozenset(names))


def test_an_expression_knows_the_variables_it_reads() -> None:
    when = "{{A}} == 1 and not ({{ B C }} == {{D}} or value > {{A}}) and event_name exists"

    assert Expression(when=when).names() == ("A", "B C", "D", "A")


def test_an_expression_knows_the_bare_names_it_reads() -> None:
    when = "{{A}} == 1 and not (user_data.email == {{D}} or value > 1) and event_name exists"

    assert Expression(when=when).bare_names() == ("user_data.email", "value", "event_name")


def test_a_wrong_expression_is_refused_when_it_is_made() -> None:
    with pytest.raises(SettingError, match='Did you mean "contains"'):
        Expression(when="event_name containz purchase")


ODD: list[Any] = [float("nan"), [], {}, "\x00", "\ud800", 10**400, "9" * 10_000, "0x" + "f" * 400]
ODD_IDS = "NaN, a list, an object, a zero byte, half a sign, a huge number, endless digits, endless hex".split(", ")


@pytest.mark.parametrize("value", ODD, ids=ODD_IDS)
@pytest.mark.parametrize("when", ["value == q", "value contains q", "value matches q", "value in [q]"])
def test_no_value_is_too_odd_to_be_compared_as_text(when: str, value: Any) -> None:
    assert not fires(when, Event(value=value))
    assert fires(f"not {when}", Event(value=value))


@pytest.mark.parametrize(("value", "wanted"), list(zip(ODD, [False] * 5 + [True] * 3, strict=True)), ids=ODD_IDS)
def test_no_value_is_too_odd_to_be_compared_as_a_number(value: Any, wanted: bool) -> None:  # noqa: FBT001
    assert fires("value > 5", Event(value=value)) is wanted


def broken(_: Lookup) -> Any:
    raise ValueError("no number")


def names(**data: Any) -> Lookup:
    variables = small_container(
        variables={"Broken": broken, "Shop": lambda _: "de", "Odd": lambda _: "(?=x)"}
    ).variables
    return Lookup(Event(event_name="purchase", **data), HIT, client_name="GA4", variables=variables)


@pytest.mark.parametrize(
    ("when", "wanted"),
    [
        ("currency == {{Shop}}", False),
        ("page_path == '/{{Shop}}/tea'", True),
        ('page_path starts with "/{{ Shop }}/"', True),
        ("page_path matches '^/{{Shop}}/.ea$'", True),
        ("event_name in ['{{Shop}}', 'purchase']", True),
        ("event_name in [{{Shop}}, refund]", False),
        ("{{Shop}} in [at, de]", True),
        ("client_name == 'GA4' and {{Shop}} == 'd{{Nothing}}'", False),
    ],
)
def test_a_value_may_be_a_variable_or_mix_text_and_variables(when: str, wanted: bool) -> None:  # noqa: FBT001
    check = Expression(when=when).check(names(page_path="/de/tea"))

    assert check.fires is wanted


@pytest.mark.parametrize(
    "when",
    [
        "{{Broken}} == 1",
        "{{Broken}} != 1",
        "not {{Broken}} == 1",
        "not (event_name == purchase and {{Broken}} > 1)",
        "event_name not in [{{Broken}}]",
        "event_name == refund or {{Broken}} not exists",
    ],
)
def test_a_variable_that_fails_leaves_a_condition_and_its_opposite_undecided(when: str) -> None:
    with pytest.raises(VariableError, match='variable "Broken" failed: ValueError: no number'):
        Expression(when=when).check(names())


@pytest.mark.parametrize("when", ["event_name matches {{Odd}}", "event_name not matches '{{Odd}}'"])
def test_a_pattern_that_re2_refuses_leaves_a_condition_and_its_opposite_undecided(when: str) -> None:
    with pytest.raises(ValueError, match="RE2 has no lookahead"):
        Expression(when=when).check(names())


def test_what_is_decided_before_is_not_undone_by_what_cannot_be() -> None:
    assert Expression(when="event_name == purchase or {{Broken}} == 1").check(names()).fires
    assert not Expression(when="event_name == refund and {{Broken}} == 1").check(names()).fires
