"""How the house is built: what no linter holds."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TYPES = ("clients", "triggers", "variables", "transformations", "tags")
SOURCES = sorted(
    file.relative_to(ROOT)
    for folder in ("gateway", *TYPES)
    for file in (ROOT / folder).rglob("*.py")
    if not {"first", "first_type"} & set(file.parts) and file.name not in ("__init__.py", "__main__.py")
)
LONGEST_FILE, LONGEST_FUNCTION = 400, 40


@pytest.mark.parametrize("source", SOURCES, ids=str)
def test_every_source_file_has_its_test_in_the_same_place(source: Path) -> None:
    test = ROOT / "tests" / source.parent / f"test_{source.stem.lstrip('_')}.py"

    assert test.is_file()


@pytest.mark.parametrize("source", SOURCES, ids=str)
def test_a_file_opens_with_a_sentence_and_is_one_idea(source: Path) -> None:
    text = (ROOT / source).read_text("utf-8")

    assert text.startswith('"""')
    assert text.count("\n") < LONGEST_FILE


@pytest.mark.parametrize("source", SOURCES, ids=str)
def test_no_function_is_longer_than_a_page(source: Path) -> None:
    tree = ast.parse((ROOT / source).read_text("utf-8"))
    lengths = {
        node.name: _lines(node) for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }

    assert {name: length for name, length in lengths.items() if length > LONGEST_FUNCTION} == {}


def _lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Of the body: the options of a verb are a table, however many they are."""
    return (node.end_lineno or node.lineno) - node.body[0].lineno + 1


def test_nothing_is_called_by_a_word_that_says_nothing() -> None:
    empty = {"utils", "helpers", "common", "core", "base", "manager", "service"}

    assert [str(source) for source in SOURCES if empty & {source.stem, *source.parts}] == []


def _texts() -> Iterator[tuple[Path, str]]:
    for pattern in ("*.md", "*.py", "*.yaml", "*.toml", "*.json", "Makefile", "*.http"):
        for file in ROOT.rglob(pattern):
            if not {".venv", ".git", "dist", ".hypothesis"} & set(file.relative_to(ROOT).parts):
                yield file.relative_to(ROOT), file.read_text("utf-8")


def test_the_project_names_no_path_of_anybodys_machine() -> None:
    path = re.compile(r"(?<![\w.])/(?:home|Users|root|work|tmp)/\w")
    found = [str(name) for name, text in _texts() if path.search(text)]

    assert found == []


def test_every_floor_1_module_is_held_to_its_floor() -> None:
    """A new file in gateway/ must be in the two lists of import contracts, or nothing holds it."""
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    modules = {f"gateway.{file.stem}" for file in (ROOT / "gateway").glob("*.py") if file.stem != "__init__"}
    contract = text.split('name = "Floor 1 stands on nothing"')[1].split("forbidden_modules")[0]

    assert modules - set(re.findall(r'"(gateway\.\w+)"', contract)) == set()
