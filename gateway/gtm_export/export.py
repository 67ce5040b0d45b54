"""An export of a GTM server container (format 2), read and checked: its objects, each with its place in the JSON.

{"exportFormatVersion": 2, "containerVersion": {"container": {…}, "tag": [{"name": …, "type": …, "parameter": […]}], …}}

Source: Google, "Tag Manager API v2", ContainerVersion; exports write its names of types in capitals (MATCH_REGEX).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..errors import GatewayError
from .parameters import faults_of, faults_of_one, unsaid

MOST_BYTES = 64 * 1024 * 1024
LISTS = ("client", "variable", "trigger", "transformation", "tag", "customTemplate", "folder", "builtInVariable")
_WITHOUT_TYPE = ("customTemplate", "folder")
_ROOT = "$.containerVersion"
_MOST_TOLD = 100
_LONGEST_NAME = 200


class ExportError(GatewayError):
    """An export that cannot be imported: every reason, each with its place in the JSON."""

    exit_code = 4

    def __init__(self, file: str, faults: list[str]) -> None:
        self.faults = tuple(map(visible, faults))
        more = [f"{file}: and {len(faults) - _MOST_TOLD} more."] * (len(faults) > _MOST_TOLD)
        super().__init__("\n".join([*(f"{file}: {fault}" for fault in self.faults[:_MOST_TOLD]), *more]))


@dataclass(frozen=True)
class Thing:
    """An object of the export: a client, variable, trigger, … with what GTM knows of it."""

    kind: str
    path: str
    name: str
    type: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """GTM's id; blank in exports that were made by hand."""
        key = "templateId" if self.kind == "customTemplate" else f"{self.kind}Id"
        return text_of(self.data.get(key))

    def text(self, key: str) -> str:
        """A field of it as text."""
        return text_of(self.data.get(key))


@dataclass(frozen=True)
class Export:
    """A container version with all its objects."""

    public_id: str
    name: str
    exported: str
    lists: Mapping[str, tuple[Thing, ...]]
    others: tuple[str, ...] = ()
    """Lists that no server container is known to have."""

    def __getitem__(self, kind: str) -> tuple[Thing, ...]:
        return self.lists[kind]


def read_export(written: bytes, file: str) -> Export:
    """The export in a file. Raises ExportError with everything that is wrong with it."""
    version = _version(_document(written, file), file)
    faults: list[str] = []
    lists = {kind: tuple(_things(version.get(kind), kind, faults)) for kind in LISTS}
    if faults:
        raise ExportError(file, faults)
    container = version["container"]
    others = sorted(key for key, value in version.items() if isinstance(value, list) and value and key not in LISTS)
    return Export(
        text_of(container.get("publicId")), text_of(container.get("name")), version["exported"], lists, tuple(others)
    )


def text_of(value: Any) -> str:
    """A scalar of JSON as GTM writes it: ids and numbers may come as either."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, str | int | float) else ""


def visible(text: str) -> str:
    """A text that a terminal can show, whatever signs somebody has put into it."""
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in text)


def _document(written: bytes, file: str) -> Any:
    if len(written) > MOST_BYTES:
        raise ExportError(file, [f"the file has {len(written):,} bytes; {MOST_BYTES:,} are allowed."])
    try:
        return json.loads(written.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ExportError(file, [f"this is no export: byte {error.start} is no UTF-8."]) from None
    except RecursionError:
        raise ExportError(file, ["this is no export of GTM: it is nested too deep."]) from None
    except ValueError as error:
        raise ExportError(file, [f"this is no JSON: {error}. Export the container once more: Admin, Export."]) from None


def _version(document: Any, file: str) -> dict[str, Any]:
    """The container version, with the time of the export. Raises ExportError for what is no export of a server container."""
    if not isinstance(document, dict) or "exportFormatVersion" not in document:
        raise ExportError(file, ["$: this is no export of GTM: it has no exportFormatVersion. Use Admin, Export."])
    number, version = document["exportFormatVersion"], document.get("containerVersion")
    if text_of(number) != "2":
        raise ExportError(file, [f"$.exportFormatVersion: it is {_shown(number)}; only format 2 is known here."])
    if not isinstance(version, dict):
        raise ExportError(file, [f"{_ROOT}: it must be an object, and is {_shown(version)}."])
    container = version.get("container")
    if not isinstance(container, dict):
        raise ExportError(file, [f"{_ROOT}.container: it must be an object, and is {_shown(container)}."])
    used = container.get("usageContext")
    contexts = [text_of(each).upper() for each in (used if isinstance(used, list) else [used])]
    if "SERVER" not in contexts:
        kind = ", ".join(filter(None, contexts)) or "unknown"
        what = f"the container's usage context is {kind[:100]}; only server containers can be imported."
        raise ExportError(file, [f"{_ROOT}.container.usageContext: {what}"])
    return {**version, "exported": text_of(document.get("exportTime"))}


def _things(given: Any, kind: str, faults: list[str]) -> Iterator[Thing]:
    if given is None:
        return
    if not isinstance(given, list):
        faults.append(f"{_ROOT}.{kind}: it must be a list, and is {_shown(given)}.")
        return
    taken: dict[str, int] = {}
    for number, data in enumerate(given):
        path = f"{_ROOT}.{kind}[{number}]"
        if wrong := list(_wrong_with(data, kind, path)):
            faults += wrong
            continue
        name = unique(_tidy(data["name"]) or f"unnamed {kind} {number + 1}", taken)
        yield Thing(kind, path, name, text_of(data.get("type")), data)


def _wrong_with(data: Any, kind: str, path: str) -> Iterator[str]:
    if not isinstance(data, dict):
        yield f"{path}: it must be an object, and is {_shown(data)}."
        return
    if not isinstance(data.get("name"), str):
        yield f"{path}.name: it must be text, and is {_shown(data.get('name'))}."
    if kind not in _WITHOUT_TYPE and not (isinstance(data.get("type"), str) and data["type"]):
        yield f"{path}.type: it must be text, and is {_shown(data.get('type'))}."
    yield from faults_of(data.get("parameter"), f"{path}.parameter")
    for key in ("filter", "customEventFilter", "autoEventFilter"):
        yield from _wrong_with_conditions(data.get(key), f"{path}.{key}")
    for key, inner in _parameters_inside(data):
        yield from faults_of_one(inner, f"{path}.{key}")
    for key in ("firingTriggerId", "blockingTriggerId", "setupTag", "teardownTag"):
        if not isinstance(data.get(key), list | None):
            yield f"{path}.{key}: it must be a list, and is {_shown(data[key])}."
    if kind == "customTemplate" and not isinstance(data.get("templateData"), str | None):
        yield f"{path}.templateData: it must be text, and is {_shown(data['templateData'])}."


def _parameters_inside(data: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Parameters that stand in fields of their own: those of a variable's format, a tag's consent, metadata and priority."""
    for key in ("formatValue", "consentSettings"):
        for name, inner in data[key].items() if isinstance(data.get(key), dict) else ():
            if isinstance(inner, dict):
                yield f"{key}.{name}", inner
    for key in ("monitoringMetadata", "priority"):
        if isinstance(data.get(key), dict):
            yield key, data[key]


def _wrong_with_conditions(given: Any, path: str) -> Iterator[str]:
    if not isinstance(given, list | None):
        yield f"{path}: it must be a list, and is {_shown(given)}."
        return
    for number, condition in enumerate(given or []):
        place = f"{path}[{number}]"
        if not isinstance(condition, dict):
            yield f"{place}: it must be an object, and is {_shown(condition)}."
        elif not isinstance(condition.get("type"), str):
            yield f"{place}.type: it must be text, and is {_shown(condition.get('type'))}."
        else:
            yield from faults_of(condition.get("parameter"), f"{place}.parameter")


def _tidy(name: str) -> str:
    """A name on one line, of signs that can be seen, and not endless."""
    seen = "".join(sign if sign.isprintable() else " " for sign in name)
    return " ".join(seen.split())[:_LONGEST_NAME].strip()


def unique(name: str, taken: dict[str, int], form: str = "{} ({})") -> str:
    """The name, or with a number behind it the first that nobody has. `taken` keeps where to go on looking."""
    number, free = taken.get(name, 1), name
    while free in taken:
        number += 1
        free = form.format(name, number)
    taken[name], taken[free] = number, taken.get(free, 1)
    return free


_shown = unsaid
