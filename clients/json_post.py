"""The JSON client: plain events from a backend, in the words of event data."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec

from gateway import All, Claimed, Event, Hit, Log, Refused, Respond, Run, Steps

from ._admission import Admitting
from ._json_body import BodyError, check_secrets, json_body, knows_secret
from ._request import completed


class JsonPost(Admitting):
    """Reads events that a backend posts as JSON: one object with an `event_name`, or a list of them."""

    path: Annotated[str, "The path it claims.", {"examples": ["/orders"]}] = "/events"
    tokens: Annotated[
        tuple[str, ...] | None,
        'A sender must know one of them (Authorization: Bearer …); left out, anybody may send. Write ["${NAME}"].',
        {"writeOnly": True, "examples": [["${EVENTS_TOKEN}"]]},
    ] = None
    max_events: Annotated[int, "Events of one hit; more are refused.", {"minimum": 1}] = 100

    def __post_init__(self) -> None:
        super().__post_init__()
        check_secrets("tokens", self.tokens)

    def claim(self, hit: Hit) -> Claimed | Refused:
        if hit.path != self.path:
            return Refused(f'the path is "{hit.path}", not "{self.path}"')
        if hit.method != "POST":
            return Refused(f"the method is {hit.method}, not POST")
        if self.tokens is not None and not knows_secret(_bearer(hit), self.tokens):
            reason = "the token (Authorization: Bearer …) is missing or wrong"
            return Refused(reason, _answer(401, {"error": reason}))
        return self.not_admitted(hit) or Claimed(self._steps(hit))

    def _steps(self, hit: Hit) -> Steps:
        try:
            events = self._events(hit)
        except ValueError as error:
            # All or nothing: a backend can mend its request, and half an answer it could not.
            yield Log(str(error))
            yield _answer(400, {"error": str(error)})
            return
        yield All(*[Run(Event.over(event)) for event in events])
        yield _answer(200, {"events": len(events)})

    def _events(self, hit: Hit) -> list[dict[str, Any]]:
        """The events as event data. Raises ValueError, of which BodyError is one."""
        body = json_body(hit)
        listed = body if isinstance(body, list) else [body]
        if not listed:
            raise BodyError("the list has no events")
        if len(listed) > self.max_events:
            raise BodyError(f"{len(listed)} events in one hit; {self.max_events} are allowed")
        for number, event in enumerate(listed):
            if not (isinstance(event, dict) and isinstance(event.get("event_name"), str) and event["event_name"]):
                raise BodyError(f'event {number} is no object with an "event_name"')
        return [completed(event, hit) for event in listed]


def _bearer(hit: Hit) -> str:
    scheme, _, token = (hit.header("authorization") or "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _answer(status: int, body: dict[str, Any]) -> Respond:
    headers = (("content-type", "application/json"), ("cache-control", "no-store"))
    return Respond(status, headers, msgspec.json.encode(body))
