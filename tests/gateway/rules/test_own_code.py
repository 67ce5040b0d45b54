"""The code of a container's own types: read once, and what is built later is built from it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from gateway.rules import Catalogue, build, collect, parsed
from gateway.rules.own_code import read_code

MINE = """from gateway import Log, TagType

from ._lib.words import WORD


class Mine(TagType):
    \"\"\"Says a word.\"\"\"

    def run(self, event, lookup):
        yield Log(WORD)
"""
RULES = "clients: {GA4: {type: ga4}}\ntriggers: {All: always}\ntags: {A: {type: mine, triggers: All}}\n"


def shop(folder: Path, word: str = "one") -> Path:
    """A container with a type of its own, which has a sibling in a package."""
    (folder / "tags" / "_lib").mkdir(parents=True, exist_ok=True)
    (folder / "tags" / "mine.py").write_text(MINE)
    (folder / "tags" / "_lib" / "words.py").write_text(f"WORD = {word!r}\n")
    (folder / "rules.yaml").write_text(RULES)
    return folder / "rules.yaml"


def test_what_was_read_is_built_whatever_the_disk_says_by_then(tmp_path: Path) -> None:
    sources = collect(shop(tmp_path)).sources
    (tmp_path / "tags" / "mine.py").write_text("this is broken(")
    container = build(parsed(sources))

    assert [tag.type_name for tag in container.tags] == ["mine"]


def test_a_sibling_in_a_package_is_part_of_the_version(tmp_path: Path) -> None:
    first = collect(shop(tmp_path)).sources.version
    second = collect(shop(tmp_path, "two")).sources.version

    assert first != second


def test_two_containers_have_types_of_their_own(tmp_path: Path) -> None:
    one, two = (build(collect(shop(tmp_path, word))).tags[0].configured.kind for word in ("one", "two"))
    words = [sys.modules[kind.__module__].WORD for kind in (one, two)]

    assert words == ["one", "two"]


def test_what_can_be_no_type_is_left_alone(tmp_path: Path) -> None:
    rules = shop(tmp_path)
    (tmp_path / "tags" / "folder.py").mkdir()
    (tmp_path / "tags" / "gone.py").symlink_to("nowhere.py")
    (tmp_path / "tags" / "line\nend.py").write_text("x")
    os.mkfifo(tmp_path / "tags" / "pipe.py")
    Path(os.fsdecode(os.fsencode(tmp_path / "tags") + b"/a\xff.py")).write_text("x")

    assert [source.name for source in read_code(tmp_path, ["tags"])] == ["tags/_lib/words.py", "tags/mine.py"]
    assert build(collect(rules)).tags


def test_whatever_a_type_raises_as_it_is_loaded_is_a_problem(tmp_path: Path) -> None:
    rules = shop(tmp_path)
    (tmp_path / "tags" / "mine.py").write_text("raise BaseException('no')")

    from gateway.errors import RulesError

    try:
        build(collect(rules))
    except RulesError as error:
        told = str(error)
    assert told == 'rules.yaml:3:18  tag "A": tags/mine.py cannot be loaded: BaseException: no'


def test_the_modules_of_containers_long_gone_are_forgotten(tmp_path: Path) -> None:
    (tmp_path / "tags").mkdir()
    (tmp_path / "tags" / "mine.py").write_text(
        'from gateway import TagType\n\n\nclass Mine(TagType):\n    """Does nothing."""\n'
    )
    for _ in range(200):
        Catalogue(tmp_path).type_of("tags", "mine")

    assert len([name for name in sys.modules if name.endswith(".tags.mine")]) <= 64
