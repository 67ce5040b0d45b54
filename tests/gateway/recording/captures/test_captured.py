"""What comes out of a capture says whether the capture or only the entry is to blame."""

from __future__ import annotations

from gateway.recording import Skipped


def test_an_entry_that_is_no_hit_is_nothing_wrong() -> None:
    assert not Skipped("capture.har:entry 1", "a page").unreadable
