"""Variables of an export, type by type."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.gtm_export.variables import variable
from tests.gateway.gtm_export.small_exports import NOTHING_AROUND, flag, table, text, thing


def made(type_: str, *parameters: dict[str, Any], **fields: Any) -> Any:
    return variable(thing("variable", type_, *parameters, **fields), NOTHING_AROUND)


_ROWS = table("map", {"key": "a", "value": "1"}, {"key": "a", "value": "2"}, {"key": "b", "value": "{{X}}"})


@pytest.mark.parametrize(
    ("type_", "parameters", "here"),
    [
        pytest.param("ed", [text("keyPath", "items.0.price")], {"type": "event_data", "key": "items.0.price"}, id="ed"),
        pytest.param(
            "ed",
            [text("keyPath", "value"), flag("setDefaultValue"), text("defaultValue", "0")],
            {"type": "event_data", "key": "value", "default": "0"},
            id="ed with a default",
        ),
        pytest.param(
            "ed",
            [text("keyPath", "value"), flag("setDefaultValue", "false"), text("defaultValue", "0")],
            {"type": "event_data", "key": "value"},
            id="a default that is switched off",
        ),
        pytest.param("c", [text("value", "123")], {"type": "constant", "constant": "123"}, id="c"),
        pytest.param("qp", [text("queryParamName", "en")], {"type": "query_parameter", "parameter": "en"}, id="qp"),
        pytest.param("rh", [text("headerName", "Host")], {"type": "request_header", "header": "Host"}, id="rh"),
        pytest.param("sgtmk", [text("cookieName", "_ga")], {"type": "cookie", "cookie": "_ga"}, id="sgtmk"),
        pytest.param(
            "sgtmk",
            [text("cookieName", "_ga"), flag("decodeCookie", "false")],
            {"type": "cookie", "cookie": "_ga", "decode": False},
            id="sgtmk as it is",
        ),
        pytest.param("k", [text("name", "_ga")], {"type": "cookie", "cookie": "_ga", "decode": False}, id="k"),
        pytest.param(
            "smm",
            [text("input", "{{_event}}"), _ROWS],
            {"type": "lookup_table", "input": "{{Event Name}}", "table": {"a": "1", "b": "{{X}}"}},
            id="smm, where the first row of a key counts",
        ),
        pytest.param(
            "remm",
            [text("input", "{{X}}"), _ROWS, flag("fullMatch"), flag("ignoreCase", "false")],
            {
                "type": "regex_table",
                "input": "{{X}}",
                "table": {"a": "1", "b": "{{X}}"},
                "full_match": True,
                "ignore_case": False,
                "replace_after_match": False,
            },
            id="remm, with what GTM leaves out being off",
        ),
        pytest.param("r", [], {"type": "random_number"}, id="r"),
        pytest.param("vr", [text("resolutionOptions", "requestHeaders")], {"type": "visitor_region"}, id="vr"),
        pytest.param(
            "u",
            [text("component", "QUERY"), text("queryKey", "utm_source"), text("customUrlSource", "{{Referrer}}")],
            {"type": "url", "part": "query", "url": "{{Referrer}}", "query_key": "utm_source"},
            id="u",
        ),
        pytest.param("dbg", [], {"type": "constant", "constant": "{{Debug Mode}}"}, id="a built-in one as a type"),
    ],
)
def test_a_variable_keeps_its_meaning(type_: str, parameters: list[dict[str, Any]], here: dict[str, Any]) -> None:
    found = made(type_, *parameters)

    assert (found.outcome, found.value, found.notes) == ("native", here, ())


@pytest.mark.parametrize(
    ("type_", "parameters", "why"),
    [
        pytest.param("fs", [], "Firestore", id="Firestore"),
        pytest.param("jsm", [], "web containers", id="JavaScript"),
        pytest.param("xyz", [], "there is no type xyz", id="a type nobody knows"),
        pytest.param("ed", [], "it says no key path", id="a key that is missing"),
        pytest.param("remm", [table("map", {"key": "(?=a)", "value": ""})], "RE2", id="a pattern RE2 refuses"),
        pytest.param("smm", [table("map", {"key": "a" * 500, "value": ""})], "500 signs", id="an endless key"),
        pytest.param("u", [text("component", "COLOUR")], "no part COLOUR", id="a part no address has"),
        pytest.param("r", [text("min", "5"), text("max", "1")], "less than its least", id="bounds that cross"),
    ],
)
def test_what_cannot_be_worked_out_is_inert_and_says_why(
    type_: str, parameters: list[dict[str, Any]], why: str
) -> None:
    found = made(type_, *parameters)

    assert found.outcome == "inert"
    assert why in found.value["reason"]


def test_the_format_of_a_value_is_kept() -> None:
    converted = {"type": "TEMPLATE", "value": "{{_event}}"}
    found = made(
        "c", text("value", "x"), formatValue={"caseConversionType": "LOWERCASE", "convertNullToValue": converted}
    )

    assert found.value == {"type": "constant", "constant": "x", "case": "lower", "convert_null": "{{Event Name}}"}


def test_a_format_nobody_knows_is_told() -> None:
    assert (
        'the format "convertToNumber"'
        in made("c", formatValue={"convertToNumber": "x", "caseConversionType": "none"}).notes[0]
    )


def test_a_parameter_nobody_knows_is_told() -> None:
    assert '"colour" is not taken over' in made("c", text("value", "x"), text("colour", "red")).notes[0]
