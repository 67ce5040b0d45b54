"""A `.tpl`: the file in which GTM keeps a custom template.

    ___INFO___                       JSON: TAG, MACRO or CLIENT, its name, where it runs
    ___TEMPLATE_PARAMETERS___        JSON: the fields of its form
    ___SANDBOXED_JS_FOR_SERVER___    its code
    ___SERVER_PERMISSIONS___         JSON: what its code may do
    ___TESTS___                      YAML: its own scenarios
    ___NOTES___                      text

A section begins with a line that is its name alone; they come in any order, and those with other names are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..errors import RulesError, nearest
from ..place import Place, Problem
from .parameter import Parameter
from .parameters import read_parameters
from .permissions import Permissions, read_permissions
from .section import Section, SectionFault

MOST_SIGNS = 4 * 1024 * 1024
SECTION_OF_TYPE = {"TAG": "tags", "MACRO": "variables", "CLIENT": "clients"}
"""What a type of template is in rules.yaml."""

_CODE = "SANDBOXED_JS_FOR_SERVER"
_READ = frozenset(("INFO", "TEMPLATE_PARAMETERS", _CODE, "SERVER_PERMISSIONS", "TESTS"))
_HEADER = re.compile(r"___([A-Z][A-Z0-9_]*[A-Z0-9])___[ \t]*")


@dataclass(frozen=True)
class Info:
    """What a template is: its type (TAG, MACRO or CLIENT), its name, and a sentence about it."""

    type: str
    name: str
    description: str = ""
    id: str = ""
    brand: str = ""
    categories: tuple[str, ...] = ()

    @property
    def section(self) -> str:
        """The section of rules.yaml it is for."""
        return SECTION_OF_TYPE[self.type]


@dataclass(frozen=True)
class Template:
    """A template as its file says it; `code_line` is the line of the file in which the code begins, as `tests_line` is."""

    file: str
    info: Info
    code: str
    code_line: int = 1
    parameters: tuple[Parameter, ...] = ()
    permissions: Permissions = field(default_factory=Permissions)
    tests: str = ""
    tests_line: int = 1
    notes: str = ""


def read_template(text: str | bytes, file: str) -> Template:
    """The template in a file of that name. Raises RulesError with everything that is wrong with it."""
    found: list[Problem] = []
    sections = _sections(_as_text(text, file), file, found)
    info = _read(sections, "INFO", lambda section: _info(section, found), found)
    parameters = _read(sections, "TEMPLATE_PARAMETERS", lambda section: read_parameters(section, found), found)
    permissions = _read(sections, "SERVER_PERMISSIONS", lambda section: read_permissions(section, found), found)
    found += _missing(sections, file)
    if found:
        raise RulesError(found)
    assert info is not None
    code, tests = sections[_CODE], sections.get("TESTS")
    return Template(
        file,
        info,
        code.text,
        code.line,
        parameters or (),
        permissions or Permissions(),
        tests.text if tests else "",
        tests.line if tests else 1,
        sections["NOTES"].text.strip() if "NOTES" in sections else "",
    )


def _as_text(given: str | bytes, file: str) -> str:
    """Lines end with one sign, and what marks the bytes as UTF-8 is no part of the text."""
    if len(given) > MOST_SIGNS:
        what = f"the template has {len(given):,} signs; {MOST_SIGNS:,} are allowed."
        raise RulesError([Problem(Place(file), what, "template")])
    try:
        text = given.decode("utf-8") if isinstance(given, bytes) else given
    except UnicodeDecodeError as error:
        line = given[: error.start].count(b"\n") + 1 if isinstance(given, bytes) else 1
        what = "this is not UTF-8 text. Export the template from GTM once more."
        raise RulesError([Problem(Place(file, line), what, "template")]) from None
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _sections(text: str, file: str, found: list[Problem]) -> dict[str, Section]:
    sections: dict[str, Section] = {}
    lines = text.split("\n")
    starts = [(number, header[1]) for number, line in enumerate(lines) if (header := _HEADER.fullmatch(line))]
    ends = [*(number for number, _ in starts[1:]), len(lines)]
    for (start, name), end in zip(starts, ends, strict=False):
        body = lines[start + 1 : end]
        blank = next((number for number, line in enumerate(body) if line.strip()), len(body))
        if name in sections and name in _READ:
            what = f"___{name}___ stands here a second time, first in line {sections[name].line}. Take one out."
            found.append(Problem(Place(file, start + 1), what, "template"))
        elif name not in sections:
            sections[name] = Section(name, "\n".join(body[blank:]).rstrip(), start + blank + 2, file)
    return sections


def _read(sections: Mapping[str, Section], name: str, read: Any, found: list[Problem]) -> Any:
    if name not in sections:
        return None
    try:
        return read(sections[name])
    except SectionFault as fault:
        found.append(fault.problem)
        return None


def _missing(sections: Mapping[str, Section], file: str) -> Iterator[Problem]:
    if not sections:
        what = "this is no template: it has no line such as ___INFO___. Export it from GTM as a .tpl file."
        yield Problem(Place(file), what, "template")
        return
    if "INFO" not in sections:
        yield Problem(Place(file), "the template has no ___INFO___, which says what it is.", "template")
    if _CODE not in sections:
        web = "SANDBOXED_JS_FOR_WEB_TEMPLATE" in sections
        why = "it is for web containers, which run in the browser." if web else "its code is missing."
        yield Problem(Place(file), f"the template has no ___{_CODE}___: {why}", "template")


def _info(section: Section, found: list[Problem]) -> Info | None:
    said = section.json()
    if not isinstance(said, dict):
        raise SectionFault(section.problem("it must be an object: {…}."))
    kind, contexts = said.get("type"), said.get("containerContexts", ["SERVER"])
    if not isinstance(kind, str) or kind not in SECTION_OF_TYPE:
        hint = nearest(str(kind)[:60], list(SECTION_OF_TYPE)) or f" There is {', '.join(SECTION_OF_TYPE)}."
        found.append(section.problem(f'there is no "type" {str(kind)[:60]} of templates.{hint}', kind))
        return None
    if not isinstance(contexts, list) or "SERVER" not in contexts:
        found.append(
            section.problem('"containerContexts" lacks SERVER: it is for web containers.', "containerContexts")
        )
        return None
    brand, categories = said.get("brand"), said.get("categories")
    return Info(
        kind,
        _text(said.get("displayName")),
        _text(said.get("description")),
        _text(said.get("id")),
        _text(brand.get("displayName")) if isinstance(brand, dict) else "",
        tuple(map(_text, categories)) if isinstance(categories, list) else (),
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
