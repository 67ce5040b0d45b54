"""Small exports, and the rules they become."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from gateway.gtm_export import Imported, Line, imported, read_export
from gateway.gtm_export.around import Around
from gateway.gtm_export.export import ExportError, Thing
from gateway.recording import read_hits, rehearse
from gateway.rules import check, load
from gateway.rules.written import read
from gateway.trace import Trace

EXPORTS = Path(__file__).parent / "exports"
NOTHING_AROUND = Around()


def text(key: str, value: str) -> dict[str, Any]:
    """A TEMPLATE parameter."""
    return {"type": "TEMPLATE", "key": key, "value": value}


def flag(key: str, value: str = "true") -> dict[str, Any]:
    """A BOOLEAN parameter."""
    return {"type": "BOOLEAN", "key": key, "value": value}


def table(key: str, *rows: Mapping[str, str]) -> dict[str, Any]:
    """A LIST of MAPs."""
    maps = [{"type": "MAP", "map": [text(name, value) for name, value in row.items()]} for row in rows]
    return {"type": "LIST", "key": key, "list": maps}


def condition(left: str, operator: str, right: str, **flags: str) -> dict[str, Any]:
    """A condition of a trigger."""
    sides = [text("arg0", left), text("arg1", right), *(flag(key, value) for key, value in flags.items())]
    return {"type": operator, "parameter": sides}


def thing(kind: str, type_: str, *parameters: dict[str, Any], name: str = "It", **fields: Any) -> Thing:
    """An object of an export."""
    data = {"name": name, "type": type_, "parameter": list(parameters), **fields}
    return Thing(kind, f"$.containerVersion.{kind}[0]", name, type_, data)


def document(**lists: Any) -> dict[str, Any]:
    """An export of a server container with these objects."""
    container = {"publicId": "GTM-EXAMPLE", "name": "Example shop", "usageContext": ["SERVER"]}
    version = {"container": container, **lists}
    return {"exportFormatVersion": 2, "exportTime": "2026-03-01 12:00:00", "containerVersion": version}


def converted(
    written: dict[str, Any], *, native: bool = False, types: tuple[str, ...] = (), keeps_secrets: bool = False
) -> Imported:
    """The import of an export."""
    export = read_export(json.dumps(written).encode(), "GTM-EXAMPLE.json")
    return imported(export, taken_types=types, prefers_native=native, keeps_secrets=keeps_secrets)


def rules(made: Imported) -> Any:
    """What the text of its rules says."""
    written, problems = read(made.rules.encode(), "rules.yaml")
    assert problems == []
    return written.data()


def line(made: Imported, name: str) -> Line:
    """What the account says of an object."""
    return next(each for each in made.lines if each.name == name)


def problems(made: Imported, folder: Path) -> list[str]:
    """What `sgtm check` finds wrong with its rules."""
    (folder / "rules.yaml").write_text(made.rules, "utf-8")
    return [problem.what for problem in check(folder / "rules.yaml", {}).problems]


def replayed(made: Imported, hit: str, folder: Path) -> Trace:
    """The trace of a hit through its rules."""
    (folder / "rules.yaml").write_text(made.rules, "utf-8")
    (folder / "hit.http").write_text(hit, "utf-8")
    (captured,) = read_hits(folder / "hit.http")
    return rehearse(load(folder / "rules.yaml", {}, rehearsing=True), captured)


def faults(written: bytes | dict[str, Any]) -> tuple[str, ...]:
    """Why this is refused."""
    given = written if isinstance(written, bytes) else json.dumps(written).encode()
    with pytest.raises(ExportError) as raised:
        read_export(given, "x.json")
    return raised.value.faults
