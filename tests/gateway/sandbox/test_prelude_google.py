"""Firestore and BigQuery of a template, answered by their stand-in."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.sandbox.google import GoogleStandIn
from gateway.sandbox.program import Lent
from tests.gateway.sandbox.running import run_tag, value_of

FILLED = {"visitors/1": {"orders": 2}, "visitors/2": {"orders": 7}}
FIRESTORE = "const Firestore = require('Firestore');"


def lent() -> Lent:
    """Two visitors."""
    return Lent(google=GoogleStandIn(FILLED))


@pytest.mark.parametrize(
    ("call", "value"),
    [
        ("Firestore.read('visitors/1')", {"id": "1", "data": {"orders": 2}}),
        ("Firestore.read('visitors/9').catch((why) => why.reason)", "not_found"),
        ("Firestore.query('visitors', [['orders', '>', 5]])", [{"id": "2", "data": {"orders": 7}}]),
        ("Firestore.query('visitors', [], {limit: 1})", [{"id": "1", "data": {"orders": 2}}]),
        ("Firestore.write('visitors/3', {orders: 1})", "visitors/3"),
        ("Firestore.write('visitors/1', {a: 1}, {merge: true}).then(() => Firestore.read('visitors/1')).then((it) => it.data)",
         {"orders": 2, "a": 1}),
        ("Firestore.runTransaction((id) => Firestore.write('visitors/4', {by: id}, {transaction: id}))", ["visitors/4"]),
        ("require('BigQuery').insert({datasetId: 'd', tableId: 't'}, [{a: 1}]).then((it) => it === undefined)", True),
    ],
)  # fmt: skip
def test_google_cloud_answers(call: str, value: Any) -> None:
    assert value_of(f"{FIRESTORE} return {call};", lent=lent()) == value


def test_rows_may_be_inserted_with_callbacks() -> None:
    run = run_tag(
        "require('BigQuery').insert({datasetId: 'd', tableId: 't'}, [], {}, data.gtmOnSuccess, data.gtmOnFailure);"
    )

    assert run.outcome == "ok"


def test_what_goes_to_a_stand_in_is_told() -> None:
    run = run_tag("require('Firestore').read('visitors/1').catch(data.gtmOnFailure);")

    assert run.log == ["Firestore is not connected here: visitors/1 is not in its stand-in"]
