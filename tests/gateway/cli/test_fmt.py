"""`sgtm fmt`: writes the house style, or says what it would write."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
LOOSE = "# Who is told.\ntags: { A: {triggers: B,type: 'x'} } # all\ncontainer: Shop\n"
SETTLED = 'container: Shop\n\n# Who is told.\ntags: {A: {type: "x", triggers: B}}  # all\n'


def sgtm(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "gateway.cli", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=60)


def test_rules_in_the_house_style_are_good() -> None:
    shown = sgtm(ROOT, "fmt", "--check", "rules.yaml", "gateway/cli/first/rules.yaml")

    assert (shown.returncode, shown.stdout, shown.stderr) == (0, "", "")


def test_a_changed_file_is_written_and_named_and_keeps_its_mode(tmp_path: Path) -> None:
    rules = tmp_path / "rules.yaml"
    rules.write_text(LOOSE)
    rules.chmod(0o640)
    shown = sgtm(tmp_path, "fmt")

    assert (shown.returncode, shown.stdout, shown.stderr) == (0, "rules.yaml\n", "")
    assert (rules.read_text(), rules.stat().st_mode & 0o777) == (SETTLED, 0o640)
    assert list(tmp_path.iterdir()) == [rules]


def test_a_file_that_does_not_change_is_not_written(tmp_path: Path) -> None:
    rules = tmp_path / "rules.yaml"
    rules.write_text(SETTLED)
    before = rules.stat()
    shown = sgtm(tmp_path, "fmt")

    assert (shown.returncode, shown.stdout) == (0, "")
    assert (rules.stat().st_ino, rules.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "shop.yaml").write_text(LOOSE)
    (tmp_path / "rules.yaml").symlink_to("shop.yaml")
    sgtm(tmp_path, "fmt")

    assert (tmp_path / "rules.yaml").is_symlink()
    assert (tmp_path / "shop.yaml").read_text() == SETTLED


def test_check_names_what_would_change_and_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(LOOSE)
    (tmp_path / "b.yaml").write_text(SETTLED)
    shown = sgtm(tmp_path, "fmt", "--check", "a.yaml", "b.yaml")

    assert (shown.returncode, shown.stdout) == (1, "a.yaml\n")
    assert (tmp_path / "a.yaml").read_text() == LOOSE


def test_diff_shows_what_would_change_and_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text("a:   1\nb: 2")
    shown = sgtm(tmp_path, "fmt", "--diff")

    assert (shown.returncode, (tmp_path / "rules.yaml").read_text()) == (1, "a:   1\nb: 2")
    assert shown.stdout.splitlines() == [
        *("--- rules.yaml", "+++ rules.yaml", "@@ -1,2 +1,3 @@"),
        *("-a:   1", "-b: 2", "\\ No newline at end of file", "+a: 1", "+", "+b: 2"),
    ]


def test_a_broken_file_stops_it_before_any_is_written(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(LOOSE)
    (tmp_path / "b.yaml").write_text("a: 1\na: 2\n")
    shown = sgtm(tmp_path, "fmt", "a.yaml", "b.yaml", "c.yaml")

    assert (shown.returncode, shown.stdout, (tmp_path / "a.yaml").read_text()) == (3, "", LOOSE)
    assert shown.stderr.splitlines() == [
        'b.yaml:2:1  "a" stands here a second time, first in line 1. Rename one.',
        "c.yaml:1:1  cannot be read: No such file or directory.",
    ]
