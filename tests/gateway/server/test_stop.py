"""SIGTERM under load, five times and once twice: `bench/stop.py` does the same a hundred times."""

from __future__ import annotations

from bench.stop import Round, run

ROUNDS = [
    Round("answers", 0.5),
    Round("hangs", 0.5),
    Round("sometimes hangs", 1.0),
    Round("answers", 5.5),
    Round("hangs", 5.5),
    Round("hangs", 1.0, told_twice=True),
]


def test_a_gateway_that_is_told_to_stop_ends_within_ten_seconds_and_keeps_every_hit_it_answered() -> None:
    endings = run(ROUNDS, at_once=len(ROUNDS)).endings

    assert [each for each in endings if not each.is_well] == []
    assert all(each.answered for each in endings)
    assert sum(each.behind for each in endings) > 0
