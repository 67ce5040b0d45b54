"""Everything that has a name during one event."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from gateway import UNDEFINED, Ask, Event, Log, Lookup, OutgoingRequest, Reply, Steps, VariableError
from gateway.container import Configured, TransformationEntry
from gateway.lookup import Pending
from gateway.recording import rehearse
from tests.small import hit, small_container, tag
from transformations.exclude_parameters import ExcludeParameters

HIDE = {"parameters": ("value",)}
PURCHASE = Event(event_name="purchase", value=5)


def lookup(event: Event = PURCHASE, variables: dict[str, Callable[[Lookup], Any]] | None = None) -> Lookup:
    sent = hit("a", method="POST", path="/g/collect")
    return Lookup(event, sent, client_name="GA4", variables=small_container(variables=variables).variables)


@pytest.mark.parametrize(
    ("name", "key", "value"),
    [
        ("Client Name", "client_name", "GA4"),
        ("Event Name", "event_name", "purchase"),
        ("Query String", "query_string", "a"),
        ("Request Method", "request_method", "POST"),
        ("Request Path", "request_path", "/g/collect"),
    ],
)
def test_a_built_in_variable_has_gtms_name_and_a_key_for_conditions(name: str, key: str, value: str) -> None:
    assert lookup()[name] == value
    assert lookup().key(key) == value


def test_a_name_nobody_knows_is_undefined() -> None:
    assert lookup()["No such"] is UNDEFINED
    assert lookup().key("no.such") is UNDEFINED
    assert lookup(Event())["Event Name"] is UNDEFINED


def test_a_bare_key_is_event_data() -> None:
    assert lookup(Event(items=[{"price": 3}])).key("items.0.price") == 3


def test_an_own_variable_comes_before_a_built_in_one() -> None:
    assert lookup(variables={"Client Name": lambda _: "mine"})["Client Name"] == "mine"


def test_what_variables_say_is_heard_whoever_reads_them() -> None:
    names = lookup(variables={"Tier": lambda seen: seen.said.append("asked")})
    _ = names["Tier"], names.seeing(PURCHASE)["Tier"]

    assert names.said == ["asked", "asked"]


def test_a_variable_is_worked_out_once() -> None:
    asked: list[int] = []
    names = lookup(variables={"Once": lambda _: asked.append(1)})

    assert [names["Once"], names["Once"]] == [None, None]
    assert asked == [1]


@pytest.mark.parametrize(
    ("read", "why"),
    [
        (lambda names: names.event["key"], "variable \"V\" failed: KeyError: 'key'"),
        (lambda names: names["V"], 'variable "V" needs its own value to be worked out'),
        (lambda names: names["Other"], 'variable "V" needs its own value to be worked out'),
    ],
    ids=["it raises", "it reads itself", "it reads one that reads it"],
)
def test_a_variable_that_cannot_be_worked_out_says_why_each_time(read: Callable[[Lookup], Any], why: str) -> None:
    names = lookup(variables={"V": read, "Other": lambda names: names["V"]})

    for _ in range(2):
        with pytest.raises(VariableError) as error:
            names["V"]
        assert str(error.value) == why


def late(_: Lookup) -> Steps:
    reply = yield Ask(OutgoingRequest("https://vendor.example/margin"))
    return reply.body.decode()


def answers(request: OutgoingRequest) -> Reply:
    return Reply(200, request.url.rsplit("/", 1)[-1].encode())


def notes(event: Event, _: Lookup) -> Steps:
    yield Log(str(event["note"]))


def test_a_variable_that_has_to_ask_is_pending_and_stays_the_same_promise() -> None:
    names = lookup(variables={"Late": late})
    promises = []
    for _ in range(2):
        with pytest.raises(Pending) as pending:
            names["Late"]
        promises.append(pending.value.promise)

    assert promises[0] is promises[1]


@pytest.mark.parametrize("late_too", [False, True], ids=["worked out at once", "asks as well"])
def test_a_variable_may_read_one_that_asks(late_too: bool) -> None:  # noqa: FBT001
    def steps(names: Lookup) -> Steps:
        yield Ask(OutgoingRequest("https://vendor.example/rate"))
        return f"{names['Late']} too"

    read = steps if late_too else lambda names: f"{names['Late']} too"
    container = small_container(tag("A", notes, note="{{V}}"), variables={"Late": late, "V": read})

    assert rehearse(container, hit(), answers).runs()[0].log == ["margin too"]


def test_two_variables_that_wait_for_each_other_fail_and_the_hit_is_answered() -> None:
    def waits_for(name: str) -> Callable[[Lookup], Steps]:
        def steps(names: Lookup) -> Steps:
            yield Ask(OutgoingRequest("https://vendor.example/"))
            return names[name]

        return steps

    variables = {"A": waits_for("B"), "B": waits_for("A")}
    trace = rehearse(small_container(tag("T", notes, note="{{A}}"), variables=variables), hit())

    assert trace.runs()[0].outcome == "failed"
    assert trace.answer is not None
    assert trace.answer.status == 200


def test_a_tag_that_sees_less_has_its_variables_worked_out_anew() -> None:
    names = lookup(Event(value=5), {"Value": lambda names: names.event.get("value", "hidden")})

    assert names["Value"] == 5
    assert names.seeing(Event())["Value"] == "hidden"
    assert names["Value"] == 5


def test_consent_is_read_from_the_event_once() -> None:
    names = lookup(Event({"x-ga-gcs": "G100"}))

    assert not names.consent.allows("ad_storage")
    assert names.consent is names.consent


def test_who_sees_less_has_what_the_visitor_allowed_all_the_same() -> None:
    denied = Event({"x-ga-gcs": "G100"})

    for names in (lookup(denied), lookup(denied)):
        assert not names.seeing(Event()).consent.allows("ad_storage")
        assert not names.seeing(Event(consent_state={"ad_storage": True})).consent.allows("ad_storage")
        assert not names.consent.allows("ad_storage")


def test_who_sees_another_hit_has_its_names_from_it_and_the_first_keeps_its_own() -> None:
    names = lookup(variables={"Asked": lambda names: names.hit.query})
    other = names.seeing(Event(), hit("b", method="GET", path="/other"))

    assert [names["Asked"], other["Asked"], names["Asked"]] == ["a", "b", "a"]
    assert [names["Query String"], other["Query String"]] == ["a", "b"]
    assert [names.key("request_path"), other.key("request_path")] == ["/g/collect", "/other"]
    assert (names.seeing(Event()).hit, other.client_name) == (names.hit, "GA4")


def test_a_trigger_is_looked_at_anew_by_who_sees_less() -> None:
    names = lookup()
    names.checked["T"] = True

    assert names.seeing(Event()).checked == {}


def test_an_unknown_consent_counts_as_the_container_says() -> None:
    careful = Lookup(Event(), hit(), unknown_consent=False)

    assert Lookup(Event(), hit()).consent.allows("ad_storage")
    assert not careful.consent.allows("ad_storage")
    assert not careful.seeing(Event()).consent.allows("ad_storage")


def test_a_tag_that_sees_less_asks_a_late_variable_once() -> None:
    asked: list[str] = []

    def answers_once(request: OutgoingRequest) -> Reply:
        asked.append(request.url)
        assert len(asked) < 5, "asked without end"
        return answers(request)

    def reads(_: Event, names: Lookup) -> Steps:
        yield Log(names["Late"])

    made = tag("A", reads, transformations=(TransformationEntry("Hide", Configured(ExcludeParameters, "Hide", HIDE)),))
    trace = rehearse(small_container(made, variables={"Late": late}), hit(), answers_once)

    assert trace.runs()[0].log == ["margin"]
    assert len(asked) == 1


def test_a_value_is_shown_as_what_it_is_made_of_may_be() -> None:
    seen = lookup(Event(value=5, note="jane@shop.example", user_id="jane-doe-77"))

    assert (seen.shown("value"), seen.shown("note"), seen.shown("user_id")) == (5, "***@***", "jan***")
    assert seen.shown("{{Nobody}}") is UNDEFINED
