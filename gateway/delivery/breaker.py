"""The breaker of one destination: who does not answer is left alone, and asked with one request from time to time.

closed     everything is sent
open       nothing is sent until the next probe: what failed ten times in a row, or half of the time, rests
half-open  the probe is under way
held       as open, for a credential that is not accepted: only somebody's hand can mend that, so probes are rare
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from .tally import Tally

State = Literal["closed", "open", "half-open", "held"]
Heard = Literal["good", "bad", "hold", "nothing"]
"""What one answer says about its destination, not about its events."""

FIRST_PROBE, LAST_PROBE = 5.0, 60.0
HOLD = 300.0
"""Seconds between the probes of a destination that refuses our credential."""
JITTER = 0.2
"""By which part a probe may come earlier: the probes of many gateways must not march in step."""


class Breaker:
    """Times are of one clock that only goes forward, in seconds. `chance` is between 0 and 1."""

    def __init__(self, chance: Callable[[], float]) -> None:
        self._chance = chance
        self._tally = Tally()
        self.state: State = "closed"
        self.wait = self.probe_at = 0.0
        self.age = 0
        """Counts the changes of state. An answer to what was sent in another age says nothing about this one."""

    def resume(self, state: State, wait: float, probe_at: float) -> None:
        """Be as before a restart; a probe that was under way then is made again."""
        self.state = "open" if state == "half-open" else state
        self.wait, self.probe_at = wait, probe_at

    def lets_through(self, now: float) -> Literal["all", "one", "none"]:
        """What may be sent now; one means a probe."""
        if self.state == "closed":
            return "all"
        return "one" if self.state != "half-open" and now >= self.probe_at else "none"

    def probe(self) -> None:
        """The probe is under way."""
        self._turn("half-open")

    def hear(self, heard: Heard, age: int, now: float) -> None:
        """Learn from an answer to something that was sent in that age."""
        if age != self.age:
            return
        if heard == "hold":
            self._shut("held", HOLD, now)
        elif self.state == "half-open":
            self._hear_probe(heard, now)
        elif heard in ("good", "bad") and self._tally.add(now, failed=heard == "bad"):
            self._shut("open", FIRST_PROBE, now)

    def _hear_probe(self, heard: Heard, now: float) -> None:
        if heard == "good":
            self._turn("closed")
        elif heard == "bad":
            self._shut("open", min(max(2 * self.wait, FIRST_PROBE), LAST_PROBE), now)
        else:  # The probe ended without an answer that says something: another one goes soon.
            self._shut("open", max(min(self.wait, LAST_PROBE), FIRST_PROBE), now)

    def let_go(self, now: float) -> None:
        """Somebody says by hand that it works again: the next request is the probe."""
        if self.state != "closed":
            self.probe_at = now

    def _shut(self, state: State, wait: float, now: float) -> None:
        self._turn(state)
        self.wait, self.probe_at = wait, now + wait * (1.0 - JITTER * self._chance())

    def _turn(self, state: State) -> None:
        self.state, self.age = state, self.age + 1
        self._tally = Tally()
