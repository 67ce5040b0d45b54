"""One destination (host and credential): how busy it is, whether it answers, and when it may be sent to. All of it is here."""

from __future__ import annotations

from collections.abc import Callable

from ..outgoing import Reply, Verdict
from .breaker import HOLD, LAST_PROBE, Breaker, Heard
from .clocks import Clocks
from .pace import Pace
from .retry_after import LATER, MOST, retry_after
from .standing import Standing

AT_ONCE = 16
"""Requests under way to one destination."""
MOST_UNDER_WAY = 4000
"""Deliveries under way to one destination, however many of them go as one request: they are in memory."""


class Destination:
    """`told` hears each change of how it stands, and `well` that what waits for it may go."""

    def __init__(
        self, name: str, clocks: Clocks, told: Callable[[Standing], None], well: Callable[[Destination], None]
    ) -> None:
        self.name, self._clocks, self._told, self._well = name, clocks, told, well
        self._breaker = Breaker(clocks.chance)
        self._pace = Pace()
        self._width = AT_ONCE
        self._rests_until = 0.0
        self.standing = Standing(name, "closed", clocks.wall())
        self.busy = self.under_way = 0
        self.joins = 1
        """How many of what waits for it went as one at the last look."""

    def resume(self, standing: Standing) -> None:
        """Stand as before a restart, but never longer than it could have meant, whatever the clock says."""
        now, left = self._clocks.steady(), standing.until - self._clocks.wall()
        if standing.state == "resting":
            self._rest(now + min(max(left, 0.0), MOST * (1.0 + LATER)))
        elif standing.state != "closed":
            longest = HOLD if standing.state == "held" else max(LAST_PROBE, standing.wait)
            self._breaker.resume(standing.state, standing.wait, now + min(max(left, 0.0), longest))
        self.standing = standing

    def room(self) -> int:
        """How many requests may be started now."""
        now = self._clocks.steady()
        if now < self._rests_until:
            return 0
        through = self._breaker.lets_through(now)
        if through == "all":
            return max(0, self._width - self.busy) if self.under_way < MOST_UNDER_WAY else 0
        return 1 if through == "one" else 0

    @property
    def wants_probe(self) -> bool:
        """Whether the next request is alone, and decides on all others."""
        return self._breaker.state != "closed"

    @property
    def next_at(self) -> float | None:
        """When more may be sent than now, by the steady clock."""
        now = self._clocks.steady()
        times = [self._rests_until, self._breaker.probe_at if self._breaker.state in ("open", "held") else 0.0]
        latest = max(times)
        return latest if latest > now else None

    @property
    def is_forgettable(self) -> bool:
        """Whether nothing would be lost with it."""
        return self.standing.state == "closed" and not self.busy and self._pace.rate is None

    def start(self, many: int) -> int:
        """So many go as one request; returns the age of the breaker, which the answer has to name."""
        if self.wants_probe:
            self._breaker.probe()
            self._say(self.standing.why)
        self.busy, self.under_way = self.busy + 1, self.under_way + many
        return self._breaker.age

    def end(self, many: int, age: int) -> None:
        """They are no longer under way, whatever became of them."""
        self.busy, self.under_way = self.busy - 1, self.under_way - many
        if self._breaker.state == "half-open" and age == self._breaker.age:
            self._change("nothing", age, "the probe ended without an answer")

    def turn(self, per_second: int | None, now: float) -> float:
        """Take the next turn; returns in how many seconds it comes."""
        if self._pace.limit is None and per_second:
            self._pace = Pace(per_second)
        return self._pace.wait(now)

    def hear(self, reply: Reply, verdicts: tuple[Verdict, ...], age: int) -> None:
        """Learn from an answer."""
        now, heard = self._clocks.steady(), _heard(reply, verdicts)
        wait = retry_after(reply, self._clocks.wall(), self._clocks.chance()) if heard == "bad" else None
        self._learn_pace(verdicts, now)
        if wait is not None and now + wait > self._rests_until:
            self._rest(now + wait)
        self._change(heard, age, verdicts[0].why)
        if wait is not None:
            self._say(verdicts[0].why)
        if heard == "good" and self._rests_until <= now:
            self._width = min(AT_ONCE, self._width + 1)

    def let_go(self) -> None:
        """Somebody says by hand that it works again."""
        self._rests_until = 0.0
        self._breaker.let_go(self._clocks.steady())

    def wake_up(self) -> None:
        """Say so when its rest is over."""
        if self.standing.state == "resting" and self._clocks.steady() >= self._rests_until:
            self._say("")

    def _learn_pace(self, verdicts: tuple[Verdict, ...], now: float) -> None:
        if any(verdict.because == "throttled" for verdict in verdicts):
            self._pace.slow_down(now)
            self._width = max(1, self._width // 2)
        elif any(verdict.outcome == "accepted" for verdict in verdicts):
            self._pace.speed_up()

    def _rest(self, until: float) -> None:
        """Afterwards it is asked gently: what waits must not come all at once."""
        self._rests_until, self._width = until, 1

    def _change(self, heard: Heard, age: int, why: str) -> None:
        before = self._breaker.age
        self._breaker.hear(heard, age, self._clocks.steady())
        if self._breaker.age == before:
            return
        if self._breaker.state == "closed":
            self._width = 1
            self._say("")
            self._well(self)
        else:
            self._say(why)

    def _say(self, why: str) -> None:
        """Tell how it stands, where that has changed."""
        now, wall = self._clocks.steady(), self._clocks.wall()
        rests = self._breaker.state == "closed" and now < self._rests_until
        state = "resting" if rests else self._breaker.state
        until = max(self._rests_until, self._breaker.probe_at if state != "resting" else 0.0)
        since = self.standing.since if state == self.standing.state else wall
        left = 0.0 if state == "closed" else wall + max(0.0, until - now)
        standing = Standing(self.name, state, since, left, self._breaker.wait if state != "closed" else 0.0, why)
        if standing != self.standing:
            self.standing = standing
            self._told(standing)


def _heard(reply: Reply, verdicts: tuple[Verdict, ...]) -> Heard:
    """A vendor that refuses an event is a vendor that works. One that takes a part of a call says nothing."""
    outcomes = {verdict.outcome for verdict in verdicts}
    if "hold" in outcomes:
        return "hold"
    if outcomes == {"again"}:
        return "bad"
    if reply.status == 0 or not outcomes <= {"accepted", "refused"}:
        return "nothing"
    return "good"
