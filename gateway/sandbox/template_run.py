"""A template as a tag, a variable or a client: its run in a context of its own, as the generators of the five contracts."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from ..errors import GatewayError, VariableError
from ..event import UNDEFINED, Event
from ..hit import Hit
from ..kinds import Claimed, Refused
from ..lookup import Lookup
from ..steps import All, Ask, Failed, Log, Steps
from .engine import Stopped
from .facts import facts_for_client, facts_of
from .messages import MAILBOXES
from .program import Program
from .realm import said
from .response import Response
from .session import Session


def tag_steps(program: Program, name: str, data: str, event: Event, lookup: Lookup) -> Steps:
    """The steps of a tag. It ends well when the code calls `gtmOnSuccess`, whatever it does after that."""
    view = lookup if lookup.event is event else lookup.seeing(event)
    try:
        with program.contexts.lend() as realm:
            session = Session(program, realm, lookup.hit)
            yield from session.steps(session.start(facts_of(program, name, view), data))
            if program.mentions("addEventCallback"):
                yield from session.steps(session.say("event_ended", [_record(name, session)]))
    except Stopped as stopped:
        return Failed(f"the template was stopped: {stopped}")
    except GatewayError as error:
        return Failed(str(error))
    return _ending(program, session)


def _record(name: str, session: Session) -> dict[str, Any]:
    """What a callback at the event's end gets to know of a tag."""
    good = session.result is not None and session.result.get("success") is True
    return {"id": name, "status": "success" if good else "failure", "executionTime": 0}


def _ending(program: Program, session: Session) -> Failed | None:
    result = session.result or {}
    behind = f"; the last error was {said(session.error, program.file)}" if session.error else ""
    if "thrown" in result:
        return Failed(said(result["thrown"], program.file))
    if "success" not in result:
        return Failed(f"the template called neither gtmOnSuccess nor gtmOnFailure{behind}")
    return None if result["success"] else Failed(f"the template called gtmOnFailure{behind}")


def variable_value(program: Program, name: str, data: str, lookup: Lookup) -> Any:
    """The value of a variable, or the steps that settle to it. What it logs is told by its lookup."""
    steps = _variable_steps(program, name, data, lookup)
    try:
        first = next(steps)
    except StopIteration as end:
        return end.value
    return _resumed(first, steps)


def _variable_steps(program: Program, name: str, data: str, lookup: Lookup) -> Steps:
    try:
        with program.contexts.lend() as realm:
            session = Session(program, realm, lookup.hit)
            steps = session.steps(session.start(facts_of(program, name, lookup), data))
            yield from _asks_only(steps, partial(_tell, lookup, name))
    except Stopped as stopped:
        raise VariableError(f'variable "{name}": the template was stopped: {stopped}') from None
    except GatewayError as error:
        raise VariableError(f'variable "{name}": {error}') from None
    return _value(program, name, session)


def _tell(lookup: Lookup, name: str, step: Any) -> None:
    text = step.text if isinstance(step, Log) else "only a client or a tag adds something to the answer"
    lookup.said.append(f'variable "{name}": {text}')


def _asks_only(steps: Steps, tell: Callable[[Any], None]) -> Steps:
    answer: Any = None
    while True:
        try:
            step = steps.send(answer)
        except StopIteration:
            return
        if isinstance(step, Ask | All):
            answer = yield step
            continue
        answer = None
        tell(step)


def _value(program: Program, name: str, session: Session) -> Any:
    result = session.result
    if result is None:
        why = said(session.error, program.file) if session.error else "its promise was never settled"
        raise VariableError(f'variable "{name}": {why}')
    for key in ("thrown", "rejected"):
        if key in result:
            raise VariableError(f'variable "{name}": {said(result[key], program.file)}')
    if "number" in result:
        return float(result["number"])
    return result.get("value", UNDEFINED)


def claim(program: Program, name: str, data: str, hit: Hit) -> Claimed | Refused:
    """Whether a client takes the hit: its code runs until it waits for something, and by then it has claimed, or not."""
    steps = _client_steps(program, name, data, hit)
    try:
        claims, error = next(steps)
    except GatewayError as wrong:
        return Refused(str(wrong))
    if claims:
        return Claimed(_resumed(None, steps))
    steps.close()
    return Refused(error or "the template does not claim it")


def _client_steps(program: Program, name: str, data: str, hit: Hit) -> Steps:
    """First whether it claims the hit, and the error if there was one; then the steps."""
    with program.contexts.lend() as realm:
        session = Session(program, realm, hit)
        session.response = Response(event_stream="richsstsse" in hit.query)
        session.mailbox = mailbox = MAILBOXES.open(hit.id, session.hear)
        try:
            out = session.start(facts_for_client(program, name, hit), data)
            yield any(command.kind == "claim" for command in out.commands), _thrown(program, session)
            yield from session.steps(out)
        except Stopped as stopped:
            raise GatewayError(f"the template was stopped: {stopped}") from None
        finally:
            MAILBOXES.close(hit.id, mailbox)
    if error := _thrown(program, session):
        raise GatewayError(error)


def _thrown(program: Program, session: Session) -> str:
    result = session.result or {}
    return said(result["thrown"], program.file) if "thrown" in result else ""


def _resumed(first: Any, steps: Steps) -> Steps:
    """Steps that have begun: the first of them was taken already."""
    answer = (yield first) if first is not None else None
    while True:
        try:
            step = steps.send(answer)
        except StopIteration as end:
            return end.value
        answer = yield step
