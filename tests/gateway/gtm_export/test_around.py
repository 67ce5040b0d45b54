"""What an object refers to."""

from __future__ import annotations

import json
from typing import Any

from gateway.gtm_export import read_export
from gateway.gtm_export.around import Around, around, free_name
from tests.gateway.gtm_export.small_exports import document, text


def of(**lists: list[dict[str, Any]]) -> Around:
    return around(read_export(json.dumps(document(**lists)).encode(), "x.json"), {}, prefers_native=False)


def test_triggers_are_found_by_id_and_tags_by_name_and_id() -> None:
    found = of(
        trigger=[{"triggerId": "7", "name": "A", "type": "ALWAYS"}],
        tag=[{"tagId": "8", "name": " B ", "type": "x"}, {"name": "B", "type": "y"}],
    )

    assert (found.triggers, found.tags) == ({"7": "A"}, {"8": "B", "B": "B"})
    assert found.tag_types == {"B": "x", "B (2)": "y"}


def test_constants_are_known_by_their_names_here() -> None:
    constant = {"name": "A  B", "type": "c", "parameter": [text("value", "{{_event}}")]}
    found = of(variable=[constant])

    assert found.constants == {"A B": "{{Event Name}}"}
    assert found.renames == {"A  B": "A B"}


def test_a_free_name_has_a_number_behind_it() -> None:
    assert free_name("A", ["A", "A (2)"]) == "A (3)"
