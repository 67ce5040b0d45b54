"""The text that a Prometheus server collects."""

from __future__ import annotations

from prometheus_client.parser import text_string_to_metric_families

from gateway.server.preview.counters import Counts
from gateway.server.preview.metrics import Figures, exposition


def samples(figures: Figures) -> dict[tuple[str, ...], float]:
    """The values by name and labels, as a Prometheus server reads them; labels by their names."""
    families = text_string_to_metric_families(exposition(figures).decode())
    return {
        (each.name, *(each.labels[label] for label in sorted(each.labels))): each.value
        for family in families
        for each in family.samples
    }


def test_processes_are_summed_up() -> None:
    first = Counts({("GA4", 200): 3, ("", 400): 1}, 3, {("TikTok", "ok"): 2})
    second = Counts({("GA4", 200): 4}, 5, {("TikTok", "ok"): 1, ("TikTok", "failed"): 1}, {"scroll": 6})

    found = samples(Figures([first, second]))
    assert found["sgtm_hits_total", "GA4", "200"] == 7
    assert found["sgtm_hits_total", "(unclaimed)", "400"] == 1
    assert found["sgtm_events_total",] == 8
    assert found["sgtm_events_shed_total", "scroll"] == 6
    assert (found["sgtm_tag_runs_total", "ok", "TikTok"], found["sgtm_tag_runs_total", "failed", "TikTok"]) == (3, 1)


def test_the_queue_shows_how_many_wait_since_when_and_for_whom() -> None:
    figures = Figures(
        [],
        attempts={("TikTok", "accepted"): 9, ("TikTok", "again"): 2},
        waiting={"TikTok": (5, 940.0)},
        destinations={"vendor.example TOKEN": "open"},
        now=1000.0,
    )

    found = samples(figures)
    assert found["sgtm_delivery_attempts_total", "again", "TikTok"] == 2
    assert (found["sgtm_queue_depth", "TikTok"], found["sgtm_queue_age_seconds", "TikTok"]) == (5, 60)
    assert found["sgtm_destination_state", "vendor.example TOKEN", "open"] == 1


def test_odd_names_make_no_odd_lines() -> None:
    figures = Figures([Counts({('a"b\n\\', 200): 1}, 0, {})])

    assert samples(figures)["sgtm_hits_total", 'a"b\n\\', "200"] == 1
