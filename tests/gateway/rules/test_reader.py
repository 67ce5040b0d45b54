"""The mistakes people make in rules.yaml, and what they are told."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from gateway.errors import RulesError
from gateway.rules import load

RULES = """container: Shop
clients:
  GA4: {type: ga4}
triggers:
  Purchase: event_name == purchase
tags:
  TikTok:
    type: tiktok
    triggers: Purchase
    pixel_code: C0FFEE
    access_token: ${TOKEN:-secret}
"""
OPERATORS = "==, !=, <, <=, >, >=, contains, starts with, ends with, matches, exists, in or not"


def told(folder: Path, text: str | bytes) -> list[str]:
    (folder / "rules.yaml").write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(RulesError) as refused:
        load(folder / "rules.yaml", {})
    return [str(problem).removeprefix("rules.yaml:") for problem in refused.value.problems]


def test_a_right_file_is_a_container(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(RULES)
    container = load(tmp_path / "rules.yaml", {})

    assert (container.name, container.give_up_after) == ("Shop", 86_400.0)
    assert [tag.name for tag in container.tags] == ["TikTok"]
    assert [client.name for client in container.clients] == ["GA4"]


@pytest.mark.parametrize(
    ("wrote", "instead_of", "sentence"),
    [
        ("tag:", "tags:", '6:1  rules: there is no section "tag". Did you mean "tags"?'),
        ("Tags:", "tags:", '6:1  rules: there is no section "Tags". Did you mean "tags"?'),
        (
            "name: Shop",
            "container: Shop",
            '1:1  rules: there is no section "name". It has clients, consent, container, delivery, ',
        ),
        ("container: 2026", "container: Shop", '1:12  rules: "container" must be text, not 2026. Put it in quotes.'),
        ("{type: ga3}", "{type: ga4}", '3:15  client "GA4": there is no client type "ga3". Did you mean "ga4"?'),
        ("{type: GA4}", "{type: ga4}", '3:15  client "GA4": there is no client type "GA4".'),
        ("{typ: ga4}", "{type: ga4}", '3:3  client "GA4" needs the field "type": '),
        ("{type:ga4}", "{type: ga4}", '3:3  client "GA4" needs the field "type": '),
        ("ga4", "{type: ga4}", '3:8  client "GA4" must have settings, such as `{type: …}`.'),
        ("", "{type: ga4}", '3:7  client "GA4" must have settings, such as `{type: …}`.'),
        (
            "{type: ga4, max_event: 5}",
            "{type: ga4}",
            '3:20  client "GA4": type ga4: there is no setting "max_event". Did you mean "max_events"?',
        ),
        (
            "{type: ga4, max_events: many}",
            "{type: ga4}",
            '3:32  client "GA4": type ga4: "max_events" must be a whole number, not "many".',
        ),
        (
            "{type: ga4, max_events: 007}",
            "{type: ga4}",
            '3:32  client "GA4": type ga4: "max_events" must be a whole number, not "007".',
        ),
        (
            "{type: ga4, max_events: 0}",
            "{type: ga4}",
            '3:32  client "GA4": type ga4: "max_events" must be at least 1, not 0.',
        ),
        (
            "{type: ga4, priority: high}",
            "{type: ga4}",
            '3:30  client "GA4": type ga4: "priority" must be a whole number, not "high".',
        ),
        (
            "event_name = purchase",
            "event_name == purchase",
            f'5:24  trigger "Purchase": after "event_name" comes "=", expected {OPERATORS}. Equality is "==".',
        ),
        (
            '"event_name = purchase"',
            "event_name == purchase",
            f'5:25  trigger "Purchase": after "event_name" comes "=", expected {OPERATORS}. Equality is "==".',
        ),
        (
            "{type: expression, when: event_name = purchase}",
            "event_name == purchase",
            f'5:49  trigger "Purchase": after "event_name" comes "=", expected {OPERATORS}. Equality is "==".',
        ),
        (
            "|\n    event_name == purchase\n    and value => 5",
            "event_name == purchase",
            '5:13  trigger "Purchase": after "value" comes "=>", expected ',
        ),
        (
            "event_name == purchase && value > 5",
            "event_name == purchase",
            '5:36  trigger "Purchase": after "purchase" comes "&&", expected and, or or the end. '
            'Conditions are joined by "and" and "or", in small letters.',
        ),
        (
            "event_name == Größe oder value > 5",
            "event_name == purchase",
            '5:33  trigger "Purchase": after "Größe" comes "oder", expected and, or or the end.',
        ),
        (
            "page_location contain /thanks",
            "event_name == purchase",
            f'5:27  trigger "Purchase": after "page_location" comes "contain", expected {OPERATORS}. '
            'Did you mean "contains"?',
        ),
        (
            "page_title == #1",
            "event_name == purchase",
            '5:26  trigger "Purchase": after "==" comes the end, expected a value, quoted text or {{A variable}}.',
        ),
        ("(a == b", "event_name == purchase", '5:20  trigger "Purchase": after "b" comes the end, expected ).'),
        (
            'path matches "("',
            "event_name == purchase",
            '5:18  trigger "Purchase": RE2 does not take this pattern: missing ): (.',
        ),
        (
            "and == b",
            "event_name == purchase",
            '5:13  trigger "Purchase": "and" is a word of the language, not a name.',
        ),
        (
            "{type: expresion, when: always}",
            "event_name == purchase",
            '5:20  trigger "Purchase": there is no trigger type "expresion". Did you mean "expression"?',
        ),
        ("type: tikok", "type: tiktok", '8:11  tag "TikTok": there is no tag type "tikok". Did you mean "tiktok"?'),
        (
            "triggers: purchase",
            "triggers: Purchase",
            '9:15  tag "TikTok": there is no trigger "purchase". Did you mean "Purchase"?',
        ),
        (
            "trigger: Purchase",
            "triggers: Purchase",
            '9:5  tag "TikTok": type tiktok: there is no setting "trigger". Did you mean "triggers"?',
        ),
        (
            "pixel: C0FFEE",
            "pixel_code: C0FFEE",
            '8:5  tag "TikTok": type tiktok needs the field "pixel_code". The pixel\'s code, from Events Manager.',
        ),
        (
            "pixel_code: 123",
            "pixel_code: C0FFEE",
            '10:17  tag "TikTok": type tiktok: "pixel_code" must be text, not 123. Put it in quotes.',
        ),
        ("pixel_code:", "pixel_code: C0FFEE", '10:16  tag "TikTok": type tiktok: "pixel_code" must be text, not null.'),
        (
            "pixel_code: ${PIXEL}",
            "pixel_code: C0FFEE",
            "10:17  the environment variable PIXEL is not set. Set it, or write ${PIXEL:-text} to give a fallback.",
        ),
        (
            'pixel_code: "{{Pixel}}"',
            "pixel_code: C0FFEE",
            '10:17  tag "TikTok": there is no variable "{{Pixel}}".',
        ),
        (
            "pixel_code: C0FFEE\n    paused: yes",
            "pixel_code: C0FFEE",
            '11:13  tag "TikTok": type tiktok: "paused" must be true or false, not "yes".',
        ),
        (
            "pixel_code: C0FFEE\n    unmapped: passthru",
            "pixel_code: C0FFEE",
            '11:15  tag "TikTok": type tiktok: "unmapped" must be one of skip, passthrough, not "passthru". '
            'Did you mean "passthrough"?',
        ),
        (
            "pixel_code: C0FFEE\n    pixel_code: BEEF",
            "pixel_code: C0FFEE",
            '11:5  "pixel_code" stands here a second time, first in line 10. Rename one.',
        ),
        (
            "delivery: {give_up_after: 24 hours}\ntags:",
            "tags:",
            '6:27  delivery: "give_up_after" cannot be "24 hours". '
            "How long a request is tried: a number and s, m, h or d, such as 24h.",
        ),
        (
            "delivery: [24h]\ntags:",
            "tags:",
            '6:11  rules: "delivery" must be a mapping of names to values, not ["24h"].',
        ),
        (
            "variables: none\ntags:",
            "tags:",
            '6:12  rules: "variables" must be a mapping of names to values, not "none".',
        ),
    ],
    ids=[
        "a section in the singular",
        "a section with a capital",
        "a section that is none",
        "a number as the container's name",
        "an unknown client type",
        "a type with capitals",
        "a misspelt type",
        "no blank after the colon",
        "a type without its name",
        "an entry without settings",
        "an unknown setting",
        "a word for a number",
        "a number with leading zeros",
        "a number that is too small",
        "a word for a priority",
        "one equals sign",
        "one equals sign in quotes",
        "one equals sign in the long form",
        "a wrong operator in a block of lines",
        "signs for and",
        "another language's or",
        "a misspelt operator",
        "a value that is a comment",
        "an open bracket",
        "a broken pattern",
        "a word of the language as a name",
        "an unknown trigger type",
        "an unknown tag type",
        "an unknown trigger",
        "a misspelt field",
        "a missing setting",
        "a number for a text",
        "nothing for a text",
        "an unset environment variable",
        "an unknown variable",
        "yes for true",
        "a word that is not offered",
        "a setting twice",
        "a duration in words",
        "a list for the delivery",
        "a word for a section",
    ],
)
def test_a_mistake_is_told_with_its_place_and_what_to_do(
    tmp_path: Path, wrote: str, instead_of: str, sentence: str
) -> None:
    assert told(tmp_path, RULES.replace(instead_of, wrote, 1))[0].startswith(sentence)


@pytest.mark.parametrize(
    ("wrote", "instead_of"),
    [("{type: [ga4]}", "{type: ga4}"), ("{type: {a: ga4}}", "{type: ga4}"), ("{type: }", "{type: ga4}")],
    ids=["a list", "a mapping", "nothing"],
)
def test_a_type_of_a_wrong_sort_is_told_in_the_users_words(tmp_path: Path, wrote: str, instead_of: str) -> None:
    (problem,) = told(tmp_path, RULES.replace(instead_of, wrote))

    assert "Written(" not in problem
    assert '"None"' not in problem


def test_a_variable_without_quotes_is_told_to_be_put_in_quotes(tmp_path: Path) -> None:
    problems = told(tmp_path, RULES.replace("C0FFEE", "{{Pixel}}"))

    assert [problem for problem in problems if "quotes" in problem] == problems


def test_an_unknown_setting_of_the_delivery_is_not_called_a_section(tmp_path: Path) -> None:
    (problem,) = told(tmp_path, RULES + "delivery: {give_up: 24h}\n")

    assert problem.startswith("12:12  ")
    assert "section" not in problem


def test_a_merge_key_is_refused_where_it_stands(tmp_path: Path) -> None:
    problems = told(tmp_path, RULES.replace("{type: ga4}", "&ga4 {type: ga4}\n  Second: {<<: *ga4, type: ga4}"))

    assert [problem.partition(". ")[0] for problem in problems] == [
        '4:12  client "Second": type ga4: there is no setting "<<"'
    ]


def test_several_mistakes_are_all_told_and_in_the_order_of_their_lines(tmp_path: Path) -> None:
    text = (
        RULES.replace("container: Shop", "containr: Shop")
        .replace("{type: ga4}", "{type: ga4, max_events: many}")
        .replace("== purchase", "= purchase")
        .replace("triggers: Purchase", "triggers: Nobody")
        .replace("    access_token", "    pixel_code: BEEF\n    access_token")
        .replace("${TOKEN:-secret}", "${TOKEN}")
    )

    places = [problem.partition("  ")[0] for problem in told(tmp_path, text)]
    assert places == ["1:1", "3:32", "5:24", "9:15", "11:5", "12:19"]


def test_of_two_thousand_mistakes_the_first_hundred_are_told_in_no_time(tmp_path: Path) -> None:
    tags = "".join(f"  T{number}: {{type: tiktokk}}\n" for number in range(2_000))
    began = time.perf_counter()

    assert told(tmp_path, RULES + tags)[-1].endswith("these are 100 problems already; more are not told.")
    assert time.perf_counter() - began < 2


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "tags: {}\n", "clients:\n"])
def test_rules_without_a_client_are_told_how_to_add_one(tmp_path: Path, text: str) -> None:
    assert told(tmp_path, text) == [
        "1:1  there is no client, so no hit would ever be claimed. Add `clients: {GA4: {type: ga4}}`."
    ]


@pytest.mark.parametrize("text", ["- a\n", "hello\n", "5\n"], ids=["a list", "a word", "a number"])
def test_what_is_no_rules_at_all_is_told_what_rules_are(tmp_path: Path, text: str) -> None:
    assert told(tmp_path, text) == [
        "1:1  rules are sections such as `clients:`, `triggers:` and `tags:`, and this is none."
    ]


def test_a_file_that_is_not_there_and_a_folder_are_told(tmp_path: Path) -> None:
    with pytest.raises(
        RulesError,
        match=r"^rules\.yaml:1:1  cannot be read: No such file or directory\. Go to its folder, or write .*: sgtm new\.$",
    ):
        load(tmp_path / "rules.yaml")
    with pytest.raises(RulesError, match=r":1:1  cannot be read: Is a directory\.$"):
        load(tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        b"[" * 100_000,
        b"tags: " + b"{a: " * 100_000,
        b"triggers: {A: '" + b"(" * 100_000 + b"'}",
        b"triggers: {A: '" + b"not " * 4_000 + b"always'}",
        b"container: !!python/object/apply:os.system [ls]\n",
        b"container: \xff\xfe\n",
        b"container: a\x00b\n",
        b"a: 1\n---\na: 2\n",
        b"#" * 9_000_000,
        b"? {a: b}\n: c\n",
        b"<<: 5\n",
        b"\xff" * 1_000,
        b"%YAML 9.9\n---\n",
    ],
    ids=[
        "brackets",
        "braces",
        "a deep expression",
        "a chain of not",
        "a python tag",
        "not UTF-8",
        "a zero byte",
        "two documents",
        "nine megabytes",
        "a mapping as a name",
        "a merge key",
        "binary",
        "another YAML",
    ],
)
def test_a_hostile_file_is_refused_with_places_and_in_no_time(tmp_path: Path, text: bytes) -> None:
    began = time.perf_counter()

    assert all(problem.partition("  ")[0].replace(":", "").isdigit() for problem in told(tmp_path, text))
    assert time.perf_counter() - began < 2


@pytest.mark.parametrize(
    ("written", "seconds"), [("30s", 30.0), ("5m", 300.0), ("24h", 86_400.0), ("2d", 172_800.0), ("0s", 0.0)]
)
def test_a_duration_has_a_unit(tmp_path: Path, written: str, seconds: float) -> None:
    (tmp_path / "rules.yaml").write_text(f"{RULES}delivery: {{give_up_after: {written}}}\n")

    assert load(tmp_path / "rules.yaml", {}).give_up_after == seconds


@pytest.mark.parametrize(("written", "seconds"), [("500ms", 0.5), ("2s", 2.0), ("0s", 0.0)])
def test_new_requests_may_linger(tmp_path: Path, written: str, seconds: float) -> None:
    (tmp_path / "rules.yaml").write_text(f"{RULES}delivery: {{linger: {written}}}\n")

    assert load(tmp_path / "rules.yaml", {}).linger == seconds


@pytest.mark.parametrize("digits", [400, 5_000], ids=["more than a float holds", "more than an int reads"])
def test_a_duration_of_very_many_digits_is_told(tmp_path: Path, digits: int) -> None:
    (problem,) = told(tmp_path, f"{RULES}delivery: {{give_up_after: {'9' * digits}d}}\n")

    assert problem.startswith("12:27  ")


@pytest.mark.parametrize("word", ["no", "on", "yes", "12:30", "007"])
def test_a_word_of_other_yaml_readers_stays_a_word(tmp_path: Path, word: str) -> None:
    (tmp_path / "rules.yaml").write_text(RULES.replace("C0FFEE", word).replace("Shop", word))

    assert load(tmp_path / "rules.yaml", {}).name == word


def test_the_version_is_that_of_the_text(tmp_path: Path) -> None:
    versions = []
    for text in (RULES, RULES, RULES + "# a remark\n"):
        (tmp_path / "rules.yaml").write_text(text)
        versions.append(load(tmp_path / "rules.yaml", {}).version)

    assert versions[0] == versions[1] != versions[2]


def test_the_place_names_the_file_as_the_user_named_it(tmp_path: Path) -> None:
    (tmp_path / "shop.yaml").write_text("tags: {}\n")

    with pytest.raises(RulesError, match=r"^shop\.yaml:1:1  "):
        load(tmp_path / "shop.yaml")


@pytest.mark.parametrize(("written", "right"), [("48h", True), ("2d", True), ("49h", False), ("3d", False)])
def test_nothing_is_resent_after_its_vendor_has_forgotten_it(tmp_path: Path, written: str, *, right: bool) -> None:
    text = f"{RULES}delivery: {{give_up_after: {written}}}\n"
    if right:
        (tmp_path / "rules.yaml").write_text(text)
        assert load(tmp_path / "rules.yaml", {}).give_up_after == 172_800
        return

    assert told(tmp_path, text) == [
        '12:27  delivery: "give_up_after" can be 48h at most: what tag "TikTok" resends later counts twice.'
    ]
