"""Event data given directly: it takes the trip of any other event, and only the client that would have made it is left out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from ..container import ClientEntry, Container
from ..errors import GatewayError, nearest
from ..event import Event
from ..hit import Hit
from ..kinds import Claimed, ClientType, Refused
from ..outgoing import stable_hash
from ..steps import Respond, Run, Steps

_AT: Final = 1_767_225_600_000
"""2026-01-01T00:00:00Z, as of a hit whose file says no time."""


class Given(ClientType):
    """Stands for the client that would have made the event, which is the body of its hit."""

    def claim(self, hit: Hit) -> Claimed | Refused:
        """It is the only client, and takes what it is given."""
        return Claimed(self._steps(Event.over(json.loads(hit.body))))

    def _steps(self, event: Event) -> Steps:
        yield Run(event)
        yield Respond(200)


def hit_of(data: Mapping[str, Any]) -> Hit:
    """A hit that holds an event's data: without an address, cookies or headers, for what counts is in the data."""
    try:
        body = json.dumps(dict(data), allow_nan=False).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise GatewayError(f"an event's data is what JSON can hold: {error}.") from None
    name = stable_hash(body)
    return Hit("POST", "/event", body=body, id=name, at=_AT, seed=int(name[:8], 16))


def taking_events(container: Container, client: str) -> Container:
    """The container with one client, by the name of one of its own: the one named, else the first that is asked."""
    names = [entry.name for entry in container.clients_in_order]
    if client and client not in names:
        raise GatewayError(f'there is no client "{client}".{nearest(client, names)}')
    entry = next(entry for entry in container.clients_in_order if not client or entry.name == client)
    return replace(container, clients=(ClientEntry(entry.name, Given(name=entry.name), place=entry.place),))
