"""Why tags did not fire, of many hits."""

from __future__ import annotations

from pathlib import Path

from gateway import Event, Lookup, Steps
from gateway.cli.misses import MOST_LOOKED_AT, Miss, Misses
from gateway.recording import rehearse
from gateway.rules import load
from tests.small import hit, small_container, tag

RULES = """\
clients: {GA4: {type: ga4}}
triggers:
  Purchase: event_name == Purchase
  All: always
  On the blog: page_hostname == blog.example
tags:
  Shop: {type: http_request, triggers: Purchase, url: "https://vendor.example/"}
  Pages: {type: http_request, triggers: All, exceptions: On the blog, url: "https://vendor.example/"}
  Never: {type: http_request, triggers: [Purchase], consent: [ad_storage], url: "https://vendor.example/"}
"""


def sends_nothing(_: Event, __: Lookup) -> Steps:
    yield from ()


def looked_at(folder: Path, *queries: str) -> tuple[list[Miss], list[Miss]]:
    """Who was held back, and the nearest misses."""
    (folder / "rules.yaml").write_text(RULES)
    container = load(folder / "rules.yaml", {})
    misses = Misses(container)
    held: list[Miss] = []
    for number, query in enumerate(queries, 1):
        trace = rehearse(container, hit(path="/g/collect", query=f"v=2&tid=G-1&{query}"))
        for event in trace.events:
            held += misses.take(event, f"log:{number}")
    return held, list(misses.nearest())


def test_who_is_held_back_is_told_with_the_reason_and_its_line(tmp_path: Path) -> None:
    held, _ = looked_at(tmp_path, "en=page_view&dl=https://shop.example/", "en=page_view&dl=https://blog.example/")

    assert held == [Miss("Pages", 'exception "On the blog" fired', "rules.yaml:5", "log:2")]


def test_of_a_tag_that_never_fired_the_nearest_miss_is_kept(tmp_path: Path) -> None:
    _, nearest = looked_at(tmp_path, "en=page_view", "en=purchase", "en=refund")
    why = 'event_name == Purchase, but event_name was "purchase" (only the case differs)'

    assert nearest == [Miss("Shop", why, "rules.yaml:3", "log:2"), Miss("Never", why, "rules.yaml:3", "log:2")]


def test_a_tag_that_fired_later_has_no_miss(tmp_path: Path) -> None:
    _, nearest = looked_at(tmp_path, "en=page_view", "en=Purchase&gcs=G111")

    assert nearest == []


def test_only_the_first_hits_are_asked_why(tmp_path: Path) -> None:
    asked: list[str] = []

    def never(lookup: object) -> bool:
        asked.append("")
        return False

    container = small_container(tag("A", sends_nothing, when=never))
    misses, trace = Misses(container), rehearse(container, hit())
    for _ in range(2 * MOST_LOOKED_AT):
        list(misses.take(trace.events[0], "log:1"))

    assert MOST_LOOKED_AT <= len(asked) < 1.5 * MOST_LOOKED_AT
