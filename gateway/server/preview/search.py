"""The filter of the list, in the language of the rules: `event_name == purchase and outcome == refused`.

Beside every name that a condition of a trigger has there are `tag` and `outcome`, of one run at a time, `status` (of the
answer) and `client_name`, which is empty where nobody claimed the hit.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from ...built_in import BUILT_IN, BUILT_IN_KEYS
from ...errors import SettingError, nearest
from ...event import UNDEFINED, Event
from ...hit import Hit
from ...kinds import TriggerType
from ...lookup import Lookup
from ...rules import Catalogue
from ...trace import Trace
from .outcomes import OUTCOMES, Told, outcome_of

_LONGEST = 2000


class Search:
    """A filter, ready to use. Raises SettingError where it is none."""

    def __init__(self, text: str, variables: Collection[str] = (), tags: Collection[str] | None = None) -> None:
        """`variables` are the container's own, and so are `tags`; without them any may have run."""
        if len(text) > _LONGEST:
            raise SettingError("filter", f"it is longer than {_LONGEST} signs")
        kind = Catalogue().type_of("triggers", "expression")
        self._condition = kind(name="filter", when=text) if text.strip() else None
        if self._condition is not None:
            _check_names(self._condition, variables)
            _check_tags(self._condition, tags)

    @property
    def is_narrow(self) -> bool:
        """Whether it does not find everything."""
        return self._condition is not None

    def finds(self, trace: Trace, told: Told) -> bool:
        """Whether it holds for one of the runs of the hit or, without any, for the hit."""
        if self._condition is None:
            return True
        return any(self._holds(names) for names in _names(trace, told))

    def finds_kept(self, document: Mapping[str, Any]) -> bool:
        """As `finds`, of a hit that only its document is left of: what is masked there is so for the filter, too."""
        return self._condition is None or any(self._holds(names) for names in _kept_names(document))

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


def _check_tags(condition: TriggerType, tags: Collection[str] | None) -> None:
    """A run as setup or cleanup is known by both tags: `Before (setup of Main)`."""
    for tag in condition.only().get("tag", ()) if tags is not None else ():
        if not any(tag == known or tag.startswith(f"{known} (") for known in tags or ()):
            raise SettingError(
                "filter", f'there is no tag "{tag}" in the rules that are known.{nearest(tag, sorted(tags or ()))}'
            )


def _names(trace: Trace, told: Told) -> Iterator[Lookup]:
    status = trace.answer.status if trace.answer else 0
    if not trace.events:
        outcome = "none" if trace.client else "unclaimed"
        yield Lookup(Event(outcome=outcome, status=status), trace.hit, client_name=trace.client)
    for event in trace.events:
        told_of = [{"tag": run.key, "outcome": outcome_of(run, told)} for run in event.runs] or [{"outcome": "none"}]
        for said in told_of:
            yield event.lookup.seeing(event.event.without("tag").but(status=status, **said))


class _Kept(Lookup):
    """The names of an event as its document has them: nothing is worked out again."""

    def __init__(self, event: Event, hit: Hit, client: str, variables: Mapping[str, Any]) -> None:
        super().__init__(event, hit, client_name=client)
        self._told = variables

    def __getitem__(self, name: str) -> Any:
        return self._told[name] if name in self._told else super().__getitem__(name)


def _kept_names(document: Mapping[str, Any]) -> Iterator[Lookup]:
    request = document["request"]
    query = "&".join(f"{each['name']}={each['value']}" for each in request["query"])
    hit = Hit(request["method"], request["path"], query, tuple((name, value) for name, value in request["headers"]))
    status, client = (document["response"] or {}).get("status", 0), document["client"] or ""
    if not document["events"]:
        yield _Kept(Event(outcome="none" if client else "unclaimed", status=status), hit, client, {})
    for event in document["events"]:
        variables = {each["name"]: each.get("value", UNDEFINED) for each in event["variables"]}
        runs = [{"tag": run["tag"], "outcome": run["verdict"]} for run in event["tags"]] or [{"outcome": "none"}]
        for said in runs:
            yield _Kept(Event(event["data"]).without("tag").but(status=status, **said), hit, client, variables)
