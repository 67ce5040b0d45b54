"""`sgtm import`: writes the rules and the templates of an export, or nothing, and tells what became of it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

EXPORTS = Path(__file__).parents[1] / "gtm_export" / "exports"
SHOP, VENDOR = EXPORTS / "shop.json", EXPORTS / "vendor.json"


def sgtm(folder: Path, *words: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "gateway.cli", *map(str, words)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=60)


def test_it_writes_rules_and_templates_and_prints_the_account(tmp_path: Path) -> None:
    shown = sgtm(tmp_path, "import", VENDOR, "--into", "shop")

    assert (shown.returncode, shown.stderr) == (
        0,
        "sgtm: wrote shop/rules.yaml and 1 template. Look at it: sgtm check shop/rules.yaml, "
        "which also lists the permissions of its templates\n",
    )
    assert "template tag Vendor lead example_vendor".split() in [line.split() for line in shown.stdout.splitlines()]
    assert sorted(file.name for file in (tmp_path / "shop").rglob("*.*")) == ["example_vendor.tpl", "rules.yaml"]


def test_what_it_writes_passes_the_check(tmp_path: Path) -> None:
    sgtm(tmp_path, "import", SHOP)
    shown = sgtm(tmp_path, "check", "--no-warnings")

    assert (shown.returncode, shown.stderr) == (0, "")


def test_a_second_import_writes_the_same_bytes(tmp_path: Path) -> None:
    sgtm(tmp_path, "import", SHOP)
    first = (tmp_path / "rules.yaml").read_bytes()
    shown = sgtm(tmp_path, "import", SHOP)

    assert (shown.returncode, (tmp_path / "rules.yaml").read_bytes()) == (0, first)


def test_a_file_that_says_something_else_is_left_alone_and_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "example_vendor.tpl").write_text("mine")
    shown = sgtm(tmp_path, "import", VENDOR)

    assert shown.returncode == 1
    assert "templates/example_vendor.tpl is already there and says something else." in shown.stderr
    assert not (tmp_path / "rules.yaml").exists()


def test_programs_get_a_document(tmp_path: Path) -> None:
    document = json.loads(sgtm(tmp_path, "import", VENDOR, "--format", "json").stdout)

    assert document["schema"] == "import/v1"
    assert document["files"] == ["rules.yaml", "templates/example_vendor.tpl"]
    assert {each["outcome"] for each in document["objects"]} == {"native", "template", "inert"}


def test_a_credential_stays_in_gtm_and_is_told_where_its_value_is(tmp_path: Path) -> None:
    export = VENDOR.read_text("utf-8").replace("endpoint", "apiKey").replace("https://vendor.example/", "s3cret-s3cret")
    (tmp_path / "x.json").write_text(export)
    shown = sgtm(tmp_path, "import", "x.json")

    assert 'export GTM_EXAMPLE_VENDOR_API_KEY=… with the value of tag "Vendor lead", field "apiKey"' in shown.stderr
    written = "".join(file.read_text("utf-8") for file in (tmp_path / "rules.yaml", *tmp_path.glob("templates/*")))
    assert ("s3cret" in written + shown.stdout + shown.stderr, "${GTM_EXAMPLE_VENDOR_API_KEY}" in written) == (
        False,
        True,
    )


def test_the_account_says_what_a_template_may_do(tmp_path: Path) -> None:
    template = (EXPORTS.parents[1] / "sandbox/templates/purchase_tag.tpl").read_text("utf-8")
    export = json.loads(VENDOR.read_text("utf-8"))
    export["containerVersion"]["customTemplate"][0]["templateData"] = template
    (tmp_path / "x.json").write_text(json.dumps(export))

    assert (
        "permission: Sends HTTP requests: https://collect.vendor.example/*."
        in sgtm(tmp_path, "import", "x.json").stdout
    )


def test_who_wants_to_keeps_credentials_in_the_rules(tmp_path: Path) -> None:
    export = VENDOR.read_text("utf-8").replace("endpoint", "apiKey").replace("https://vendor.example/", "s3cret-s3cret")
    (tmp_path / "x.json").write_text(export)
    shown = sgtm(tmp_path, "import", "x.json", "--keep-secrets")

    assert "s3cret-s3cret" in (tmp_path / "rules.yaml").read_text("utf-8")
    assert "stands in rules.yaml in the clear" in shown.stdout


def test_what_is_no_export_is_refused_with_its_place_and_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "web.json").write_text(SHOP.read_text("utf-8").replace('"SERVER"', '"WEB"'))
    shown = sgtm(tmp_path, "import", "web.json")

    assert (shown.returncode, shown.stdout) == (4, "")
    assert shown.stderr == (
        "sgtm: web.json: $.containerVersion.container.usageContext: the container's usage context is WEB; "
        "only server containers can be imported.\n"
    )
    assert [file.name for file in tmp_path.iterdir()] == ["web.json"]


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    shown = sgtm(tmp_path, "import", "GTM-NONE.json")

    assert (shown.returncode, shown.stderr) == (
        4,
        "sgtm: GTM-NONE.json: the file cannot be read: No such file or directory.\n",
    )


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    shown = sgtm(tmp_path, "import", SHOP, "--into", "taken")

    assert shown.returncode == 1
    assert "taken/rules.yaml cannot be written" in shown.stderr


def test_what_the_page_shows_is_what_it_prints(tmp_path: Path) -> None:
    page = (Path(__file__).parents[3] / "docs" / "importing.md").read_text("utf-8")
    shown = page.partition("```console\n")[2].partition("```")[0].splitlines()[1:]
    printed = sgtm(tmp_path, "import", SHOP).stdout.splitlines()

    assert [line for line in shown if line not in printed] == []
