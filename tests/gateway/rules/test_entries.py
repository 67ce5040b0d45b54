"""Entries checked against each other: names, secrets, settings from the environment, and what a type says itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway import Hit, Secret
from gateway.container import Container
from gateway.errors import RulesError
from gateway.firing import explain
from gateway.recording import rehearse
from gateway.rules import load

TOP = """clients: {GA4: {type: ga4}}
triggers:
  All: always
  Purchase: event_name == purchase
variables:
  Amount: {type: event_data, key: value}
"""
TAG = """tags:
  A:
    type: tiktok
    pixel_code: P
    access_token: T
"""
PURCHASE = Hit("GET", "/g/collect", "v=2&tid=G-1&cid=1&en=purchase&dl=https://shop.example/&cu=EUR", id="hit-1")


def container(folder: Path, text: str, environ: dict[str, str] | None = None, *, rehearsing: bool = False) -> Container:
    (folder / "rules.yaml").write_text(text)
    return load(folder / "rules.yaml", environ or {}, rehearsing=rehearsing)


def told(folder: Path, text: str, environ: dict[str, str] | None = None) -> list[str]:
    with pytest.raises(RulesError) as refused:
        container(folder, text, environ)
    return list(map(str, refused.value.problems))


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("triggers: Purchas", '12:15  tag "A": there is no trigger "Purchas". Did you mean "Purchase"?'),
        ("triggers: [All, Nobody]", '12:21  tag "A": there is no trigger "Nobody". There is All, Purchase.'),
        ("exceptions: purchase", '12:17  tag "A": there is no trigger "purchase". Did you mean "Purchase"?'),
        ("setup: B", '12:12  tag "A": there is no tag "B". There is A.'),
        ("cleanup: B", '12:14  tag "A": there is no tag "B". There is A.'),
        ('event_id: "{{Amont}}"', '12:15  tag "A": there is no variable "{{Amont}}". Did you mean "Amount"?'),
        (
            "event_id: 'T-{{event name}}'",
            '12:15  tag "A": there is no variable "{{event name}}". Did you mean "Event Name"?',
        ),
        ("event_map: {a: 'X {{Nobody}}'}", '12:16  tag "A": there is no variable "{{Nobody}}".'),
    ],
    ids=[
        "a trigger",
        "one trigger of a list",
        "an exception",
        "a setup tag",
        "a cleanup tag",
        "a variable",
        "a built-in variable",
        "a variable deep in a setting",
    ],
)
def test_a_name_that_is_not_there_is_told_where_it_stands(tmp_path: Path, line: str, sentence: str) -> None:
    assert told(tmp_path, f"{TOP}{TAG}    {line}\n") == [f"rules.yaml:{sentence}"]


def test_a_variable_that_is_named_twice_is_told_once(tmp_path: Path) -> None:
    assert len(told(tmp_path, f'{TOP}{TAG}    event_id: "{{{{X}}}}-{{{{X}}}}"\n')) == 1


def test_a_variable_of_a_trigger_must_be_there_too(tmp_path: Path) -> None:
    text = TOP.replace("event_name == purchase", "'{{Amont}} > 5'")

    assert told(tmp_path, text) == [
        'rules.yaml:4:13  trigger "Purchase": there is no variable "{{Amont}}". Did you mean "Amount"?'
    ]


def test_a_transformation_must_be_for_tags_that_are_there(tmp_path: Path) -> None:
    text = f"{TOP}{TAG}transformations:\n  T: {{type: exclude_parameters, parameters: [value], tags: [A, B]}}\n"

    assert told(tmp_path, text) == ['rules.yaml:13:64  transformation "T": there is no tag "B". There is A.']


@pytest.mark.parametrize(
    "text",
    [
        TOP.replace("event_name == purchase", "{type: expresion, when: always}") + TAG + "    triggers: Purchase\n",
        TOP.replace("event_data, key", "evnt_data, key") + TAG + '    event_id: "{{Amount}}"\n',
    ],
    ids=["a trigger", "a variable"],
)
def test_an_entry_with_a_wrong_type_is_not_told_to_be_missing_where_it_is_named(tmp_path: Path, text: str) -> None:
    assert [problem for problem in told(tmp_path, text) if "tag" in problem] == []


def test_an_entry_with_a_wrong_setting_is_not_told_to_be_missing_where_it_is_named(tmp_path: Path) -> None:
    text = TOP.replace("event_name == purchase", "event_name = purchase") + TAG + "    triggers: Purchase\n"

    assert [problem.partition("  ")[0] for problem in told(tmp_path, text)] == ["rules.yaml:4:24"]


@pytest.mark.parametrize(
    ("line", "needed"),
    [("", ("ad_storage", "ad_user_data")), ("consent: []", ()), ("consent: ad_storage", ("ad_storage",))],
    ids=["nobody says", "none", "one"],
)
def test_tiktok_needs_consent_where_nobody_says_otherwise(tmp_path: Path, line: str, needed: tuple[str, ...]) -> None:
    assert container(tmp_path, f"{TOP}{TAG}    {line}\n").tags[0].consent == needed


@pytest.mark.parametrize("line", ["triggers:", "triggers: {All: yes}", "triggers: 5", "triggers: [5]", "setup: [A]"])
def test_names_of_a_wrong_sort_are_told_once(tmp_path: Path, line: str) -> None:
    assert len(told(tmp_path, f"{TOP}{TAG}    {line}\n")) == 1


def test_a_tag_has_what_gtm_shows_around_its_settings(tmp_path: Path) -> None:
    more = "    triggers: [All, Purchase]\n    exceptions: Purchase\n    consent: ad_storage\n    priority: 7\n"
    flags = "    stop_on_setup_failure: false\n    stop_cleanup_on_failure: true\n    paused: true\n"
    tag = container(tmp_path, TOP + TAG + more + flags).tags[0]

    assert [trigger.name for trigger in tag.triggers] == ["All", "Purchase"]
    assert [trigger.name for trigger in tag.exceptions] == ["Purchase"]
    assert (tag.consent, tag.priority, tag.place.line) == (("ad_storage",), 7, 8)
    assert (tag.stop_on_setup_failure, tag.stop_cleanup_on_failure, tag.paused) == (False, True, True)


def test_a_transformation_without_tags_is_for_all_and_one_with_tags_for_these(tmp_path: Path) -> None:
    all_tags = "  T: {type: exclude_parameters, parameters: [value]}\n"
    one_tag = "  U: {type: exclude_parameters, parameters: [value], tags: B}\n"
    second = "  B: {type: tiktok, pixel_code: P, access_token: T}\n"
    found = container(tmp_path, f"{TOP}{TAG}{second}transformations:\n{all_tags}{one_tag}")

    assert [[each.name for each in tag.transformations] for tag in found.tags] == [["T"], ["T", "U"]]


def test_a_tag_cannot_be_its_own_setup(tmp_path: Path) -> None:
    (problem,) = told(tmp_path, f"{TOP}{TAG}    setup: A\n")

    assert problem.startswith('rules.yaml:12:12  tag "A"')


def test_a_type_of_consent_that_is_nearly_a_known_one_is_told(tmp_path: Path) -> None:
    (problem,) = told(tmp_path, f"{TOP}{TAG}    consent: ad_storag\n")

    assert problem.startswith('rules.yaml:12:14  tag "A"')
    assert problem.endswith('Did you mean "ad_storage"?')


def test_a_setting_of_a_client_cannot_name_a_variable_for_there_is_no_event_yet(tmp_path: Path) -> None:
    (problem,) = told(tmp_path, 'clients: {GA4: {type: ga4, max_events: "{{Event Name}}"}}\n')

    assert problem.startswith('rules.yaml:1:40  client "GA4"')


def test_a_credential_of_the_environment_goes_by_its_name(tmp_path: Path) -> None:
    found = container(tmp_path, TOP + TAG.replace(": T", ": ${TOKEN}"), {"TOKEN": "sesame-1234"})

    assert found.secrets == {"TOKEN": "sesame-1234"}
    assert found.tags[0].configured.type_for(rehearse(found, PURCHASE).events[0].lookup).access_token == Secret("TOKEN")  # type: ignore[attr-defined]


@pytest.mark.parametrize("written", ["sesame-1234", "ses${NOBODY:-ame-1234}"], ids=["written out", "in part"])
def test_another_credential_goes_by_the_name_of_its_setting(tmp_path: Path, written: str) -> None:
    assert container(tmp_path, TOP + TAG.replace(": T", f": {written}")).secrets == {
        "tags.A.access_token": "sesame-1234"
    }


@pytest.mark.parametrize("written", ["sesame-1234", "${TOKEN}"], ids=["written out", "of the environment"])
def test_a_credential_stands_in_no_repr_of_what_is_sent(tmp_path: Path, written: str) -> None:
    text = TOP + TAG.replace(": T", f": {written}") + "    triggers: All\n"
    found = container(tmp_path, text, {"TOKEN": "sesame-1234"})
    trace = rehearse(found, PURCHASE)

    (sent,) = trace.runs()[0].sent
    assert "sesame-1234" not in repr(sent.request) + str(sent.request) + repr(found.tags)
    assert sent.request.header("Access-Token") == Secret("TOKEN" if "$" in written else "tags.A.access_token")


def test_two_fallbacks_of_one_name_stay_two_credentials(tmp_path: Path) -> None:
    second = "  B: {type: tiktok, pixel_code: P, access_token: '${TOKEN:-two}', triggers: All}\n"
    found = container(tmp_path, TOP + TAG.replace(": T", ": ${TOKEN:-one}") + "    triggers: All\n" + second)
    asked = [run.sent[0].request.header("Access-Token") for run in rehearse(found, PURCHASE).runs()]

    assert [found.secrets[secret.name] for secret in asked if isinstance(secret, Secret)] == ["one", "two"]


def test_a_credential_that_names_a_variable_is_told_and_not_sent_as_it_is_written(tmp_path: Path) -> None:
    (problem,) = told(tmp_path, TOP + TAG.replace(": T", ': "{{Amount}}"'))

    assert problem.startswith('rules.yaml:11:19  tag "A"')


@pytest.mark.parametrize("written", ["123456789012", "[sesame-1234]", "{sesame-1234: x}"])
def test_a_credential_of_a_wrong_sort_is_told_without_its_value(tmp_path: Path, written: str) -> None:
    (problem,) = told(tmp_path, TOP + TAG.replace(": T", f": {written}"))

    assert problem.startswith("rules.yaml:11:19  ")
    assert "sesame-1234" not in problem
    assert "123456789012" not in problem


@pytest.mark.parametrize(
    ("line", "setting", "value"),
    [
        ("legacy_names: ${X}", "legacy_names", True),
        ('legacy_names: "${X}"', "legacy_names", True),
        ("test_event_code: ${X}", "test_event_code", "true"),
    ],
    ids=["a truth value", "a truth value in quotes", "a text stays text"],
)
def test_a_setting_of_the_environment_is_what_the_setting_wants(
    tmp_path: Path, line: str, setting: str, value: object
) -> None:
    found = container(tmp_path, f"{TOP}{TAG}    {line}\n", {"X": "true"})
    made = found.tags[0].configured.type_for(rehearse(found, PURCHASE).events[0].lookup)

    assert getattr(made, setting) == value


def test_a_whole_number_may_come_from_the_environment(tmp_path: Path) -> None:
    text = "clients: {GA4: {type: ga4, max_events: '${MOST:-5}'}}\n"

    made = [container(tmp_path, text, environ).clients[0].client for environ in ({}, {"MOST": "7"})]
    assert [client.max_events for client in made] == [5, 7]  # type: ignore[attr-defined]


@pytest.mark.parametrize("value", ["many", "1.5", "0"])
def test_a_wrong_number_of_the_environment_is_told(tmp_path: Path, value: str) -> None:
    (problem,) = told(tmp_path, "clients: {GA4: {type: ga4, max_events: '${MOST}'}}\n", {"MOST": value})

    assert problem.startswith('rules.yaml:1:40  client "GA4": type ga4: "max_events" ')


@pytest.mark.parametrize(
    ("line", "value"), [("paused: ${X}", "true"), ("priority: ${X}", "7")], ids=["paused", "priority"]
)
def test_the_fields_around_the_settings_may_come_from_the_environment_too(
    tmp_path: Path, line: str, value: str
) -> None:
    tag = container(tmp_path, f"{TOP}{TAG}    {line}\n", {"X": value}).tags[0]

    assert (tag.paused, tag.priority) == (value == "true", 7 if value == "7" else 0)


@pytest.mark.parametrize(
    "text",
    [
        "clients: {GA4: {type: ga4, max_events: '${MOST}'}}\n",
        TOP + TAG + "    legacy_names: ${LEGACY}\n",
        TOP + TAG + "    unmapped: ${UNMAPPED}\n",
        TOP + "delivery: {give_up_after: '${GIVE_UP}'}\n",
    ],
    ids=["a number", "a truth value", "one of a few words", "a duration"],
)
def test_while_rehearsing_an_unset_setting_is_no_problem_whatever_its_sort(tmp_path: Path, text: str) -> None:
    assert container(tmp_path, text, rehearsing=True).clients[0].name == "GA4"


def test_a_tag_type_may_refuse_its_settings_with_the_place_of_the_fault(tmp_path: Path) -> None:
    (tmp_path / "tags").mkdir()
    (tmp_path / "tags" / "picky.py").write_text(
        "from typing import Annotated\n"
        "from gateway import SettingError, TagType\n\n"
        "class Picky(TagType):\n"
        '    word: Annotated[str, "A word."]\n\n'
        "    def __post_init__(self) -> None:\n"
        '        if "!" in self.word:\n'
        '            raise SettingError("word", "there is a !.", self.word.index("!"))\n'
        "        1 / len(self.word)\n"
    )

    assert told(tmp_path, f"{TOP}tags:\n  A: {{type: picky, word: 'ab!'}}\n  B: {{type: picky, word: ''}}\n") == [
        'rules.yaml:8:29  tag "A": there is a !.',
        'rules.yaml:9:3  tag "B": type picky failed: ZeroDivisionError: division by zero',
    ]


@pytest.mark.parametrize(
    ("when", "line"),
    [
        ("event_name == purchase and currency == USD", 4),
        ("|\n    event_name == purchase\n    and currency == USD", 6),
    ],
    ids=["one line", "a block of lines"],
)
def test_a_condition_that_did_not_hold_is_shown_in_its_own_line(tmp_path: Path, when: str, line: int) -> None:
    text = TOP.replace("event_name == purchase", when) + TAG + "    triggers: Purchase\n"
    trace = rehearse(container(tmp_path, text), PURCHASE)

    assert explain(trace.container.tags[0], trace.events[0].lookup).place.line == line


@pytest.mark.parametrize(
    "value",
    ["sesame-1234\r", " sesame-1234", "sesame\n1234", "“sesame”"],
    ids=["a line end", "a blank", "two lines", "curly quotes"],
)
def test_a_credential_that_no_header_may_have_is_told_without_its_value(tmp_path: Path, value: str) -> None:
    problems = told(tmp_path, TOP + TAG.replace("access_token: T", "access_token: ${TOKEN}"), {"TOKEN": value})

    assert problems == [
        'rules.yaml:11:19  tag "A": the value of "access_token" has a blank or a line end around it, or signs no '
        "header may have. Take them out."
    ]


FILED = """from pathlib import Path
from collections.abc import Mapping
from typing import Annotated
from gateway import ClientType

class Filed(ClientType):
    one: Annotated[Path | None, "A file."] = None
    several: Annotated[tuple[Path, ...], "Files."] = ()
    named: Annotated[Mapping[str, Path] | None, "Files by name."] = None
    text: Annotated[str, "A text."] = ""
"""


@pytest.mark.parametrize(
    ("setting", "value", "wanted"),
    [
        ("one", "own.js", "own.js"),
        ("one", "scripts/../own.js", "scripts/../own.js"),
        ("one", "'${FILE}'", "from/environment.js"),
        ("several", "[a.js, b.js]", ("a.js", "b.js")),
        ("named", "{G-1: a.js, G-2: b/c.js}", {"G-1": "a.js", "G-2": "b/c.js"}),
    ],
    ids=["one", "as written", "from the environment", "several", "by name"],
)
def test_a_path_is_seen_from_the_folder_of_the_rules(tmp_path: Path, setting: str, value: str, wanted: object) -> None:
    (tmp_path / "clients").mkdir()
    (tmp_path / "clients" / "filed.py").write_text(FILED)
    text = f"clients: {{C: {{type: filed, {setting}: {value}, text: own.js}}}}\n"
    client = container(tmp_path, text, {"FILE": "from/environment.js"}).clients[0].client

    def located(name: object) -> object:
        if isinstance(name, tuple):
            return tuple(map(located, name))
        return {key: located(each) for key, each in name.items()} if isinstance(name, dict) else tmp_path / str(name)

    assert (getattr(client, setting), getattr(client, "text")) == (located(wanted), "own.js")  # noqa: B009 - a user's type


def test_a_path_from_the_root_is_taken_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "own.js").write_text("own();")
    text = f"clients: {{C: {{type: web_container, ids: [G-1], files: {{G-1: '{tmp_path}/own.js'}}}}}}\n"

    assert container(tmp_path / "rules", text).clients[0].name == "C"


def test_a_file_that_is_not_there_is_told_with_its_place(tmp_path: Path) -> None:
    text = "clients: {C: {type: web_container, ids: [G-1], files: {G-1: own.js}}}\n"

    assert told(tmp_path, text) == [
        f'rules.yaml:1:55  client "C": {tmp_path / "own.js"} cannot be read: No such file or directory.'
    ]


def test_while_rehearsing_an_unset_path_is_no_problem(tmp_path: Path) -> None:
    text = "clients: {C: {type: web_container, ids: [G-1], files: {G-1: '${SCRIPT}'}}}\n"

    assert container(tmp_path, text, rehearsing=True).clients[0].name == "C"


@pytest.mark.parametrize("value", ["{G-1: 5}", "own.js", "[own.js]"])
def test_files_of_a_wrong_sort_are_told(tmp_path: Path, value: str) -> None:
    assert len(told(tmp_path, f"clients: {{C: {{type: web_container, ids: [G-1], files: {value}}}}}\n")) == 1


FORM = """from gateway import SettingError, TagType
from gateway.settings import Setting


class Shop(TagType):
    \"\"\"A form with two fields.\"\"\"

    def __init__(self, *, name="", **given):
        self.__dict__.update(name=name, given=given)

    @classmethod
    def settings(cls):
        return tuple(Setting(name, name, {}, required=False, as_written=True) for name in ("version", "rows"))

    @classmethod
    def faults(cls, settings):
        for name in settings:
            if settings[name] in ("bad", ["bad"]):
                yield SettingError(name, "must not be bad.", path=(0,) * isinstance(settings[name], list))
"""


def test_what_is_written_into_a_form_stays_as_it_is_written(tmp_path: Path) -> None:
    (tmp_path / "tags").mkdir()
    (tmp_path / "tags/shop.py").write_text(FORM)
    text = "tags: {A: {type: shop, version: 1.10, rows: [{a: 7.0, b: true, c: '{{Event Name}}'}]}}"
    (tag,) = container(tmp_path, f"clients: {{GA4: {{type: ga4}}}}\n{text}").tags

    assert tag.configured.settings == {"version": "1.10", "rows": [{"a": "7.0", "b": "true", "c": "{{Event Name}}"}]}


def test_what_gtms_form_would_not_save_runs_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "tags").mkdir()
    (tmp_path / "tags/shop.py").write_text(FORM)
    (tag,) = container(tmp_path, "clients: {GA4: {type: ga4}}\ntags: {A: {type: shop, version: bad}}").tags

    assert tag.configured.settings == {"version": "bad"}


def test_a_list_is_a_tuple_only_where_a_type_wants_several_values(tmp_path: Path) -> None:
    tags = "tags: {A: {type: ga4, exclude_parameters: [ip]}, B: {type: tiktok, pixel_code: P, access_token: T, contents: [{}]}}"
    ga4, tiktok = container(tmp_path, f"clients: {{GA4: {{type: ga4}}}}\n{tags}").tags

    assert (ga4.configured.settings["exclude_parameters"], tiktok.configured.settings["contents"]) == (("ip",), [{}])
