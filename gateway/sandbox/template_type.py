"""A template as a type: `templates/NAME.tpl` is what `tags/NAME.py` is, with the fields of its form as settings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, ClassVar

from ..egress import declared
from ..errors import GatewayError, SettingError
from ..event import UNDEFINED, Event
from ..filling import names_in
from ..hit import Hit
from ..kinds import Claimed, ClientType, Refused, TagType, Type, VariableType
from ..lookup import Lookup
from ..settings import Setting
from ..steps import Steps
from .engine import Limits
from .parameter_settings import settings_of_parameters
from .parameters import data_for
from .program import Kind, Lent, Program
from .realm import written
from .template_run import claim, tag_steps, variable_value
from .tpl import Template
from .validators import faults


def type_of(
    template: Template, *, warn_only: bool = False, lent: Lent | None = None, limits: Limits | None = None
) -> type[Any]:
    """The type that a template is: of a tag, a variable or a client. All entries of that type share its storage."""
    kind: Kind = template.info.type  # type: ignore[assignment]  # read_template() lets no other pass
    program = Program(
        kind=kind,
        code=template.code,
        file=template.file.rpartition("/")[2],
        line=template.code_line,
        permissions=template.permissions.as_json(),
        warn_only=warn_only,
        limits=limits or Limits(),
        lent=lent or Lent(),
    )
    # The five contracts are dataclasses, which would write an `__init__` of their own.
    named = any(next(names_in(each.default), None) is not None for each in template.parameters)
    inside = {"template": template, "fills_defaults": named, "program": program, "__init__": _OfTemplate.__init__}
    inside["__doc__"] = template.info.description or template.info.name
    made: type[Type] = type(_class_name(template), (_OF_KIND[kind],), inside)
    return made


class _OfTemplate:
    """What the three have in common: the settings as they are written, and the `data` the code sees."""

    template: ClassVar[Template]
    fills_defaults: ClassVar[bool]
    program: ClassVar[Program]
    given: Mapping[str, Any]
    name: str

    def __init__(self, *, name: str = "", **given: Any) -> None:
        self.__dict__.update(name=name, given=given)

    @classmethod
    def settings(cls) -> tuple[Setting, ...]:
        """The fields of its form."""
        return settings_of_parameters(cls.template.parameters)

    @classmethod
    def hosts(cls, settings: Mapping[str, Any]) -> tuple[str, ...]:
        """Where its permissions let it send; of one that may send anywhere, the addresses in its settings and its code."""
        permission = cls.template.permissions.as_json()["send_http"]["rules"]
        patterns = [pattern for (pattern,) in permission or ()]
        if "*" in patterns:
            patterns += [*_addresses_in(settings), *_ADDRESS.findall(cls.template.code)]
        return tuple(dict.fromkeys(filter(None, map(_host, patterns))))

    @classmethod
    def faults(cls, settings: Mapping[str, Any]) -> Iterator[SettingError]:
        """What its form has against these settings, as they are written in rules.yaml."""
        return faults(cls.template.parameters, settings)

    @cached_property
    def data(self) -> str:
        """The settings as JSON, with the defaults of the form."""
        return written(data_for(self.template.parameters, self._known))

    def data_in(self, lookup: Lookup) -> str:
        """The same for an event, which fills in the variables that a default names."""
        if not self.fills_defaults:
            return self.data
        return written(data_for(self.template.parameters, self._known, lookup))

    @property
    def _known(self) -> dict[str, Any]:
        return {key: None if value is UNDEFINED else value for key, value in self.given.items()}


class _TemplateTag(_OfTemplate, TagType):
    """A tag whose code is a template's."""

    def run(self, event: Event, lookup: Lookup) -> Steps:
        return tag_steps(self.program, self.name, self.data_in(lookup), event, lookup)


class _TemplateVariable(_OfTemplate, VariableType):
    """A variable whose code is a template's."""

    def value(self, lookup: Lookup) -> Any:
        return variable_value(self.program, self.name, self.data_in(lookup), lookup)


class _TemplateClient(_OfTemplate, ClientType):
    """A client whose code is a template's."""

    def claim(self, hit: Hit) -> Claimed | Refused:
        return claim(self.program, self.name, self.data, hit)


_OF_KIND: dict[Kind, type[Type]] = {"TAG": _TemplateTag, "MACRO": _TemplateVariable, "CLIENT": _TemplateClient}
_ADDRESS = re.compile(r"https?://[A-Za-z0-9.-]+\.[A-Za-z]{2,}(?::\d+)?")
_PATTERN = re.compile(r"(https?)://(\*\.)?([^/?#*]+)")


def _class_name(template: Template) -> str:
    return "".join(word.capitalize() for word in re.findall(r"[A-Za-z0-9]+", template.info.name)) or "Template"


def _addresses_in(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value] if value.lower().startswith(("https://", "http://")) else []
    inside = value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ()
    return [address for each in inside for address in _addresses_in(each)]


def _host(pattern: str) -> str:
    """The host of a pattern such as `https://*.vendor.example/*`, as types declare hosts; nothing where it has none."""
    found = _PATTERN.match(pattern)
    if found is None:
        return ""
    address = f"*.{found[3]}" if found[2] else f"{found[1]}://{found[3]}"
    try:
        declared(address)
    except GatewayError:
        return ""
    return address
