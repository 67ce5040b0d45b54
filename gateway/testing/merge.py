"""Whether TikTok takes the events of its pixel and those of the server for the same ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from ..fake_tiktok.deduplication import MERGES_FOR
from ..fake_tiktok.diagnostics import Seen
from ..fake_tiktok.legs import Fate, fates
from .described import UNSET


def with_pixel_code(server: Iterable[Seen], pixel: Sequence[Seen]) -> list[Seen]:
    """The server's events, where a name of the environment stands for the pixel code with that of the pixel's own call."""
    codes = {seen.pixel for seen in pixel}
    code = codes.pop() if len(codes) == 1 else ""
    return [replace(seen, pixel=code) if code and UNSET.fullmatch(seen.pixel) else seen for seen in server]


class Merge:
    """True where every event of the pixel meets its twin from the server: `assert run.merged, run.merged.why`."""

    def __init__(self, server: Sequence[Seen], pixel: Sequence[Seen]) -> None:
        self._server, self._pixel = with_pixel_code(server, pixel), pixel
        self.fates: list[Fate] = fates([*pixel, *self._server])
        """What TikTok makes of each event of both legs, in the order they came."""
        self._twins = {fate.met.first for fate in self.fates if fate.met.outcome == "merged"}

    def __bool__(self) -> bool:
        return bool(self._server) and bool(self._pixel) and not self._apart

    def __repr__(self) -> str:
        return "\n".join([f"{'merged' if self else 'NOT merged'}: {self.why}", *(f"  {fate}" for fate in self.fates)])

    @property
    def why(self) -> str:
        """What keeps them apart, or how they met."""
        if not self._pixel:
            return "there is no event of the pixel. Give its captured call as pixel."
        if not self._server:
            return "no tag sent TikTok an event"
        told = self._apart or [fate for fate in self.fates if fate.met.outcome == "merged"]
        return f"{str(told[0]).strip()}{self._far_away(told[0])}"

    @property
    def _apart(self) -> list[Fate]:
        return [
            fate
            for fate in self.fates
            if fate.arrival.leg == "pixel" and fate.met.outcome != "merged" and fate.arrival not in self._twins
        ]

    def _far_away(self, fate: Fate) -> str:
        """Both times, where only these keep an event of the pixel from its twin."""
        met = fate.arrival
        twins = [
            other.arrival
            for other in self.fates
            if other.arrival.leg != met.leg
            and (other.arrival.event, other.arrival.event_id) == (met.event, met.event_id)
            and abs(other.arrival.at - met.at) > MERGES_FOR
        ]
        if not twins:
            return ""
        ours, theirs = (datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds") for at in (met.at, twins[0].at))
        return (
            f". The {met.leg} sent it at {ours}, the {twins[0].leg} at {theirs}: a file of hits says when as `# at: …`"
        )
