"""Kill -9 under load, twenty times: `bench/kill.py` does the same two hundred times."""

from __future__ import annotations

import random

from bench.kill import run


def test_every_hit_that_was_answered_is_kept_with_its_request() -> None:
    result = run(12, workers=1, chance=random.Random(20_260_301), longest=0.3)

    assert result.rounds == 12
    assert result.answered > 500
    assert (result.lost, result.deliveries_lost) == ([], 0)
