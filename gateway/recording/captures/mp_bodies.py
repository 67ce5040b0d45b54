"""Bodies of events that a backend sends as JSON, as the requests they would be: a capture of bodies has no address.

`{"client_id": …, "events": […]}` is a `POST /mp/collect` of the Measurement Protocol, with `measurement_id`,
`firebase_app_id` and `api_secret` from the object where it has them. `{"event_name": …}` is a `POST /events`, which the
house's JSON client reads.
Source: Google, "Measurement Protocol reference".
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from ...hit import Hit
from ..stamp import Stamp
from .captured import NoHitError
from .fields import AT, IP, moment

UNKNOWN_WEB, UNKNOWN_APP = "G-CAPTURED", "1:0:android:captured"
"""Where a body does not say for whom it is: without one of these ids no client takes it."""

_IN_THE_ADDRESS = ("measurement_id", "firebase_app_id", "api_secret")
_IDS = frozenset(("client_id", "app_instance_id", "user_id"))
_HEADERS = (("content-type", "application/json"),)


def is_body(said: dict[str, Any]) -> bool:
    """Whether the object is a body of events, and not the events of a log."""
    if isinstance(said.get("event_name"), str):
        return True
    events = said.get("events")
    return isinstance(events, list) and (not _IDS.isdisjoint(said) or any(map(_has_name, events)))


def hit_of_body(said: dict[str, Any], written: bytes, position: int) -> Hit:
    """The hit that has this body. Raises NoHitError."""
    stamp = Stamp.of(written, position)
    measured = isinstance(said.get("events"), list)
    return Hit(
        method="POST",
        path="/mp/collect" if measured else "/events",
        query=_query(said) if measured else "",
        headers=_HEADERS,
        body=written,
        ip=IP,
        id=stamp.id,
        at=_at(said.get("timestamp_micros")),
        seed=stamp.seed,
    )


def _has_name(event: Any) -> bool:
    return isinstance(event, dict) and isinstance(event.get("name"), str)


def _query(said: dict[str, Any]) -> str:
    parameters = {name: said[name] for name in _IN_THE_ADDRESS if isinstance(said.get(name), str)}
    if not {"measurement_id", "firebase_app_id"} & set(parameters):
        app = "app_instance_id" in said
        parameters |= {"firebase_app_id": UNKNOWN_APP} if app else {"measurement_id": UNKNOWN_WEB}
    return urlencode(parameters, errors="replace")


def _at(micros: Any) -> int:
    if isinstance(micros, str) and micros.isdecimal() and len(micros) < 20:
        micros = int(micros)
    if not isinstance(micros, int) or isinstance(micros, bool):
        return AT
    try:
        return moment(micros // 1000)
    except NoHitError:
        return AT
