"""What was bought: ids that a catalog can have, as text, one per content, and of a type that TikTok knows."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.fake_tiktok.diagnostics import Seen
from tests.purchases import GONE, findings, purchase

CONTENTS = {
    "content_id_missing",
    "content_id_not_string",
    "content_id_placeholder",
    "content_type_invalid",
    "content_type_missing",
    "content_id_not_in_catalog",
}
AN_ID = "properties.contents.0.content_id"
ID, IDS = "properties.contents[].content_id", "properties.content_ids"
TYPE, INNER_TYPE = "properties.content_type", "properties.contents[].content_type"
TWO = [{"content_id": "SKU-1"}, {"name": "no id"}]


def test_a_good_purchase_has_contents_that_a_catalog_can_have() -> None:
    assert not CONTENTS & findings(purchase(), catalog=frozenset(("SKU-1",))).keys()


@pytest.mark.parametrize(
    ("changes", "expected", "sample"),
    [
        ({AN_ID: GONE}, ("content_id_missing", "warning", "properties.contents"), ""),
        ({AN_ID: ""}, ("content_id_missing", "warning", "properties.contents"), ""),
        ({"properties.contents": GONE}, ("content_id_missing", "warning", "properties.contents"), ""),
        ({"properties.contents": "SKU-1"}, ("content_id_missing", "warning", "properties.contents"), ""),
        ({"properties.contents": TWO}, ("content_id_missing", "warning", ID), "1 of 2 contents"),
        ({AN_ID: 1001}, ("content_id_not_string", "error", ID), "1001"),
        ({AN_ID: False}, ("content_id_not_string", "error", ID), "false"),
        ({IDS: [["SKU-1"]]}, ("content_id_not_string", "error", IDS), "a list"),
        ({AN_ID: "undefined"}, ("content_id_placeholder", "warning", ID), "undefined"),
        ({AN_ID: " (Not Set) "}, ("content_id_placeholder", "warning", ID), "(Not Set)"),
        ({AN_ID: "  "}, ("content_id_placeholder", "warning", ID), ""),
        ({IDS: ["SKU-1", "null"]}, ("content_id_placeholder", "warning", IDS), "null"),
        ({TYPE: "products"}, ("content_type_invalid", "error", TYPE), "products"),
        ({TYPE: "Product"}, ("content_type_invalid", "error", TYPE), "Product"),
        ({TYPE: ["product"]}, ("content_type_invalid", "error", TYPE), "a list"),
        (
            {"properties.contents.0.content_type": "shoe"},
            ("content_type_invalid", "error", INNER_TYPE),
            "shoe",
        ),
        ({TYPE: GONE}, ("content_type_missing", "warning", TYPE), ""),
        ({TYPE: "", "event": "ViewContent"}, ("content_type_missing", "warning", TYPE), ""),
    ],
    ids=[
        "no id",
        "an empty id",
        "no contents",
        "contents that are none",
        "an id for one of two",
        "a number",
        "a truth value",
        "a list among the ids",
        "a word for nothing",
        "one in capitals and blanks",
        "blanks only",
        "a word for nothing among the ids",
        "a type in the plural",
        "a type in capitals",
        "a list of types",
        "a strange type in a content",
        "no type",
        "an empty type",
    ],
)
def test_contents_are_judged(changes: dict[str, Any], expected: tuple[str, str, str], sample: str) -> None:
    id_, severity, field = expected
    found = findings(purchase(changes))[id_]

    assert (found.severity, found.field) == (severity, field)
    assert sample in found.sample


@pytest.mark.parametrize(
    "changes",
    [
        {"properties.contents": GONE, IDS: ["SKU-1"]},
        {"properties.contents": TWO, IDS: ["SKU-1", "SKU-2"]},
        {"properties.contents": {"content_id": "SKU-1"}},
        {"properties.contents": GONE, TYPE: GONE, "event": "Contact"},
        {TYPE: GONE, "properties.contents.0.content_type": "hotel"},
        {TYPE: "product_group"},
        {AN_ID: "Nullarbor"},
        {AN_ID: "0"},
    ],
    ids=[
        "the ids without contents",
        "as many ids as contents",
        "one content without its list",
        "an event without products",
        "the type in the content",
        "a group",
        "an id that begins as a word for nothing",
        "a zero as text",
    ],
)
def test_what_a_catalog_can_match_is_not_told(changes: dict[str, Any]) -> None:
    assert not CONTENTS & findings(purchase(changes)).keys()


def test_without_an_id_nobody_asks_for_the_type() -> None:
    found = findings(purchase({AN_ID: GONE, TYPE: GONE}))

    assert CONTENTS & found.keys() == {"content_id_missing"}


def bought(*ids: str) -> Seen:
    return purchase({"properties.contents": [{"content_id": id_} for id_ in ids]})


def test_ids_that_the_catalog_lacks_are_counted() -> None:
    found = findings(*(bought(f"SKU-{n}") for n in range(5)), catalog=frozenset(("SKU-0", "SKU-1", "SKU-2")))

    worst = found["content_id_not_in_catalog"]
    assert (worst.severity, worst.field, worst.count, worst.of) == ("warning", ID, 2, 5)
    assert worst.sample == "SKU-3 (match rate 60 %)"


@pytest.mark.parametrize(("strange", "told"), [(10, False), (11, True)], ids=["90 % match", "89 % match"])
def test_a_match_rate_of_90_percent_is_good(strange: int, told: bool) -> None:  # noqa: FBT001
    catalog = frozenset(f"SKU-{n}" for n in range(strange, 100))
    found = findings(*(bought(f"SKU-{n}") for n in range(100)), catalog=catalog)

    assert ("content_id_not_in_catalog" in found) is told


def test_an_id_in_both_places_counts_once() -> None:
    found = findings(purchase({IDS: ["SKU-1", "SKU-2"]}), catalog=frozenset())

    assert found["content_id_not_in_catalog"].of == 2


@pytest.mark.parametrize("catalog", [None, frozenset(("sku-1",))], ids=["no catalog", "another case"])
def test_only_a_catalog_knows_what_is_not_in_it(catalog: frozenset[str] | None) -> None:
    assert ("content_id_not_in_catalog" in findings(purchase(), catalog=catalog)) is (catalog is not None)
