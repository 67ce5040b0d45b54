"""Deliveries that may go together: one request for several events, where the vendor takes it and their tag type can join them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .queue import Queue
from .spool import Delivery

Batch = list[tuple[Queue, Delivery]]


def batches(due: Iterable[tuple[Queue, Delivery]], at_most: Mapping[str, int]) -> list[Batch]:
    """What is due, in its order: those of one type, destination, address and group together, up to what their type joins.

    A request without a group goes alone.
    """
    made: list[Batch] = []
    open_ones: dict[tuple[str, str, str, str], Batch] = {}
    for queue, delivery in due:
        most, group = at_most.get(delivery.type_name, 1), delivery.request.group
        key = (delivery.type_name, delivery.destination, delivery.request.url, group)
        batch = open_ones.get(key) if most > 1 and group else None
        if batch is None or len(batch) >= most:
            batch = open_ones[key] = []
            made.append(batch)
        batch.append((queue, delivery))
    return made


def halves(batch: Batch) -> tuple[Batch, Batch]:
    """The two halves of a batch the vendor refused as a whole: one bad event is found in log2(n) steps."""
    middle = len(batch) // 2
    return batch[:middle], batch[middle:]
