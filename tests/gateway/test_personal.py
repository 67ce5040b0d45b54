"""Which variables hold what is a person's or a secret."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gateway.container import VariableEntry
from gateway.personal import is_personal, names_a_person
from gateway.rules import build, of_text
from variables.constant import Constant

RULES = """
clients: {GA4: {type: ga4}}
variables:
  Kopf: {type: request_header, header: x-api-key}
  Laut: {type: constant, constant: "{{ Kopf }}!"}
  Lauter: {type: lookup_table, input: 1, table: {"1": "{{Laut}}"}}
  Leer: {type: event_data, key: nothing, convert_undefined: "{{Kopf}}"}
  Summe: {type: event_data, key: value}
  User id: {type: constant, constant: 7}
"""


@pytest.mark.parametrize(
    ("written", "personal"),
    [
        ("{{Kopf}}", True),
        ("{{Laut}}", True),
        ("{{Lauter}}", True),
        ("{{Leer}}", True),
        ("{{Summe}}", False),
        ("{{User id}}", True),
        ("{{Nobody wrote it}}", False),
        ("{{Page URL}}", False),
        ("user_data.address.first_name", True),
        ("page_location", False),
        ("items.0.item_name", False),
    ],
)
def test_a_variable_is_a_persons_as_what_it_is_made_of(written: str, tmp_path: Path, *, personal: bool) -> None:
    variables = build(of_text(RULES, tmp_path, "rules.yaml"), rehearsing=True).variables

    assert is_personal(written, variables) is personal


def test_variables_that_need_each_other_are_looked_at_once() -> None:
    variables = {name: VariableEntry(Constant, name, {"constant": "{{A}} {{B}}"}) for name in "AB"}

    assert not is_personal("{{A}}", variables)


@pytest.mark.parametrize(
    ("settings", "personal"),
    [
        ({"header": "Authorization"}, True),
        ({"header": "Accept-Language"}, False),
        ({"cookie": "anything"}, True),
        ({"parameter": "uid"}, True),
        ({"parameter": "cid"}, True),
        ({"parameter": "gclid"}, True),
        ({"parameter": "ep.lastName"}, True),
        ({"parameter": "en"}, False),
        ({"part": "query", "query_key": "ttclid"}, True),
        ({"part": "region"}, False),
        ({"key": "user_data.email"}, True),
        ({"key": "user_data.{{Which}}"}, True),
        ({"key": "items.0.item_name", "default": "email"}, False),
        ({"constant": "phone"}, False),
        ({"table": {".*uid=(.*)": "$1"}}, True),
        ({"table": {"email": "newsletter"}}, False),
        ({"url": "https://crm.example/phone/tier"}, False),
        ({"number": 5, "list": [1]}, False),
    ],
    ids=str,
)
def test_settings_name_what_a_variable_reads(settings: dict[str, Any], *, personal: bool) -> None:
    assert names_a_person(settings) is personal
