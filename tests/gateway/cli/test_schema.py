"""`sgtm schema`: the schema on stdout, with the user's own types in it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from gateway.rules import Catalogue, for_editor, schema_of
from gateway.testing.written_schema import schema_of_tests


def sgtm(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "gateway.cli", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=60)


def test_it_prints_the_schema_and_nothing_else(tmp_path: Path) -> None:
    shown = sgtm(tmp_path, "schema")

    assert (shown.returncode, shown.stderr) == (0, "")
    assert json.loads(shown.stdout) == for_editor(schema_of(Catalogue(tmp_path)))


def test_a_users_own_type_of_that_folder_is_in_it(tmp_path: Path) -> None:
    (tmp_path / "shop" / "tags").mkdir(parents=True)
    (tmp_path / "shop" / "tags" / "own.py").write_text(
        'from gateway import TagType\n\n\nclass Own(TagType):\n    """Does nothing for Größe."""\n'
    )
    shown = sgtm(tmp_path, "schema", "shop")

    entry = json.loads(shown.stdout)["properties"]["tags"]["additionalProperties"]
    assert "own" in entry["properties"]["type"]["enum"]
    assert "Does nothing for Größe." in shown.stdout


def test_it_prints_that_of_tests_too(tmp_path: Path) -> None:
    assert json.loads(sgtm(tmp_path, "schema", "--tests").stdout) == schema_of_tests()
