"""What rules.yaml includes: which files are read, in which order, and what is told of those that are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.container import Container
from gateway.errors import RulesError
from gateway.rules import build, collect, load, parsed

TOP = "clients: {GA4: {type: ga4}}\n"
PURCHASE = "triggers: {Purchase: event_name == purchase}\n"
OWN_TAG = """from gateway import Event, Lookup, Steps, TagType


class Nothing(TagType):
    def run(self, event: Event, lookup: Lookup) -> Steps:
        return None
        yield
"""


def written(folder: Path, **files: str) -> Path:
    """Files by their names, where `__` is a step into a folder; `rules` is rules.yaml."""
    for name, text in files.items():
        file = folder / f"{name.replace('__', '/')}.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    return folder / "rules.yaml"


def read(rules: Path) -> list[str]:
    return [source.name for source in collect(rules).sources.files]


def triggers(container: Container) -> list[str]:
    return sorted({trigger.name for tag in container.tags for trigger in tag.triggers})


def told(rules: Path) -> list[str]:
    with pytest.raises(RulesError) as refused:
        load(rules, {})
    return list(map(str, refused.value.problems))


def test_a_file_that_is_included_is_part_of_the_rules(tmp_path: Path) -> None:
    tag = "tags: {A: {type: http_request, url: https://crm.example/, triggers: Purchase}}\n"
    rules = written(tmp_path, rules=f"{TOP}include: more/tags.yaml\n{PURCHASE}", more__tags=tag)

    assert triggers(load(rules, {})) == ["Purchase"]
    assert load(rules, {}).tags[0].place.in_short == "more/tags.yaml:1"


def test_a_section_may_be_spread_over_files(tmp_path: Path) -> None:
    first, second = (f"tags: {{{name}: {{type: http_request, url: https://crm.example/}}}}\n" for name in "AB")
    rules = written(tmp_path, rules=f"{TOP}include: [a.yaml, b.yaml]\n", a=first, b=second)

    assert [tag.name for tag in load(rules, {}).tags] == ["A", "B"]


def test_files_are_read_as_they_are_listed_and_a_folder_by_the_names_in_it(tmp_path: Path) -> None:
    rules = written(tmp_path, rules="include: [z.yaml, some/, a.yaml]", z="", a="", some__b="", some__a="", some__C="")

    assert read(rules) == ["rules.yaml", "z.yaml", "some/C.yaml", "some/a.yaml", "some/b.yaml", "a.yaml"]


def test_of_a_folder_only_files_of_rules_are_read(tmp_path: Path) -> None:
    rules = written(tmp_path, rules="include: some", some__a="", some__a_test="", some__deeper__c="")
    for name in ("b.yml", ".hidden.yaml", "note.txt", "b_test.yml", "d.yaml~"):
        (tmp_path / "some" / name).write_text("")

    assert read(rules) == ["rules.yaml", "some/a.yaml", "some/b.yml"]


def test_a_file_that_is_named_is_read_whatever_its_name(tmp_path: Path) -> None:
    rules = written(tmp_path, rules="include: [shop_test.yaml, .own.yaml]", shop_test="")
    (tmp_path / ".own.yaml").write_text("")

    assert read(rules) == ["rules.yaml", "shop_test.yaml", ".own.yaml"]


def test_an_included_file_includes_as_seen_from_itself(tmp_path: Path) -> None:
    rules = written(tmp_path, rules="include: a/one.yaml", a__one="include: [two.yaml, ../b/]", a__two="", b__three="")

    assert read(rules) == ["rules.yaml", "a/one.yaml", "a/two.yaml", "b/three.yaml"]


def test_a_folder_with_the_rules_themselves_in_it_is_read_without_them(tmp_path: Path) -> None:
    rules = written(tmp_path, rules="include: .", a="", b="include: .")

    assert read(rules) == ["rules.yaml", "a.yaml", "b.yaml"]
    assert collect(rules).problems == []


def test_rules_may_lie_outside_of_the_folder(tmp_path: Path) -> None:
    rules = written(tmp_path, shop__rules="include: ../shared.yaml", shared="triggers: {A: [b]}")

    assert told(tmp_path / "shop" / rules.name)[0].startswith('../shared.yaml:1:15  trigger "A" must be an expression')


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        (
            {"rules": "include: rules/tiktok.yaml\n", "rules__tiktoks": ""},
            'rules.yaml:1:10  include: there is no file or folder "rules/tiktok.yaml". '
            'Did you mean "rules/tiktoks.yaml"?',
        ),
        (
            {"rules": "include: [a.yaml, b.yaml]\n", "a": ""},
            'rules.yaml:1:19  include: there is no file or folder "b.yaml". Did you mean "a.yaml"?',
        ),
        (
            {"rules": "include: more\n", "more__note_test": ""},
            'rules.yaml:1:10  include: there is no .yaml file in the folder "more".',
        ),
        (
            {"rules": "include: [a.yaml, ./a.yaml]\n", "a": ""},
            'rules.yaml:1:19  include: "./a.yaml" is read already, for rules.yaml:1 names it.',
        ),
        (
            {"rules": "include:\n  - more/\n  - more/a.yaml\n", "more__a": ""},
            'rules.yaml:3:5  include: "more/a.yaml" is read already, for rules.yaml:2 names it.',
        ),
        (
            {"rules": "include: a.yaml\n", "a": "\ninclude: b.yaml\n", "b": "include: [a.yaml]\n"},
            'b.yaml:1:11  include: "a.yaml" is read already, for rules.yaml:1 names it.',
        ),
        (
            {"rules": "include: rules.yaml\n"},
            'rules.yaml:1:10  include: "rules.yaml" is read already, for rules.yaml:1 names it.',
        ),
        ({"rules": "include: 5\n"}, 'rules.yaml:1:10  rules: "include" must be text or a list, not 5.'),
        (
            {"rules": "include: a.yaml\n", "a": "- b\n"},
            "a.yaml:1:1  rules are sections such as `clients:`, `triggers:` and `tags:`, and this is none.",
        ),
        (
            {"rules": "include: more/a.yaml\n", "more__a": "tag: {}\n"},
            'more/a.yaml:1:1  rules: there is no section "tag". Did you mean "tags"?',
        ),
        (
            {"rules": "include: more/a.yaml\n", "more__a": "\n\ntags: {A: }\n"},
            'more/a.yaml:3:11  tag "A" must have settings, such as `{type: …}`.',
        ),
        (
            {"rules": "include: more/a.yaml\n", "more__a": "container: ${SHOP}\n"},
            "more/a.yaml:1:12  the environment variable SHOP is not set. "
            "Set it, or write ${SHOP:-text} to give a fallback.",
        ),
        (
            {"rules": "include: more/a.yaml\n", "more__a": "tags: {\n"},
            "more/a.yaml:2:1  this is not valid YAML: while parsing a flow node, did not find expected node content.",
        ),
        (
            {
                "rules": "include: a.yaml\ntriggers: {A: always}\n",
                "a": "\ntriggers:\n  B: always\n  A: event_name == purchase\n",
            },
            'a.yaml:4:3  "A" is in rules.yaml:2 already. Rename one.',
        ),
        (
            {
                "rules": "include: [a.yaml, b.yaml]\n",
                "a": "container: One\n",
                "b": "\ncontainer: Two\n",
            },
            'b.yaml:2:1  "container" is in a.yaml:1 already. All files together have it once.',
        ),
        (
            {"rules": "include: a.yaml\nconsent: {unknown: denied}\n", "a": "consent: {unknown: denied}\n"},
            'a.yaml:1:1  "consent" is in rules.yaml:2 already. All files together have it once.',
        ),
        (
            {"rules": "include: a.yaml\ndelivery: {give_up_after: 1h}\n", "a": "delivery: {give_up_after: 2h}\n"},
            'a.yaml:1:1  "delivery" is in rules.yaml:2 already. All files together have it once.',
        ),
    ],
    ids=[
        "no such file, but one like it",
        "no such file beside the first",
        "nothing in the folder",
        "the same file by another name",
        "the same file by its folder",
        "a circle",
        "the rules themselves",
        "a number",
        "no rules at all",
        "an unknown section",
        "an entry without settings",
        "an unset environment variable",
        "no YAML",
        "a name twice",
        "the container's name twice",
        "consent twice",
        "the delivery twice",
    ],
)
def test_what_is_wrong_with_an_include_is_told_where_it_stands(
    tmp_path: Path, files: dict[str, str], sentence: str
) -> None:
    files["rules"] += TOP

    assert told(written(tmp_path, **files)) == [sentence]


def test_of_several_files_everything_is_told_at_once(tmp_path: Path) -> None:
    files = {"a": "tags: {A: {type: tikok}}", "b": "triggers: {B: event_name = purchase}"}
    rules = written(tmp_path, rules=f"{TOP}include: [a.yaml, b.yaml, c.yaml]", **files)

    assert [problem.partition("  ")[0] for problem in told(rules)] == ["a.yaml:1:18", "b.yaml:1:26", "rules.yaml:2:27"]


def test_the_version_is_that_of_all_files(tmp_path: Path) -> None:
    rules = written(tmp_path, rules=f"{TOP}include: a.yaml\n", a=PURCHASE)
    versions = [load(rules, {}).version, load(rules, {}).version]
    written(tmp_path, a=PURCHASE + "# a remark\n")

    assert versions[0] == versions[1] != load(rules, {}).version


def test_the_version_changes_with_the_code_of_an_own_type(tmp_path: Path) -> None:
    rules = written(tmp_path, rules=f"{TOP}tags: {{A: {{type: nothing}}}}\n")
    (tmp_path / "tags").mkdir()
    (tmp_path / "tags" / "nothing.py").write_text(OWN_TAG)
    before = load(rules, {}).version
    (tmp_path / "tags" / "nothing.py").write_text(OWN_TAG + "# a remark\n")

    assert load(rules, {}).version != before


def test_files_that_were_read_once_make_the_same_container_again(tmp_path: Path) -> None:
    tag = "tags: {A: {type: http_request, url: '${CRM}', triggers: Purchase}}\n"
    collected = collect(written(tmp_path, rules=f"{TOP}include: more/\n{PURCHASE}", more__a=tag))
    first = build(collected, {"CRM": "https://crm.example/"})
    (tmp_path / "more" / "a.yaml").unlink()
    again = build(parsed(collected.sources), {"CRM": "https://crm.example/"})

    assert (first.version, repr(first.clients[0].place)) == (again.version, repr(again.clients[0].place))
    assert [(tag.name, tag.place, tag.configured.settings) for tag in first.tags] == [
        (tag.name, tag.place, tag.configured.settings) for tag in again.tags
    ]


def test_changes_are_looked_for_wherever_a_file_lies_or_should_lie(tmp_path: Path) -> None:
    rules = written(tmp_path, rules="include: [a/one.inc, b/, gone/]", b__two="", c__three="")
    (tmp_path / "tags" / "_lib").mkdir(parents=True)
    looked_at: set[Path] = set()
    collect(rules, looked_at)

    named = {tmp_path / name for name in ("rules.yaml", "a/one.inc", "a", "b", "gone", "tags", "tags/_lib", "clients")}
    assert named | {tmp_path} <= looked_at
    assert tmp_path / "c" not in looked_at


def test_all_files_together_are_bounded(tmp_path: Path) -> None:
    rules = written(tmp_path, rules="include: [a.yaml, b.yaml]", a="#" * 5_000_000, b="#" * 5_000_000)

    assert told(rules) == [
        "rules.yaml:1:19  8,388,608 bytes in 1,000 files are allowed for all rules together, and this is more."
    ]


def test_a_thousand_files_are_the_most(tmp_path: Path) -> None:
    rules = written(tmp_path, rules="include: more", **{f"more__{number}": "" for number in range(1_000)})

    assert told(rules)[-1].startswith("rules.yaml:1:10  8,388,608 bytes in 1,000 files are allowed")


def test_one_text_is_for_two_environments(tmp_path: Path) -> None:
    tag = "tags: {A: {type: http_request, url: '${CRM:-https://test.crm.example/}'}}\n"
    rules = written(tmp_path, rules=f"{TOP}include: a.yaml\ncontainer: ${{SHOP:-Test shop}}\n", a=tag)
    found = [load(rules, environ) for environ in ({}, {"CRM": "https://crm.example/", "SHOP": "Shop"})]

    assert [each.name for each in found] == ["Test shop", "Shop"]
    assert [each.tags[0].configured.settings["url"] for each in found] == [
        "https://test.crm.example/",
        "https://crm.example/",
    ]
    assert found[0].version == found[1].version
