"""Names of the environment in the place of credentials."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gateway.gtm_export import Imported
from tests.gateway.gtm_export.small_exports import converted, document, line, problems, rules, table, text

TOKEN = "EAA0example0token"
TEMPLATE = {"templateId": "5", "name": "CRM", "templateData": "___INFO___"}


def _made(*tags: list[dict[str, Any]], **lists: Any) -> Imported:
    entries = [{"name": f"T{number}", "type": "cvt_1_5", "parameter": each} for number, each in enumerate(tags)]
    return converted(document(customTemplate=[TEMPLATE], tag=entries, **lists))


def _constant(name: str, value: str) -> dict[str, Any]:
    return {"name": name, "type": "c", "parameter": [text("value", value)]}


def test_a_credential_stands_by_its_name_and_the_account_says_where_its_value_is() -> None:
    made = _made([text("apiToken", TOKEN)])

    assert rules(made)["tags"]["T0"] == {"type": "crm", "apiToken": "${GTM_CRM_API_TOKEN}"}
    assert line(made, "T0").notes[1] == '"apiToken" is a credential and stays in GTM: set GTM_CRM_API_TOKEN to it.'
    assert list(map(str, made.credentials)) == [
        'export GTM_CRM_API_TOKEN=… with the value of tag "T0", field "apiToken"',
    ]
    assert TOKEN not in repr(made)


def test_one_value_has_one_name_and_two_have_two() -> None:
    made = _made([text("apiToken", TOKEN)], [text("apiToken", "0ther-token")], [text("apiToken", TOKEN)])

    assert [each["apiToken"] for each in rules(made)["tags"].values()] == [
        "${GTM_CRM_API_TOKEN}",
        "${GTM_CRM_API_TOKEN_2}",
        "${GTM_CRM_API_TOKEN}",
    ]
    assert [(each.name, each.of) for each in made.credentials] == [
        ("GTM_CRM_API_TOKEN", "T0"),
        ("GTM_CRM_API_TOKEN_2", "T1"),
    ]


def test_a_constant_with_such_a_name_is_one(tmp_path: Path) -> None:
    made = _made(variable=[_constant("C - TikTok token", TOKEN), _constant("Token kind", "short")])

    assert rules(made)["variables"]["C - TikTok token"]["constant"] == "${GTM_C_TIKTOK_TOKEN}"
    assert rules(made)["variables"]["Token kind"]["constant"] == "short"
    assert made.credentials[0].as_json() == {
        "name": "GTM_C_TIKTOK_TOKEN",
        "kind": "variable",
        "of": "C - TikTok token",
        "field": "Value",
    }
    assert problems(made, tmp_path) == []


def test_a_table_with_such_a_name_is_taken_row_by_row() -> None:
    rows = table("map", {"key": "de", "value": TOKEN}, {"key": "en", "value": "0ther-token"})
    made = _made(variable=[{"name": "Tokens", "type": "smm", "parameter": [text("input", "x"), rows]}])

    assert rules(made)["variables"]["Tokens"]["table"] == {"de": "${GTM_TOKENS}", "en": "${GTM_TOKENS_2}"}
    assert [each.field for each in made.credentials] == ["Table, de", "Table, en"]


def test_a_header_in_a_table_is_one_by_the_cell_beside_it() -> None:
    made = _made([table("headers", {"name": "Authorization", "value": f"Bearer {TOKEN}"})])

    assert rules(made)["tags"]["T0"]["headers"] == [{"name": "Authorization", "value": "${GTM_CRM_AUTHORIZATION}"}]


def test_what_is_inert_shows_none() -> None:
    tag = {"name": "A", "type": "cvt_9_9", "parameter": [text("apiKey", TOKEN), text("id", "7")]}
    made = converted(document(tag=[tag], variable=[_constant("Token", f"{TOKEN}{{{{Token}}}}")]))

    assert "# apiKey: (a credential, which stays in GTM)\n    # id: 7".replace("    #", "  #") in made.rules
    assert made.credentials == ()


def test_an_export_cannot_name_what_this_machine_keeps_for_others() -> None:
    made = _made(variable=[_constant("AWS_SECRET_ACCESS_KEY", TOKEN)])

    assert made.credentials[0].name == "GTM_AWS_SECRET_ACCESS_KEY"


@pytest.mark.parametrize("name", ["Ключ token", "1 token", "token"])
def test_any_name_makes_a_name_of_the_environment(name: str, tmp_path: Path) -> None:
    made = _made(variable=[_constant(name, TOKEN)])

    assert made.credentials[0].name.isidentifier()
    assert problems(made, tmp_path) == []


def test_they_are_pointed_out_where_somebody_wants_to_keep_them() -> None:
    written = document(
        customTemplate=[TEMPLATE], tag=[{"name": "T", "type": "cvt_1_5", "parameter": [text("apiKey", TOKEN)]}]
    )
    made = converted(written, keeps_secrets=True)

    assert rules(made)["tags"]["T"]["apiKey"] == TOKEN
    assert "stands in rules.yaml in the clear" in line(made, "T").notes[1]
    assert made.credentials == ()
