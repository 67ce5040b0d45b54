"""Whether a tag fires, and the reason that is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from gateway import Check, Condition, Event, Lookup, OutgoingRequest, Steps, TriggerType
from gateway.container import TagEntry, TriggerEntry
from gateway.firing import explain, fires
from gateway.place import Place
from gateway.schedule import Schedule
from tests.small import hit, small_container, tag, trigger
from triggers.expression import Expression

LOOKAHEAD = "RE2 has no lookahead: make two conditions of it, both of which must hold."


class Explained(TriggerType):
    """A trigger of several conditions, on lines of their own."""

    held: tuple[bool, ...] = ()

    def check(self, lookup: Lookup) -> Check:
        conditions = tuple(Condition(f"c{n}", held, f"c{n} was {n}", n) for n, held in enumerate(self.held))
        return Check(all(self.held), lambda: conditions)


def sends(_: Event, __: Lookup) -> Steps:
    yield OutgoingRequest("https://vendor.example/")


def yes(_: Lookup) -> bool:
    return True


def no(_: Lookup) -> bool:
    return False


def broken(_: Lookup) -> bool:
    raise ValueError("no number")


def entry(*tests: Callable[[Lookup], bool], but: tuple[Callable[[Lookup], bool], ...] = (), **more: Any) -> TagEntry:
    triggers = tuple(trigger(test, f"T{number}") for number, test in enumerate(tests))
    exceptions = tuple(trigger(test, f"E{number}") for number, test in enumerate(but))
    return TagEntry("A", tag("A", sends).configured, triggers=triggers, exceptions=exceptions, **more)


def lookup(**data: Any) -> Lookup:
    return Lookup(Event(data), hit())


@pytest.mark.parametrize(
    ("made", "fired", "why"),
    [
        (entry(yes), True, 'trigger "T0"'),
        (entry(no, yes), True, 'trigger "T1"'),
        (entry(no), False, 'trigger "T0" did not fire'),
        (entry(), False, "it has no trigger"),
        (entry(yes, but=(no, yes)), False, 'exception "E1" fired'),
        (entry(broken), False, 'trigger "T0" could not be decided: no number'),
        (entry(yes, but=(broken,)), False, 'exception "E0" could not be decided, so it blocks'),
        (entry(broken, yes), True, 'trigger "T1"'),
        (entry(yes, consent=("ad_storage",)), False, "consent: ad_storage is denied (x-ga-gcs)"),
        (entry(yes, consent=("analytics_storage", "ad_user_data")), True, 'trigger "T0"'),
    ],
    ids=[
        "a trigger",
        "one of two triggers",
        "no trigger held",
        "no trigger at all",
        "an exception",
        "an undecided trigger does not fire",
        "an undecided exception blocks",
        "an undecided trigger beside one that holds",
        "consent denied",
        "consent granted or never set",
    ],
)
def test_a_tag_fires_or_says_why_not(made: TagEntry, fired: bool, why: str) -> None:  # noqa: FBT001
    assert fires(made, lookup(**{"x-ga-gcs": "G101"})) is fired
    assert explain(made, lookup(**{"x-ga-gcs": "G101"})).text == why


def test_a_paused_tag_says_so_before_all_else() -> None:
    assert explain(entry(paused=True, place=Place(line=7)), lookup()).text == "it is paused"
    assert explain(entry(paused=True, place=Place(line=7)), lookup()).place.in_short == "rules.yaml:7"


def test_a_trigger_is_decided_once_for_an_event_however_many_tags_it_has() -> None:
    asked: list[Any] = []

    def counted(seen: Lookup) -> bool:
        asked.append(seen)
        return True

    event = lookup()

    assert [fires(entry(counted), event) for _ in range(3)] == [True, True, True]
    assert len(asked) == 1


def test_of_several_triggers_the_nearest_miss_is_told_on_its_own_line() -> None:
    triggers = (
        TriggerEntry("far", Explained(held=(False, False)), Place(line=10)),
        TriggerEntry("near", Explained(held=(True, False, True)), Place(line=20, column=5)),
    )

    reason = explain(TagEntry("A", tag("A", sends).configured, triggers=triggers), lookup())

    assert reason.text == 'trigger "near": c1, but c1 was 1'
    assert str(reason.place) == "rules.yaml:21:5"
    assert [condition.holds for condition in reason.conditions] == [True, False, True]


def test_every_condition_that_failed_is_told_together() -> None:
    triggers = (TriggerEntry("T", Explained(held=(False, True, False))),)

    reason = explain(TagEntry("A", tag("A", sends).configured, triggers=triggers), lookup())

    assert reason.text == "c0, but c0 was 0, and c2, but c2 was 2"


def names(**data: Any) -> Lookup:
    variables = small_container(variables={"Broken": broken, "Pattern": lambda _: "(?=x)"}).variables
    return Lookup(Event(data), hit(), variables=variables)


@pytest.mark.parametrize(
    ("when", "why"),
    [
        ("{{Broken}} == 1", 'variable "Broken" failed: ValueError: no number'),
        ("{{Broken}} != 1", 'variable "Broken" failed: ValueError: no number'),
        ("not {{Broken}} == 1", 'variable "Broken" failed: ValueError: no number'),
        ("{{Broken}} not exists", 'variable "Broken" failed: ValueError: no number'),
        ("event_name matches {{Pattern}}", f"invalid perl operator: (?=. {LOOKAHEAD}"),
        ("event_name not matches {{Pattern}}", f"invalid perl operator: (?=. {LOOKAHEAD}"),
        ("not event_name matches {{Pattern}}", f"invalid perl operator: (?=. {LOOKAHEAD}"),
    ],
)
def test_what_cannot_be_decided_does_not_fire_and_blocks_as_an_exception(when: str, why: str) -> None:
    undecided = TriggerEntry("Odd", Expression(when=when))
    firing, blocked = replace(entry(), triggers=(undecided,)), replace(entry(yes), exceptions=(undecided,))

    assert not fires(firing, names(event_name="x"))
    assert explain(firing, names(event_name="x")).text == f'trigger "Odd" could not be decided: {why}'
    assert not fires(blocked, names(event_name="x"))
    assert fires(entry(yes), names(event_name="x"))


@pytest.mark.parametrize(
    ("schedule", "fired", "why"),
    [
        (None, True, 'trigger "T0"'),
        (Schedule(1_000, 1_001), True, 'trigger "T0"'),
        (Schedule(begins=1_001), False, "its schedule begins 1970-01-01 00:00 UTC"),
        (Schedule(ends=1_000), False, "its schedule ended 1970-01-01 00:00 UTC"),
    ],
    ids=["no schedule", "in it", "a millisecond before", "at its end"],
)
def test_a_schedule_is_held_against_the_time_of_the_hit(schedule: Schedule | None, why: str, *, fired: bool) -> None:
    made = entry(yes, schedule=schedule)

    assert fires(made, lookup()) is fired
    assert explain(made, lookup()).text == why


def test_consent_is_denied_where_the_container_counts_what_was_never_set_so() -> None:
    careful = Lookup(Event(), hit(), unknown_consent=False)
    made = entry(yes, consent=("ad_storage",))

    assert not fires(made, careful)
    assert explain(made, careful).text == "consent: ad_storage was never set, which counts as denied here"


def test_all_consent_that_was_denied_is_named() -> None:
    made = entry(yes, consent=("ad_storage", "analytics_storage"))

    said = "consent: ad_storage is denied (x-ga-gcs), analytics_storage is denied (x-ga-gcs)"
    assert explain(made, lookup(**{"x-ga-gcs": "G100"})).text == said


def test_a_tag_that_may_send_without_user_data_fires_whatever_was_denied() -> None:
    made = entry(yes, user_data_consent=("ad_storage",))

    assert fires(made, lookup(**{"x-ga-gcs": "G100"}))
    assert explain(made, lookup(**{"x-ga-gcs": "G100"})).text == 'trigger "T0"'


def test_of_triggers_the_one_for_this_event_is_told_even_where_another_missed_less() -> None:
    triggers = (
        TriggerEntry("Refund", Expression(when="event_name == refund"), Place(line=3)),
        TriggerEntry("Big", Expression(when="event_name == purchase and value > 9 and no exists"), Place(line=4)),
    )

    reason = explain(replace(entry(), triggers=triggers), lookup(event_name="purchase", value=1))

    assert reason.text == 'trigger "Big": value > 9, but value was 1, and no exists, but there was no no'
    assert reason.place.in_short == "rules.yaml:4"
