"""The settings of a type, declared once as fields."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest

from gateway import Secret
from gateway.settings import Setting, setting_name, settings_of


@dataclasses.dataclass(frozen=True, kw_only=True)
class Example:
    """One field of every kind a setting may be."""

    name: str = ""
    needed: Annotated[str, "A needed text."]
    bare: int = 5
    secret: Annotated[Secret, "A secret."]
    maybe_secret: Annotated[Secret | None, "A secret or none."] = None
    maybe: Annotated[float | None, "A number or nothing."] = None
    either: Annotated[str | int, "Text or a number."] = "x"
    one_of: Annotated[Literal["skip", "send"], "One of two."] = "skip"
    several: Annotated[tuple[str, ...], "Several texts."] = ("a", "b")
    listed: Annotated[list[int], "Numbers."] = dataclasses.field(default_factory=lambda: [1])
    mapped: Annotated[Mapping[str, bool], "Switches by name."] = dataclasses.field(default_factory=dict)
    limited: Annotated[int, "A small number.", {"minimum": 1}] = 1
    file: Annotated[Path | None, "A file."] = None
    files: Annotated[Mapping[str, Path] | None, "Files by name."] = None
    anything: Annotated[Any, "Anything."] = None


FOUND = {setting.name: setting for setting in settings_of(Example)}


def test_every_field_but_the_name_is_a_setting_in_order() -> None:
    assert list(FOUND) == [field.name for field in dataclasses.fields(Example)][1:]
    assert FOUND["needed"] == Setting("needed", "A needed text.", {"type": "string"}, required=True)


@pytest.mark.parametrize(
    ("name", "schema"),
    [
        ("bare", {"type": "integer"}),
        ("secret", {"type": "string"}),
        ("maybe", {"type": "number"}),
        ("either", {"anyOf": [{"type": "string"}, {"type": "integer"}]}),
        ("one_of", {"enum": ["skip", "send"]}),
        ("several", {"type": "array", "items": {"type": "string"}}),
        ("listed", {"type": "array", "items": {"type": "integer"}}),
        ("mapped", {"type": "object", "additionalProperties": {"type": "boolean"}}),
        ("limited", {"type": "integer", "minimum": 1}),
        ("file", {"type": "string", "format": "path"}),
        ("files", {"type": "object", "additionalProperties": {"type": "string", "format": "path"}}),
        ("anything", {}),
    ],
)
def test_the_type_of_a_field_is_its_json_schema(name: str, schema: dict[str, Any]) -> None:
    assert FOUND[name].schema == schema


@pytest.mark.parametrize(
    ("name", "required", "default"),
    [
        ("needed", True, None),
        ("bare", False, 5),
        ("several", False, ["a", "b"]),
        ("listed", False, [1]),
        ("maybe", False, None),
    ],
)
def test_a_field_without_a_default_is_required(name: str, required: bool, default: Any) -> None:  # noqa: FBT001
    assert (FOUND[name].required, FOUND[name].default) == (required, default)


def test_only_secrets_are_marked_as_secrets() -> None:
    assert [name for name, setting in FOUND.items() if setting.secret] == ["secret", "maybe_secret"]


def test_a_field_of_a_type_no_setting_can_be_is_a_fault_of_its_author() -> None:
    @dataclasses.dataclass
    class Wrong:
        """A field that cannot be written in YAML."""

        when: Annotated[bytes, "Bytes."] = b""

    with pytest.raises(TypeError, match="bytes"):
        settings_of(Wrong)


@pytest.mark.parametrize(
    ("name", "written"), [("type", "type_"), ("type_", "type__"), ("consent", "consent_"), ("pixel_code", "pixel_code")]
)
def test_a_field_never_hides_what_an_entry_has_itself(name: str, written: str) -> None:
    assert setting_name(name) == written
