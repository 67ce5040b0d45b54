"""The section `egress`: what is listed, what types declare, and what only an event knows."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.egress import Egress, Host
from gateway.errors import RulesError
from gateway.rules import check, load
from gateway.rules.catalogue import Catalogue
from gateway.rules.schema import schema_of

RULES = """clients: {GA4: {type: ga4}}
triggers: {All: always}
variables: {Shop: {type: event_data, key: shop}}
tags:
  A: {type: http_request, triggers: All, url: "%s"}
"""
TIKTOK = Host("business-api.tiktok.com")
OWN_TAG = '''
from collections.abc import Mapping
from typing import Annotated, Any
from gateway import Event, Lookup, OutgoingRequest, Steps, TagType

class Own(TagType):
    """Sends somewhere."""

    page: Annotated[str, "Where it goes."] = "https://hooks.example/in"
%s
    def run(self, event: Event, lookup: Lookup) -> Steps:
        yield OutgoingRequest(self.page)
'''
DECLARES = """
    @classmethod
    def hosts(cls, settings: Mapping[str, Any]) -> tuple[str, ...]:
        return ("*.vendor.example", "collect.example:8443")
"""


def egress(folder: Path, text: str, **environ: str) -> Egress:
    (folder / "rules.yaml").write_text(text)
    return load(folder / "rules.yaml", environ, rehearsing=True).egress


def told(folder: Path, text: str) -> list[str]:
    (folder / "rules.yaml").write_text(text)
    with pytest.raises(RulesError) as refused:
        load(folder / "rules.yaml", {})
    return [str(problem).removeprefix("rules.yaml:") for problem in refused.value.problems]


def warned(folder: Path, text: str) -> list[str]:
    (folder / "rules.yaml").write_text(text)
    checked = check(folder / "rules.yaml", {})
    assert checked.problems == ()
    return [str(each).removeprefix("rules.yaml:") for each in checked.warnings if each.stage == "egress"]


@pytest.mark.parametrize(
    ("section", "hosts"),
    [
        ("egress: {allow: [collect.vendor.example]}", {Host("collect.vendor.example")}),
        ("egress: {allow: collect.vendor.example}", {Host("collect.vendor.example")}),
        (
            'egress: {allow: ["*.vendor.example", "10.1.2.3:8443"]}',
            {Host("vendor.example", under=True), Host("10.1.2.3", 8443)},
        ),
        ('egress: {allow: ["${COLLECTOR}", "${UNSET}", "${UNSET}:8443"]}', {Host("here.example")}),
        ("egress: {allow: []}", set()),
        ("egress: {}", set()),
        ("egress:", set()),
        ("", set()),
    ],
)
def test_hosts_are_listed_as_one_or_several(tmp_path: Path, section: str, hosts: set[Host]) -> None:
    found = egress(tmp_path, RULES % "https://crm.example/" + section, COLLECTOR="here.example")

    assert found == Egress(frozenset({Host("crm.example")}), frozenset(hosts))


def test_what_is_listed_wrongly_is_told_each_in_its_place(tmp_path: Path) -> None:
    section = 'egress:\n  allow:\n    - ok.example\n    - https://a.example/x\n    - "*"\n    - {a: b}\n  deny: [b]\n'

    assert told(tmp_path, RULES % "https://crm.example/" + section) == [
        '9:7  egress: "allow": "https://a.example/x" is an address. Write its host: a.example.',
        '10:7  egress: "allow": "*" would be every host. Write those that are meant, such as "*.vendor.example".',
        '11:7  egress: "allow" must be text, not {"a": "b"}.',
        '12:3  egress: there is no setting "deny". It has allow.',
    ]


@pytest.mark.parametrize(
    ("tag", "host"),
    [
        ("{type: http_request, triggers: All, url: 'https://crm.example/{{Shop}}'}", Host("crm.example")),
        ("{type: http_request, triggers: All, url: '${CRM}/leads'}", Host("localhost", 9000)),
        ("{type: ga4, triggers: All}", Host("www.google-analytics.com")),
        ("{type: ga4, triggers: All, endpoint: 'http://localhost:8090/g/collect'}", Host("localhost", 8090)),
        ("{type: tiktok, triggers: All, pixel_code: C, access_token: t}", TIKTOK),
        ("{type: tiktok, triggers: All, pixel_code: C, access_token: t, url: https://a.example/}", TIKTOK),
        ("{type: tiktok, triggers: All, pixel_code: C, access_token: t, endpoint: 'http://127.0.0.1:1'}", Host("127.0.0.1", 1)),
    ],
)  # fmt: skip
def test_a_tag_declares_where_its_settings_say_it_sends(tmp_path: Path, tag: str, host: Host) -> None:
    text = RULES.rpartition("  A:")[0] + f"  A: {tag}\n"

    assert egress(tmp_path, text, CRM="http://localhost:9000").declared == {host}


def test_a_client_that_asks_declares_whom(tmp_path: Path) -> None:
    text = "clients: {Scripts: {type: web_container, ids: [G-EXAMPLE1]}}\n"

    assert egress(tmp_path, text).declared == {Host("www.googletagmanager.com")}


@pytest.mark.parametrize(
    ("code", "hosts"),
    [("", {Host("hooks.example")}), (DECLARES, {Host("vendor.example", under=True), Host("collect.example", 8443)})],
    ids=["its addresses", "what it says"],
)
def test_a_type_of_one_s_own_declares_its_addresses_or_what_it_says(
    tmp_path: Path, code: str, hosts: set[Host]
) -> None:
    (tmp_path / "tags").mkdir()
    (tmp_path / "tags" / "own.py").write_text(OWN_TAG % code)

    assert egress(tmp_path, RULES.rpartition("  A:")[0] + "  A: {type: own, triggers: All}\n").declared == hosts


def test_a_type_that_declares_nonsense_is_told(tmp_path: Path) -> None:
    (tmp_path / "tags").mkdir()
    (tmp_path / "tags" / "own.py").write_text(OWN_TAG % DECLARES.replace("*.vendor.example", "*"))

    (problem,) = told(tmp_path, RULES.rpartition("  A:")[0] + "  A: {type: own, triggers: All}\n")
    assert 'tag "A": "*" would be every host.' in problem


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        (
            "https://user:word@crm.example/",
            'tag "A": an address holds no name and no password. Send them by a header: Authorization.',
        ),
        ("http://127.1/", 'tag "A": "127.1" is no host. Write one such as collect.vendor.example.'),
    ],
)
def test_an_address_nobody_could_send_to_is_a_problem(tmp_path: Path, url: str, problem: str) -> None:
    assert told(tmp_path, RULES % url) == [f"5:48  {problem}"]


@pytest.mark.parametrize("url", ["https://{{Shop}}.example/", "{{Shop}}", "https://crm.example{{Shop}}"])
def test_a_host_that_only_an_event_knows_is_warned_of_while_none_is_listed(tmp_path: Path, url: str) -> None:
    (warning,) = warned(tmp_path, RULES % url)

    assert warning == (
        '5:48  warning: tag "A": "url" says for each event to which host it goes, and goes to none that is not listed. '
        "Write egress: {allow: [collect.vendor.example]}."
    )
    assert warned(tmp_path, RULES % url + 'egress: {allow: ["*.shops.example"]}\n') == []
    assert warned(tmp_path, RULES % "https://crm.example/{{Shop}}") == []


def test_all_files_together_have_one_egress(tmp_path: Path) -> None:
    (tmp_path / "more.yaml").write_text("egress: {allow: [b.example]}\n")

    (problem,) = told(
        tmp_path, "include: more.yaml\n" + RULES % "https://crm.example/" + "egress: {allow: [a.example]}\n"
    )
    assert '"egress" is in rules.yaml:7 already. All files together have it once.' in problem


def test_an_editor_completes_it(tmp_path: Path) -> None:
    section = schema_of(Catalogue(tmp_path))["properties"]["egress"]

    assert section["properties"]["allow"]["examples"] == [
        ["collect.vendor.example", "*.vendor.example", "10.1.2.3:8443"]
    ]
