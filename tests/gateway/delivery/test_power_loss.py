"""Power that fails in the middle of commits: what was answered is there afterwards, with `full`, and only with it."""

from __future__ import annotations

import contextlib
import random
from pathlib import Path

import msgspec
import pytest

from gateway.container import Durability
from gateway.delivery import Spool
from gateway.pipeline import Keep, Row
from tests.gateway.delivery.test_spool import HIT, request
from tests.power import Disk, PowerLossError

RUNS = 50


def numbered(number: int) -> Keep:
    hit = msgspec.structs.replace(HIT, id=f"{number:032d}")
    row = Row(0, "TikTok", "TikTok", "tiktok", "done", ((f"d{hit.id}", request(number)),))
    return Keep(hit.id, "v1", hit, (row,), closed=True)


def answered_until_the_loss(folder: Path, durability: Durability, seed: int) -> tuple[set[str], Spool]:
    """The hits whose commit returned, and the spool as it is found when the power is back."""
    chance, answered = random.Random(seed), set[str]()
    disk = Disk(f"disk-{durability}-{seed}")
    spool = Spool(folder / "before" / "spool-0.sqlite3", connect=disk.connect)
    spool.make_durable(durability)
    disk.power_lasts_for(chance.randrange(20, 400))
    with contextlib.suppress(PowerLossError):
        while True:
            group = [numbered(len(answered) + each) for each in range(chance.randrange(1, 5))]
            spool.keep(group, 1.0)
            answered |= {keep.hit_id for keep in group}
    disk.after_the_loss(folder / "after", chance)
    spool.close()
    return answered, Spool(folder / "after" / "spool-0.sqlite3")


@pytest.mark.parametrize("seed", range(RUNS))
def test_no_answered_hit_is_lost(tmp_path: Path, seed: int) -> None:
    answered, found = answered_until_the_loss(tmp_path, "full", seed)

    assert answered <= found.hit_ids()
    assert answered <= {delivery.hit for delivery in found.due(2.0, limit=10_000)}
    assert found._database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    found.close()


def test_with_less_durability_the_same_losses_lose_hits_so_the_test_above_proves_something(tmp_path: Path) -> None:
    many = lost = 0
    for seed in range(RUNS):
        answered, found = answered_until_the_loss(tmp_path / str(seed), "normal", seed)
        many, lost = many + len(answered), lost + len(answered - found.hit_ids())
        found.close()

    assert many > 20 * RUNS
    assert lost > RUNS
