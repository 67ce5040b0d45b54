"""A template's own tests: every assertion, every mock, and the line in the `.tpl`."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from gateway.errors import RulesError
from gateway.sandbox.engine import Limits
from gateway.sandbox.testing import AT_ONCE, Result, run_suite
from gateway.sandbox.tpl import Template, read_template
from tests.gateway.sandbox.running import template

FILE = Path(__file__).parent / "templates/purchase_tag.tpl"
CODE = "const log = require('logToConsole'); log('seen', data.value); return data.value;"


def result_of(scenario: str, code: str = CODE, setup: str = "") -> Result:
    """The result of one scenario."""
    return run_suite(with_tests(code, scenario, setup))[0]


def with_tests(code: str, scenario: str, setup: str = "") -> Template:
    """A template with one scenario."""
    written = f"scenarios:\n- name: It\n  code: |-\n{textwrap.indent(scenario, '    ')}\n"
    written += f"setup: |-\n{textwrap.indent(setup, '  ')}\n" if setup else ""
    return template(code, "MACRO", tests=written, tests_line=100)


WRONG = """- name: This one is wrong
  code: |-
    runCode({});

    assertThat(sent, 'what was sent').isDefined();
- name: And this one later
  code: |-
    runCode({});
    callLater(() => {
      assertApi('gtmOnFailure').wasCalled();
    });
setup: |-"""


def test_scenarios_pass_or_say_why_not_with_their_line() -> None:
    text = FILE.read_text("utf-8").replace("setup: |-", WRONG)
    results = run_suite(read_template(text, "purchase_tag.tpl"))

    assert [(result.name, result.passed, result.asserts) for result in results] == [
        ("A purchase is sent", True, 3),
        ("The visit is kept", True, 1),
        ("This one is wrong", False, 1),
        ("And this one later", False, 1),
    ]
    assert results[2].failures == ("purchase_tag.tpl:95: what was sent: expected undefined to be defined",)
    assert results[3].failures[0].startswith("purchase_tag.tpl:100: expected gtmOnFailure to have been called")


LATE = "const send = require('sendHttpRequest'); send('https://vendor.example/').then(data.gtmOnSuccess, data.gtmOnFailure);"
SETTLED = "mock('sendHttpRequest', () => Promise.create((resolve) => resolve({statusCode: 200})));\nrunCode({});\n"


def test_a_scenario_may_count_on_promises_that_settle_at_once() -> None:
    result = result_of(SETTLED + "assertApi('gtmOnSuccess').wasCalled();", LATE)

    assert (result.passed, result.asserts, result.log[0]) == (True, 1, AT_ONCE)


def test_a_scenario_may_count_on_promises_that_settle_later() -> None:
    result = result_of(SETTLED + "assertApi('gtmOnSuccess').wasNotCalled();", LATE)

    assert (result.passed, result.log) == (True, ())


def test_a_scenario_that_fails_either_way_fails_as_it_did_first() -> None:
    result = result_of(SETTLED + "assertApi('gtmOnFailure').wasCalled();", LATE)

    assert result.failures == ("shop.tpl:105: expected gtmOnFailure to have been called",)


@pytest.mark.parametrize(
    "scenario",
    [
        "Promise.all([1, Promise.resolve(2)]).then((all) => { seen = all.join(); });",
        "Promise.reject('no').catch((why) => why === 'no' ? '1,2' : '').then((kept) => { seen = kept; });",
        "Promise.create((resolve) => callLater(() => resolve('1,2'))).then((kept) => { seen = kept; });",
        "Promise.create((resolve) => resolve(Promise.create((keep) => keep('1,2')))).then((kept) => { seen = kept; });",
        "Promise.create(() => { nothing.here; }).finally(() => 5).then(undefined, () => { seen = '1,2'; });",
    ],
    ids=["all", "a rejection", "one that waits", "one of another", "an error"],
)
def test_promises_that_settle_at_once_are_promises(scenario: str) -> None:
    now = "const one = Promise.create((done) => done(1)); let at = 0; one.then(() => { at = 1; }); assertThat(at).isEqualTo(1);"
    later = "callLater(() => callLater(() => assertThat(seen).isEqualTo('1,2')));"
    result = result_of(f"const callLater = require('callLater');\nlet seen;\n{now}\n{scenario}\n{later}")

    assert (result.passed, result.asserts, result.failures) == (True, 2, ())


HOLDS = [
    *(
        "undefined).isUndefined()",
        "1).isDefined()",
        "null).isNull()",
        "1).isNotNull()",
        "true).isTrue()",
        "false).isFalse()",
    ),
    *("'x').isTruthy()", "0).isFalsy()", "NaN).isNaN()", "1).isNotNaN()", "1 / 0).isInfinity()", "1).isNotInfinity()"),
    *(
        "{a: [1, {b: 2}]}).isEqualTo({a: [1, {b: 2}]})",
        "{a: 1, b: 2}).isEqualTo({b: 2, a: 1})",
        "{a: 1, b: undefined}).isEqualTo({a: 1})",
        "{a: 1}).isNotEqualTo({a: 2})",
    ),
    *("1).isStrictlyEqualTo(1)", "[1]).isNotStrictlyEqualTo([1])", "1).isAnyOf(2, 1)", "{a: 1}).isAnyOf({a: 1})"),
    *(
        "1).isNoneOf(2, 3)",
        "2).isGreaterThan(1)",
        "1).isGreaterThanOrEqualTo(1)",
        "1).isLessThan(2)",
        "1).isLessThanOrEqualTo(1)",
    ),
    *(
        "'mugs').contains('ug')",
        "[1, {a: 1}]).contains({a: 1}, 1)",
        "'mugs').doesNotContain('x')",
        "[1]).doesNotContain(2)",
    ),
    *(
        "[1, 2]).containsExactly(2, 1)",
        "[1, 1]).doesNotContainExactly(1)",
        "[1, 2]).hasLength(2)",
        "'ab').hasLength(2)",
    ),
    *("[]).isEmpty()", "{}).isEmpty()", "'').isEmpty()", "[1]).isNotEmpty()", "[]).isArray()", "true).isBoolean()"),
    *("(() => 1)).isFunction()", "1).isNumber()", "{}).isObject()", "'').isString()"),
]
FAILS = [
    *(
        "1).isUndefined()",
        "undefined).isDefined()",
        "undefined).isNull()",
        "null).isNotNull()",
        "1).isTrue()",
        "0).isFalse()",
    ),
    *("0).isTruthy()", "1).isFalsy()", "1).isNaN()", "NaN).isNotNaN()", "1).isInfinity()", "1 / 0).isNotInfinity()"),
    *(
        "{a: 1}).isEqualTo({a: '1'})",
        "[1]).isEqualTo({0: 1})",
        "[1, 2]).isEqualTo([1])",
        "{a: 1}).isNotEqualTo({a: 1})",
    ),
    *(
        "'1').isStrictlyEqualTo(1)",
        "1).isNotStrictlyEqualTo(1)",
        "1).isAnyOf(2)",
        "1).isNoneOf(1)",
        "1).isGreaterThan(1)",
    ),
    *(
        "1).isGreaterThanOrEqualTo(2)",
        "2).isLessThan(2)",
        "2).isLessThanOrEqualTo(1)",
        "'mugs').contains('x')",
        "5).contains(5)",
    ),
    *("[1]).contains(1, 2)", "[1]).doesNotContain(1)", "[1, 2]).containsExactly(1)", "[1]).doesNotContainExactly(1)"),
    *("[1]).hasLength(2)", "undefined).hasLength(0)", "[1]).isEmpty()", "undefined).isEmpty()", "[]).isNotEmpty()"),
    *("{}).isArray()", "0).isBoolean()", "{}).isFunction()", "'1').isNumber()", "null).isObject()", "[]).isObject()"),
    *("1).isString()",),
]


@pytest.mark.parametrize("claim", HOLDS)
def test_an_assertion_that_holds_passes(claim: str) -> None:
    result = result_of(f"assertThat({claim};")

    assert (result.passed, result.asserts, result.failures) == (True, 1, ())


@pytest.mark.parametrize("claim", FAILS)
def test_an_assertion_that_does_not_hold_fails(claim: str) -> None:
    result = result_of(f"assertThat({claim};")

    assert (result.passed, result.asserts, len(result.failures)) == (False, 1, 1)


@pytest.mark.parametrize(
    ("scenario", "passed"),
    [
        ("runCode({value: 1}); assertApi('logToConsole').wasCalledWith('seen', 1);", True),
        ("runCode({value: {a: 1}}); assertApi('logToConsole').wasCalledWith('seen', {a: 1});", True),
        ("runCode({value: 1}); assertApi('logToConsole').wasCalledWith('seen');", False),
        ("runCode({value: 1}); assertApi('logToConsole').wasNotCalledWith('seen', 2);", True),
        ("assertApi('logToConsole').wasNotCalled();", True),
        ("assertApi('logToConsole').wasCalled();", False),
        ("assertApi('noSuchApi').wasNotCalled();", False),
        ("require('logToConsole')('by the test'); assertApi('logToConsole').wasNotCalled();", True),
        ("assertThat(runCode({value: 5})).isEqualTo(5);", True),
        ("const given = {value: {a: 1}}; runCode(given).a = 2; assertThat(given.value.a).isEqualTo(1);", True),
        ("fail('not yet');", False),
        ("runCode(", False),
        ("let it = 1; for (;;) it += 1;", False),
    ],
)
def test_what_a_scenario_may_do(scenario: str, passed: bool) -> None:  # noqa: FBT001
    limits = Limits(seconds=0.05)

    assert run_suite(with_tests(CODE, scenario), limits)[0].passed is passed


MOCKS = {
    "a value": ("mock('getRequestHeader', 'mug');", "return require('getRequestHeader')('x');"),
    "a function": ("mock('getRequestHeader', (name) => name + 'g');", "return require('getRequestHeader')('mu');"),
    "an object in place of one": ("mockObject('Math', {floor: () => 'mug'});", "return require('Math').floor(1.5);"),
    "a function in place of an object": (
        "mock('templateDataStorage', () => 'mug');",
        "return require('templateDataStorage')();",
    ),
    "the last one counts": (
        "mock('getRequestPath', 1); mock('getRequestPath', 'mug');",
        "return require('getRequestPath')();",
    ),
}


@pytest.mark.parametrize(("mock", "code"), MOCKS.values(), ids=MOCKS.keys())
def test_an_api_is_mocked(mock: str, code: str) -> None:
    assert result_of(f"{mock} assertThat(runCode({{}})).isEqualTo('mug');", code).passed


@pytest.mark.parametrize(
    ("api", "value"),
    [
        *(
            ("getAllEventData", "{}"),
            ("getEventData", "undefined"),
            ("getRequestHeader", "undefined"),
            ("getCookieValues", "[]"),
        ),
        *(("getRequestBody", "undefined"), ("getRequestQueryString", "''"), ("getRequestQueryParameters", "{}")),
    ],
)
def test_what_nobody_mocks_is_empty(api: str, value: str) -> None:
    assert result_of(f"assertThat(runCode({{}})).isEqualTo({value});", f"return require('{api}')('name');").passed


def test_a_mock_counts_for_what_requires_it_from_then_on() -> None:
    code = "const send = require('sendHttpGet'), later = require('callLater');"
    code += "return require('Promise').create((go) => later(() => go(send())));"
    scenario = (
        "mock('sendHttpGet', 'first'); runCode({}).then((it) => assertThat(it).isEqualTo('first'));\n"
        "mock('sendHttpGet', 'second'); runCode({}).then((it) => assertThat(it).isEqualTo('second'));"
    )

    assert result_of(scenario, code).asserts == 2
    assert result_of(scenario, code).passed


def test_an_assertion_that_fails_in_a_promise_fails_the_scenario() -> None:
    result = result_of(
        "require('Promise').create((go) => go(1)).then((it) => assertThat(it).isEqualTo(2)).catch(() => {});"
    )

    assert result.failures == ("shop.tpl:103: expected 1 to be equal to 2",)


def test_an_error_of_the_template_is_told_with_its_line() -> None:
    assert result_of("runCode({});", "const one = 1;\nnull.x;").failures == (
        "shop.tpl:103: TypeError: cannot read property 'x' of null",
    )


def test_the_setup_runs_before_each_scenario_and_has_its_own_lines() -> None:
    result = result_of("assertThat(shared).isEqualTo(1);", setup="const shared = 1;\nassertThat(shared).isEqualTo(2);")

    assert result.failures == ("shop.tpl:106: expected 1 to be equal to 2",)


def test_nothing_of_a_scenario_is_left_for_the_next() -> None:
    code = "const kept = require('templateDataStorage'), before = kept.getItemCopy('it');"
    code += "kept.setItemCopy('it', 1); return before;"
    scenario = (
        "mock('getRequestPath', 1); assertThat(runCode({})).isNull(); assertApi('templateDataStorage.getItemCopy');"
    )
    written = "".join(f"- name: {name}\n  code: assertThat(runCode({{}})).isNull();\n" for name in ("One", "Other"))

    assert all(result.passed for result in run_suite(template(code, "MACRO", tests=f"scenarios:\n{written}")))
    assert not result_of(scenario, code).passed


@pytest.mark.parametrize("name", ["JSON", "Object", "Promise"])
def test_tests_see_three_apis_as_globals_and_the_code_does_not(name: str) -> None:
    assert result_of(f"assertThat(typeof {name}).isNotEqualTo('undefined');").passed
    assert result_of("assertThat(runCode({})).isEqualTo('undefined');", f"return typeof {name};").passed


def test_a_missing_permission_is_a_warning() -> None:
    loaded = read_template(FILE.read_bytes(), "purchase_tag.tpl")
    result = run_suite(loaded)[1]

    assert result.passed
    assert 'warning: Permission denied: the template lacks "Sets a cookie" (set_cookies).' in result.log


def test_tests_that_cannot_be_read_say_where() -> None:
    with pytest.raises(RulesError, match=r"shop\.tpl:10"):
        run_suite(template("", tests="scenarios: [", tests_line=100))


def test_a_template_without_tests_has_no_results() -> None:
    assert run_suite(template("", tests="")) == []
