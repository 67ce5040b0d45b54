"""The five contracts: types with settings as frozen fields."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Annotated, Any

import pytest

from gateway import (
    Check,
    ClientType,
    Event,
    Hit,
    Lookup,
    OutgoingRequest,
    Refused,
    Reply,
    Respond,
    SettingError,
    TagType,
    TransformationType,
    TriggerType,
    VariableType,
    Verdict,
)
from gateway.container import ClientEntry, Container
from gateway.recording import rehearse
from gateway.trace import Answer, Trace
from tests.small import EventsClient, hit


class Hook(TagType):
    """Sends somewhere."""

    url: Annotated[str, "Where it goes."] = "https://hooks.example/in"
    note: Annotated[str, "What it says."] = "see https://docs.example/"
    parts: Annotated[tuple[str, ...], "What it is made of."] = ("https://part.example/",)


def test_a_tag_declares_the_addresses_among_its_settings_and_a_variable_none() -> None:
    settings = {setting.name: setting.default for setting in Hook.settings()}

    assert Hook.hosts(settings) == ("https://hooks.example/in",)
    assert Hook.hosts({**settings, "url": "{{Address}}"}) == ()
    assert VariableType.hosts(settings) == ()


class Greeting(VariableType):
    """Says hello."""

    whom: Annotated[str, "Who is greeted."] = "world"

    def __post_init__(self) -> None:
        if not self.whom:
            raise SettingError("whom", "nobody to greet.")

    def value(self, lookup: Lookup) -> str:
        return f"hello {self.whom}"


def test_a_type_is_made_with_its_settings_by_name_and_cannot_be_changed() -> None:
    made = Greeting(whom="Jane", name="G")

    assert (made.whom, made.name, Greeting().whom) == ("Jane", "G", "world")
    with pytest.raises(dataclasses.FrozenInstanceError):
        made.whom = "Doe"  # type: ignore[misc]


def test_a_type_may_refuse_its_settings() -> None:
    with pytest.raises(SettingError, match="nobody to greet"):
        Greeting(whom="")


def test_a_type_tells_its_settings_but_not_its_name() -> None:
    assert [(setting.name, setting.sentence, setting.default) for setting in Greeting.settings()] == [
        ("whom", "Who is greeted.", "world")
    ]


def test_a_type_of_a_type_inherits_its_settings() -> None:
    class Farewell(Greeting):
        """Says goodbye."""

        wave: Annotated[bool, "Whether to wave."] = False

    assert [setting.name for setting in Farewell.settings()] == ["whom", "wave"]


@pytest.mark.parametrize(
    "use",
    [
        lambda: ClientType().claim(hit()),
        lambda: VariableType().value(Lookup(Event(), hit())),
        lambda: TriggerType().check(Lookup(Event(), hit())),
        lambda: TransformationType().apply(Event(), Lookup(Event(), hit())),
        lambda: TagType().run(Event(), Lookup(Event(), hit())),
    ],
    ids=["a client", "a variable", "a trigger", "a transformation", "a tag"],
)
def test_a_contract_alone_does_nothing(use: Callable[[], object]) -> None:
    with pytest.raises(NotImplementedError):
        use()


def test_a_trigger_that_says_nothing_is_for_any_event_and_reads_no_variable() -> None:
    assert TriggerType().only() == {}
    assert TriggerType().names() == TriggerType().bare_names() == ()
    assert Check(fires=True).conditions() == ()


def test_a_tag_type_that_does_not_know_better_judges_each_request_by_status() -> None:
    requests = (OutgoingRequest("https://vendor.example/"),) * 2

    assert TagType.verdict(Reply(500), requests) == (Verdict("again", "HTTP 500"),) * 2


class Strict(ClientType):
    """Refuses every hit, and answers it where it knows how."""

    answer: Annotated[Any, "What it answers."] = None

    def claim(self, hit: Hit) -> Refused:
        return Refused(f"{self.name} is strict", self.answer)


def asked(*clients: ClientType) -> Trace:
    return rehearse(Container(clients=tuple(ClientEntry(client.name, client) for client in clients)), hit())


def test_a_refusal_with_an_answer_ends_the_hit_and_nobody_else_is_asked() -> None:
    answer = Respond(429, (("retry-after", "60"),), b"later")
    trace = asked(Strict(name="A"), Strict(name="B", answer=answer), Strict(name="C"), EventsClient(name="D"))

    assert trace.refusals == [("A", "A is strict"), ("B", "B is strict")]
    assert trace.answer == Answer(429, (("retry-after", "60"),), b"later")
    assert (trace.client, trace.events) == ("", [])


def test_after_a_refusal_without_an_answer_the_next_client_is_asked() -> None:
    trace = asked(Strict(name="A"), EventsClient(name="B"))

    assert (trace.client, trace.refusals, len(trace.events)) == ("B", [("A", "A is strict")], 1)


def test_a_refusal_has_no_answer_unless_it_says_so() -> None:
    assert Refused("why").answer is None
