"""Whatever a template does, its run ends, soon and with a sentence, and the next one is as good as the first."""

from __future__ import annotations

import pytest

from gateway import Event
from gateway.container import ClientEntry, Container
from gateway.sandbox.engine import Limits
from gateway.sandbox.template_type import type_of
from tests.gateway.sandbox.running import OneEvent, container_of, run_tag, template, trip
from tests.small import hit

LIMITS = Limits(seconds=0.05)
BOMB = "let a = 'a'; for (let at = 0; at < 16; at += 1) a = a + a; a = a + '!'; "
BIG = "let a = 'a'; for (let at = 0; at < 27; at += 1) a = a + a; "
DONE = "data.gtmOnSuccess(); "
TOO_LONG = "the template was stopped: it took more than 0.05 s"
TOO_MUCH = "RangeError: the template asks for more than 10000 things in one run (shop.tpl:10)"


@pytest.mark.parametrize(
    ("code", "why"),
    [
        (BOMB + "require('testRegex')(require('createRegex')('(a+)+$'), a);", TOO_LONG),
        (BOMB + "a.match('(a+)+$');", TOO_LONG),
        (BOMB + "a.search('(a|aa)+$');", TOO_LONG),
        (BOMB + "a.replace(require('createRegex')('(a+)+$', 'g'), '');", TOO_LONG),
        ("const f = () => f() + 1; f();", "RangeError: Maximum call stack size exceeded (shop.tpl:10)"),
        ("const later = require('callLater'); const go = () => later(go); " + DONE + "go();", "calls"),
        ("const create = require('Promise').create; const go = () => create((end) => end()).then(go); go();", "steps"),
        ("const log = require('logToConsole'); for (let at = 0; at < 1e6; at += 1) log(at);", TOO_MUCH),
        ("const set = require('setCookie'); for (let at = 0; at < 1e5; at += 1) set('c' + at, 'v');", TOO_MUCH),
        (BIG + "require('logToConsole')(a);", "InternalError: out of memory (shop.tpl:10)"),
        ("let a = 'a'; for (;;) a = a + a;", "InternalError: string too long (shop.tpl:10)"),
    ],
)
def test_a_run_that_breaks_a_limit_says_which(code: str, why: str) -> None:
    limits = Limits(seconds=5) if why != TOO_LONG else LIMITS
    run = run_tag(code + DONE, limits=limits)

    assert (run.outcome, run.why[-len(why) :]) == ("failed", why)


@pytest.mark.parametrize(
    "code",
    [
        "const keep = require('templateDataStorage').setItemCopy; for (let at = 0; at < 1e3; at += 1) keep('k' + at, a);",
        "const all = []; for (;;) all.push(a + all.length);",
        "for (;;) {}",
    ],
    ids=["storage", "memory", "time"],
)
def test_the_run_after_one_that_broke_a_limit_is_as_good_as_the_first(code: str) -> None:
    begin = "if (require('getEventData')('event_name') === 'ok') { data.gtmOnSuccess(); return; } "
    big = "let a = 'a'; for (let at = 0; at < 19; at += 1) a = a + a; "
    container = container_of(begin + big + code)
    bad, good = (OneEvent(name="Events", event=Event(event_name=name)) for name in ("bad", "ok"))

    outcomes = []
    for client in (bad, bad, good):
        again = Container("GTM-SHOP", "v7", clients=(ClientEntry("Events", client),), tags=container.tags)
        outcomes.append(trip(again, hit()).runs()[0].outcome)

    assert outcomes[2] == "ok"


def test_a_client_that_hangs_at_every_hit_leaves_each_to_the_next_one() -> None:
    hangs = type_of(template("for (;;) {}", "CLIENT"), limits=LIMITS)(name="Hangs")
    clients = (ClientEntry("Hangs", hangs), ClientEntry("Events", OneEvent(name="Events")))
    container = Container("GTM-SHOP", "v7", clients=clients)
    traces = [trip(container, hit(id=f"hit-{number}")) for number in range(3)]

    assert [trace.client for trace in traces] == ["Events"] * 3
    assert {reason for trace in traces for _, reason in trace.refusals} == {TOO_LONG}
