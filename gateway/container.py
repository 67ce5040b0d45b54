"""A container: every configured entry, compiled and checked. A reload makes a new one; nothing in it changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Generic, Literal, TypeAlias, TypeVar

from .broker import Broker
from .egress import Egress, Host, declared
from .filling import filler, names_in
from .formatting import Format
from .index import Index
from .kinds import ClientType, Condition, TagType, TransformationType, TriggerType, Type, VariableType
from .lookup import Lookup
from .personal import names_a_person
from .place import Place
from .schedule import Schedule
from .uses import uses_of

T = TypeVar("T", bound=Type)
Durability: TypeAlias = Literal["full", "normal", "memory"]
_NOWHERE = Place()


class Configured(Generic[T]):
    """A type with its settings, filled in for each event where they name variables."""

    def __init__(self, kind: type[T], name: str = "", settings: Mapping[str, Any] | None = None) -> None:
        self.kind, self.name, self.settings = kind, name, settings or {}
        self.reads = tuple(dict.fromkeys(names_in(self.settings)))
        """The variables it is made of."""
        self._fill = filler(settings or {})
        self._constant = None if self._fill else kind(name=name, **(settings or {}))

    def type_for(self, lookup: Lookup) -> T:
        """The type as it is for this event: always the same one if its settings name no variable."""
        if self._constant is not None:
            return self._constant
        assert self._fill is not None
        return self.kind(name=self.name, **self._fill(lookup))


class VariableEntry(Configured[VariableType]):
    """A variable, and what becomes of its value."""

    def __init__(
        self,
        kind: type[VariableType],
        name: str = "",
        settings: Mapping[str, Any] | None = None,
        format: Mapping[str, Any] | None = None,  # noqa: A002 - GTM's word
        *,
        type_name: str = "",
        place: Place = _NOWHERE,
    ) -> None:
        """`format` has fields of Format, whose values may name variables."""
        super().__init__(kind, name, settings)
        self.type_name, self.place = type_name, place
        self.reads = tuple(dict.fromkeys((*self.reads, *names_in(format or {}))))
        self._fill_format = filler(format or {})
        self._format = Format(**({} if self._fill_format else format or {}))

    @cached_property
    def has_personal_source(self) -> bool:
        """Whether what it reads of a hit or an event goes by the name of something of a person, or of a secret."""
        return names_a_person(self.settings)

    def value(self, lookup: Lookup) -> Any:
        """The value before its format, or the steps that settle to it."""
        return self.type_for(lookup).value(lookup)

    def formatted(self, value: Any, lookup: Lookup) -> Any:
        """The value as it is to be used."""
        return (Format(**self._fill_format(lookup)) if self._fill_format else self._format).of(value)


@dataclass(frozen=True)
class ClientEntry:
    """A client; the higher its priority, the earlier it is asked."""

    name: str
    client: ClientType
    priority: int = 0
    place: Place = Place()


@dataclass(frozen=True)
class TriggerEntry:
    """A named trigger."""

    name: str
    trigger: TriggerType
    place: Place = Place()
    places: Mapping[tuple[str | int, ...], Place] = field(default_factory=dict)
    """Where its conditions stand, by their paths, where they are written in the structured form."""

    def place_of(self, condition: Condition) -> Place:
        """Where one of its conditions stands; exact as to the line."""
        place = self.places.get(condition.path, self.place)
        return Place(place.file, place.line + condition.line, place.column)


@dataclass(frozen=True)
class TransformationEntry:
    """A transformation and whom it is for: all tags, or those named, or those of a type, less the excepted ones."""

    name: str
    configured: Configured[TransformationType]
    tags: frozenset[str] | None = None
    place: Place = Place()
    types: frozenset[str] | None = None
    except_tags: frozenset[str] = frozenset()
    except_types: frozenset[str] = frozenset()
    triggers: tuple[TriggerEntry, ...] | None = None
    """It is applied when one of them fires; None means always."""
    priority: int = 0

    def is_for(self, tag: str, type_name: str) -> bool:
        """Whether this tag sees events as it leaves them."""
        if tag in self.except_tags or type_name in self.except_types:
            return False
        if self.tags is None and self.types is None:
            return True
        return tag in (self.tags or ()) or type_name in (self.types or ())

    @property
    def turn(self) -> tuple[int, int]:
        """When it is applied: the higher its priority the earlier, then allow, augment, exclude."""
        return -self.priority, self.configured.kind.order


@dataclass(frozen=True)
class TagEntry:
    """A tag with everything GTM shows around its settings."""

    name: str
    configured: Configured[TagType]
    type_name: str = ""
    triggers: tuple[TriggerEntry, ...] = ()
    exceptions: tuple[TriggerEntry, ...] = ()
    priority: int = 0
    consent: tuple[str, ...] = ()
    """Types of consent without which it does not fire."""
    user_data_consent: tuple[str, ...] = ()
    """Types of consent without which it sends nothing of the visitor."""
    schedule: Schedule | None = None
    once: bool = True
    """It runs once for an event, also where it is the setup or cleanup of another tag, too."""
    setup: str = ""
    cleanup: str = ""
    stop_on_setup_failure: bool = True
    stop_cleanup_on_failure: bool = False
    paused: bool = False
    retry: bool = False
    """The queue runs it again when it failed."""
    place: Place = Place()
    transformations: tuple[TransformationEntry, ...] = ()


@dataclass(frozen=True)
class Definition:
    """Where something is written, and a digest of what is written there."""

    place: Place
    digest: str


@dataclass(frozen=True)
class Container:
    """What rules.yaml says, ready to run. `version` is a digest of its text; `secrets` fill in credentials at sending."""

    name: str = ""
    version: str = ""
    clients: tuple[ClientEntry, ...] = ()
    variables: Mapping[str, VariableEntry] = field(default_factory=dict)
    tags: Sequence[TagEntry] = ()
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    give_up_after: float = 86_400.0
    """Seconds after which a delivery is no longer tried again."""
    linger: float = 0.0
    """Seconds a request waits for others it can be joined with; without them it goes at once."""
    durability: Durability = "full"
    """What a hit that was answered survives: power loss, or with less only the end of the gateway."""
    broker: Broker | None = None
    """Where the queue is, if it is not in the data folder."""
    cap: int = 2 * 1024**3
    """Bytes that all spools together may take."""
    shed: frozenset[str] = frozenset(("scroll", "user_engagement"))
    """Names of events that are given up when that room runs short."""
    unknown_consent: bool = True
    """Whether consent that was never set counts as granted."""
    allowed: frozenset[Host] = frozenset()
    """Hosts to which requests may go beside those that the types declare."""
    definitions: Mapping[tuple[str, str], Definition] = field(default_factory=dict, repr=False)
    """What is written, by section and name; sections without entries have no name, files of code are of section "code"."""
    stale: str = ""
    """Why these rules are still in force although others were saved."""

    @cached_property
    def clients_in_order(self) -> tuple[ClientEntry, ...]:
        """The clients as they are asked: by priority, else as written."""
        return tuple(sorted(self.clients, key=lambda entry: -entry.priority))

    @cached_property
    def tags_by_name(self) -> dict[str, TagEntry]:
        """The tags by their names."""
        return {tag.name: tag for tag in self.tags}

    @cached_property
    def helpers(self) -> frozenset[str]:
        """The tags that are setup or cleanup of another one."""
        return frozenset(name for tag in self.tags for name in (tag.setup, tag.cleanup) if name)

    @cached_property
    def uses(self) -> dict[str, tuple[str, ...]]:
        """Who names which variable."""
        return uses_of(self)

    @cached_property
    def egress(self) -> Egress:
        """Where requests may go."""
        configured: list[Configured[Any]] = [*(tag.configured for tag in self.tags), *self.variables.values()]
        addresses = [address for each in configured for address in declared_addresses(each.kind, each.settings)]
        for entry in self.clients:
            addresses += declared_addresses(type(entry.client), vars(entry.client))
        return Egress(frozenset(host for each in addresses if (host := declared(each)) is not None), self.allowed)

    @cached_property
    def _index(self) -> Index:
        return Index(self.tags)

    def candidates(self, lookup: Lookup) -> list[TagEntry]:
        """The tags that may fire for an event, in firing order. All others cost it nothing."""
        return self._index.candidates(lookup)


def declared_addresses(kind: type[Type], settings: Mapping[str, Any]) -> tuple[str, ...]:
    """Where a type says it sends: the settings as written, and what it has where nothing is written."""
    return kind.hosts({each.name: settings.get(each.name, each.default) for each in kind.settings()})
