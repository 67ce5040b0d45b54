"""Variables that nobody has, and those that need their own value."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gateway.gtm_export.missing import closing_circles, named, unknown

_NAMES = st.sampled_from("abcdef")


def test_names_are_found_in_every_depth_of_an_entry() -> None:
    assert list(named({"type": "x", "a": [{"b": "{{A}}"}], "{{K}}": "{{B}}", "tags": ["{{no}}"]})) == ["A", "K", "B"]
    assert list(named("{{C}} == 1")) == ["C"]


def test_what_is_neither_there_nor_built_in_is_unknown() -> None:
    values = {"first": "{{A}} {{B}} {{Event Name}} {{event_name}}", "second": "{{A}}{{C}}"}

    assert unknown(values, {"B"}) == {"A": "first", "C": "second"}


def test_a_circle_is_closed_by_one_variable() -> None:
    assert closing_circles({"a": "{{b}}", "b": "{{c}}", "c": "{{a}}", "d": "{{a}}"}) == {"c": ("a", "b", "c", "a")}
    assert closing_circles({"a": "{{a}}"}) == {"a": ("a", "a")}


@given(st.dictionaries(_NAMES, st.lists(_NAMES.map("{{{{{}}}}}".format), max_size=4), max_size=6))
def test_without_the_closing_ones_there_is_no_circle_left(variables: dict[str, list[str]]) -> None:
    closing = closing_circles(variables)
    left = {name: value for name, value in variables.items() if name not in closing}

    assert closing_circles(left) == {}


def test_a_long_chain_is_no_matter() -> None:
    chain = {f"v{number}": f"{{{{v{number + 1}}}}}" for number in range(20_000)}

    assert closing_circles(chain) == {}


def test_a_long_chain_that_comes_back_again_and_again_is_no_matter() -> None:
    back = {f"v{number}": [f"{{{{v{number + 1}}}}}", "{{v0}}"] for number in range(5000)}
    closing = closing_circles(back)

    assert len(closing) == 5000
    assert max(map(len, closing.values())) <= 10
