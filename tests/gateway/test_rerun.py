"""A tag's run that the queue makes again."""

from __future__ import annotations

import pytest

from gateway import Hit, OutgoingRequest
from gateway.report import request_report
from gateway.rerun import AllBut, is_rerun, rerun_of, wanted

HIT = Hit("GET", "/g/collect", "en=purchase&ep.user_data.email=jane%40shop.example", id="h1", at=1, seed=2)


def test_it_holds_the_hit_and_names_event_and_run() -> None:
    request = rerun_of(HIT, 2, "Setup (setup of a/b)", "a/b")

    assert is_rerun(request)
    assert wanted(request) == (HIT, 2, "Setup (setup of a/b)")
    assert request.destination == "a%2Fb"


def test_all_other_runs_count_as_done() -> None:
    done = AllBut(0, "A")

    assert (done.get((0, "A")), done.get((0, "B")), done.get((1, "A"))) == (None, "done", "done")


@pytest.mark.parametrize("url", ["sgtm-run://a/x/y", "sgtm-run://a/1", "sgtm-run://a/1/A"])
def test_what_holds_no_hit_is_none(url: str) -> None:
    with pytest.raises(ValueError):
        wanted(OutgoingRequest(url, "RUN", body=b"no hit"))


def test_a_vendor_is_never_taken_for_one() -> None:
    assert not is_rerun(OutgoingRequest.post("https://a.example/", json={}))


def test_nothing_of_the_visitor_is_shown() -> None:
    shown = request_report(rerun_of(HIT, 0, "A", "A"))

    assert shown["body"] == "its hit, kept for another run of the tag"
    assert "jane" not in str(shown)
