"""What containers of GTM do with variables, from rules.yaml to what a tag sends."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gateway import Hit
from gateway.recording import rehearse
from gateway.rules import check, load

RULES = """\
clients: {GA4: {type: ga4}}
triggers: {All: always}
variables:
  Name: {type: event_data, key: event_name}
  Given: %s
tags:
  A: {type: http_request, triggers: All, url: "https://crm.example/", body: {given: "{{Given}}", name: "{{Name}}"}}
"""


def sent(folder: Path, variable: str) -> Any:
    """What the variable is for a purchase."""
    (folder / "rules.yaml").write_text(RULES % variable)
    hit = Hit("GET", "/g/collect", "v=2&tid=G-1&cid=1.2&en=purchase&dl=https%3A%2F%2Fshop.example%2Fde%2F")
    (run,) = rehearse(load(folder / "rules.yaml", {}), hit).runs()
    assert run.outcome == "ok", run.why
    return run.sent[0].request.json.get("given", "left out")


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ('{type: lookup_table, input: purchase, table: {"{{Name}}": first, purchase: second}}', "first"),
        (
            '{type: regex_table, input: "{{Page URL}}", table: {"https://{{Page Hostname}}/.*": ours}, default: no}',
            "ours",
        ),
        ("{type: constant, constant: 1.10}", "1.10"),
        ("{type: constant, constant: 25699472449663830}", "25699472449663830"),
        ("{type: constant, constant: 5}", 5),
        ("{type: constant, constant: 1.5}", 1.5),
    ],
    ids=["a key of a table", "a pattern of a table", "a version", "a long id", "a number", "another number"],
)
def test_a_variable_is_what_gtm_makes_of_it(tmp_path: Path, variable: str, value: Any) -> None:
    assert sent(tmp_path, variable) == value


@pytest.mark.parametrize(
    ("variable", "what"),
    [
        ('{type: regex_table, input: "{{Name}}", table: {"a(": b}}', '"a(" is no pattern: missing ): a(.'),
        ('{type: lookup_table, input: "{{Name}}", table: {"{{Nme}}": b}}', 'there is no variable "{{Nme}}".'),
        ('{type: constant, constant: a, convert_null: "{{Nme}}"}', 'there is no variable "{{Nme}}".'),
        ('{type: constant, constant: "{{_event}}"}', 'there is no variable "{{_event}}". Did you mean "Event Name"?'),
        ("{type: smm, input: a, table: {}}", 'there is no variable type "smm". Did you mean "lookup_table"?'),
    ],
    ids=["a pattern beside a variable", "a key", "a format", "a name of exports", "a type of exports"],
)
def test_what_is_wrong_with_it_is_known_before_the_first_hit(tmp_path: Path, variable: str, what: str) -> None:
    (tmp_path / "rules.yaml").write_text(RULES % variable)

    assert [what in problem.what for problem in check(tmp_path / "rules.yaml", {}).problems] == [True]


def test_a_setting_is_checked_though_another_names_a_variable(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text((RULES % "{type: constant, constant: a}").replace("https://crm", "crm"))
    (problem,) = check(tmp_path / "rules.yaml", {}).problems

    assert "is no address: it begins with https://" in problem.what


@pytest.mark.parametrize(
    "slip",
    [
        "type: ${SEC}",
        "triggers: ${SEC}",
        "paused: ${SEC}",
        "priority: ${SEC}",
        "consent: ['${SEC}']",
        "firing_option: ${SEC}",
    ],
)
def test_no_value_of_this_machine_is_told_whatever_the_slip(tmp_path: Path, slip: str) -> None:
    key = slip.partition(":")[0]
    rules = (RULES % "{type: constant, constant: a}").replace(
        "triggers: All, ", "" if key == "triggers" else "triggers: All, "
    )
    text = rules.replace("{type: http_request, ", f"{{{slip}, " if key == "type" else f"{{type: http_request, {slip}, ")
    (tmp_path / "rules.yaml").write_text(text.replace("${SEC}", "'${SEC}'").replace("''", "'"))
    checked = check(tmp_path / "rules.yaml", {"SEC": "sesame-open-1234"})

    assert checked.problems
    assert "sesame" not in str(checked.problems)


@pytest.mark.parametrize(
    ("condition", "doubted"),
    [
        ("client_name contains GA", False),
        ("client_name contains ga", True),
        ('client_name starts with "Data"', True),
        ("event_name == purchse", True),
        ("event_name == purchase_b2b", False),
        ("x-ga-system_properties.c == 1", False),
        ("is_new_customer exists", False),
        ("user_data.em exists", False),
    ],
)
def test_what_looks_wrong_is_warned_about_and_nothing_else(tmp_path: Path, condition: str, doubted: bool) -> None:  # noqa: FBT001
    text = (RULES % "{type: constant, constant: a}").replace("{All: always}", f"{{All: '{condition}'}}")
    (tmp_path / "rules.yaml").write_text(text)

    assert bool(check(tmp_path / "rules.yaml", {}).warnings) is doubted


def test_a_library_of_variables_is_one_warning(tmp_path: Path) -> None:
    many = "".join(f"  V{number}: {{type: constant, constant: a}}\n" for number in range(40))
    (tmp_path / "rules.yaml").write_text((RULES % "{type: constant, constant: a}").replace("tags:", f"{many}tags:"))
    (warning,) = check(tmp_path / "rules.yaml", {}).warnings

    assert warning.what.startswith('40 variables are read by nobody: "V0", "V1", ')


def test_what_a_shell_would_fill_in_is_told(tmp_path: Path) -> None:
    text = (RULES % "{type: constant, constant: a}").replace(
        "body:", 'headers: {Authorization: "Bearer $CRM_TOKEN"}, body:'
    )
    (tmp_path / "rules.yaml").write_text(text)
    (warning,) = check(tmp_path / "rules.yaml", {}).warnings

    assert warning.what.endswith("What comes from the environment is ${CRM_TOKEN}.")
