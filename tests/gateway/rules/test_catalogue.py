"""Which types there are: built-in ones, a user's own, and broken ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway import GatewayError
from gateway.errors import RulesError
from gateway.rules import Catalogue, load

OWN = '''
from typing import Annotated

from gateway import Event, Log, Lookup, Steps, TagType


class Own(TagType):
    """Logs a word."""

    word: Annotated[str, "The word."] = "hello"

    def run(self, event: Event, lookup: Lookup) -> Steps:
        yield Log(self.word)
'''
RULES = "clients: {GA4: {type: ga4}}\ntags:\n  A: {type: own}\n"


def folder_of(folder: Path, **files: str) -> Path:
    """A container's folder with these files in `tags/`."""
    (folder / "tags").mkdir(parents=True)
    for name, text in files.items():
        (folder / "tags" / f"{name}.py").write_text(text)
    (folder / "rules.yaml").write_text(RULES)
    return folder


def told(folder: Path) -> str:
    with pytest.raises(RulesError) as refused:
        load(folder / "rules.yaml", {})
    return str(refused.value)


def test_the_built_in_types_are_there_by_the_names_of_their_files() -> None:
    catalogue = Catalogue()

    assert [(section, name) for section, name in WANTED if name not in catalogue.names(section)] == []
    assert catalogue.type_of("tags", "tiktok").__name__ == "TikTok"


WANTED = [
    ("clients", "ga4"),
    ("variables", "constant"),
    ("variables", "event_data"),
    ("triggers", "expression"),
    ("transformations", "exclude_parameters"),
    ("tags", "tiktok"),
]


@pytest.mark.parametrize(
    ("section", "name", "sentence"),
    [
        ("tags", "tiktk", 'there is no tag type "tiktk". Did you mean "tiktok"?'),
        ("clients", "zzz", 'there is no client type "zzz". There is '),
        ("tags", "_tiktok_user", 'there is no tag type "_tiktok_user".'),
        ("tags", "../clients/ga4", 'there is no tag type "../clients/ga4".'),
        ("tags", "json_post", 'there is no tag type "json_post".'),
        ("tags", "", 'there is no tag type "".'),
    ],
    ids=["nearly one", "none", "a sibling is no type", "a path is no type", "a type of another section", "nothing"],
)
def test_a_type_that_is_not_there_is_told(section: str, name: str, sentence: str) -> None:
    with pytest.raises(GatewayError) as refused:
        Catalogue().type_of(section, name)

    assert str(refused.value).startswith(sentence)


def test_a_users_own_type_lies_beside_its_rules(tmp_path: Path) -> None:
    container = load(folder_of(tmp_path, own=OWN) / "rules.yaml", {})

    assert container.tags[0].type_name == "own"
    assert "own" in Catalogue(tmp_path).names("tags")
    assert "own" not in Catalogue().names("tags")


def test_a_users_own_type_finds_its_sibling(tmp_path: Path) -> None:
    own = OWN.replace("class Own", "from ._words import WORD\n\n\nclass Own").replace('"hello"', "WORD")
    catalogue = Catalogue(folder_of(tmp_path, own=own, _words='WORD = "from a sibling"\n'))

    assert catalogue.type_of("tags", "own")().word == "from a sibling"
    assert "_words" not in catalogue.names("tags")


def test_a_users_own_type_wins_over_the_built_in_one_of_its_name(tmp_path: Path) -> None:
    catalogue = Catalogue(folder_of(tmp_path, tiktok=OWN))

    assert catalogue.type_of("tags", "tiktok").__name__ == "Own"
    assert Catalogue().type_of("tags", "tiktok").__name__ == "TikTok"


def test_two_containers_of_two_folders_do_not_mix(tmp_path: Path) -> None:
    own = OWN.replace("class Own", "from ._words import WORD\n\n\nclass Own").replace('"hello"', "WORD")
    first, second = (
        Catalogue(folder_of(tmp_path / word, own=own, _words=f'WORD = "{word}"\n')) for word in ("one", "two")
    )

    assert [catalogue.type_of("tags", "own")().word for catalogue in (first, second)] == ["one", "two"]
    assert first.type_of("tags", "tiktok") is second.type_of("tags", "tiktok")


def test_a_changed_type_is_read_anew_by_the_next_container(tmp_path: Path) -> None:
    before = Catalogue(folder_of(tmp_path, own=OWN)).type_of("tags", "own")
    (tmp_path / "tags" / "own.py").write_text(OWN.replace("hello", "another word"))

    assert [kind().word for kind in (before, Catalogue(tmp_path).type_of("tags", "own"))] == ["hello", "another word"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("raise ValueError('boom')\n", "tags/own.py cannot be loaded: ValueError: boom"),
        ("def (\n", "tags/own.py cannot be loaded: SyntaxError: invalid syntax (own.py, line 1)"),
        (
            "import nothing_of_that_name\n",
            "tags/own.py cannot be loaded: ModuleNotFoundError: No module named 'nothing_of_that_name'",
        ),
        ("from gateway import TagType\n", "tags/own.py must hold one class that is a TagType, and holds 0."),
        (OWN + "\n\nclass Second(Own):\n    pass\n", "tags/own.py must hold one class that is a TagType, and holds 2."),
        (
            "from gateway import VariableType\n\n\nclass Own(VariableType):\n    pass\n",
            "tags/own.py must hold one class that is a TagType, and holds 0.",
        ),
    ],
    ids=["it raises", "a syntax error", "a missing import", "no type", "two types", "a type of another section"],
)
def test_a_broken_type_is_a_problem_with_the_place_that_names_it(tmp_path: Path, text: str, sentence: str) -> None:
    assert told(folder_of(tmp_path, own=text)) == f'rules.yaml:3:13  tag "A": {sentence}'


def test_a_type_that_ends_the_program_is_a_problem_and_ends_nothing(tmp_path: Path) -> None:
    assert told(folder_of(tmp_path, own="raise SystemExit(1)\n")).startswith("rules.yaml:3:13  ")


@pytest.mark.parametrize(
    "hint", ["set[str]", "'Nobody'", "bytes"], ids=["a set", "a name that is not there", "a sort of value YAML has not"]
)
def test_a_setting_nobody_can_write_is_a_problem_with_a_place(tmp_path: Path, hint: str) -> None:
    own = OWN.replace('Annotated[str, "The word."] = "hello"', f'Annotated[{hint}, "The word."]')

    assert told(folder_of(tmp_path, own=own)).startswith("rules.yaml:3:13  ")


def test_a_class_that_begins_with_an_underscore_is_no_second_type(tmp_path: Path) -> None:
    own = OWN.replace("class Own(TagType)", "class _Words(TagType):\n    pass\n\n\nclass Own(_Words)")

    assert Catalogue(folder_of(tmp_path, own=own)).type_of("tags", "own").__name__ == "Own"


def test_a_file_name_that_is_no_name_is_not_suggested_for_itself(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, **{"my-own": OWN})
    (folder / "rules.yaml").write_text(RULES.replace("own", "my-own"))

    assert 'Did you mean "my-own"?' not in told(folder)
