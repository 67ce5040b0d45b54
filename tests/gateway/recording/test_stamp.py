"""What no capture says comes from its bytes, so it is the same each time."""

from __future__ import annotations

from gateway.recording.stamp import Stamp


def test_the_same_bytes_at_the_same_position_have_one_stamp_and_all_others_another() -> None:
    one, again, moved, changed = Stamp.of(b"a", 1), Stamp.of(b"a", 1), Stamp.of(b"a", 2), Stamp.of(b"b", 1)

    assert one == again
    assert len({one.id, moved.id, changed.id}) == len({one.seed, moved.seed, changed.seed}) == 3
