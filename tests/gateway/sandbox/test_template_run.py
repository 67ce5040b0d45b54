"""Templates as tags, variables and clients: from their first line to the end of what they wait for."""

from __future__ import annotations

from typing import Any

import pytest

from gateway import UNDEFINED, Ask, BrowserPixel, Cookie, Event, Header, Log, Lookup, OutgoingRequest, Reply, Steps
from gateway.container import ClientEntry, Configured, Container, TagEntry, VariableEntry
from gateway.pipeline import Trip
from gateway.report import report
from gateway.sandbox.engine import Limits
from gateway.sandbox.program import Program
from gateway.sandbox.template_run import tag_steps, variable_value
from gateway.sandbox.template_type import type_of
from gateway.trace import Trace
from tests.gateway.sandbox.running import OneEvent, answer_of, container_of, run_tag, template, trip, value_of
from tests.small import hit, tag, trigger

SEND = "const send = require('sendHttpRequest');\n"
ADDRESS = "https://collect.vendor.example/in"


# --- tags ---------------------------------------------------------------------------------------------------------------


def test_a_tag_ends_well_when_it_says_so_after_its_vendor_answered() -> None:
    run = run_tag(SEND + f"send('{ADDRESS}', {{method: 'post'}}, 'body').then(data.gtmOnSuccess, data.gtmOnFailure);")

    assert (run.outcome, run.asked[0][0].method, run.asked[0][0].body) == ("ok", "POST", b"body")


def test_a_tag_fails_when_it_says_so() -> None:
    run = run_tag("data.gtmOnFailure();")

    assert (run.outcome, run.why) == ("failed", "the template called gtmOnFailure")


def test_a_tag_that_never_says_how_it_ended_has_failed() -> None:
    assert run_tag("").why == "the template called neither gtmOnSuccess nor gtmOnFailure"


def test_an_error_in_a_callback_says_why_a_tag_never_ended() -> None:
    run = run_tag(SEND + f"send('{ADDRESS}').then((reply) => {{\n  reply.nothing.here;\n  data.gtmOnSuccess();\n}});")

    assert run.why.endswith("the last error was TypeError: cannot read property 'here' of undefined (shop.tpl:12)")


def test_an_error_fails_the_tag_with_its_line() -> None:
    assert (
        run_tag("const nothing = null;\nnothing.x;").why == "TypeError: cannot read property 'x' of null (shop.tpl:11)"
    )


def test_what_comes_after_the_end_does_not_change_it() -> None:
    assert run_tag("data.gtmOnSuccess(); data.gtmOnFailure();").outcome == "ok"


def test_several_requests_go_at_once_and_are_answered_in_their_order() -> None:
    code = (
        "const get = require('sendHttpGet'), log = require('logToConsole'), Promise = require('Promise');"
        f"Promise.all([get('{ADDRESS}/a'), get('{ADDRESS}/b')])"
        ".then((all) => { log(all[0].body, all[1].body); data.gtmOnSuccess(); });"
    )
    run = run_tag(code, vendor=lambda request: Reply(200, request.url[-1:].encode()))

    assert (run.outcome, run.log, len(run.asked)) == ("ok", ["a b"], 2)


def test_a_run_that_takes_too_long_is_a_line_in_the_trace() -> None:
    run = run_tag("for (;;) {}", limits=Limits(seconds=0.02))

    assert (run.outcome, run.why) == ("failed", "the template was stopped: it took more than 0.02 s")


def test_code_that_is_no_javascript_fails_the_tag() -> None:
    assert run_tag("const = 1;").why.startswith("SyntaxError")


def test_a_tag_sees_the_event_as_it_may_see_it() -> None:
    code = "const get = require('getEventData'), log = require('logToConsole'); data.gtmOnSuccess();"
    code += "log(get('items.0.price'), get('nothing'));"
    run = run_tag(code, event=Event(items=[{"price": 12.5}], nothing=UNDEFINED))

    assert run.log == ["12.5 undefined"]


def test_effects_reach_the_browser() -> None:
    code = (
        "require('setCookie')('shop', 'a b', {domain: 'auto', 'max-age': 60, secure: true, sameSite: 'none'});"
        "require('setResponseHeader')('X-Shop', 'mugs');"
        "require('logToConsole')(require('sendPixelFromBrowser')('https://vendor.example/p'));"
        "data.gtmOnSuccess();"
    )
    taken = hit(query="richsstsse", headers=(("host", "data.shop.example"),))
    run = run_tag(code, taken=taken)

    assert run.effects == [
        Cookie("shop", "a b", max_age=60, domain="shop.example", same_site="None"),
        Header("x-shop", "mugs"),
        BrowserPixel("https://vendor.example/p"),
    ]
    assert run.log == ["true"]


def test_a_tag_answers_in_place_of_its_client() -> None:
    code = (
        "require('setResponseStatus')(403); require('setResponseHeader')('Content-Type', 'application/json');"
        "require('setResponseBody')('{}'); require('returnResponse')(); data.gtmOnSuccess();"
    )
    trace = trip(container_of(code), hit())

    assert trace.answer is not None
    assert (trace.answer.status, trace.answer.body) == (403, b"{}")
    assert trace.answer.headers == (("content-type", "application/json"),)


def test_what_a_client_sets_after_its_tags_is_not_changed_by_them() -> None:
    client = CLAIM + (
        "const status = require('setResponseStatus'), body = require('setResponseBody'); status(202); body('early');"
        "require('runContainer')({event_name: 'a'}, () => { body('late'); require('returnResponse')(); });"
    )
    answer = trip_with_tag(client, "require('setResponseStatus')(403); require('setResponseBody')('tag');").answer

    assert answer is not None
    assert (answer.status, answer.body) == (403, b"late")


def test_a_browser_that_reads_no_stream_is_sent_no_pixel() -> None:
    run = run_tag(
        "require('logToConsole')(require('sendPixelFromBrowser')('https://vendor.example/p')); data.gtmOnSuccess();"
    )

    assert (run.log, run.effects) == (["false"], [])


def test_a_callback_at_the_events_end_is_told_how_the_tag_ended() -> None:
    code = (
        "require('addEventCallback')((id, told) => require('logToConsole')(id, told.tags[0].id, told.tags[0].status));"
        "data.gtmOnSuccess();"
    )

    assert run_tag(code).log == ["GTM-SHOP Shop success"]


# --- variables ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("returned", "value"),
    [
        ("'text'", "text"),
        ("{list: [1, 'two', null], skipped: undefined}", {"list": [1, "two", None]}),
        ("undefined", UNDEFINED),
        ("null", None),
        ("(() => 1)", UNDEFINED),
        ("require('Promise').create((resolve) => resolve('late'))", "late"),
    ],
    ids=["text", "an object", "undefined", "null", "a function", "a promise"],
)
def test_a_variable_is_what_its_code_returns(returned: str, value: object) -> None:
    assert value_of(f"return {returned};") == value


def test_a_variable_may_ask_for_its_value() -> None:
    code = SEND + f"return send('{ADDRESS}').then((reply) => reply.statusCode);"

    assert value_of(code, vendor=lambda _: Reply(404)) == 404


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("null.x;", "TypeError: cannot read property 'x' of null (shop.tpl:10)"),
        ("return require('Promise').create(() => {});", "its promise was never settled"),
        ("return require('Promise').create((_, no) => no('closed'));", "closed"),
        ("for (;;) {}", "the template was stopped: it took more than 0.02 s"),
    ],
    ids=["an error", "nothing to wait for", "a rejection", "an endless loop"],
)
def test_a_variable_without_a_value_says_why(code: str, why: str) -> None:
    assert f'variable "Shop": {why}' in value_of(code, limits=Limits(seconds=0.02))


def test_what_a_variable_logs_is_told_in_the_report() -> None:
    code = "require('logToConsole')('asked by', 'jane@shop.example'); require('setCookie')('a', 'b'); return 5;"
    found: list[Any] = []

    def read(_: Event, lookup: Lookup) -> Steps:
        found.append(lookup["Shop"])
        yield from ()

    variables = {"Shop": VariableEntry(type_of(template(code, "MACRO")), "Shop", {})}
    clients = (ClientEntry("Events", OneEvent(name="Events")),)
    container = Container("GTM-SHOP", "v7", clients=clients, tags=(tag("Reads it", read),), variables=variables)
    log = report(trip(container, hit()))["log"]

    assert found == [5]
    assert log[0].startswith('variable "Shop": asked by ')
    assert "jane@shop.example" not in log[0]
    assert log[1] == 'variable "Shop": only a client or a tag adds something to the answer'


def test_what_a_variable_logs_after_it_asked_is_told_too() -> None:
    code = SEND + f"return send('{ADDRESS}').then(() => {{ require('logToConsole')('late'); return 1; }});"
    lookup = Lookup(Event(), hit())
    steps = variable_value(Program(kind="MACRO", code=code), "Shop", "{}", lookup)
    next(steps)
    with pytest.raises(StopIteration):
        steps.send(Reply(200))

    assert lookup.said == ['variable "Shop": late']


# --- clients ------------------------------------------------------------------------------------------------------------

CLAIM = "require('claimRequest')();\n"


def nothing(event: Event, lookup: Lookup) -> Steps:
    """Does nothing."""
    yield from ()


def test_a_client_claims_runs_the_container_and_answers() -> None:
    code = CLAIM + (
        "require('runContainer')({event_name: 'purchase', value: 5}, () => {"
        "  require('setResponseStatus')(201); require('setResponseHeader')('X-Shop', 'mugs');"
        "  require('setResponseBody')('done'); require('returnResponse')(); });"
    )
    trace = answer_of(code, None, ("Tag", nothing))

    assert trace.client == "Shop"
    assert [dict(event.event) for event in trace.events] == [{"event_name": "purchase", "value": 5}]
    assert trace.answer is not None
    assert (trace.answer.status, trace.answer.headers, trace.answer.body) == (201, (("x-shop", "mugs"),), b"done")


def test_a_client_that_does_not_claim_leaves_the_hit_to_the_next() -> None:
    assert answer_of("").refusals == [("Shop", "the template does not claim it")]


def test_a_client_that_fails_before_it_claims_says_why() -> None:
    assert answer_of("null.x;").refusals == [("Shop", "TypeError: cannot read property 'x' of null (shop.tpl:10)")]


def test_a_client_that_takes_too_long_leaves_the_hit_to_the_next() -> None:
    refusals = answer_of("for (;;) {}", limits=Limits(seconds=0.02)).refusals

    assert refusals == [("Shop", "the template was stopped: it took more than 0.02 s")]


def test_a_client_that_fails_after_it_claimed_answers_500() -> None:
    trace = answer_of(CLAIM + "null.x;")

    assert trace.answer is not None
    assert trace.answer.status == 500
    assert "(shop.tpl:11)" in trace.log[0]


def test_a_claim_comes_too_late_in_a_callback() -> None:
    code = "require('callLater')(() => { try { require('claimRequest')(); } catch (e) { require('logToConsole')(e.message); } });"

    assert answer_of(code).refusals == [("Shop", "the template does not claim it")]


def test_a_client_is_told_when_each_event_is_done() -> None:
    code = CLAIM + (
        "const run = require('runContainer'), onEnd = require('addEventCallback'), log = require('logToConsole');"
        "const whenIt = (name) => (bind) => bind(onEnd)(() => log('end', name));"
        "['a', 'b'].forEach((name) => run({event_name: name}, () => log('done', name), whenIt(name)));"
    )

    assert answer_of(code).log == ["end a", "done a", "end b", "done b"]


def test_an_event_is_read_where_a_function_is_bound_to_it() -> None:
    code = CLAIM + (
        "const get = require('getEventData'), log = require('logToConsole');"
        "require('runContainer')({event_name: 'a'}, (bind) => log(bind(get)('event_name'), get('event_name')));"
    )

    assert answer_of(code).log == ["a undefined"]


def test_a_tag_tells_its_client_something() -> None:
    client = CLAIM + (
        "let told = 'nothing';"
        "require('addMessageListener')('bill', (type, message) => { told = type + ' ' + message.sum; });"
        "require('runContainer')({event_name: 'a'}, () => { require('setResponseBody')(told); require('returnResponse')(); });"
    )
    sends = (
        "const has = require('hasMessageListener'), send = require('sendMessage'); data.gtmOnSuccess();"
        "send(has('bill') ? 'bill' : 'none', {sum: 5});"
    )

    answer = trip_with_tag(client, sends).answer

    assert answer is not None
    assert answer.body == b"bill 5"


def trip_with_tag(client: str, code: str) -> Trace:
    """The trip where both the client and a tag are templates."""

    entry = TagEntry("Tag", Configured(type_of(template(code)), "Tag"), type_name="tag", triggers=(trigger(),))
    own = type_of(template(client, "CLIENT"))(name="Shop")
    return trip(Container("GTM-SHOP", "v7", clients=(ClientEntry("Shop", own),), tags=(entry,)), hit())


def cookie_after_its_vendor(event: Event, lookup: Lookup) -> Steps:
    """Sets a cookie once its vendor answered."""
    yield Ask(OutgoingRequest("https://vendor.example/"))
    yield Cookie("late", "1")


def test_an_answer_that_is_returned_at_once_has_what_the_tags_add() -> None:
    code = CLAIM + "require('runContainer')({event_name: 'a'}); require('returnResponse')();"
    trace = answer_of(code, None, ("Tag", cookie_after_its_vendor))

    assert trace.answer is not None
    assert trace.answer.headers[0][1].startswith("late=1")


def test_a_client_that_breaks_over_a_message_does_not_break_the_tag() -> None:
    client = (
        CLAIM
        + "require('addMessageListener')('bill', () => { for (;;) {} }); require('runContainer')({event_name: 'a'});"
    )
    trace = trip_with_tag(client, "require('sendMessage')('bill', {}); data.gtmOnSuccess();")

    assert [run.outcome for run in trace.runs()] == ["ok"]
    assert trace.log == ['client "Shop" failed: GatewayError: the template was stopped: it took more than 0.25 s']


def test_a_client_may_ask_before_it_runs_the_container() -> None:
    code = CLAIM + SEND + f"send('{ADDRESS}').then((reply) => require('runContainer')({{event_name: reply.body}}));"
    trace = answer_of(code, vendor=lambda _: Reply(200, b"purchase"))

    assert [event.event["event_name"] for event in trace.events] == ["purchase"]


# --- what two runs share ------------------------------------------------------------------------------------------------


def test_runs_share_their_storage_and_nothing_else() -> None:

    code = (
        "const kept = require('templateDataStorage'), all = kept.getItemCopy('visits') || [];"
        "all.push(all.length); kept.setItemCopy('visits', all); all.push('mine');"
        "require('logToConsole')(kept.getItemCopy('visits')); data.gtmOnSuccess();"
    )
    container = container_of(code)

    assert [trip(container, hit()).runs()[0].log for _ in range(3)] == [["[0]"], ["[0,1]"], ["[0,1,2]"]]


def test_a_run_that_waits_sees_what_another_one_stored() -> None:

    code = SEND + (
        "const kept = require('templateDataStorage'), before = kept.getItemCopy('it');"
        f"kept.setItemCopy('it', 1 + (before || 0)); send('{ADDRESS}').then(() => {{"
        " require('logToConsole')(before, kept.getItemCopy('it')); data.gtmOnSuccess(); });"
    )
    container = container_of(code)
    trips = [Trip(container, hit(id=f"hit-{number}")) for number in (1, 2)]
    rounds = [each.rounds() for each in trips]
    asked = [next(each) for each in rounds]
    for each, out in zip(rounds, asked, strict=True):
        each.send({number: Reply(200) for number in out.asks})

    assert [each.trace.runs()[0].log for each in trips] == [["null 2"], ["1 2"]]


def test_a_run_that_nobody_goes_on_with_leaves_nothing_behind() -> None:
    code = (
        SEND
        + f"require('logToConsole')('begun'); send('{ADDRESS}').then(() => {{ require('logToConsole')('late'); }});"
    )
    program = Program(kind="TAG", code=code)
    lookup = Lookup(Event(), hit())
    left = tag_steps(program, "Shop", "{}", lookup.event, lookup)
    begun, asked = next(left), next(left)
    left.close()

    again = tag_steps(program, "Shop", "{}", lookup.event, lookup)
    assert [next(again), next(again)] == [begun, asked]
    assert again.send(Reply(200)) == Log("late")


def test_the_same_hit_draws_the_same_numbers() -> None:
    code = "const random = require('generateRandom'); return [random(1, 1000000), random(1, 1000000)];"
    first, again, other = (value_of(code, taken=hit(seed=seed)) for seed in (7, 7, 8))

    assert first == again != other
