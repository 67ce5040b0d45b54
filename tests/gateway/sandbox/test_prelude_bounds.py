"""What JavaScript's own functions do in one piece is never much: no limit of time could interrupt them."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.sandbox.engine import Limits
from tests.gateway.sandbox.running import run_tag, value_of

LIMITS = Limits(seconds=0.05)
ENDLESS = "const a = []; a.length = 4294967295; "
LONG = "let a = 'a'; for (let at = 0; at < 23; at += 1) a = a + a; const b = a.slice(0, 4194304) + 'b'; "


@pytest.mark.parametrize(
    "code",
    [
        *(
            f"{ENDLESS}a.{call};"
            for call in ("join()", "reverse()", "sort()", "slice()", "shift()", "copyWithin(0, 1)")
        ),
        ENDLESS + "[].concat(a);",
        ENDLESS + "'' + a;",
        ENDLESS + "[a, a].flat();",
        ENDLESS + "[1, 2].flatMap(() => a);",
        "[].join.call({length: 4294967295});",
        "let now = 0; [].join.call({get length() { now += 1; return now > 1 ? 4294967295 : 1; }});",
        "[].join.call({__proto__: {length: 4294967295}});",
        *(f"{LONG}a.{call};" for call in ("indexOf(b)", "includes(b)", "lastIndexOf(b)", "split(b)", "replace(b, '')")),
        LONG + "a.indexOf({toString: () => b});",
        "let a = 'a|'; for (let at = 0; at < 20; at += 1) a = a + a; 'b'.match(a);",
        "let a = 'a|'; for (let at = 0; at < 20; at += 1) a = a + a; 'b'.search({toString: () => a});",
        LONG + "[].indexOf.call(a, 'x'); ''.indexOf.call({toString: () => a}, b);",
    ],
)
def test_what_the_engine_does_in_one_piece_has_a_bound(code: str) -> None:
    run = run_tag(code + " data.gtmOnSuccess();", limits=LIMITS)

    assert run.outcome == "failed"
    assert run.why.startswith(("RangeError: ", "the template was stopped: "))


@pytest.mark.parametrize(
    ("returned", "value"),
    [
        ("[[1, [2]], , 3].flat()", [1, [2], 3]),
        ("[[1, [2, [3]]]].flat(9)", [1, 2, 3]),
        ("[1, 2].flatMap((each) => [each, each * 2])", [1, 2, 2, 4]),
        ("[3, 1].concat([2], 4).sort().join('-')", "1-2-3-4"),
        ("(function () { return [].slice.call(arguments, 1); })(1, 2, 3)", [2, 3]),
        ("[].map.call('ab', (sign) => sign + sign)", ["aa", "bb"]),
        ("'a.b.c'.split('.')", ["a", "b", "c"]),
        ("'abc'.split()", ["abc"]),
        ("'a-b-c'.split('-', 2)", ["a", "b"]),
        ("'aXbX'.replace('X', (found) => found + found)", "aXXbX"),
        ("'aXbX'.replace(require('createRegex')('x', 'gi'), '-')", "a-b-"),
        ("'undefined'.indexOf()", 0),
        ("'abc'.match('b')[0] + 'abc'.match().length", "b1"),
        ("'abc'.match(null)", None),
        ("'a1'.search('[0-9]')", 1),
        ("'abab'.match(require('createRegex')('a', 'g'))", ["a", "a"]),
        ("'abcabc'.indexOf('c', 3)", 5),
        ("'a1b'.indexOf(1)", 1),
        ("'a,b' + [1, [2]]", "a,b1,2"),
    ],
)
def test_within_its_bounds_javascript_is_what_it_is(returned: str, value: Any) -> None:
    assert value_of(f"return {returned};") == value


def test_what_a_run_had_no_memory_for_is_told() -> None:
    run = run_tag(
        "const a = []; for (;;) a.push('some text ' + a.length);", limits=Limits(memory=8 * 1024**2, seconds=5)
    )

    assert run.why == "InternalError: out of memory" or run.why.startswith(
        ("InternalError", "the template was stopped")
    )
