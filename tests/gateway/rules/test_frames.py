"""GTM's own fields around the settings of a type, and the small sections: schedule, consent, firing option."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from gateway.container import Container, TagEntry
from gateway.errors import RulesError
from gateway.rules import load
from gateway.schedule import Schedule

RULES = """clients: {GA4: {type: ga4}}
triggers: {All: always}
tags:
  A:
    type: http_request
    url: https://crm.example/
    triggers: All
"""


def container(folder: Path, text: str, environ: dict[str, str] | None = None, *, rehearsing: bool = False) -> Container:
    (folder / "rules.yaml").write_text(text)
    return load(folder / "rules.yaml", environ or {}, rehearsing=rehearsing)


def tag(folder: Path, line: str, environ: dict[str, str] | None = None, *, rehearsing: bool = False) -> TagEntry:
    return container(folder, f"{RULES}    {line}\n", environ, rehearsing=rehearsing).tags[0]


def told(folder: Path, text: str, environ: dict[str, str] | None = None) -> list[str]:
    with pytest.raises(RulesError) as refused:
        container(folder, text, environ)
    return [str(problem).removeprefix("rules.yaml:") for problem in refused.value.problems]


def moments(schedule: Schedule | None) -> tuple[str | None, str | None]:
    assert schedule is not None
    begins, ends = (
        None if at is None else f"{datetime.fromtimestamp(at / 1000, UTC):%Y-%m-%d %H:%M}"
        for at in (schedule.begins, schedule.ends)
    )
    return begins, ends


@pytest.mark.parametrize(
    ("written", "begins", "ends"),
    [
        ("{from: 2026-11-27}", "2026-11-27 00:00", None),
        ("{until: 2026-11-27}", None, "2026-11-28 00:00"),
        ("{from: 2026-11-27, until: 2026-11-27}", "2026-11-27 00:00", "2026-11-28 00:00"),
        ("{from: 2024-02-29, until: 2024-12-31}", "2024-02-29 00:00", "2025-01-01 00:00"),
        ("{from: 2026-11-27 09:00, until: 2026-11-27 18:30}", "2026-11-27 09:00", "2026-11-27 18:30"),
        ("{from: 2026-11-27T09:00}", "2026-11-27 09:00", None),
        ("{from: '2026-11-27T09:00+01:00'}", "2026-11-27 08:00", None),
        ("{until: 2026-11-27T00:30-08:00}", None, "2026-11-27 08:30"),
        ("{from: 2026-11-27T09:00Z}", "2026-11-27 09:00", None),
        ("{}", None, None),
    ],
    ids=[
        "from a day on",
        "a last day is in it as a whole",
        "one day",
        "a leap day, and the last day of a year",
        "times are UTC",
        "a T between day and time",
        "a zone in the east",
        "a zone in the west",
        "a Z",
        "open on both sides",
    ],
)
def test_a_schedule_has_days_or_moments(tmp_path: Path, written: str, begins: str | None, ends: str | None) -> None:
    assert moments(tag(tmp_path, f"schedule: {written}").schedule) == (begins, ends)


@pytest.mark.parametrize(
    ("written", "begins"),
    [("{from: '${START}', until: 2026-11-30}", None), ("{from: '${START:-2026-11-27}'}", "2026-11-27 00:00")],
    ids=["nothing set", "a fallback"],
)
def test_while_rehearsing_an_unset_moment_is_open(tmp_path: Path, written: str, begins: str | None) -> None:
    assert moments(tag(tmp_path, f"schedule: {written}", rehearsing=True).schedule)[0] == begins


def test_a_moment_may_come_from_the_environment(tmp_path: Path) -> None:
    found = tag(tmp_path, "schedule: {from: '${START}'}", {"START": "2026-11-27T09:00+01:00"})

    assert moments(found.schedule) == ("2026-11-27 08:00", None)


NO_MOMENT = "is no moment: write 2026-11-27, 2026-11-27 09:00 or 2026-11-27T09:00+01:00."
SUCH_AS = "Such as {from: 2026-11-27, until: 2026-11-30}."
A_MAPPING = 'tag "A": type http_request: "schedule" must be a mapping of names to values, not'


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("{from: Black Friday}", f'8:22  tag "A": "schedule" from "Black Friday" {NO_MOMENT}'),
        ("{until: 27.11.2026}", f'8:23  tag "A": "schedule" until "27.11.2026" {NO_MOMENT}'),
        ("{from: 2026-11-31}", f'8:22  tag "A": "schedule" from "2026-11-31" {NO_MOMENT}'),
        ("{from: 2026-02-29}", f'8:22  tag "A": "schedule" from "2026-02-29" {NO_MOMENT}'),
        ("{from: 09:00}", f'8:22  tag "A": "schedule" from "09:00" {NO_MOMENT}'),
        ("{from: ''}", f'8:22  tag "A": "schedule" from "" {NO_MOMENT}'),
        ('{from: "{{Page URL}}"}', f'8:22  tag "A": "schedule" from "{{{{Page URL}}}}" {NO_MOMENT}'),
        (
            "{from: 2026}",
            '8:22  tag "A": type http_request: "schedule" "from" must be text, not 2026. Put it in quotes.',
        ),
        ("2026-11-27", f'8:15  {A_MAPPING} "2026-11-27". {SUCH_AS}'),
        ("[2026-11-27]", f'8:15  {A_MAPPING} ["2026-11-27"]. {SUCH_AS}'),
        ("", f"8:14  {A_MAPPING} null. {SUCH_AS}"),
        (
            "{from: 2026-11-27, to: 2026-11-30}",
            '8:34  tag "A": type http_request: there is no setting "to". It has from, until.',
        ),
        (
            "{from: 2026-11-30, until: 2026-11-27}",
            '8:15  tag "A": "schedule" must end after it begins; it begins 2026-11-30 and ends 2026-11-27.',
        ),
        (
            "{from: 2026-11-27T09:00+01:00, until: 2026-11-27 08:00}",
            '8:15  tag "A": "schedule" must end after it begins; it begins 2026-11-27T09:00+01:00 and ends 2026-11-27 08:00.',
        ),
    ],
    ids=[
        "a name of a day",
        "a day as in Germany",
        "a day that is none",
        "the 29th of a short February",
        "a time without a day",
        "nothing",
        "a variable",
        "a year",
        "a day alone",
        "a list",
        "empty",
        "an unknown word",
        "a day before",
        "the same moment in another zone",
    ],
)
def test_a_schedule_that_is_none_is_told(tmp_path: Path, written: str, sentence: str) -> None:
    assert told(tmp_path, f"{RULES}    schedule: {written}\n") == [sentence]


def test_both_ends_of_a_schedule_are_told_at_once(tmp_path: Path) -> None:
    problems = told(tmp_path, f"{RULES}    schedule: {{from: now, until: never}}\n")

    assert [problem.partition("  ")[0] for problem in problems] == ["8:22", "8:34"]


@pytest.mark.parametrize(
    ("written", "needed", "for_user_data"),
    [
        ("ad_storage", ("ad_storage",), ()),
        ("[ad_storage, ad_user_data]", ("ad_storage", "ad_user_data"), ()),
        ("[]", (), ()),
        ("{}", (), ()),
        ("{ad_storage: skip}", ("ad_storage",), ()),
        ("{ad_user_data: send_without_user_data}", (), ("ad_user_data",)),
        (
            "{ad_user_data: {deny: send_without_user_data}, ad_storage: {deny: skip}}",
            ("ad_storage",),
            ("ad_user_data",),
        ),
        ("{ad_storage: skip, security_storage: {deny: skip}}", ("ad_storage", "security_storage"), ()),
        ("{ad_storage: '${DENY:-skip}'}", ("ad_storage",), ()),
    ],
    ids=[
        "one type",
        "a list",
        "an empty list",
        "an empty mapping",
        "skip",
        "without what is of the visitor",
        "in the long form",
        "short and long form",
        "from the environment",
    ],
)
def test_consent_is_a_list_or_says_what_happens_without_it(
    tmp_path: Path, written: str, needed: tuple[str, ...], for_user_data: tuple[str, ...]
) -> None:
    found = tag(tmp_path, f"consent: {written}")

    assert (found.consent, found.user_data_consent) == (needed, for_user_data)


KINDS = (
    "ad_storage, analytics_storage, ad_user_data, ad_personalization, functionality_storage, "
    "personalization_storage, security_storage"
)
WHAT = "What happens where it is denied: nothing is sent, or nothing of the visitor."
DENIALS = "must be one of skip, send_without_user_data, not"


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("ad_storge", '8:14  tag "A": there is no type of consent "ad_storge". Did you mean "ad_storage"?'),
        ("[ad_storage, marketing]", f'8:27  tag "A": there is no type of consent "marketing". There is {KINDS}.'),
        (
            "{ad_storge: skip}",
            '8:15  tag "A": type http_request: there is no setting "ad_storge". Did you mean "ad_storage"?',
        ),
        (
            "{ad_storage: granted}",
            f'8:27  tag "A": type http_request: "consent" "ad_storage" {DENIALS} "granted". {WHAT}',
        ),
        ("{ad_storage: true}", f'8:27  tag "A": type http_request: "consent" "ad_storage" {DENIALS} true. {WHAT}'),
        (
            "{ad_user_data: send_without_userdata}",
            f'8:29  tag "A": type http_request: "consent" "ad_user_data" {DENIALS} "send_without_userdata". '
            'Did you mean "send_without_user_data"?',
        ),
        (
            "5",
            '8:14  tag "A": type http_request: "consent" must be text or a list or a mapping of names to values, not 5.',
        ),
        (
            "",
            '8:13  tag "A": type http_request: "consent" must be text or a list or a mapping of names to values, not null.',
        ),
    ],
    ids=[
        "a misspelt type",
        "a type of another system",
        "a misspelt type in a mapping",
        "granted",
        "true",
        "a misspelt denial",
        "a number",
        "empty",
    ],
)
def test_consent_that_nobody_can_give_is_told(tmp_path: Path, written: str, sentence: str) -> None:
    assert told(tmp_path, f"{RULES}    consent: {written}\n") == [sentence]


@pytest.mark.parametrize(
    ("line", "once"),
    [
        ("paused: false", True),
        ("firing_option: once_per_event", True),
        ("firing_option: unlimited", False),
        ("firing_option: ${OPTION:-unlimited}", False),
    ],
    ids=["left out", "once", "unlimited", "from the environment"],
)
def test_a_tag_runs_once_for_an_event_where_nobody_says_otherwise(tmp_path: Path, line: str, once: bool) -> None:  # noqa: FBT001
    assert tag(tmp_path, line).once is once


def test_a_firing_option_that_is_none_is_told_with_those_there_are(tmp_path: Path) -> None:
    assert told(tmp_path, f"{RULES}    firing_option: once per event\n") == [
        '8:20  tag "A": type http_request: "firing_option" must be one of once_per_event, unlimited, '
        'not "once per event". Did you mean "once_per_event"?'
    ]


@pytest.mark.parametrize(
    ("section", "granted"),
    [
        ("", True),
        ("consent: {}\n", True),
        ("consent: {unknown: granted}\n", True),
        ("consent: {unknown: denied}\n", False),
        ("consent: {unknown: '${UNKNOWN:-denied}'}\n", False),
    ],
    ids=["no section", "an empty one", "granted", "denied", "from the environment"],
)
def test_what_was_never_set_counts_as_granted_as_in_gtm_unless_the_rules_say_denied(
    tmp_path: Path,
    section: str,
    granted: bool,  # noqa: FBT001
) -> None:
    assert container(tmp_path, RULES + section).unknown_consent is granted


@pytest.mark.parametrize(
    ("section", "sentence"),
    [
        (
            "consent: {unknown: deny}\n",
            '8:20  consent: "unknown" must be one of granted, denied, not "deny". Did you mean "denied"?',
        ),
        (
            "consent: {unknown: false}\n",
            '8:20  consent: "unknown" must be one of granted, denied, not false. What a type of consent counts as '
            "that was never set: granted, as in GTM, or denied.",
        ),
        ("consent: {default: denied}\n", '8:11  consent: there is no setting "default". It has unknown.'),
        ("consent: denied\n", '8:10  rules: "consent" must be a mapping of names to values, not "denied".'),
    ],
    ids=["a misspelt word", "a truth value", "another word for unknown", "without unknown"],
)
def test_a_section_of_consent_that_says_nothing_is_told(tmp_path: Path, section: str, sentence: str) -> None:
    assert told(tmp_path, RULES + section) == [sentence]


def test_the_outbox_is_durable_and_bounded_where_nothing_is_written(tmp_path: Path) -> None:
    found = container(tmp_path, RULES)

    assert found.durability == "full"
    assert (found.cap, found.shed) == (2 * 1024**3, frozenset({"scroll", "user_engagement"}))


@pytest.mark.parametrize(
    ("written", "durability", "cap", "shed"),
    [
        ("{durability: normal, cap: 512MiB, shed: page_view}", "normal", 512 * 1024**2, {"page_view"}),
        ("{durability: memory, cap: 1GiB, shed: []}", "memory", 1024**3, set()),
    ],
)
def test_how_hits_are_kept_is_a_setting(
    tmp_path: Path, written: str, durability: str, cap: int, shed: set[str]
) -> None:
    found = container(tmp_path, f"{RULES}delivery: {written}\n")

    assert str(found.durability) == durability
    assert (found.cap, found.shed) == (cap, frozenset(shed))


@pytest.mark.parametrize("written", ["{durability: none}", "{cap: 2GB}", "{cap: 0MiB}", "{cap: 5}", "{shed: 3}"])
def test_a_wrong_setting_of_the_outbox_is_told_where_it_stands(tmp_path: Path, written: str) -> None:
    (problem,) = told(tmp_path, f"{RULES}delivery: {written}\n")

    assert problem.startswith("8:")
