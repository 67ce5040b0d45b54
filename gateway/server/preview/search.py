"""The filter of the list, in the language of the rules: `event_name == purchase and outcome == refused`.

Beside every name that a condition of a trigger has there are `tag` and `outcome`, of one run at a time, `status` (of the
answer) and `client_name`, which is empty where nobody claimed the hit.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from ...built_in import BUILT_IN, BUILT_IN_KEYS
from ...errors import SettingError, nearest
from ...event import Event
from ...kinds import TriggerType
from ...lookup import Lookup
from ...rules import Catalogue
from ...trace import Trace
from .outcomes import OUTCOMES, Told, outcome_of

_LONGEST = 2000


class Search:
    """A filter, ready to use. Raises SettingError where it is none."""

    def __init__(self, text: str, variables: Collection[str] = ()) -> None:
        """`variables` are the container's own."""
        if len(text) > _LONGEST:
            raise SettingError("filter", f"it is longer than {_LONGEST} signs")
        kind = Catalogue().type_of("triggers", "expression")
        self._condition = kind(name="filter", when=text) if text.strip() else None
        if self._condition is not None:
            _check_names(self._condition, variables)

    def finds(self, trace: Trace, told: Told) -> bool:
        """Whether it holds for one of the runs of the hit or, without any, for the hit."""
        if self._condition is None:
            return True
        return any(self._holds(names) for names in _names(trace, told))

    def _holds(self, names: Lookup) -> bool:
        try:
            return bool(self._condition is not None and self._condition.check(names).fires)
        except Exception:  # noqa: BLE001 - a condition that cannot be decided is not met; the trace itself says more
            return False


def _check_names(condition: TriggerType, variables: Collection[str]) -> None:
    """What nobody has would find nothing, and not say why."""
    known = [*variables, *BUILT_IN]
    for name in condition.names():
        if name not in known and name not in BUILT_IN_KEYS:
            raise SettingError("filter", f'there is no variable "{{{{{name}}}}}".{nearest(name, known)}')
    for outcome in condition.only().get("outcome", ()):
        if outcome not in OUTCOMES:
            hint = nearest(outcome, OUTCOMES) or f" There is {', '.join(OUTCOMES)}."
            raise SettingError("filter", f'there is no outcome "{outcome}".{hint}')


def _names(trace: Trace, told: Told) -> Iterator[Lookup]:
    status = trace.answer.status if trace.answer else 0
    if not trace.events:
        outcome = "none" if trace.client else "unclaimed"
        yield Lookup(Event(outcome=outcome, status=status), trace.hit, client_name=trace.client)
    for event in trace.events:
        for tag, outcome in [(run.key, outcome_of(run, told)) for run in event.runs] or [("", "none")]:
            yield event.lookup.seeing(event.event.but(tag=tag, outcome=outcome, status=status))
