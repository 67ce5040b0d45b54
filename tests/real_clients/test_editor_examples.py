"""The examples of the settings, as an editor inserts them: the file then says the example."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from tests.gateway.rules.test_schema_examples import SETTINGS
from tests.real_clients.editor import CURSOR, Editor
from tests.real_clients.test_editor import SCHEMA, editor, pytestmark

__all__ = ["editor", "pytestmark"]

WITH_EXAMPLES = {name: setting.schema["examples"] for name, setting in SETTINGS.items() if "examples" in setting.schema}
_STEP = re.compile(r"\\([$}\\])|\$\{\d+:|\$\{([A-Za-z_]\w*)\}|\$\d+|\}|[^\\$}]+|.", re.DOTALL)


@pytest.mark.parametrize(("name", "examples"), WITH_EXAMPLES.items(), ids=WITH_EXAMPLES.keys())
def test_an_example_that_is_inserted_says_the_example(editor: Editor, name: str, examples: list[Any]) -> None:
    section, type_name, setting = name.split()
    text = f"{SCHEMA}{section}:\n  New:\n    type: {type_name}\n    {setting}: {CURSOR}"
    written = [yaml.safe_load(_inserted(text, new))[section]["New"][setting] for new in editor.insertions(text)]

    assert [example for example in examples if example not in written] == []


def _inserted(text: str, new: str) -> str:
    """The file with the snippet in it, as editors expand and indent it."""
    before, _, after = text.partition(CURSOR)
    line = before.rpartition("\n")[2]
    indent = line[: len(line) - len(line.lstrip())]
    return before + "".join(_expanded(new)).replace("\n", f"\n{indent}") + after


def _expanded(snippet: str) -> Iterator[str]:
    depth = 0
    for step in _STEP.finditer(snippet):
        if step[1] or step[2]:
            yield step[1] or step[2]
        elif step[0].startswith("${"):
            depth += 1
        elif step[0] == "}" and depth:
            depth -= 1
        elif not re.fullmatch(r"\$\d+", step[0]):
            yield step[0]
