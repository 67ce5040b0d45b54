"""`/metrics`: what a Prometheus server collects. Names of clients, tags and destinations come from rules.yaml alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from .counters import Counts

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True)
class Figures:
    """What all processes counted, and how the queue stands: by tag, how many wait and since when (seconds since 1970)."""

    processes: Sequence[Counts]
    attempts: Mapping[tuple[str, str], int] = field(default_factory=dict)
    waiting: Mapping[str, tuple[int, float]] = field(default_factory=dict)
    destinations: Mapping[str, str] = field(default_factory=dict)
    now: float = 0.0


def exposition(figures: Figures) -> bytes:
    """The figures in Prometheus' text format."""
    registry = CollectorRegistry()
    registry.register(_Collector(figures))
    return generate_latest(registry)


class _Collector(Collector):
    def __init__(self, figures: Figures) -> None:
        self._figures = figures

    def collect(self) -> Iterable[Metric]:
        yield from _hits(self._figures.processes)
        yield from _queue(self._figures)


def _hits(processes: Sequence[Counts]) -> Iterator[Metric]:
    hits = CounterMetricFamily("sgtm_hits", "Hits answered.", labels=["client", "status"])
    for (client, status), many in sorted(_sum(each.hits for each in processes).items()):
        hits.add_metric([client or "(unclaimed)", str(status)], many)
    yield hits
    yield CounterMetricFamily("sgtm_events", "Events that clients made.", value=sum(each.events for each in processes))
    shed = CounterMetricFamily(
        "sgtm_events_shed", "Events whose tags did not run: the outbox is nearly full.", labels=["event"]
    )
    for event, many in sorted(_sum(each.shed for each in processes).items()):
        shed.add_metric([event], many)
    yield shed
    runs = CounterMetricFamily("sgtm_tag_runs", "Runs of tags that fired.", labels=["tag", "outcome"])
    for (tag, outcome), many in sorted(_sum(each.runs for each in processes).items()):
        runs.add_metric([tag, outcome], many)
    yield runs


def _queue(figures: Figures) -> Iterator[Metric]:
    sent = CounterMetricFamily("sgtm_delivery_attempts", "Requests sent to vendors.", labels=["tag", "outcome"])
    for (tag, outcome), many in sorted(figures.attempts.items()):
        sent.add_metric([tag, outcome], many)
    yield sent
    depth = GaugeMetricFamily("sgtm_queue_depth", "Requests that wait to be sent.", labels=["tag"])
    age = GaugeMetricFamily("sgtm_queue_age_seconds", "Since when the oldest of them waits.", labels=["tag"])
    for tag, (many, since) in sorted(figures.waiting.items()):
        depth.add_metric([tag], many)
        age.add_metric([tag], max(0.0, figures.now - since))
    yield from (depth, age)
    state = GaugeMetricFamily(
        "sgtm_destination_state", "1 for the state a destination is in.", labels=["destination", "state"]
    )
    for destination, named in sorted(figures.destinations.items()):
        state.add_metric([destination, named], 1)
    yield state


def _sum(counted: Iterable[Mapping[Any, int]]) -> Counter[Any]:
    total: Counter[Any] = Counter()
    for each in counted:
        total.update(each)
    return total
