"""Google Cloud's stand-in: documents and rows in memory, and a line that says so."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.sandbox.google import GoogleStandIn

VISITORS: dict[str, dict[str, Any]] = {
    "visitors/1": {"name": "Jane", "orders": 2, "tags": ["new"], "address": {"city": "Berlin"}},
    "visitors/2": {"name": "Ada", "orders": 7, "tags": ["old", "vip"]},
    "visitors/2/orders/1": {"orders": 7},
}


def firestore(stand_in: GoogleStandIn, operation: str, path: str, **more: Any) -> tuple[bool, Any, str]:
    """What a command for Firestore gets."""
    return stand_in.answer("firestore", {"operation": operation, "path": path, **more})


def test_a_document_that_was_filled_in_is_read() -> None:
    good, found, log = firestore(GoogleStandIn(VISITORS), "read", "visitors/1")

    assert (good, found["id"], found["data"]["name"]) == (True, "1", "Jane")
    assert log == "visitors/1 was read from the stand-in of Firestore"


def test_one_that_nobody_filled_says_that_it_is_none() -> None:
    good, why, log = firestore(GoogleStandIn(), "read", "visitors/1")

    assert (good, why) == (False, {"reason": "not_found"})
    assert log == "Firestore is not connected here: visitors/1 is not in its stand-in"


def test_what_is_read_is_a_copy() -> None:
    stand_in = GoogleStandIn(VISITORS)
    firestore(stand_in, "read", "visitors/1")[1]["data"]["tags"].append("changed")

    assert firestore(stand_in, "read", "visitors/1")[1]["data"]["tags"] == ["new"]


@pytest.mark.parametrize(("merge", "left"), [(True, {"name": "Jane", "orders": 3}), (False, {"orders": 3})])
def test_a_document_is_written_over_or_merged(merge: bool, left: dict[str, Any]) -> None:  # noqa: FBT001
    stand_in = GoogleStandIn({"visitors/1": {"name": "Jane", "orders": 2}})

    assert firestore(stand_in, "write", "visitors/1", input={"orders": 3}, merge=merge)[:2] == (True, "visitors/1")
    assert stand_in.documents["visitors/1"] == left


def test_a_document_written_to_a_collection_gets_a_name() -> None:
    stand_in = GoogleStandIn()

    assert firestore(stand_in, "write", "visitors", input={"orders": 3}, merge=False)[1] == "visitors/document-1"


@pytest.mark.parametrize(
    ("conditions", "found"),
    [
        ([], ["1", "2"]),
        ([["orders", ">", 2]], ["2"]),
        ([["orders", "<=", 2], ["name", "==", "Jane"]], ["1"]),
        ([["address.city", "==", "Berlin"]], ["1"]),
        ([["tags", "array-contains", "vip"]], ["2"]),
        ([["name", "in", ["Ada", "Eve"]]], ["2"]),
        ([["name", "<", 5]], []),
        ([["name", "resembles", "Ada"]], []),
        ("nonsense", []),
    ],
    ids=str,
)
def test_a_collection_is_queried(conditions: Any, found: list[str]) -> None:
    answered = firestore(GoogleStandIn(VISITORS), "query", "visitors", conditions=conditions, limit=5)

    assert [each["id"] for each in answered[1]] == found


def test_a_query_gives_no_more_than_its_limit() -> None:
    assert len(firestore(GoogleStandIn(VISITORS), "query", "visitors", conditions=[], limit=1)[1]) == 1


def test_rows_for_bigquery_are_kept_and_told() -> None:
    stand_in = GoogleStandIn()
    asked = {"project": None, "dataset": "shop", "table": "orders", "rows": [{"sum": 5}]}

    assert (
        stand_in.answer("bigquery", asked)[2]
        == "BigQuery is not connected here: 1 rows for -.shop.orders went to its stand-in"
    )
    assert stand_in.rows == [("-.shop.orders", {"sum": 5})]
