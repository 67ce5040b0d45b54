"""Which deliveries go together, and how a refused batch is halved."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway import OutgoingRequest
from gateway.delivery import Spool
from gateway.delivery.batches import Batch, batches, halves
from gateway.delivery.spool import Delivery


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    return Spool(tmp_path / "spool-0.sqlite3")


def due(name: str, group: str = "g", kind: str = "joins", host: str = "a.example", path: str = "/") -> Delivery:
    request = OutgoingRequest(f"https://{host}{path}", group=group)
    return Delivery(name, "hit", "Tag", kind, request.destination, request, 0, 0.0)


def names(spool: Spool, *waiting: Delivery) -> list[str]:
    made = batches([(spool, each) for each in waiting], {"joins": 3})
    return ["".join(delivery.id for _, delivery in batch) for batch in made]


def test_those_of_one_type_destination_and_group_go_together_up_to_what_their_type_joins(spool: Spool) -> None:
    assert names(spool, *(due(name) for name in "abcdefg")) == ["abc", "def", "g"]


@pytest.mark.parametrize(
    "other",
    [due("b", group="h"), due("b", kind="alone"), due("b", host="b.example"), due("b", path="/eu"), due("b", group="")],
    ids=["another group", "a type that joins nothing", "another destination", "another address", "no group"],
)
def test_what_differs_goes_apart_and_in_order(spool: Spool, other: Delivery) -> None:
    assert names(spool, due("a"), other, due("c")) == ["ac", "b"]


def test_requests_without_a_group_never_go_together(spool: Spool) -> None:
    assert names(spool, due("a", group=""), due("b", group="")) == ["a", "b"]


@pytest.mark.parametrize("many", [2, 3, 1000])
def test_halves_are_all_of_it_and_differ_by_one_at_most(spool: Spool, many: int) -> None:
    batch: Batch = [(spool, due(str(number))) for number in range(many)]

    first, second = halves(batch)

    assert first + second == batch
    assert 0 <= len(second) - len(first) <= 1
