"""The filter of the list: the language of the rules, with a few names more."""

from __future__ import annotations

import re
from typing import Any

import pytest

from gateway import Lookup
from gateway.container import Container
from gateway.details import details
from gateway.errors import SettingError
from gateway.server.preview.deliveries import join
from gateway.server.preview.outcomes import Told
from gateway.server.preview.search import Search
from gateway.trace import Trace
from tests.gateway.server.preview.passed import SENDS, fails, passed
from tests.gateway.test_pipeline import sends
from tests.gateway.test_report import Refuses
from tests.small import small_container, tag


def big(lookup: Lookup) -> str:
    return "big" if lookup.event["event_name"] == "purchase" else "small"


def breaks(_: Lookup) -> str:
    raise KeyError("no such thing")


SHOP = small_container(tag("Good", sends), tag("Broken", fails), variables={"Order size": big, "Breaks": breaks})


def found(text: str, container: Container = SHOP, *events: str) -> bool:
    return Search(text, ["Order size", "Breaks"]).finds(passed(1, container, *events), Told())


@pytest.mark.parametrize(
    "text",
    [
        *("", "  ", "always", "tag == Good", 'tag == "Broken"', "outcome == waiting", "outcome == failed", "status == 200"),
        *("client_name == Events", "event_name == purchase", "{{Order size}} == big", "request_method == GET"),
        *("tag == Broken and outcome == failed", "not outcome == accepted", "tag in [Other, Good]", "event_name exists"),
    ],
)  # fmt: skip
def test_a_filter_finds_a_hit(text: str) -> None:
    assert found(text)


@pytest.mark.parametrize(
    "text",
    [
        *("tag == Other", "outcome == accepted", "status == 400", "client_name == GA4", "event_name == refund"),
        *("{{Order size}} == small", "tag == Good and outcome == failed", "{{Breaks}} == x", "value exists"),
    ],
)  # fmt: skip
def test_a_filter_does_not_find_what_it_does_not_describe(text: str) -> None:
    assert not found(text)


def test_tag_and_outcome_are_of_one_run_of_one_event() -> None:
    assert found("event_name == b and tag == Good", SENDS, "a", "b") is False
    assert found("event_name == b and tag == A", SENDS, "a", "b") is True


@pytest.mark.parametrize(
    "text",
    ['client_name == ""', "outcome == unclaimed", "status == 400", "request_path == /", "not client_name == GA4"],
)
def test_what_nobody_claimed_is_found_too(text: str) -> None:
    assert found(text, small_container(client=Refuses(name="R")))


def test_a_hit_where_nothing_fired_is_found_by_that() -> None:
    assert found("outcome == none and not tag exists", small_container())
    assert not found("tag exists", small_container())
    assert found("tag exists")


def test_a_trip_that_has_no_answer_yet_can_be_asked_for_its_status() -> None:
    trace: Trace = passed(1)
    trace.answer = None

    assert Search("status == 0").finds(trace, Told())


@pytest.mark.parametrize(
    ("text", "offset"),
    [("event_name = purchase", 11), ("event_name == ", 14), ("and", 0), ("event_name == purchase or (", 27), ("(" * 500, 100)],
    ids=["one sign short", "no value", "a word alone", "no end", "too many brackets"],
)  # fmt: skip
def test_a_filter_that_is_none_says_where(text: str, offset: int) -> None:
    with pytest.raises(SettingError) as told:
        Search(text)

    assert 0 <= told.value.offset <= max(offset, len(text))
    assert told.value.what


@pytest.mark.parametrize(
    "text",
    [
        "event_name == " + "x" * 5000,
        "event_name == a or " * 500 + "always",
        f'event_name matches "{"(a" * 900}"',
        "(" * 1999,
        "not " * 499 + "x",
        "\x00",
        "\ud800 == x",
        "{{" * 900,
    ],
    ids=["long", "very many parts", "a long pattern", "brackets", "nots", "a NUL", "half a sign", "braces"],
)
def test_a_hostile_filter_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(SettingError):
        Search(text)


@pytest.mark.parametrize(
    "text",
    ['event_name matches "(a+)+$"', 'event_name matches "(a|a)*b"', 'query_string matches "(a+a+)+y"'],
    ids=["nested", "twice the same", "runs"],
)
def test_a_pattern_that_would_never_end_ends(text: str) -> None:
    assert found(text, SENDS, "a" * 20_000 + "!") is False


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{{Order valu}} > 1", 'there is no variable "{{Order valu}}". Did you mean "Order value"?'),
        ("outcome == acepted", 'there is no outcome "acepted". Did you mean "accepted"?'),
    ],
    ids=["a variable", "an outcome"],
)
def test_a_name_that_nobody_has_is_told_with_the_one_that_was_meant(text: str, told: str) -> None:
    with pytest.raises(SettingError, match=re.escape(told)):
        Search(text, ["Order value"])


@pytest.mark.parametrize("text", ['tag == "Goood"', "tag in [Good, Goood]"])
def test_a_tag_that_no_rules_have_is_told_with_the_one_that_was_meant(text: str) -> None:
    with pytest.raises(SettingError, match=re.escape('in the rules that are known. Did you mean "Good"?')):
        Search(text, [], ["Broken", "Good"])


@pytest.mark.parametrize("text", ["tag == Good", 'tag == "Good (setup of Main)"', "tag contains oo", "tag != x"])
def test_a_tag_of_the_rules_may_be_asked_for_in_every_role(text: str) -> None:
    assert Search(text, [], ["Good", "Main"]).is_narrow


def kept() -> dict[str, Any]:
    """The document of a hit as the disk has it, joined with the queue."""
    trace = passed(1, SHOP, "purchase")
    assert [event.lookup["Order size"] for event in trace.events] == ["big"]
    document = details(trace)
    join(document, {}, SHOP)
    return document


@pytest.mark.parametrize(
    "text",
    [
        *("", "tag == Good", "tag == Broken and outcome == failed", "{{Order size}} == big", "{{Event Name}} == purchase"),
        *("client_name == Events", "status == 200", "request_method == GET", "not outcome == none"),
    ],
)  # fmt: skip
def test_a_hit_of_which_only_the_document_is_left_is_found_alike(text: str) -> None:
    assert Search(text, ["Order size"]).finds_kept(kept())


@pytest.mark.parametrize(
    "text",
    ["value exists", "tag == Other", "event_name == refund", "{{Order size}} == small", "tag == Good and outcome == failed"],
)  # fmt: skip
def test_a_document_does_not_find_what_it_does_not_describe(text: str) -> None:
    assert not Search(text, ["Order size"]).finds_kept(kept())


def test_a_kept_hit_without_events_is_found_by_what_there_is() -> None:
    document = details(passed(1, small_container(client=Refuses(name="R"))))

    assert Search("outcome == unclaimed and not tag exists").finds_kept(document)
    assert not Search("outcome == none").finds_kept(document)
