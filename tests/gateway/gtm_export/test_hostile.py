"""Exports that somebody has damaged anywhere: refused with a reason, or imported as rules that pass the check."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.gtm_export import ExportError, as_lines, imported, read_export
from gateway.rules import check
from tests.gateway.gtm_export.small_exports import EXPORTS

_SHOP = (EXPORTS / "shop.json").read_text("utf-8")
_WRONG: st.SearchStrategy[Any] = st.sampled_from(
    (
        None,
        True,
        0,
        -1,
        1.5,
        10**30,
        "",
        " ",
        "{{",
        "{{A}}",
        "{{_event}}",
        "${X}",
        "a" * 3000,
        "\x00\ud800\u2028",
        "--1",
        "\x1b[31m\udfff",
        "(?=",
        [],
        {},
    )
) | st.text(max_size=5)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hostile")


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_any_value_of_an_export_may_be_any_other(folder: Path, data: st.DataObject) -> None:
    document = json.loads(_SHOP)
    spots = list(_spots(document["containerVersion"]))
    for _ in range(data.draw(st.integers(1, 3))):
        holder, key = data.draw(st.sampled_from(spots))
        holder[key] = data.draw(_WRONG)

    assert _outcome(json.dumps(document).encode(), folder) in ("refused", "good")


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(_SHOP)))
def test_an_export_that_is_cut_anywhere_is_refused(folder: Path, end: int) -> None:
    assert _outcome(_SHOP[:end].encode(), folder) == ("refused" if end < len(_SHOP) - 1 else "good")


def _spots(value: Any) -> Iterator[tuple[Any, Any]]:
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
        yield value, key
        if isinstance(inner, dict | list):
            yield from _spots(inner)


def _outcome(written: bytes, folder: Path) -> str:
    try:
        made = imported(read_export(written, "x.json"))
    except ExportError as error:
        return "refused" if all(error.faults) else "refused without a reason"
    assert "\n".join(as_lines(made.lines)).encode().count(b"\x1b") == 0
    (folder / "rules.yaml").write_text(made.rules, "utf-8")
    problems = check(folder / "rules.yaml", {}).problems
    return "good" if not problems else f"{problems[0]}\n{made.rules}"
