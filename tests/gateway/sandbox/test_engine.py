"""The engine: texts in, texts out, and limits that hold."""

from __future__ import annotations

import subprocess
import sys

import pytest

from gateway.sandbox.engine import Engine, Limits, ScriptError, Stopped, frames

SMALL = Limits(seconds=0.05, memory=8 * 1024**2, jobs=100)


def test_a_function_is_called_with_texts() -> None:
    engine = Engine(SMALL)

    assert engine.call(engine.evaluate("(one, other) => one + other"), "a", "b") == "ab"


def test_an_error_names_its_line_as_the_file_has_it() -> None:
    engine = Engine(SMALL)

    with pytest.raises(ScriptError, match="cannot read property 'x' of null") as told:
        engine.evaluate("const nothing = null;\nnothing.x;", line=40)

    assert frames(told.value.stack) == [41]


@pytest.mark.parametrize(
    "code",
    [
        "for (;;) {}",
        "try { for (;;) {} } catch (e) { 1 }",
        "/(a+)+$/.test('a'.repeat(40) + 'b')",
        "[3, 2, 1].sort(() => { for (;;) {} })",
        "new Promise(() => { for (;;) {} })",
    ],
    ids=["an endless loop", "one that catches", "a regular expression bomb", "in a callback", "in a promise"],
)
def test_what_takes_too_long_is_stopped_and_its_engine_is_thrown_away(code: str) -> None:
    engine = Engine(SMALL)

    with pytest.raises(Stopped, match=r"more than 0\.05 s"):
        engine.call(engine.evaluate(f"() => {{ {code} }}"))
    assert engine.broken


def test_a_run_has_its_time_as_a_whole() -> None:
    engine = Engine(Limits(seconds=0.05))
    busy = engine.evaluate("() => { for (let i = 0; i < 100000; i += 1) {} return 1; }")

    with pytest.raises(Stopped):
        assert all(engine.call(busy) for _ in range(10_000))


def test_each_run_has_all_of_its_time() -> None:
    engine = Engine(Limits(seconds=0.05))
    busy = engine.evaluate("() => { for (let i = 0; i < 10000; i += 1) {} return 1; }")

    for _ in range(200):
        engine.renew()
        assert engine.call(busy) == 1


def test_what_takes_too_much_memory_is_stopped() -> None:
    engine = Engine(SMALL)

    with pytest.raises(Stopped, match="8 MB of memory"):
        engine.call(engine.evaluate("() => { const all = []; for (;;) all.push('x'.repeat(1000) + all.length); }"))
    assert engine.broken


def test_a_recursion_without_end_is_an_error_like_any() -> None:
    engine = Engine(SMALL)

    with pytest.raises(ScriptError, match="Maximum call stack"):
        engine.call(engine.evaluate("function again() { return again(); } again"))
    assert not engine.broken


def test_a_chain_of_promises_without_end_is_stopped() -> None:
    engine = Engine(SMALL)
    engine.evaluate("(() => { const again = () => Promise.resolve().then(again); again(); })()")

    with pytest.raises(Stopped, match="within 100 steps"):
        engine.jobs()


def test_a_broken_engine_stays_so() -> None:
    engine = Engine(SMALL)
    with pytest.raises(Stopped):
        engine.evaluate("for (;;) {}")

    with pytest.raises(Stopped):
        engine.evaluate("1")


def test_without_the_package_it_says_how_to_install_it() -> None:
    code = (
        "import sys; sys.modules['quickjs'] = None\n"
        "from gateway.errors import GatewayError\nfrom gateway.sandbox.engine import Engine, Limits\n"
        "try: Engine(Limits())\nexcept GatewayError as error: print(error)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert said == "templates need the package quickjs-ng, which is not installed. Run: pip install 'sgtm[templates]'\n"
