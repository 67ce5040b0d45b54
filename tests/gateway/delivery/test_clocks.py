"""How a clock that was set back is noticed."""

from __future__ import annotations

from gateway.delivery.clocks import Clocks, SetBack


def test_a_clock_set_back_is_noticed_once_and_one_that_goes_on_never() -> None:
    now = {"wall": 5_000.0, "steady": 10.0}
    set_back = SetBack(Clocks(lambda: now["wall"], lambda: now["steady"], lambda: 0.5))
    found = [set_back.seconds()]
    for wall, steady in ((5_060.0, 70.0), (1_520.0, 130.0), (1_580.0, 190.0), (9_000.0, 250.0)):
        now.update(wall=wall, steady=steady)
        found.append(set_back.seconds())

    assert found == [0, 0, 3_600, 0, 0]
