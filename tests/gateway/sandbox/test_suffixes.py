"""The public suffix list as a realm reads it."""

from __future__ import annotations

from gateway.sandbox.suffixes import suffixes_for

LIST = suffixes_for("require('computeEffectiveTldPlusOne')")


def test_the_list_is_in_order_and_in_ascii() -> None:
    rules = LIST.split("\n")[1:-1]

    assert rules == sorted(rules)
    assert LIST.isascii()
    assert {"com", "co.uk", "*.ck", "!www.ck", "xn--55qx5d.cn"} <= set(rules)


def test_a_template_that_does_not_ask_gets_none() -> None:
    assert suffixes_for("return 1;") == ""
