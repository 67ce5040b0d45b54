"""Whole exports: what comes out passes the check, runs, says everything, and is always the same."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gateway.gtm_export import Imported, imported, read_export
from gateway.rules.style import styled
from tests.gateway.gtm_export.small_exports import (
    EXPORTS,
    condition,
    converted,
    document,
    flag,
    line,
    problems,
    replayed,
    rules,
    table,
    text,
)
from tests.gateway.gtm_export.test_tiktok_tag import NEEDED

HIT = """# at: 2026-03-01T12:00:00Z
POST /g/collect?v=2&tid=G-EXAMPLE1&cid=1.2&en=purchase&epn.value=59.9&dl=https%3A%2F%2Fshop.example%2Fcheckout%2Fthanks HTTP/1.1
Host: data.shop.example

"""


@pytest.fixture(scope="module")
def shop() -> Imported:
    return imported(read_export((EXPORTS / "shop.json").read_bytes(), "shop.json"))


def test_a_shops_container_passes_the_check(shop: Imported, tmp_path: Path) -> None:
    assert problems(shop, tmp_path) == []


def test_it_runs_and_every_tag_that_did_not_says_why(shop: Imported, tmp_path: Path) -> None:
    trace = replayed(shop, HIT, tmp_path)

    outcomes = {run.tag: (run.outcome, run.why) for run in trace.runs()}
    sent = [request.request.url.partition("?")[0] for run in trace.runs() for request in run.sent]
    assert sent == [
        "https://audit.example/checkout",
        "https://crm.example/orders",
        "https://www.google-analytics.com/g/collect",
    ]
    assert outcomes["Google Ads purchase"][0] == "skipped"
    assert "only Google can send" in outcomes["Google Ads purchase"][1]


def test_it_is_in_the_house_style_and_always_the_same(shop: Imported) -> None:
    again = imported(read_export((EXPORTS / "shop.json").read_bytes(), "shop.json"))

    assert again == shop
    assert styled(shop.rules.encode(), "rules.yaml") == shop.rules


def test_every_object_of_the_export_is_in_the_account_with_its_place(shop: Imported) -> None:
    version = json.loads((EXPORTS / "shop.json").read_text("utf-8"))["containerVersion"]
    objects = {
        f"$.containerVersion.{kind}[{number}]"
        for kind in ("client", "variable", "trigger", "transformation", "tag")
        for number in range(len(version[kind]))
    }

    assert objects <= {each.path for each in shop.lines}
    assert all(each.notes for each in shop.lines if each.outcome == "inert")


def test_folders_and_notes_stay_as_comments(shop: Imported) -> None:
    assert "  # Folder: Orders\n  Order value:" in shop.rules
    assert "  # Of the shop's property.\n  # Ask Example before you change it.\n  Measurement id:" in shop.rules


def test_a_custom_template_is_a_file_and_its_entries_are_of_its_type() -> None:
    made = imported(read_export((EXPORTS / "vendor.json").read_bytes(), "vendor.json"))

    assert [each.file for each in made.templates] == ["templates/example_vendor.tpl"]
    assert made.templates[0].text.startswith("___INFO___\n")
    assert rules(made)["tags"]["Vendor lead"] == {
        "type": "example_vendor",
        "triggers": ["Lead"],
        "endpoint": "https://vendor.example/",
        "type_": "lead",
    }
    assert line(made, "Lost").outcome == "inert"


def test_an_export_without_a_client_gets_one(tmp_path: Path) -> None:
    made = converted(document())

    assert rules(made)["clients"] == {"GA4": {"type": "ga4"}}
    assert line(made, "GA4").outcome == "added"
    assert problems(made, tmp_path) == []


def test_a_variable_that_is_named_and_not_there_is_visible(tmp_path: Path) -> None:
    tag = {"name": "A", "type": "sgtmgaaw", "parameter": [text("measurementId", "{{Nobody}}")]}
    made = converted(document(tag=[tag]))

    assert rules(made)["variables"]["Nobody"]["type"] == "inert"
    assert problems(made, tmp_path) == []


def test_variables_that_need_each_other_are_cut(tmp_path: Path) -> None:
    variables = [
        {"name": name, "type": "c", "parameter": [text("value", f"{{{{{other}}}}}")]} for name, other in ("AB", "BA")
    ]
    made = converted(document(variable=variables))

    assert "it needs its own value: A -> B -> A." in line(made, "B").notes
    assert problems(made, tmp_path) == []


def test_tags_that_are_each_others_setup_stay_so_for_a_setup_tag_has_no_own_one(tmp_path: Path) -> None:
    tags = [{"name": name, "type": "sgtmgaaw", "setupTag": [{"tagName": other}]} for name, other in ("AB", "BA")]

    assert problems(converted(document(tag=tags)), tmp_path) == []


def test_names_that_stand_twice_are_told_and_references_mean_the_first(tmp_path: Path) -> None:
    variables = [{"name": "A", "type": "c", "parameter": [text("value", value)]} for value in "12"]
    triggers = [{"name": "T", "type": "CUSTOM_EVENT", "filter": [condition("{{A}}", "EQUALS", "1")]}]
    made = converted(document(variable=variables, trigger=triggers))

    assert rules(made)["triggers"] == {"T": '{{A}} == "1"'}
    assert line(made, "A (2)").notes == ("its name is another one here.",)
    assert problems(made, tmp_path) == []


def test_each_access_token_has_a_name_of_its_own_and_is_nowhere(tmp_path: Path) -> None:
    gallery = {"owner": "tiktok", "repository": "gtm-template-eapi"}
    template = {"templateId": "5", "name": "TikTok", "templateData": "___INFO___", "galleryReference": gallery}
    pixel, _, source = NEEDED
    tags = [
        {"name": f"T{number}", "type": "cvt_1_5", "parameter": [pixel, text("access_token", token), source]}
        for number, token in enumerate(("t0ken", "0ther", "t0ken"))
    ]
    made = converted(document(customTemplate=[template], tag=tags), native=True, types=("tiktok",))

    assert [each.name for each in made.credentials] == ["TIKTOK_ACCESS_TOKEN", "TIKTOK_ACCESS_TOKEN_2"]
    assert "TIKTOK_ACCESS_TOKEN_2 to that" in line(made, "T1").notes[0]
    assert "t0ken" not in repr(made)
    assert problems(made, tmp_path) == []


def test_user_properties_a_tag_excludes_do_not_reach_it(tmp_path: Path) -> None:
    excluded = table("upToExclude", {"fieldName": "tier"})
    tag = {"name": "A", "type": "sgtmgaaw", "firingTriggerId": ["2147479574"], "parameter": [excluded]}
    made = converted(document(tag=[tag]))

    (run,) = replayed(made, HIT.replace("&en=", "&up.tier=gold&up.plan=a&en="), tmp_path).runs()
    assert "up.plan=a" in run.sent[0].request.url
    assert "up.tier" not in run.sent[0].request.url


def test_what_would_open_brackets_or_the_environment_stays_text(tmp_path: Path) -> None:
    tag = {"name": "A: {b} #c", "type": "sgtmadsct", "notes": "x\ntags: {}", "parameter": [text("v", "${HOME}")]}
    variable = {"name": "V", "type": "c", "parameter": [text("value", "${HOME} {{ {{")]}
    made = converted(document(tag=[tag], variable=[variable]))

    assert problems(made, tmp_path) == []
    assert 'constant: "$${HOME} {{ {{"' in made.rules


def test_lists_no_server_container_has_are_told() -> None:
    assert line(converted(document(zone=[{"name": "Z"}])), "zone").outcome == "left out"


def test_an_inert_exception_blocks(tmp_path: Path) -> None:
    odd = {
        "triggerId": "5",
        "name": "Odd",
        "type": "CUSTOM_EVENT",
        "filter": [condition("{{X}}", "MATCH_REGEX", "(?=a)")],
    }
    tag = {"name": "A", "type": "sgtmgaaw", "firingTriggerId": ["2147479574"], "blockingTriggerId": ["5"]}
    made = converted(document(trigger=[odd], tag=[tag]))

    assert replayed(made, HIT, tmp_path).runs() == []


def test_thousands_of_objects_take_no_time() -> None:
    variables = [
        {"name": f"V{number}", "type": "ed", "parameter": [text("keyPath", f"k{number}")]} for number in range(5000)
    ]
    tags = [
        {"name": f"T{number}", "type": "sgtmgaaw", "parameter": [flag("redactVisitorIp")]} for number in range(2000)
    ]

    assert len(converted(document(variable=variables, tag=tags)).lines) == 7001
