"""Whether TikTok takes the events of its pixel and those of the server for the same ones."""

from __future__ import annotations

from collections.abc import Sequence

from ..fake_tiktok.diagnostics import Seen
from ..fake_tiktok.legs import Fate, fates


class Merge:
    """True where every event of the pixel meets its twin from the server: `assert run.merged, run.merged.why`."""

    def __init__(self, server: Sequence[Seen], pixel: Sequence[Seen]) -> None:
        self._server, self._pixel = server, pixel
        self.fates: list[Fate] = fates([*pixel, *server])
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
        return str(told[0]).strip()

    @property
    def _apart(self) -> list[Fate]:
        return [
            fate
            for fate in self.fates
            if fate.arrival.leg == "pixel" and fate.met.outcome != "merged" and fate.arrival not in self._twins
        ]
