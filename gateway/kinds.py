"""The five contracts: what a client type, variable type, trigger type, transformation type and tag type is.

A type is a class in a file of its own: `tags/tiktok.py` is `type: tiktok`. Its typed fields are its settings, each with a
sentence for the editor and the docs; the docstring of the class says what the type is for.

    class Webhook(TagType):
        \"\"\"Sends the event as JSON to an address.\"\"\"

        url: Annotated[str, "Where the event goes."]

        def run(self, event: Event, lookup: Lookup) -> Steps:
            yield OutgoingRequest.post(self.url, json=dict(event))
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar, dataclass_transform

import msgspec

from .errors import SettingError
from .event import Event
from .hit import Hit
from .lookup import Lookup
from .outgoing import OutgoingRequest, Reply, Verdict
from .settings import Setting, settings_of
from .steps import Respond, Steps


@dataclass_transform(kw_only_default=True, frozen_default=True)
@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class Type:
    """What the five have in common: settings as frozen fields, and the `name` of the entry in rules.yaml.

    `__post_init__` may check the settings and raise SettingError.
    """

    name: str = ""

    def __init_subclass__(cls) -> None:
        dataclasses.dataclass(frozen=True, kw_only=True, eq=False)(cls)

    @classmethod
    def settings(cls) -> tuple[Setting, ...]:
        """What a user may write under an entry of this type."""
        return settings_of(cls)  # type: ignore[arg-type]  # a class is hashable, whatever its objects are

    @classmethod
    def hosts(cls, settings: Mapping[str, Any]) -> tuple[str, ...]:
        """Where its requests go: addresses, or hosts such as `*.vendor.example`. Elsewhere goes only what `egress: allow:` lists.

        Of clients and tags these are the addresses among their settings, if they say nothing else: who wrote them chose them.
        """
        return ()


class Refused(msgspec.Struct, frozen=True):
    """Why a client does not take a hit. With an `answer` nobody else is asked: the hit ends there, and nothing of it is kept."""

    reason: str
    answer: Respond | None = None


class Claimed(msgspec.Struct, frozen=True):
    """A client takes the hit, and these are its steps."""

    steps: Steps


class ClientType(Type):
    """Reads a hit and makes events."""

    @classmethod
    def hosts(cls, settings: Mapping[str, Any]) -> tuple[str, ...]:
        """As of every type; the addresses among its settings."""
        return _addresses(settings)

    def claim(self, hit: Hit) -> Claimed | Refused:
        """Take the hit, or say why not. The first client by priority that claims it has it."""
        raise NotImplementedError


class VariableType(Type):
    """A named value."""

    def value(self, lookup: Lookup) -> Any:
        """The value for this event, UNDEFINED where there is none, or steps that settle to one."""
        raise NotImplementedError


class Condition(msgspec.Struct, frozen=True):
    """One condition as an explanation shows it: its text, whether it held, and the value it met."""

    text: str
    holds: bool
    met: str
    line: int = 0
    """Lines below the first line of its trigger, or of what is at its path."""
    path: tuple[str | int, ...] = ()
    """Where it stands in the settings of its trigger."""
    near: str = ""
    """What alone kept it from holding, such as "only the case differs"; it names no value."""


class Check(msgspec.Struct, frozen=True):
    """Whether a trigger fires and, on request, each of its conditions with the value it met."""

    fires: bool
    conditions: Callable[[], tuple[Condition, ...]] = tuple


class Surroundings(msgspec.Struct, frozen=True):
    """What else a container has, for a trigger that doubts: its clients by name, and the event keys its rules add."""

    clients: tuple[str, ...] = ()
    keys: frozenset[str] = frozenset()


class TriggerType(Type):
    """Says when."""

    def check(self, lookup: Lookup) -> Check:
        """Whether the trigger fires for this event. An exception means: it could not be decided, so it does not."""
        raise NotImplementedError

    def fires(self, lookup: Lookup) -> bool:
        """The same, yes or no: what the trip of a hit asks. A type can say it without its conditions."""
        return self.check(lookup).fires

    def only(self) -> Mapping[str, frozenset[str]]:
        """The only texts that some names can have where it fires, such as `{"event_name": {"purchase"}}`.

        Names are written as in a condition. Events with other texts cost this trigger nothing.
        """
        return {}

    def names(self) -> tuple[str, ...]:
        """The `{{variables}}` it reads."""
        return ()

    def bare_names(self) -> tuple[str, ...]:
        """The bare names it reads, such as `event_name`: built-in variables and keys of the event."""
        return ()

    def doubts(self, around: Surroundings) -> Iterable[SettingError]:
        """What is not wrong but looks so, such as a condition that can never hold: warnings of `sgtm check`."""
        return ()


class TransformationType(Type):
    """Decides what a tag may see of an event."""

    order = 1
    """Of those of one priority the least comes first: allow is 0, augment 1, exclude 2."""

    def apply(self, event: Event, lookup: Lookup) -> Event:
        """The event as the tag may see it."""
        raise NotImplementedError


class TagType(Type):
    """Sends an event somewhere."""

    sources: ClassVar[Mapping[str, tuple[str, ...]]] = {}
    """Where the values of its requests come from: paths in the JSON body (`data[].properties.value`) to keys of event data,
    the first that is there counts; one that begins with "the " is no key but says it in words."""

    usual_consent: ClassVar[tuple[str, ...]] = ()
    """Types of consent it needs where its entry in rules.yaml names none; `consent: []` there means none at all."""

    resent_at_most: ClassVar[float | None] = None
    """Seconds after which the vendor would count a resent request as another one; None where it never does."""

    @classmethod
    def hosts(cls, settings: Mapping[str, Any]) -> tuple[str, ...]:
        """As of every type; the addresses among its settings."""
        return _addresses(settings)

    def run(self, event: Event, lookup: Lookup) -> Steps:
        """The steps of this tag for one event; returns None when all went well, else Skipped or Failed."""
        raise NotImplementedError

    join_at_most: ClassVar[int] = 1
    """Requests of one group that may go as one while they wait; 1 where a type cannot join them."""
    requests_per_second: ClassVar[int | None] = None
    """How many requests a second the vendor takes of one credential; None where it names no limit."""

    @classmethod
    def join(cls, requests: tuple[OutgoingRequest, ...]) -> OutgoingRequest:
        """One request that says what all of these say."""
        raise NotImplementedError

    @classmethod
    def verdict(cls, reply: Reply, requests: tuple[OutgoingRequest, ...]) -> tuple[Verdict, ...]:
        """What the vendor's reply means for each of the requests that were sent together."""
        return (Verdict.by_status(reply),) * len(requests)


def _addresses(settings: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(
        each for each in settings.values() if isinstance(each, str) and each.lower().startswith(("https://", "http://"))
    )
