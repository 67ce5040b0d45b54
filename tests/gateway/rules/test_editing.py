"""The schema as the server behind YAML in editors reads it rightly."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from gateway.rules import Catalogue, for_editor, schema_of

ROOT = Path(__file__).parents[3]
SCHEMA: dict[str, Any] = for_editor(schema_of(Catalogue()))


def setting(section: str, type_name: str, name: str) -> Any:
    return SCHEMA["definitions"][f"{type_name}_{section[:-1]}"]["properties"][name]


def test_it_is_a_draft_07_schema() -> None:
    Draft7Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("file", ["rules.yaml", "gateway/cli/first/rules.yaml"])
def test_the_containers_of_this_repository_are_valid(file: str) -> None:
    document = yaml.safe_load((ROOT / file).read_text("utf-8"))

    assert [error.message for error in Draft7Validator(SCHEMA).iter_errors(document)] == []


def test_a_wrong_setting_is_not_valid() -> None:
    document = {"tags": {"A": {"type": "tiktok", "pixel_code": "x", "access_token": "y", "pixel_kode": "z"}}}

    assert [list(error.absolute_path) for error in Draft7Validator(SCHEMA).iter_errors(document)] == [["tags", "A"]]


def test_a_type_is_told_by_its_sentence() -> None:
    kind = SCHEMA["properties"]["tags"]["additionalProperties"]["properties"]["type"]

    assert dict(zip(kind["enum"], kind["enumDescriptions"], strict=True))["tiktok"].startswith("Sends events to TikTok")


@pytest.mark.parametrize(
    ("section", "type_name", "name", "snippet"),
    [
        (
            "tags",
            "http_request",
            "query",
            {"label": '{page: "{{Page Path}}"}', "body": {"page": '"{{Page Path\\}\\}"'}},
        ),
        ("variables", "lookup_table", "input", {"label": '"{{Page Hostname}}"', "body": '"{{Page Hostname\\}\\}"'}),
        ("clients", "json_post", "tokens", {"label": '["${EVENTS_TOKEN}"]', "bodyText": '["\\${EVENTS_TOKEN\\}"]'}),
    ],
    ids=["a mapping", "anything", "a list of what comes from the environment"],
)
def test_an_example_that_would_be_inserted_wrong_is_a_snippet(
    section: str, type_name: str, name: str, snippet: dict[str, Any]
) -> None:
    schema = setting(section, type_name, name)

    assert schema["defaultSnippets"] == [snippet]
    assert "examples" not in schema
    assert f"Example: {snippet['label']}" in schema["description"]


def test_an_example_that_is_inserted_right_stays_one() -> None:
    assert setting("tags", "tiktok", "pixel_code")["examples"] == ["${TIKTOK_PIXEL_CODE}"]
    assert setting("clients", "ga4", "measurement_ids")["examples"] == [["G-EXAMPLE1"]]
