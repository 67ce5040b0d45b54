"""The Measurement Protocol client: events that a backend or an app sends as JSON, one run for each of them.

Source: Google, "Measurement Protocol reference" and "Validate events". Google's collector answers 204 whatever it was sent;
`/debug/mp/collect` says what it thinks of it, and runs nothing.
"""

from __future__ import annotations

from typing import Annotated, Any

import msgspec

from gateway import All, Claimed, Event, Hit, Log, Refused, Respond, Run, Steps, pairs

from ._admission import Admitting, allows
from ._json_body import BodyError, check_secrets, json_body, knows_secret
from ._mp_event import MOST_PARAMETERS, event_data, shared_data
from ._mp_validation import LONGEST_BODY, validation_messages


class MeasurementProtocol(Admitting):
    """Reads events of the Measurement Protocol (GA4) (`/mp/collect`), and validates them (`/debug/mp/collect`)."""

    path: Annotated[
        str,
        "The end of the path it claims; /debug before it is the path of the validation.",
        {"examples": ["/metrics/mp/collect"]},
    ] = "/mp/collect"
    measurement_ids: Annotated[
        tuple[str, ...] | None,
        "The only measurement ids and Firebase app ids it takes events of; left out, all.",
        {"examples": [["G-EXAMPLE1", "1:1234567890:android:321abc456def7890"]]},
    ] = None
    api_secrets: Annotated[
        tuple[str, ...] | None,
        'A sender must know one of them (api_secret); left out, any. Write ["${NAME}"].',
        {"writeOnly": True, "examples": [["${API_SECRET}"]]},
    ] = None
    max_events: Annotated[int, "Events of one hit that are read; Google's bound is 25.", {"minimum": 1}] = 25

    def __post_init__(self) -> None:
        super().__post_init__()
        check_secrets("api_secrets", self.api_secrets)

    def claim(self, hit: Hit) -> Claimed | Refused:
        if not hit.path.endswith(self.path):
            return Refused(f'the path is "{hit.path}", not …{self.path}')
        if hit.method != "POST":
            return Refused(f"the method is {hit.method}, not POST")
        parameters = dict(pairs(hit.query))
        if hit.path.endswith(f"/debug{self.path}"):
            return self.not_admitted(hit) or Claimed(_validation(hit, parameters))
        stream = parameters.get("measurement_id") or parameters.get("firebase_app_id")
        if not stream:
            return Refused("there is neither measurement_id nor firebase_app_id")
        if not allows(self.measurement_ids, stream):
            return Refused(f'measurement_ids: "{stream}" is none of them')
        if self.api_secrets is not None and not knows_secret(parameters.get("api_secret", ""), self.api_secrets):
            return Refused("the api_secret is missing" if "api_secret" not in parameters else "the api_secret is wrong")
        return self.not_admitted(hit) or Claimed(self._steps(hit, parameters))

    def _steps(self, hit: Hit, parameters: dict[str, str]) -> Steps:
        if len(hit.body) >= LONGEST_BODY:
            yield Log(f"the body is {len(hit.body)} bytes long; Google takes less than 130 kB")
            yield Respond(413)
            return
        events, notes = self._events(hit, parameters)
        for note in dict.fromkeys(notes):
            yield Log(note)
        yield from _told(validation_messages(hit, parameters))
        yield All(*[Run(Event.over(event)) for event in events])
        yield Respond(204)

    def _events(self, hit: Hit, parameters: dict[str, str]) -> tuple[list[dict[str, Any]], list[str]]:
        try:
            body = json_body(hit)
        except BodyError as error:
            return [], [f"{error}; it has no events"]
        listed = body.get("events") if isinstance(body, dict) else None
        if not isinstance(listed, list) or not listed:
            return [], ['the body has no list "events"']
        notes, events = [], []
        shared = shared_data(body, parameters, hit)
        if len(listed) > self.max_events:
            notes.append(f"{len(listed)} events in one hit: only {self.max_events} were read")
        for number, written in enumerate(listed[: self.max_events]):
            if not (isinstance(written, dict) and isinstance(written.get("name"), str) and written["name"]):
                notes.append(f"events[{number}] has no name and is no event")
                continue
            data, cut = event_data(written, shared)
            events.append(data)
            if cut:
                notes.append(f"more than {MOST_PARAMETERS} parameters or items of one event: the rest was not read")
        return events, notes


def _told(messages: list[dict[str, str]]) -> Steps:
    """What the validation says, for the trace."""
    for message in messages[:_MOST_TOLD]:
        yield Log(f"{message['validationCode']} {message['fieldPath']}: {message['description']}")


def _validation(hit: Hit, parameters: dict[str, str]) -> Steps:
    messages = validation_messages(hit, parameters)
    yield Log(f"validated, not run, and without a look at api_secret: {len(messages)} validation messages")
    yield from _told(messages)
    body = msgspec.json.format(msgspec.json.encode({"validationMessages": messages}), indent=2)
    yield Respond(200, (("content-type", "application/json; charset=utf-8"), ("cache-control", "no-cache")), body)


_MOST_TOLD = 10
