"""What a gateway process counts of all its hits."""

from __future__ import annotations

from gateway.recording import rehearse
from gateway.rules import build, of_text
from gateway.server.preview.counters import Counters
from tests.running import ROOT
from tests.small import hit

RULES = """\
clients: {GA4: {type: ga4}}
triggers: {Purchase: event_name == purchase}
tags:
  Collect: {type: http_request, triggers: Purchase, url: "https://vendor.example/collect"}
"""


def test_hits_events_and_runs_are_counted_by_the_containers_own_names() -> None:
    container, counters = build(of_text(RULES, ROOT, "rules.yaml"), rehearsing=True), Counters()
    for query in ("v=2&tid=G-T&en=purchase", "v=2&tid=G-T&en=purchase", "v=2&tid=G-T&en=scroll"):
        counters.count(rehearse(container, hit(path="/g/collect", query=query)))
    counters.count(rehearse(container, hit(path="/wp-admin")))

    counts = counters.now()
    assert counts.hits == {("GA4", 200): 3, ("", 400): 1}
    assert counts.events == 3
    assert counts.runs == {("Collect", "ok"): 2}
