"""The facts of a run: what a template can know of the hit, the event and the container, as JSON."""

from __future__ import annotations

from typing import Any

import msgspec

from ..event import UNDEFINED, Event
from ..hit import Hit
from ..lookup import Lookup
from .messages import MAILBOXES
from .program import Program
from .realm import written


class Facts(msgspec.Struct, frozen=True):
    """Three texts: about the run, the event (nothing where there is none), and the request."""

    run: str
    event: str
    request: str


def facts_of(program: Program, name: str, lookup: Lookup) -> Facts:
    """For a tag or a variable."""
    hit = lookup.hit
    container = {"id": lookup.container_id, "version": lookup.container_version, "debug": False}
    run = _run(program, hit, f"{hit.seed} {lookup.number} {name}")
    return Facts(
        written({**run, "client": lookup.client_name, "container": container}),
        event_text(lookup.event) if program.mentions("getAllEventData", "getEventData") else "{}",
        _request(program, hit),
    )


def facts_for_client(program: Program, name: str, hit: Hit) -> Facts:
    """For a client, which has no event yet, and no container around it."""
    run = _run(program, hit, f"{hit.seed} {name}")
    container = {"id": "", "version": "", "debug": False}
    return Facts(written({**run, "client": name, "container": container}), "", _request(program, hit))


def event_text(event: Event) -> str:
    """The event as JSON; what is undefined is not there."""
    return written({key: value for key, value in event.items() if value is not UNDEFINED})


def _run(program: Program, hit: Hit, seed: str) -> dict[str, Any]:
    run: dict[str, Any] = {
        "kind": program.kind,
        "time": hit.at,
        "seed": seed,
        "warnOnly": program.warn_only,
        "pixels": "richsstsse" in hit.query,
    }
    if program.mentions("hasMessageListener") and (mailbox := MAILBOXES.of(hit.id)) is not None:
        run["listeners"] = mailbox.types
    if program.mentions("hmacSha256"):
        run["keys"] = program.lent.keys
    if program.mentions("extractEventsFromMpv2") and program.lent.events_of is not None:
        run["events"] = program.lent.events_of(hit)
    return run


_READERS = ("getRequest", "getCookieValues", "getRemoteAddress", "isRequestMpv", "extractEvents")


def _request(program: Program, hit: Hit) -> str:
    if not program.mentions(*_READERS):
        return ""
    request = {"method": hit.method, "path": hit.path, "query": hit.query, "headers": hit.headers, "ip": hit.ip}
    if program.mentions("getRequestBody"):
        request["body"] = hit.body.decode("utf-8", "replace")
    return written(request)
