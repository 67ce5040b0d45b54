"""Parameters of GTM as plain data, and what is wrong with their shape."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.gtm_export.parameters import bare, faults_of, plain, value_of, whole


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        pytest.param({"type": "TEMPLATE", "value": "123"}, "123", id="text stays text"),
        pytest.param({"type": "TEMPLATE"}, "", id="no value is empty"),
        pytest.param({"type": "BOOLEAN", "value": "true"}, True, id="a checkbox"),
        pytest.param({"type": "boolean", "value": "false"}, False, id="the words of the API"),
        pytest.param({"type": "BOOLEAN", "value": "{{Debug Mode}}"}, "{{Debug Mode}}", id="a variable in a checkbox"),
        pytest.param({"type": "INTEGER", "value": "200"}, 200, id="a number"),
        pytest.param({"type": "INTEGER", "value": "007"}, "007", id="what is no number stays text"),
        pytest.param({"type": "LIST", "list": [{"type": "TEMPLATE", "value": "a"}]}, ["a"], id="a list"),
        pytest.param({"type": "LIST"}, [], id="an empty list"),
        pytest.param({"type": "MAP", "map": [{"type": "TEMPLATE", "key": "k", "value": "v"}]}, {"k": "v"}, id="a map"),
        pytest.param({"type": "tagReference", "value": "GA4 tag"}, "GA4 tag", id="a reference"),
    ],
)
def test_a_parameter_has_one_value(parameter: dict[str, Any], value: Any) -> None:
    assert value_of(parameter) == value


def test_of_two_parameters_with_one_key_the_first_counts() -> None:
    assert plain([{"key": "a", "value": "1"}, {"key": "a", "value": "2"}]) == {"a": "1"}


def test_words_of_exports_and_of_the_api_are_one() -> None:
    assert bare("MATCH_REGEX") == bare("matchRegex") == "MATCHREGEX"
    assert bare(None) == ""


def test_only_what_is_a_whole_number_is_one() -> None:
    assert [whole(text) for text in ("5", "-5", "--5", "1.0", "٣", "9" * 30)] == [5, -5, None, None, None, None]


def test_what_is_wrong_with_their_shape_is_told_with_its_place() -> None:
    wrong = [{"key": 5}, "x", {"value": {}}, {"list": {}}, {"map": [{"key": "a\nb"}]}]

    assert [fault.partition(":")[0] for fault in faults_of(wrong, "$.p")] == [
        *("$.p[0].key", "$.p[1]", "$.p[2].value", "$.p[3].list", "$.p[4].map[0].key"),
    ]


def test_parameters_nested_too_deep_are_told_once() -> None:
    parameter: dict[str, Any] = {"type": "LIST", "key": "deep"}
    for _ in range(200):
        parameter = {"type": "LIST", "list": [parameter]}

    (fault,) = faults_of([parameter], "$.p")
    assert "nested more than 24 deep" in fault
