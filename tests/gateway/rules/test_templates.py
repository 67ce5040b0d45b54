"""Templates as types of a container."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway import Reply
from gateway.errors import RulesError
from gateway.recording import read_hits, rehearse
from gateway.rules import Catalogue, check, load, schema_of, templates_of

ROOT = Path(__file__).resolve().parents[3]
TAG = (ROOT / "tests" / "gateway" / "sandbox" / "templates" / "purchase_tag.tpl").read_text("utf-8")
(HIT,) = read_hits(ROOT / "examples" / "hits" / "purchase.http")
RULES = "clients: {GA4: {type: ga4}}\ntriggers: {Purchase: event_name == purchase}\ntags:\n"
VENDOR = "  Vendor: {type: crm, triggers: Purchase, account: A-1}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "crm.tpl").write_text(TAG, "utf-8")
    (tmp_path / "rules.yaml").write_text(RULES + VENDOR, "utf-8")
    return tmp_path


def _with(folder: Path, rules: str) -> Path:
    (folder / "rules.yaml").write_text(rules, "utf-8")
    return folder / "rules.yaml"


def _problems(rules: Path) -> list[str]:
    with pytest.raises(RulesError) as error:
        load(rules, {})
    return [str(problem) for problem in error.value.problems]


def test_a_template_is_a_type_and_its_request_is_asked(folder: Path) -> None:
    trace = rehearse(load(folder / "rules.yaml", {}), HIT, lambda request: Reply(200))

    (run,) = trace.runs()
    assert (run.outcome, [request.json for request, _ in run.asked]) == ("ok", [{"account": "A-1", "value": 59.9}])
    assert run.log == ["the vendor said 200"]


def test_its_fields_are_checked_as_any_settings(folder: Path) -> None:
    rules = _with(folder, f"{RULES}  Vendor: {{type: crm, triggers: Purchase, acount: A-1, keepsVisit: perhaps}}\n")

    assert _problems(rules) == [
        'rules.yaml:4:43  tag "Vendor": type crm: there is no setting "acount". Did you mean "account"?',
        'rules.yaml:4:68  tag "Vendor": type crm: "keepsVisit" must be true or false, not "perhaps".',
    ]


def test_what_gtm_would_not_save_is_a_warning(folder: Path) -> None:
    file = folder / "templates" / "crm.tpl"
    code = "___SANDBOXED_JS_FOR_SERVER___\n\nconst text = `sent`;\n"
    file.write_text(TAG.replace("___SANDBOXED_JS_FOR_SERVER___\n", code), "utf-8")
    line = file.read_text("utf-8").splitlines().index("const text = `sent`;") + 1

    (warning,) = check(folder / "rules.yaml", {}).warnings
    assert str(warning).startswith(f"templates/crm.tpl:{line}:14  warning: GTM may not save a template literal")


def test_a_template_of_a_tag_is_no_client(folder: Path) -> None:
    (told,) = _problems(_with(folder, "clients: {GA4: {type: crm}}\n"))

    assert told == 'rules.yaml:1:23  client "GA4": templates/crm.tpl is a template of a tag, and this is a client.'


def test_a_broken_template_is_told_in_its_own_place_once(folder: Path) -> None:
    (folder / "templates" / "crm.tpl").write_text(TAG.replace("___INFO___", "___IMFO___"), "utf-8")
    rules = _with(folder, RULES + VENDOR + VENDOR.replace("Vendor", "Other"))

    (told,) = _problems(rules)
    assert told.startswith("templates/crm.tpl:1:1  the template has no ___INFO___")


def test_the_editor_completes_its_fields(folder: Path) -> None:
    schema = schema_of(Catalogue(folder))
    (rule,) = [
        each
        for each in schema["properties"]["tags"]["additionalProperties"]["allOf"]
        if each["if"]["properties"]["type"]["const"] == "crm"
    ]

    assert {"account", "keepsVisit"} <= set(rule["then"]["properties"])
    assert rule["then"]["description"] == "Tells the vendor of purchases."


def test_a_name_that_is_no_word_of_python_is_one_of_a_template(folder: Path) -> None:
    (folder / "templates" / "crm.tpl").rename(folder / "templates" / "vendor-crm 2.tpl")
    rules = _with(folder, RULES + VENDOR.replace("type: crm", "type: vendor-crm 2"))

    assert [template.info.name for template in templates_of(load(rules, {}))] == ["Vendor purchases"]


@pytest.mark.parametrize(
    ("section", "outcome"),
    [
        ("", "failed"),
        ("templates: {permissions: warn}\n", "ok"),
        ("templates: {permissions: {crm: warn}}\n", "ok"),
        ("templates: {permissions: {other: warn}}\n", "failed"),
    ],
    ids=["as in GTM", "all warned", "this one warned", "another one warned"],
)
def test_what_its_permissions_do_not_allow_is_refused_or_warned_of(folder: Path, section: str, outcome: str) -> None:
    rules = _with(folder, RULES + VENDOR.replace("}", ", keepsVisit: true}") + section)
    (run,) = rehearse(load(rules, {}), HIT, lambda request: Reply(200)).runs()

    assert run.outcome == outcome
    assert "set_cookies" in (run.why or "".join(run.log))


def test_its_hosts_may_be_reached_and_no_others(folder: Path) -> None:
    egress = load(folder / "rules.yaml", {}).egress

    assert [host.name for host in egress.declared] == ["collect.vendor.example"]


def test_a_saved_template_is_another_version_of_the_rules(folder: Path) -> None:
    before = load(folder / "rules.yaml", {}).version
    (folder / "templates" / "crm.tpl").write_text(TAG.replace("A-1", "A-2"), "utf-8")

    assert load(folder / "rules.yaml", {}).version != before


def test_the_section_is_checked(folder: Path) -> None:
    checked = check(_with(folder, RULES + VENDOR + "templates: {permissions: never, document: {}}\n"))

    assert len(checked.problems) == 2
