"""Everything that has a name during one event: hit, event data, consent, built-in and own variables.

Each variable is worked out at most once. One whose value has to be asked for is a promise: reading it raises Pending, the
pipeline waits, and what read it is done again.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from copy import copy
from functools import cached_property
from typing import TYPE_CHECKING, Any

from .built_in import BUILT_IN, BUILT_IN_KEYS
from .consent import Consent, consent_of
from .errors import VariableError
from .event import UNDEFINED, Event
from .hit import Hit
from .personal import is_personal
from .redaction import masked, redacted
from .steps import Steps
from .tasks import Promise

if TYPE_CHECKING:
    from .container import VariableEntry


_DEEPEST = 20
_OURS = ("gateway.builtin.", "variables.")


class Pending(Exception):  # noqa: N818 - not an error: the value is on its way
    """A variable was read whose value has to be waited for."""

    def __init__(self, promise: Promise, name: str) -> None:
        super().__init__()
        self.promise, self.name = promise, name


class Lookup:
    """The names of one event. `number` counts the events of a hit from 0."""

    def __init__(
        self,
        event: Event,
        hit: Hit,
        *,
        client_name: str = "",
        number: int = 0,
        variables: Mapping[str, VariableEntry] | None = None,
        container_id: str = "",
        container_version: str = "",
        unknown_consent: bool = True,
    ) -> None:
        self.event: Event = event
        self.hit: Hit = hit
        self.client_name: str = client_name
        self.number: int = number
        self.container_id: str = container_id
        self.container_version: str = container_version
        self._unknown_consent = unknown_consent
        self._variables = variables or {}
        self._known: dict[str, Any] = {}
        self._promises: dict[str, Promise] = {}
        self._waits_for: dict[str, str] = {}
        self.checked: dict[str, bool | None] = {}
        """Triggers already looked at for this event, by name; None could not be decided."""
        self.said: list[str] = []
        """What variables had to say while they were worked out, for the trace; all views of an event share it."""

    def __getitem__(self, name: str) -> Any:
        """The value of `{{name}}`: an own variable, else a built-in one, else UNDEFINED."""
        if name in self._known:
            return self._known_value(name)
        if name in self._variables:
            return self._work_out(name)
        built_in = BUILT_IN.get(name) or BUILT_IN_KEYS.get(name)
        return built_in(self) if built_in else UNDEFINED

    def key(self, name: str) -> Any:
        """The value of a bare name in a condition: a built-in variable, else event data."""
        return _reader_of_key(name)(self)

    def shown(self, written: str) -> Any:
        """The value of a name as a condition writes it, masked: what a trace may show of it.

        A variable that goes by another name than what it is made of is masked as that is.
        """
        value = reader_of(written)(self)
        if value is UNDEFINED:
            return value
        return masked(value) if is_personal(written, self._variables) else redacted(value)

    def may_be_read(self, name: str, depth: int = 0) -> bool:
        """Whether reading it runs nobody's code but ours: a look at a trace must not run what the trip itself did not."""
        if name in self._known or name not in self._variables:
            return True
        entry = self._variables[name]
        if not entry.kind.__module__.startswith(_OURS) or depth > _DEEPEST:
            return False
        return all(self.may_be_read(inner, depth + 1) for inner in entry.reads)

    def seeing(self, event: Event, hit: Hit | None = None) -> Lookup:
        """The names as a tag has them that may see only this event and hit: its variables are worked out anew.

        What the visitor allowed stays what it was, also where the event no longer says it.
        """
        other = copy(self)
        other.event, other.hit = event, hit or self.hit
        other._known, other._promises, other._waits_for, other.checked = {}, {}, {}, {}
        other.consent = self.consent
        return other

    @property
    def variables(self) -> Mapping[str, VariableEntry]:
        """The container's own variables, by name."""
        return self._variables

    @cached_property
    def consent(self) -> Consent:
        """What the visitor allowed."""
        return consent_of(self.event, unknown=self._unknown_consent)

    def _known_value(self, name: str) -> Any:
        value = self._known[name]
        if isinstance(value, VariableError):
            raise value
        return value

    def _work_out(self, name: str) -> Any:
        if name in self._promises:
            raise Pending(self._promises[name], name)
        self._known[name] = VariableError(f'variable "{name}" needs its own value to be worked out')
        try:
            value = self._variables[name].value(self)
        except Pending:
            del self._known[name]
            raise
        except Exception as error:  # noqa: BLE001 - a variable is anybody's code; its fault is a line in the trace
            value = _broken(name, error)
        if isinstance(value, Generator):
            del self._known[name]
            self._promises[name] = Promise(self._settle(name, value))
            raise Pending(self._promises[name], name)
        self._known[name] = self._formatted(name, value)
        return self._known_value(name)

    def _formatted(self, name: str, value: Any) -> Any:
        if isinstance(value, VariableError):
            return value
        try:
            return self._variables[name].formatted(value, self)
        except Pending:
            del self._known[name]
            raise
        except VariableError as error:
            return error

    def _settle(self, name: str, steps: Steps) -> Steps:
        made: Any = steps
        while True:
            try:
                if made is None:
                    made = self._variables[name].value(self)
                value = (yield from made) if isinstance(made, Generator) else made
                self._known[name] = self._variables[name].formatted(value, self)
            except Pending as pending:
                # It read another late variable: wait for that one, and begin again.
                made = None
                self._waits_for[name] = pending.name
                if self._waits_for_itself(name):
                    self._known[name] = VariableError(f'variable "{name}" waits for its own value')
                    return
                yield pending.promise
            except Exception as error:  # noqa: BLE001 - as above
                self._known[name] = _broken(name, error)
                return
            else:
                return

    def _waits_for_itself(self, name: str) -> bool:
        seen = self._waits_for.get(name)
        while seen is not None and seen != name:
            seen = self._waits_for.get(seen)
        return seen == name


def reader_of(written: str) -> Callable[[Lookup], Any]:
    """How to read a name as a condition writes it: `{{Name}}`, or a bare one."""
    if written.startswith("{{"):
        variable = written[2:-2].strip()
        return lambda lookup: lookup[variable]
    return _reader_of_key(written)


def _reader_of_key(name: str) -> Callable[[Lookup], Any]:
    """A built-in variable, else a key of the event; a path only where there is a dot."""
    built_in = BUILT_IN_KEYS.get(name)
    if built_in is not None:
        return built_in
    if "." in name:
        return lambda lookup: lookup.event.at(name)
    return lambda lookup: lookup.event.get(name, UNDEFINED)


def _broken(name: str, error: Exception) -> VariableError:
    if isinstance(error, VariableError):
        return error
    return VariableError(f'variable "{name}" failed: {type(error).__name__}: {error}')
