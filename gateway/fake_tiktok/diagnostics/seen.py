"""What is looked at: events as TikTok sees them come, and the window of them that is judged together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, Literal

from ... import tiktok

NO_CODE: Final = -1
"""Stands for TikTok's code where no answer of TikTok's came; its own codes are 0 and more."""

Leg = Literal["server", "pixel"]

WEIGHTS: Final[Mapping[str, float]] = MappingProxyType(
    {"ttclid": 3.0, "email": 2.5, "phone": 2.0, "external_id": 1.0, "ttp": 0.5, "ip+user_agent": 1.0}
)
"""How much each match key counts in our estimate. TikTok's own weights are unpublished: third parties rank the keys so."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One event as TikTok sees it come: from the server (a body of /event/track/) or from the browser's pixel.

    `event` is one object of `data[]`, `around` what else stands at the top of its call. `at` is when it was sent, in seconds.
    `code` and `message` are TikTok's answer, NO_CODE where it gave none. `state` is how its delivery stands after so many
    `tries`: accepted, refused, given up, dropped, waiting or held, and "" where there is no queue. `told` are the notes of
    the tag that made it, `plain` the event data it saw.
    """

    event: Mapping[str, Any]
    leg: Leg = "server"
    source: str = "web"
    pixel: str = ""
    at: float = 0.0
    code: int = 0
    message: str = ""
    test_code: str = ""
    around: Mapping[str, Any] = field(default_factory=dict)
    told: tuple[str, ...] = ()
    plain: Mapping[str, Any] = field(default_factory=dict)
    denied: tuple[str, ...] = ()
    state: str = ""
    tries: int = 0

    @property
    def is_taken(self) -> bool:
        """Whether TikTok took the call, or a part of it."""
        return self.code in (tiktok.OK, tiktok.PARTLY) and self.state in ("", "accepted")

    @property
    def is_counted(self) -> bool:
        """Whether TikTok counts it as an event: it took it, and not for the test page only."""
        return self.is_taken and not self.test_code


@dataclass(frozen=True, slots=True)
class Window:
    """The events that are judged together, and what is known of the set-up they come from.

    `pixel_leg`: a pixel sends the same events. `live`: real traffic. `target`: the least estimate that is good enough.
    """

    events: Sequence[Seen]
    pixel_leg: bool = False
    live: bool = False
    catalog: frozenset[str] | None = None
    weights: Mapping[str, float] = field(default_factory=lambda: WEIGHTS)
    target: float = 5.0
