"""The queue of several machines, as the section `delivery` names it."""

from __future__ import annotations

from ..broker import Broker
from ..errors import GatewayError
from ..place import Problem
from .written import Written


def named(section: Written | None, found: list[Problem]) -> Broker | None:
    """The broker of `queue`, or nothing where none is named or a machine's own setting is not there; a wrong one is a problem."""
    queue, monitor = (_listed(section, key) for key in ("queue", "monitor"))
    if not queue or any(each.is_filled_in() and "<" in str(each.value) for each in (*queue, *monitor)):
        return None
    servers, monitors = (
        [part.strip() for each in listed if isinstance(each.value, str) for part in each.value.split(",")]
        for listed in (queue, monitor)
    )
    try:
        return Broker.of(servers, monitors)
    except GatewayError as error:
        found.append(Problem(queue[0].place, f'delivery: "queue": {error}', "settings"))
        return None


def _listed(section: Written | None, key: str) -> list[Written]:
    """One or several values of a setting."""
    if section is None or not isinstance(section.value, dict) or key not in section.value:
        return []
    value = section.value[key]
    return list(value.value) if isinstance(value.value, list) else [value]
