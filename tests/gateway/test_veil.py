"""The veil over what is shown of a tag's run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gateway import Hit
from gateway.container import Container
from gateway.recording import rehearse
from gateway.report import report
from gateway.rules import build, of_text
from gateway.veil import CLEAR, Veil
from tests.gateway.test_pipeline import sends
from tests.small import FunctionVariable, small_container, tag

MARA = Veil(["Mara", {"mail": "mara+x@shop.example"}, [4711]])


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("Mara", "***"),
        ("Dear Mara, hello", "Dear ***, hello"),
        ("Maracuja and Samara", "Maracuja and Samara"),
        ("?m=mara%2Bx%40shop.example&n=1", "?m=mar***&n=1"),
        ({"Mara": [{"a": "x-Mara"}]}, {"***": [{"a": "x-***"}]}),
        (4711, "***"),
        (47110, 47110),
        (None, None),
        (True, True),
    ],
    ids=str,
)
def test_what_was_given_is_masked_wherever_it_is_a_word(value: Any, shown: Any) -> None:
    assert MARA.over(value) == shown


@pytest.mark.parametrize("given", ["", "a", 12, True, None, "x" * 9000], ids=lambda given: str(given)[:9])
def test_what_would_be_found_everywhere_is_let_be(given: Any) -> None:
    assert Veil([given]).over("a 12 true None x") == CLEAR.over("a 12 true None x") == "a 12 true None x"


def test_a_quote_is_found_as_json_writes_it() -> None:
    assert Veil(['say "Jane"']).over('{"a": "say \\"Jane\\""}') == '{"a": "say***"}'


def test_no_depth_is_too_deep() -> None:
    deep: Any = "Mara"
    for _ in range(500):
        deep = [deep]

    assert "Mara" not in str(MARA.over(deep))


RULES = """
clients: {GA4: {type: ga4}}
variables:
  Param: {type: query_parameter, parameter: uid}
  Note: {type: event_data, key: note}
  Key: {type: event_data, key: crm_id}
triggers: {All: always}
transformations:
  Less: {type: exclude_parameters, parameters: [note]}
  More: {type: augment_event, parameters: {crm_id: Mara}}
tags:
  A: {type: http_request, triggers: All, url: "https://vendor.example/{{Param}}/{{Note}}/{{Key}}"}
"""


def test_a_tags_own_view_of_the_event_is_veiled_too(tmp_path: Path) -> None:
    container: Container = build(of_text(RULES, tmp_path, "rules.yaml"), rehearsing=True)
    document = report(rehearse(container, Hit("GET", "/g/collect", "v=2&tid=G-T&en=a&uid=jane-doe-77&ep.note=hi")))

    assert (
        document["events"][0]["tags"][0]["sent"][0]["request"]["url"] == "https://vendor.example/jan***/undefined/***"
    )


def test_a_variable_that_fails_gives_nothing() -> None:
    def broken(_: object) -> None:
        raise ValueError("no")

    made = small_container(tag("A", sends, note="{{User id}}"), variables={"User id": broken})

    assert made.variables["User id"].kind is FunctionVariable
    assert report(rehearse(made, Hit("GET", "/", "a")))["events"][0]["tags"][0]["outcome"] == "failed"
