"""The documentation says what is so: its examples load, and every type, setting and verb is in it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from gateway.cli import VERBS
from gateway.recording import read_hits
from gateway.rules import Catalogue, load
from gateway.rules.catalogue import SECTIONS

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")
RULES = (ROOT / "docs" / "rules.md").read_text("utf-8")
CLIENT = "clients:\n  GA4: {type: ga4}\n"
STANDING_IN = "variables:\n  Order value: {type: event_data, key: value}\n"


def blocks(text: str, language: str) -> list[str]:
    """The blocks of a page that are in this language; an empty one means blocks without a name."""
    found = re.findall(r"^```(\w*)\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    return [block for name, block in found if name == language]


@pytest.mark.parametrize("block", blocks(README, "yaml") + blocks(RULES, "yaml"))
def test_every_example_of_rules_loads(block: str, tmp_path: Path) -> None:
    text = block if "clients:" in block else CLIENT + block
    if "{{Order value}}" in text and "Order value:" not in text:
        text += STANDING_IN
    if "[Internal]" in text:
        text += "triggers:\n  Purchase: event_name == purchase\n  Internal: traffic == internal\n"
    (tmp_path / "rules.yaml").write_text(text, "utf-8")
    for included in ("rules/tiktok.yaml", "rules/shops/berlin.yaml"):
        (tmp_path / included).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / included).write_text("# Rules of their own.\n")

    assert load(tmp_path / "rules.yaml", {}, rehearsing=True).clients


def test_the_hit_of_the_readme_can_be_replayed(tmp_path: Path) -> None:
    (hit_text,) = [block for block in blocks(README, "") if "POST /g/collect" in block]
    (tmp_path / "hit.http").write_text(hit_text, "utf-8")

    (hit,) = read_hits(tmp_path / "hit.http")
    assert (hit.method, hit.ip, hit.header("host")) == ("POST", "203.0.113.7", "data.shop.example")


@pytest.mark.parametrize("section", SECTIONS)
def test_every_type_and_setting_is_documented(section: str) -> None:
    catalogue = Catalogue()
    missing = [
        word
        for name in catalogue.names(section)
        if name != "expression"  # the short form; its page is the section itself
        for word in (name, *(setting.name for setting in catalogue.type_of(section, name).settings()))
        if f"`{word}`" not in RULES
    ]

    assert missing == []


def test_every_verb_is_in_the_readme() -> None:
    assert [verb for verb in VERBS if f"sgtm {verb}" not in README] == []


def test_what_the_readme_shows_of_a_replay_is_what_a_replay_prints() -> None:
    from gateway.block import block
    from gateway.fake_tiktok import answer
    from gateway.recording import rehearse
    from gateway.report import report

    (shown,) = [text for text in blocks(README, "") if "$ sgtm replay" in text]
    (hit,) = read_hits(ROOT / "examples" / "hits" / "batch.http")
    printed = block(report(rehearse(load(ROOT / "rules.yaml", {}, rehearsing=True), hit, answer)))
    lines = [line.rstrip(" …") for line in shown.splitlines()[1:] if "request_id" not in line]

    assert [line for line in lines if line not in printed] == []


def test_what_the_docs_show_of_both_legs_is_what_a_replay_prints() -> None:
    from typer.testing import CliRunner

    from gateway.cli import _application

    page = (ROOT / "docs" / "tiktok.md").read_text("utf-8")
    (shown,) = [text for text in blocks(page, "") if "$ sgtm replay" in text]
    command = ["replay", str(ROOT / "examples" / "legs" / "both_legs.http"), "--rules", str(ROOT / "rules.yaml")]
    printed = CliRunner().invoke(_application("replay"), command, catch_exceptions=False).output

    assert shown.split("\n", 1)[1].strip() in printed


def test_the_type_of_the_docs_works_as_the_docs_say(pytester: pytest.Pytester) -> None:
    page = (ROOT / "docs" / "types.md").read_text("utf-8")
    tag, test = blocks(page, "python")
    (rules,) = blocks(page, "yaml")
    pytester.mkdir("tags").joinpath("crm_webhook.py").write_text(tag, "utf-8")
    (pytester.path / "rules.yaml").write_text(
        f"{CLIENT}triggers: {{Purchase: event_name == purchase}}\n{rules}", "utf-8"
    )
    hits = pytester.mkdir("hits")
    first = ROOT / "gateway" / "cli" / "first" / "tests" / "hits" / "purchase.http"
    (hits / "purchase.http").write_bytes(first.read_bytes())
    pytester.makepyfile(test)

    pytester.runpytest_subprocess("-p", "no:cacheprovider").assert_outcomes(passed=1)


def test_every_package_the_project_needs_has_its_reason() -> None:
    architecture = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    wanted = re.findall(r'^    "([a-z0-9-]+)>=', project, re.MULTILINE)

    assert [name for name in wanted if name not in architecture and name != "build"] == []


def test_the_tests_of_the_docs_hold() -> None:
    from typer.testing import CliRunner

    from gateway.cli import _application

    page = (ROOT / "docs" / "testing.md").read_text("utf-8")
    shown = blocks(page, "yaml")[0]
    (coverage,) = [block for block in blocks(page, "") if "rules.yaml:" in block]
    command = ["test", str(ROOT / "examples"), "--rules", str(ROOT / "rules.yaml")]
    printed = CliRunner().invoke(_application("test"), command, catch_exceptions=False)

    assert (ROOT / "examples" / "rules_test.yaml").read_text("utf-8").endswith(shown)
    assert printed.exit_code == 0
    assert [line for line in coverage.splitlines() if line.partition("  ")[0] not in printed.output] == []


def test_the_python_of_the_docs_holds(pytester: pytest.Pytester) -> None:
    page = (ROOT / "docs" / "testing.md").read_text("utf-8")
    for name in ("rules.yaml", "examples/hits/purchase.http", "examples/legs/pixel.http"):
        target = pytester.path / name.removeprefix("examples/")
        target.parent.mkdir(exist_ok=True)
        target.write_bytes((ROOT / name).read_bytes())
    (code,) = blocks(page, "python")
    pytester.makepyfile(code)

    pytester.runpytest_subprocess("-p", "no:cacheprovider").assert_outcomes(passed=2)


PAGES = {name: (ROOT / "docs" / f"{name}.md").read_text("utf-8") for name in ("templates", "tiktok")}
CRM = (ROOT / "tests" / "gateway" / "sandbox" / "templates" / "purchase_tag.tpl").read_text("utf-8")


@pytest.mark.parametrize("block", [block for page in PAGES.values() for block in blocks(page, "yaml")])
def test_every_example_with_templates_loads(block: str, tmp_path: Path) -> None:
    assert load(_with_templates(tmp_path, block), {}, rehearsing=True).clients


@pytest.mark.parametrize("words", [("check",), ("test", "templates"), ("replay", "purchase.http")], ids=" ".join)
def test_a_template_is_checked_tested_and_replayed_as_its_page_shows(words: tuple[str, ...], tmp_path: Path) -> None:
    _with_templates(tmp_path, blocks(PAGES["templates"], "yaml")[0])
    (tmp_path / "purchase.http").write_bytes((ROOT / "examples" / "hits" / "purchase.http").read_bytes())
    command = [sys.executable, "-m", "gateway.cli", *words]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60)
    shown = {line for text in blocks(PAGES["templates"], "console") for line in text.splitlines()}
    told = [line for line in ended.stdout.splitlines() if line.startswith(SHOWN)]

    assert ended.returncode == 0
    assert set(told) <= shown
    assert told or words[0] == "test"


SHOWN = ("rules.yaml: good", "templates/", "    ok Meta", "         reply")


def _with_templates(folder: Path, rules: str) -> Path:
    """Rules beside a template of ours under the names of the vendors', with the fields that they fill in."""
    names = re.findall(r"(\w*[A-Z]\w*|\w+_\w+|event): ", rules.partition("tags:")[2])
    fields = [f'{{"type": "TEXT", "name": "{name}"}}' for name in dict.fromkeys(names)]
    text = CRM.replace("[\n", f"[\n{''.join(f'{field},' for field in fields)}\n", 1)
    (folder / "templates").mkdir()
    for name in ("facebook", "tiktok_eapi"):
        (folder / "templates" / f"{name}.tpl").write_text(text, "utf-8")
    (folder / "rules.yaml").write_text(rules, "utf-8")
    return folder / "rules.yaml"
