"""What a GTM user filled in, and what nobody asked for."""

from __future__ import annotations

from gateway.gtm_export.given import Given
from tests.gateway.gtm_export.small_exports import flag, table, text, thing


def test_what_nobody_asked_for_and_says_something_is_left() -> None:
    given = Given(thing("tag", "x", text("a", "1"), text("b", "2"), text("c", ""), flag("d", "false"), flag("e")))

    assert given.text("a") == "1"
    assert given.left() == ["b", "e"]


def test_a_checkbox_may_be_a_variable() -> None:
    given = Given(thing("tag", "x", flag("a"), flag("b", "{{B}}"), text("c", "true")))

    assert [given.flag(key) for key in "abcd"] == [True, "{{B}}", True, False]


def test_a_column_is_known_by_several_names_or_is_a_plain_list() -> None:
    listed = {"type": "LIST", "key": "l", "list": [{"type": "TEMPLATE", "value": "x"}, {"type": "TEMPLATE"}]}
    given = Given(thing("tag", "x", table("t", {"fieldName": "a"}, {"name": "b"}, {"other": "c"}), listed))

    assert given.column("t", "fieldName", "name") == ["a", "b"]
    assert given.column("l") == ["x"]


def test_variables_have_their_names_here() -> None:
    assert Given(thing("tag", "x", text("a", "{{A}}")), {"A": "A (2)"}).text("a") == "{{A (2)}}"
