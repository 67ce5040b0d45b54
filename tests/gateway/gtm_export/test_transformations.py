"""Transformations of an export: none lets more through than GTM's."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.gtm_export.around import Around
from gateway.gtm_export.made import Made
from gateway.gtm_export.transformations import transformation
from tests.gateway.gtm_export.small_exports import flag, table, text, thing

AROUND = Around(
    tags={"GA4": "GA4", "Ads": "Ads", "Meta": "Meta", "Other": "Other"},
    tag_types={"GA4": "sgtmgaaw", "Ads": "sgtmadsct", "Meta": "cvt_1_2", "Other": "cvt_1_2"},
)
EXCLUDED = table("excludedParamsTable", {"excludedParams": "user_data.phone_number"})
FOR_ALL = flag("allTagsExcept")


def made(type_: str, *parameters: dict[str, Any]) -> Made:
    return transformation(thing("transformation", type_, *parameters, name="No phone"), AROUND)


def reference(name: str) -> dict[str, Any]:
    return {"type": "MAP", "map": [{"type": "TAG_REFERENCE", "key": "tagReference", "value": name}]}


def conditions(*rows: dict[str, str]) -> tuple[dict[str, Any], ...]:
    return flag("matchingConditionsEnabled"), table("matchingConditionsTable", *rows)


@pytest.mark.parametrize(
    ("type_", "given", "here"),
    [
        pytest.param(
            "tf_allow_params",
            table("allowedParamsTable", {"allowedParams": "value"}),
            {"type": "allow_parameters", "parameters": ["value"]},
            id="allow",
        ),
        pytest.param(
            "tf_exclude_params",
            EXCLUDED,
            {"type": "exclude_parameters", "parameters": ["user_data.phone_number"]},
            id="exclude",
        ),
        pytest.param(
            "tf_augment_event",
            table("augmentEventTable", {"paramName": "currency", "paramValue": "{{_event}}"}),
            {"type": "augment_event", "parameters": {"currency": "{{Event Name}}"}},
            id="augment",
        ),
    ],
)
def test_the_three_kinds_are_ours(type_: str, given: dict[str, Any], here: dict[str, Any]) -> None:
    assert made(type_, given, FOR_ALL).value == here


def test_it_is_for_the_tags_that_are_named_and_those_of_a_type_less_its_exceptions() -> None:
    named = {"type": "LIST", "key": "affectedTags", "list": [reference("GA4"), reference("Nobody")]}
    excepted = {"type": "LIST", "key": "tagTypeExceptions", "list": [reference("Other")]}
    types = {
        "type": "LIST",
        "key": "affectedTagTypes",
        "list": [{"type": "MAP", "map": [text("tagType", "cvt_1_2"), excepted]}],
    }
    found = made("tf_exclude_params", EXCLUDED, named, types, flag("allTagsExcept", "false"))

    assert found.value["tags"] == ["GA4", "Meta"]
    assert found.notes == ('there is no tag "Nobody" it is for.',)


def test_it_is_for_all_but_those_that_are_named() -> None:
    named = {"type": "LIST", "key": "affectedTags", "list": [reference("GA4")]}

    assert made("tf_exclude_params", EXCLUDED, named, FOR_ALL).value["except_tags"] == ["GA4"]
    assert made("tf_exclude_params", EXCLUDED).notes == ("it is for no tag.",)


def test_its_conditions_become_a_trigger() -> None:
    rows = (
        {"variableReference": "{{Client Name}}", "expressionType": "EQUALS", "expressionValue": "GA4"},
        {"variableName": "Event Name", "expressionType": "DOES_NOT_CONTAIN", "expressionValue": "view"},
    )
    found = made("tf_exclude_params", EXCLUDED, FOR_ALL, *conditions(*rows))

    assert found.value["triggers"] == ["No phone: conditions"]
    assert found.added[0].value == "client_name == GA4 and event_name not contains view"


@pytest.mark.parametrize("given", [text("booleanExpressionString", "1 OR 2"), text("x", "y")])
def test_one_that_takes_something_out_is_applied_always_where_its_conditions_cannot_be_said(
    given: dict[str, Any],
) -> None:
    found = made("tf_exclude_params", EXCLUDED, FOR_ALL, given, *conditions())

    assert "triggers" not in found.value
    assert any("it is applied always" in note for note in found.notes)


def test_one_that_adds_something_is_inert_then() -> None:
    found = made("tf_augment_event", FOR_ALL, *conditions({"variableName": "X", "expressionType": "NEARLY"}))

    assert found.outcome == "inert"


def test_one_of_a_type_nobody_knows_fails_only_its_own_tags() -> None:
    named = {"type": "LIST", "key": "affectedTags", "list": [reference("Meta")]}

    assert made("cvt_1_9", named).value["tags"] == ["Meta"]


def test_googles_own_parameters_are_left_alone() -> None:
    own = table("excludedParamsTable", {"excludedParams": "x-ga-gcs"}, {"excludedParams": "value"})
    found = made("tf_exclude_params", own, FOR_ALL)

    assert found.value["parameters"] == ["value"]
    assert "x-ga-gcs: left out" in found.notes[0]
