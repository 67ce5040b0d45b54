"""What lies on disk is found by a filter, and says what became of it since."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gateway import Reply
from gateway.delivery import Spool
from gateway.details import details
from gateway.errors import GatewayError
from gateway.server.preview.archive import Archive
from gateway.server.preview.outcomes import Told
from gateway.server.preview.rows import row
from tests.gateway.server.preview.opened import Opened, looked_at
from tests.gateway.server.preview.passed import FAILS, SENDS, kept, named, passed

TODAY = replace(SENDS, version="v2")


@pytest.fixture
def spool(tmp_path: Path) -> Iterator[Spool]:
    """The queue has a purchase and a refund, which lie on disk as waiting, and the disk another hit that failed."""
    data = tmp_path / "data"
    data.mkdir()
    made = kept(data, named(1, "purchase"), named(2, "refund"))
    archive = Archive(data)
    for trace in (passed(1, SENDS, "purchase"), passed(2, SENDS, "refund"), passed(3, FAILS, "purchase")):
        archive.keep(row(trace, Told()), details(trace))
    archive.close()
    yield made
    made.close()


def on_disk(folder: Path, text: str = "") -> dict[str, str]:
    """The outcomes of the rows, by the ids of their hits."""
    rows: list[dict[str, Any]] = looked_at(folder, lambda made: made.preview.on_disk(text), SENDS)
    return {each["id"]: each["outcome"] for each in rows}


def test_a_row_says_what_the_vendor_has_said_since_it_was_kept(tmp_path: Path, spool: Spool) -> None:
    first, second = sorted(spool.due(float("inf")), key=lambda delivery: delivery.hit)
    spool.end(first.id, "accepted", Reply(200), "HTTP 200", 2.0)
    spool.end(second.id, "refused", Reply(400), "HTTP 400", 2.0)

    assert on_disk(tmp_path) == {"hit-000001": "accepted", "hit-000002": "refused", "hit-000003": "failed"}


def test_what_the_queue_has_let_go_of_stays_as_it_was_kept(tmp_path: Path, spool: Spool) -> None:
    for delivery in spool.due(float("inf")):
        spool.end(delivery.id, "accepted", Reply(200), "HTTP 200", 2.0)
    spool.clean(float("inf"))

    assert set(on_disk(tmp_path).values()) == {"waiting", "failed"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("event_name == purchase", [1, 3]),
        ("tag == Broken", [3]),
        ("outcome == waiting", [1, 2]),
        ("client_name == X", []),
    ],
)
def test_the_filter_is_for_the_disk_too(text: str, found: list[int], tmp_path: Path, spool: Spool) -> None:
    assert sorted(on_disk(tmp_path, text)) == [f"hit-{number:06}" for number in found]


@pytest.mark.usefixtures("spool")
def test_a_filter_that_is_none_says_where(tmp_path: Path) -> None:
    with pytest.raises(GatewayError, match=r"^column 12: "):
        on_disk(tmp_path, "event_name = purchase")


@pytest.mark.usefixtures("spool")
def test_what_other_rules_make_of_a_hit_now_is_not_shown_where_the_disk_has_what_happened(tmp_path: Path) -> None:
    async def scenario(made: Opened) -> list[Any]:
        again = [{"id": f"hit-00000{number}", "remade": number != 2, "outcome": "ok"} for number in (1, 2, 9)]
        return [await made.preview.details("hit-000001"), await made.preview.as_it_was(again)]

    document, rows = looked_at(tmp_path, scenario, TODAY)
    assert (document["kept"], document["rules"], "remade" in document) == ("disk", "v1", False)
    assert document["can"] == ["replay", "edit", "save", "curl"]
    assert [each["outcome"] for each in rows] == ["waiting", "ok", "ok"]


@pytest.mark.usefixtures("spool")
def test_a_hit_that_goes_by_its_own_rules_is_shown_from_memory(tmp_path: Path) -> None:
    assert looked_at(tmp_path, lambda made: made.preview.details("hit-000001"), SENDS)["kept"] == "memory"
