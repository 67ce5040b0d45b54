"""The JSON Schema of rules.yaml, as an editor uses it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

from gateway.rules import Catalogue, schema_of
from gateway.rules.schema import entry_schema

ROOT = Path(__file__).parents[3]


def validator(folder: Path | None = None) -> Draft7Validator:
    return Draft7Validator(schema_of(Catalogue(folder)))


def entry_of(schema: dict[str, Any], section: str, name: str) -> Any:
    """What the schema says of one type of a section."""
    entry = schema["properties"][section]["additionalProperties"]
    return next(rule["then"] for rule in entry["allOf"] if rule["if"]["properties"]["type"]["const"] == name)


def test_it_is_a_draft_07_schema() -> None:
    schema = schema_of(Catalogue())

    Draft7Validator.check_schema(schema)
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"


@pytest.mark.parametrize("file", ["rules.yaml", "gateway/cli/first/rules.yaml"])
def test_the_containers_of_this_repository_are_valid(file: str) -> None:
    document = yaml.safe_load((ROOT / file).read_text("utf-8"))

    assert [error.message for error in validator().iter_errors(document)] == []


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("tag: {}", []),
        ("clients: [ga4]", ["clients"]),
        ("clients: {GA4: {type: ga3}}", ["clients", "GA4", "type"]),
        ("clients: {GA4: {type: ga4, max_event: 5}}", ["clients", "GA4"]),
        ("clients: {GA4: {type: ga4, max_events: 0}}", ["clients", "GA4", "max_events"]),
        ("triggers: {Purchase: 5}", ["triggers", "Purchase"]),
        ("tags: {A: {type: tiktok, access_token: x}}", ["tags", "A"]),
        ("tags: {A: {triggers: Purchase}}", ["tags", "A"]),
        ("delivery: {give_up_after: 24 hours}", ["delivery", "give_up_after"]),
    ],
    ids=[
        "no such section",
        "a section that is a list",
        "no such type",
        "no such setting",
        "too small",
        "a trigger that is a number",
        "a missing setting",
        "no type",
        "no duration",
    ],
)
def test_a_wrong_file_is_not_valid(text: str, path: list[str]) -> None:
    errors = list(validator().iter_errors(yaml.safe_load(text)))

    assert [list(error.absolute_path) for error in errors] == [path]


@pytest.mark.parametrize(
    "text",
    [
        "clients: {GA4: {type: ga4, max_events: '${MOST_EVENTS}'}}",
        "tags: {A: {type: tiktok, pixel_code: x, access_token: y, legacy_names: '${LEGACY:-true}'}}",
    ],
    ids=["a number", "a truth value"],
)
def test_what_the_reader_takes_from_the_environment_the_editor_does_not_call_wrong(text: str) -> None:
    assert [error.message for error in validator().iter_errors(yaml.safe_load(text))] == []


def test_a_setting_may_name_a_variable_whatever_it_is() -> None:
    document = {"tags": {"A": {"type": "tiktok", "pixel_code": "x", "access_token": "y", "unmapped": "{{How}}"}}}

    assert validator().is_valid(document)


def test_a_setting_has_the_sentence_and_the_default_of_its_declaration() -> None:
    setting = entry_of(schema_of(Catalogue()), "clients", "ga4")["properties"]["max_events"]

    assert setting["description"] == "Events of one hit that are read; gtag.js sends at most 20."
    assert setting["default"] == 100


def test_a_type_is_described_by_the_first_line_of_its_docstring() -> None:
    assert entry_of(schema_of(Catalogue()), "clients", "ga4")["description"] == (
        "Reads hits of gtag.js and other GA4 senders (`/g/collect`)."
    )


def test_the_types_of_a_users_folder_are_in_it(tmp_path: Path) -> None:
    (tmp_path / "variables").mkdir()
    (tmp_path / "variables" / "greeting.py").write_text(
        "from typing import Annotated\n"
        "from gateway import VariableType\n\n"
        "class Greeting(VariableType):\n"
        '    """Says hello."""\n\n'
        '    to: Annotated[str, "Whom."]\n'
    )
    entry = entry_of(schema_of(Catalogue(tmp_path)), "variables", "greeting")

    assert (entry["description"], entry["properties"]["to"]["description"]) == ("Says hello.", "Whom.")


@pytest.mark.parametrize(
    "text",
    ["raise ValueError('boom')\n", "from gateway import TagType\n\nclass Odd(TagType):\n    names: set[str]\n"],
    ids=["a file that raises", "a setting nobody can write"],
)
def test_a_broken_type_is_told_in_its_description_and_spoils_nothing_else(tmp_path: Path, text: str) -> None:
    (tmp_path / "tags").mkdir()
    (tmp_path / "tags" / "odd.py").write_text(text)
    schema = schema_of(Catalogue(tmp_path))

    assert "odd.py" in entry_of(schema, "tags", "odd")["description"]
    assert "pixel_code" in entry_of(schema, "tags", "tiktok")["properties"]


def test_the_fields_around_the_settings_are_those_of_the_section() -> None:
    assert set(entry_schema("tags", "x", ())["properties"]) == {
        "type",
        "triggers",
        "exceptions",
        "consent",
        "priority",
        "schedule",
        "firing_option",
        "setup",
        "cleanup",
        "stop_on_setup_failure",
        "stop_cleanup_on_failure",
        "paused",
        "retry",
    }
    assert set(entry_schema("transformations", "x", ())["properties"]) == {
        *("type", "tags", "types", "except_tags", "except_types", "triggers", "priority")
    }
