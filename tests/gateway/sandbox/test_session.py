"""A session: what a run tells and asks becomes steps, and answers go back."""

from __future__ import annotations

from typing import Any

from gateway import Ask, Hit, Log, Reply
from gateway.sandbox.facts import Facts
from gateway.sandbox.messages import MAILBOXES
from gateway.sandbox.program import Program
from gateway.sandbox.session import Session
from gateway.steps import All

FACTS = Facts('{"kind":"TAG","container":{}}', "{}", "")
HIT = Hit("GET", "/", id="hit-1")


def walked(code: str, *replies: Any) -> tuple[list[Any], Session]:
    """The steps of a run, each answered in turn, and the session."""
    program = Program(kind="TAG", code=code)
    with program.contexts.lend() as realm:
        session = Session(program, realm, HIT)
        steps, seen, given = session.steps(session.start(FACTS, "{}")), [], iter(replies)
        answer = None
        try:
            while True:
                seen.append(steps.send(answer))
                answer = next(given) if isinstance(seen[-1], Ask | All) else None
        except StopIteration:
            return seen, session


def test_one_request_is_an_ask() -> None:
    steps, session = walked("require('sendHttpGet')('https://vendor.example/').then(data.gtmOnSuccess);", Reply(200))

    assert [type(step) for step in steps] == [Ask]
    assert session.result == {"success": True}


def test_several_are_asked_at_once_and_local_answers_come_with_them() -> None:
    code = (
        "const get = require('sendHttpGet'), log = require('logToConsole'), insert = require('BigQuery').insert;"
        "get('https://a.example/').then(() => log('a')); insert({datasetId: 'd', tableId: 't'}, []).then(() => log('b'));"
        "get('https://c.example/').then(() => log('c'));"
    )
    steps, _ = walked(code, [Reply(200), Reply(200)])

    assert isinstance(steps[0], All)
    assert {step.text for step in steps[2:] if isinstance(step, Log)} == {"a", "b", "c"}


def test_a_message_is_heard_by_the_client_of_the_hit() -> None:
    heard = []
    mailbox = MAILBOXES.open("hit-1", lambda kind, message: heard.append((kind, message)))
    mailbox.types.append("bill")
    walked("const send = require('sendMessage'); send('bill', {sum: 5}); send('other', {}); send('bill', 'no object');")
    MAILBOXES.close("hit-1", mailbox)

    assert heard == [("bill", {"sum": 5})]


def test_what_could_not_be_sent_is_told_to_the_template() -> None:
    code = "require('sendHttpGet')('https://vendor.example/', (status) => { if (status === 0) data.gtmOnFailure(); });"

    assert walked(code, Reply(0, error="refused"))[1].result == {"success": False}
