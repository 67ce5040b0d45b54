"""A realm: nothing of one run is there in the next one."""

from __future__ import annotations

from typing import Any

import pytest

from gateway import GatewayError
from gateway.sandbox.engine import Limits, Stopped
from gateway.sandbox.realm import Realm, Script, said, written

FACTS = '{"kind":"MACRO","seed":"1","time":1000,"container":{}}'


def realm_of(code: str, line: int = 1) -> Realm:
    """A realm with this code, and all of its APIs allowed."""
    return Realm(Script(code, line), Limits())


def value(realm: Realm, event: str = '{"shop":{"name":"Mugs"}}', data: str = "{}") -> Any:
    """What the code returns in another run."""
    realm.begin(FACTS, event, "")
    realm.start(data)
    return realm.settle().result


def test_the_code_is_a_function_of_its_settings() -> None:
    assert value(realm_of("return data.greeting + '!';"), data='{"greeting":"Hello"}') == {"value": "Hello!"}


FOUND = {
    "a prototype's method": "[].push",
    "the global object": "(function () { return this; })()",
    "require itself": "require",
    "an API": "require('logToConsole')",
    "an API that is an object": "require('Promise')",
    "what APIs inherit": "require('logToConsole').bind",
    "the function of a promise": "require('Promise').create(() => {}).then",
    "a function's own callee": "(function own() { return arguments.callee; })()",
    "a template literal": "((parts) => parts)`x`",
    "what generators inherit": "(function* () {})().next",
    "what async functions inherit": "(async () => {})().then",
    "an iterator": "[].values().next",
    "an iterator of matches": "'x'.matchAll(/x/g).next",
    "an error's method": "(() => { try { null.x; } catch (error) { return error.toString; } })()",
    "a regular expression's method": "(/x/).exec",
    "a copy of the event": "require('getAllEventData')().shop",
    "a part of the event": "require('getEventData')('shop')",
    "the settings": "data",
    "what super leads to": "({ read() { return super.toString; } }).read()",
}
LEAKS = {
    name: f"const it = {found}, known = typeof it.leak; it.leak = 1; return known;" for name, found in FOUND.items()
}
LEAKS |= {
    "an undeclared name": "const known = typeof leak; leak = 1; return known;",
    "a call that was put off": "const known = typeof data.leak; require('callLater')(() => { data.leak = 1; }); return known;",
    "a listener": (
        "const known = require('hasMessageListener')('it') ? 'leaked' : 'undefined';"
        "require('addMessageListener')('it', () => {}); return known;"
    ),
}


@pytest.mark.parametrize("code", LEAKS.values(), ids=LEAKS.keys())
def test_nothing_of_a_run_is_left_for_the_next(code: str) -> None:
    realm = realm_of(code)

    assert [value(realm), value(realm), value(realm)] == [{"value": "undefined"}] * 3


@pytest.mark.parametrize(
    "expression",
    [
        "(() => {}).constructor",
        "(function* () {}).constructor",
        "(async () => {}).constructor",
        "({}).constructor",
        "({}).__proto__",
        "({}).__defineGetter__",
        "(function () { return this; })().Function",
        *(
            "eval Function globalThis Math JSON Date Symbol WeakRef Promise setTimeout performance queueMicrotask".split()
        ),
    ],
)
def test_the_code_reaches_no_more_than_its_arguments(expression: str) -> None:
    assert value(realm_of(f"return typeof {expression};")) == {"value": "undefined"}


@pytest.mark.parametrize(
    "code",
    ["}); let leak = 0; (() => {", "}, () => {", "}]; let leak = 0; [() => {", "} + function () {", "/*", "return 1 +"],
)
def test_code_cannot_leave_its_function(code: str) -> None:
    with pytest.raises(GatewayError):
        realm_of(code)


def test_an_objects_own_methods_may_be_called_as_those_of_all_objects() -> None:
    code = "const own = {}; own.toString = () => 'mine'; own.hasOwnProperty = 1; return own.toString() + own.hasOwnProperty;"

    assert value(realm_of(code)) == {"value": "mine1"}


@pytest.mark.parametrize(
    ("expression", "value_of_it"),
    [
        ("'a,b'.split(/,/)", ["a", "b"]),
        ("Array_of('xyx'.matchAll(/x/g))", 2),
        ("[3, 1, 2].sort().concat([4]).slice(1).map((it) => it * 2).filter((it) => it > 4)", [6, 8]),
        ("'a-b'.replace(/-/g, '+') + 'x'.padStart(2, '_')", "a+b_x"),
        ("[1, [2, [3]]].flat(2)", [1, 2, 3]),
        ("[1, 2].reduce((a, b) => a + b, 0).toFixed(1)", "3.0"),
        ("'b'.localeCompare('a')", 1),
    ],
)
def test_what_values_can_do_they_can_still_do(expression: str, value_of_it: Any) -> None:
    code = f"const Array_of = (all) => {{ let many = 0; for (const _ of all) many += 1; return many; }}; return {expression};"

    assert value(realm_of(code)) == {"value": value_of_it}


def test_an_error_is_told_with_the_line_of_the_template() -> None:
    result = value(realm_of("const nothing = null;\nreturn nothing.x;", line=30))

    assert said(result["thrown"], "shop.tpl") == "TypeError: cannot read property 'x' of null (shop.tpl:31)"


def test_a_mistake_in_the_code_is_told_with_its_line() -> None:
    with pytest.raises(GatewayError, match=r"SyntaxError.*\(line 31\)"):
        realm_of("const one = 1;\nconst = 2;", line=30)


@pytest.mark.parametrize(
    "thrown",
    [
        "{ get name() { throw 1; } }",
        "{ toString() { throw 1; } }",
        "{ toJSON() { throw 1; } }",
        "undefined",
        "'\\ud800'",
        "'x'.repeat(100000)",
    ],
    ids=["a name that throws", "text that throws", "JSON that throws", "nothing", "half a sign", "a long text"],
)
def test_whatever_the_code_throws_can_be_told(thrown: str) -> None:
    assert len(said(value(realm_of(f"throw {thrown};"))["thrown"])) <= 2000


def test_calls_that_put_themselves_off_for_ever_are_stopped() -> None:
    realm = realm_of("const callLater = require('callLater'); const again = () => callLater(again); again();")

    with pytest.raises(Stopped):
        value(realm)
    assert realm.engine.broken


def test_a_flood_of_commands_is_an_error() -> None:
    realm = realm_of("const log = require('logToConsole'); for (let i = 0; i < 20000; i += 1) log(i);")

    assert "more than 10000 things" in value(realm)["thrown"]


def test_a_flood_of_text_is_an_error() -> None:
    realm = realm_of(
        "const log = require('logToConsole'), x = 'x'.repeat(10000); for (let i = 0; i < 2000; i += 1) log(x);"
    )

    assert "more than 16 MB" in value(realm)["thrown"]


NESTED = "let deep = 1; for (let i = 0; i < {}; i += 1) deep = [deep]; return deep;"


def test_a_value_may_be_nested_deep() -> None:
    assert "value" in value(realm_of(NESTED.format(500)))


def test_one_that_is_nested_too_deep_is_an_error() -> None:
    with pytest.raises(GatewayError, match="nested too deep"):
        value(realm_of(NESTED.format(1_500)))


@pytest.mark.parametrize("depth", [5_000, 1_000_000])
def test_one_without_a_bottom_is_an_error_of_the_template(depth: int) -> None:
    assert "thrown" in value(realm_of(NESTED.format(depth)))


@pytest.mark.parametrize(
    "given",
    ["a\x00b", "a\ud800b", float("nan"), {"a": object()}],
    ids=["a NUL", "half a pair", "no number", "anything"],
)
def test_any_value_can_be_written_for_a_realm(given: Any) -> None:
    assert isinstance(written(given), str)
