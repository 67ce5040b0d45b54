"""What comes out of a capture says whether the capture or only the entry is to blame."""

from __future__ import annotations

from gateway.recording import Skipped
from gateway.recording.captures.captured import NoHitError, NoRequestError


def test_an_entry_that_is_no_hit_is_nothing_wrong() -> None:
    assert not Skipped("capture.har:entry 1", "a page").unreadable


def test_what_is_no_request_is_counted_and_what_is_no_hit_is_told() -> None:
    assert NoRequestError("a page").at("a:1") == Skipped("a:1", "a page", unreadable=False)
    assert NoHitError("broken.").at("a:1") == Skipped("a:1", "broken.", unreadable=True)
