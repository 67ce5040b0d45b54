"""The examples in the settings of the built-in types, as an editor offers them."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft7Validator

from gateway.rules import Catalogue
from gateway.rules.catalogue import SECTIONS
from gateway.rules.schema import TEMPLATED
from gateway.settings import Setting

CATALOGUE = Catalogue()
SETTINGS = {
    f"{section} {name} {setting.name}": setting
    for section in SECTIONS
    for name in CATALOGUE.names(section)
    for setting in CATALOGUE.type_of(section, name).settings()
}


def of_each(settings: dict[str, Setting]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("setting", settings.values(), ids=settings.keys())


@of_each({name: setting for name, setting in SETTINGS.items() if setting.required})
def test_a_required_setting_has_an_example(setting: Setting) -> None:
    assert setting.schema.get("examples")


@of_each({name: setting for name, setting in SETTINGS.items() if "examples" in setting.schema})
def test_its_examples_fit_or_are_filled_in_later(setting: Setting) -> None:
    own, filled_in = Draft7Validator(setting.schema), Draft7Validator(TEMPLATED)

    assert [
        shown for shown in setting.schema["examples"] if not (own.is_valid(shown) or filled_in.is_valid(shown))
    ] == []


@pytest.mark.parametrize(
    ("name", "where"),
    [
        ("variables event_data key", ()),
        ("transformations allow_parameters parameters", ("items",)),
        ("transformations exclude_parameters parameters", ("items",)),
        ("transformations augment_event parameters", ("propertyNames",)),
        ("tags ga4 exclude_parameters", ("items",)),
    ],
    ids=["a text", "a list to see", "a list not to see", "a mapping", "a list not to send"],
)
def test_key_paths_of_the_event_are_told_apart_from_other_texts(name: str, where: tuple[str, ...]) -> None:
    schema: Any = SETTINGS[name].schema
    for step in where:
        schema = schema[step]

    assert schema["format"] == "event-key"
