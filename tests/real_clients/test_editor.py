"""rules.yaml in a real editor: its server for YAML reads the schema that `sgtm schema` prints beside it.

`make browser` installs what these tests need; without it they are skipped.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator

import pytest

from gateway.rules import Catalogue
from tests.real_clients.editor import Editor, editing
from tests.running import ROOT

SERVER = ROOT / ".venv" / "clients" / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"
# Where there is no npm, `make browser` installs Node.js beside Python.
NODE = shutil.which("node", path=os.pathsep.join((os.environ.get("PATH", ""), str(ROOT / ".venv" / "bin"))))
MISSING = [name for name, found in (("node", NODE), ("yaml-language-server", SERVER.is_file())) if not found]

pytestmark = pytest.mark.skipif(bool(MISSING), reason=f"needs {' and '.join(MISSING)}: run `make browser`")

CATALOGUE = Catalogue()
SCHEMA = "# yaml-language-server: $schema=./rules.schema.json\n"
TAG = f"""\
{SCHEMA}triggers:
  Purchase: event_name == purchase
tags:
  TikTok:
    type: tiktok
    triggers: Purchase
    pixel_code: C4EXAMPLE
    access_token: ${{TIKTOK_ACCESS_TOKEN}}
"""


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    folder = tmp_path_factory.mktemp("container")
    with (folder / "rules.schema.json").open("w") as file:
        subprocess.run([sys.executable, "-m", "gateway.cli", "schema"], stdout=file, cwd=ROOT, check=True)
    with editing([str(NODE), str(SERVER), "--stdio"], folder) as opened:
        yield opened


@pytest.mark.parametrize("section", ["clients", "variables", "triggers", "transformations", "tags"])
def test_a_new_entry_completes_its_type(editor: Editor, section: str) -> None:
    offered = editor.completions(f"{SCHEMA}{section}:\n  New:\n    type: |")

    assert set(offered) == set(CATALOGUE.names(section))


def test_a_new_entry_below_others_completes_its_type_too(editor: Editor) -> None:
    assert "tiktok" in editor.completions(f"{TAG}  New:\n    type: |")


@pytest.mark.parametrize(
    ("section", "name"),
    [
        (section, name)
        for section in ("clients", "variables", "transformations", "tags")
        for name in CATALOGUE.names(section)
    ],
)
def test_the_settings_of_a_type_complete_with_their_sentences(editor: Editor, section: str, name: str) -> None:
    offered = editor.completions(f"{SCHEMA}{section}:\n  New:\n    type: {name}\n    |")

    for setting in CATALOGUE.type_of(section, name).settings():
        assert setting.sentence in offered[setting.name]


def test_only_the_settings_of_its_own_type_complete(editor: Editor) -> None:
    offered = editor.completions(f"{TAG}    |")

    assert {"consent", "test_event_code"} <= offered.keys()
    assert not {"measurement_id", "method", "pixel_code"} & offered.keys()


@pytest.mark.parametrize(
    ("setting", "values"),
    [
        ("unmapped", {"skip", "passthrough"}),
        ("limited_data_use", {"true", "false"}),
        ("endpoint", {"https://business-api.tiktok.com"}),
        ("test_event_code", {"TEST12345"}),
    ],
    ids=["one of several words", "a truth value", "its default", "an example"],
)
def test_a_value_completes(editor: Editor, setting: str, values: set[str]) -> None:
    assert values <= editor.completions(f"{TAG}    {setting}: |").keys()


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("event|_map: {sign_up: Lead}", "GA4 event names and the TikTok names they shall have, beside the usual ones."),
        ("limited_data_|use: true", "Ask TikTok to process the event under US state privacy rules."),
        ("cons|ent: [ad_storage]", "Types of consent it needs"),
    ],
    ids=["a mapping", "a truth value", "a field of any tag"],
)
def test_hovering_over_a_setting_shows_its_sentence(editor: Editor, line: str, sentence: str) -> None:
    assert sentence in editor.hover(f"{TAG}    {line}\n")


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("pixel_kode: C4EXAMPLE", "pixel_kode"),
        ("unmapped: skipped", '"skip", "passthrough"'),
        ("limited_data_use: 5", "boolean"),
    ],
    ids=["a setting nobody knows", "a word nobody knows", "another kind of value"],
)
def test_what_is_wrong_is_underlined(editor: Editor, line: str, told: str) -> None:
    assert [told in message for message in editor.diagnostics(f"{TAG}    {line}\n")] == [True]


@pytest.mark.parametrize("file", ["rules.yaml", "gateway/cli/first/rules.yaml"])
def test_right_rules_are_not_underlined(editor: Editor, file: str) -> None:
    assert editor.diagnostics((ROOT / file).read_text("utf-8")) == []


def test_a_number_or_truth_value_from_elsewhere_is_not_underlined(editor: Editor) -> None:
    assert editor.diagnostics(f'{TAG}    legacy_names: ${{LEGACY:-true}}\n    limited_data_use: "{{{{US}}}}"\n') == []
