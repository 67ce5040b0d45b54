"""Credentials inside an object, such as the headers of an http_request: known by name wherever they stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway import Hit, Secret
from gateway.container import Container
from gateway.errors import RulesError
from gateway.recording import rehearse
from gateway.rules import load

HTTP = """clients: {GA4: {type: ga4}}
triggers: {All: always}
variables: {Amount: {type: event_data, key: value}}
tags:
  A:
    type: http_request
    url: https://crm.example
    triggers: All
    headers: {X-Key: '%s'}
"""
PURCHASE = Hit("GET", "/g/collect", "v=2&tid=G-1&cid=1&en=purchase&epn.value=5", id="hit-1")


def container(folder: Path, text: str, environ: dict[str, str]) -> Container:
    (folder / "rules.yaml").write_text(text)
    return load(folder / "rules.yaml", environ)


def told(folder: Path, text: str, environ: dict[str, str]) -> list[str]:
    with pytest.raises(RulesError) as refused:
        container(folder, text, environ)
    return list(map(str, refused.value.problems))


@pytest.mark.parametrize(
    ("written", "secret", "value"),
    [
        ("${TOKEN}", Secret("TOKEN"), "sesame-1234"),
        ("Bearer ${TOKEN}", Secret("TOKEN", "Bearer "), "sesame-1234"),
        ("${TOKEN:-dev}", Secret("TOKEN"), "sesame-1234"),
        ("Basic ${NOBODY:-ZGV2}", Secret("tags.A.headers.X-Key", "Basic "), "ZGV2"),
    ],
    ids=["alone", "after a word", "with a fallback that is not used", "a fallback after a word"],
)
def test_a_credential_inside_an_object_goes_by_its_name(
    tmp_path: Path, written: str, secret: Secret, value: str
) -> None:
    found = container(tmp_path, HTTP % written, {"TOKEN": "sesame-1234"})
    (sent,) = rehearse(found, PURCHASE).runs()[0].sent

    assert sent.request.header("X-Key") == secret
    assert found.secrets == {secret.name: value}
    assert value not in repr(found.tags)


@pytest.mark.parametrize(
    ("written", "header"),
    [("EU", "EU"), ("{{Amount}} EUR", "5 EUR"), ("$${TOKEN}", "${TOKEN}"), ("100 $", "100 $")],
    ids=["text", "a variable", "an escaped reference", "a dollar"],
)
def test_what_is_no_credential_inside_an_object_is_text(tmp_path: Path, written: str, header: str) -> None:
    found = container(tmp_path, HTTP % written, {"TOKEN": "sesame-1234"})

    assert rehearse(found, PURCHASE).runs()[0].sent[0].request.header("X-Key") == header
    assert found.secrets == {}


STANDS = 'in "headers.X-Key" a credential stands alone or at the end, as in `Bearer ${NAME}`.'
SIGNS = 'the value of "headers.X-Key" has a blank or a line end around it, or signs no header may have. Take them out.'
UNSET = "the environment variable UNSET is not set. Set it, or write ${UNSET:-text} to give a fallback."


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("${TOKEN} x", STANDS),
        ("${TOKEN}${TOKEN}", STANDS),
        ("$ ${TOKEN}", STANDS),
        ("{{Amount}} ${TOKEN}", '"headers.X-Key" has a credential and a variable. It may have one of the two.'),
        ("Bearer ${ODD}", SIGNS),
        ("Bearer ${UNSET}", UNSET),
    ],
    ids=["before text", "twice", "after a dollar", "after a variable", "with a line end", "unset"],
)
def test_a_credential_inside_an_object_that_cannot_be_is_told_once_without_its_value(
    tmp_path: Path, written: str, sentence: str
) -> None:
    (problem,) = told(tmp_path, HTTP % written, {"TOKEN": "sesame-1234", "ODD": "sesame-1234\n"})

    assert problem.startswith("rules.yaml:9:")
    assert problem.endswith(sentence)
    assert "sesame" not in problem


def test_the_text_before_a_credential_must_be_one_a_header_may_have(tmp_path: Path) -> None:
    (problem,) = told(tmp_path, HTTP % "Schlüssel ${TOKEN}", {"TOKEN": "sesame-1234"})

    assert problem.startswith('rules.yaml:9:22  tag "A"')


@pytest.mark.parametrize(
    ("headers", "sentence"),
    [
        ("{X-Key: [a]}", 'rules.yaml:9:22  tag "A": type http_request: "headers" "X-Key" must be text, not'),
        ("{X-Key: ['${TOKEN}']}", 'rules.yaml:9:22  tag "A": type http_request: "headers" "X-Key" must be text, not'),
        ("${TOKEN}", 'rules.yaml:9:14  tag "A": type http_request: "headers" must be '),
    ],
    ids=["a list", "a list with a credential", "a credential alone"],
)
def test_an_object_of_a_wrong_sort_is_told_without_the_value_of_a_credential(
    tmp_path: Path, headers: str, sentence: str
) -> None:
    (problem,) = told(tmp_path, (HTTP % "").replace("{X-Key: ''}", headers), {"TOKEN": "sesame-1234"})

    assert problem.startswith(sentence)
    assert "sesame" not in problem


def test_while_rehearsing_a_credential_inside_an_object_needs_no_environment(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(HTTP % "Bearer ${TOKEN}")
    found = load(tmp_path / "rules.yaml", {}, rehearsing=True)

    assert rehearse(found, PURCHASE).runs()[0].sent[0].request.header("X-Key") == Secret("TOKEN", "Bearer ")
