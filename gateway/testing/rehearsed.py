"""What a test works with: a container that replays hits, and the run it gives back.

def test_a_purchase_reaches_tiktok(container):
    run = container.replay("hits/ga4_purchase.http")

    assert run.tag("TikTok purchase").sent[0].json["data"][0]["event"] == "Purchase"
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import msgspec

from ..container import Container
from ..errors import CaptureError, RulesError
from ..fake_tiktok import stand_in
from ..fake_tiktok.diagnostics import Seen
from ..fake_tiktok.pixel import is_pixel_call
from ..fake_tiktok.seen_in import seen_in_pixel_call, seen_in_trace
from ..hit import Hit
from ..place import Place, Problem
from ..recording import read_hits, rehearse
from ..recording.rehearsal import StandIn
from ..rules import build, load, of_text
from .clock import Clock, later
from .given import hit_of, taking_events
from .local_tiktok import LocalTikTok
from .run import Run


class RehearsedContainer:
    """A container whose hits are answered by stand-ins: nothing it does leaves the machine."""

    def __init__(
        self, container: Container, *folders: Path, clock: Clock | None = None, tiktok: LocalTikTok | None = None
    ) -> None:
        """`folders` are where files of hits are looked for, one after the other."""
        self.container, self._folders = container, folders
        self._clock, self._tiktok = clock, tiktok
        self._taking_events: dict[str, Container] = {}

    @classmethod
    def of(
        cls, rules: Path, folder: Path, *, clock: Clock | None = None, tiktok: LocalTikTok | None = None
    ) -> RehearsedContainer:
        """The container of a rules file, for the tests of a folder."""
        return cls(loaded(rules), folder, rules.parent, clock=clock, tiktok=tiktok)

    @classmethod
    def of_text(
        cls, text: str, types: Path, folder: Path, *, clock: Clock | None = None, tiktok: LocalTikTok | None = None
    ) -> RehearsedContainer:
        """The container of rules that a test writes itself, with the own types of a folder."""
        container = build(of_text(text, types, "RULES"), rehearsing=True)
        return cls(container, folder, types, clock=clock, tiktok=tiktok)

    def replay(
        self,
        hit: str | Path | Hit,
        *,
        pixel: str | Path | Hit | None = None,
        replies: StandIn | None = None,
        **parameters: str | None,
    ) -> Run:
        """Replay the one hit of a file, looked for beside the test and then beside rules.yaml.

        Keywords change parameters of the hit: `replay("hits/purchase.http", en="refund")`; None takes one away. `pixel` is
        what TikTok's pixel sent from the browser, which may also stand in the hit's own file. `replies` is a function from a
        request to the vendor's Reply; left out, TikTok is answered as TikTok would, and any other vendor says 200.
        """
        return self.replay_with(hit, parameters, pixel=pixel, replies=replies)

    def replay_with(
        self,
        hit: str | Path | Hit,
        parameters: Mapping[str, str | None],
        *,
        pixel: str | Path | Hit | None = None,
        replies: StandIn | None = None,
    ) -> Run:
        """The same with the changed parameters as a mapping, whatever they are called."""
        hits, calls = self.legs(hit)
        if len(hits) != 1:
            raise CaptureError(f"{hit}: there are {len(hits)} hits in this file. replay_all() replays them all.")
        if pixel is not None:
            strangers, more = self.legs(pixel)
            if strangers or not more:
                raise CaptureError(f"{pixel}: this is no call of TikTok's pixel, POST https://analytics.tiktok.com/….")
            calls = [*calls, *more]
        return self._run(with_parameters(hits[0], parameters), calls, replies)

    def replay_all(self, file: str | Path) -> list[Run]:
        """Replay every hit of a file. Calls of TikTok's pixel in it are the other leg of all of them."""
        hits, calls = self.legs(file)
        pixel = self._pixel(calls, self._shift(hits))
        return [self._rehearsed(self.container, later(hit, self._shift(hits)), pixel, None) for hit in hits]

    def run(self, event: Mapping[str, Any], *, client: str = "", replies: StandIn | None = None) -> Run:
        """Run event data through the container, as if a client had made it: the one named, else the first that is asked."""
        if client not in self._taking_events:
            self._taking_events[client] = taking_events(self.container, client)
        hit = hit_of(event)
        return self._rehearsed(self._taking_events[client], later(hit, self._shift([hit])), (), replies)

    def legs(self, hit: str | Path | Hit) -> tuple[list[Hit], list[Hit]]:
        """The hits for the container, and the calls of TikTok's pixel."""
        hits = [hit] if isinstance(hit, Hit) else read_hits(self.found(Path(hit)))
        return [each for each in hits if not is_pixel_call(each)], [each for each in hits if is_pixel_call(each)]

    def found(self, file: Path) -> Path:
        """A file beside the test, else beside rules.yaml."""
        if "\0" in str(file):
            raise CaptureError(f"{str(file)!r} is no name of a file.")
        places = [folder / file for folder in self._folders]
        # A name that no system takes is no file to this one, and an error to Path.is_file.
        return next((place for place in places if os.path.isfile(place)), places[0])

    def _run(self, hit: Hit, calls: Sequence[Hit], replies: StandIn | None) -> Run:
        shift = self._shift([hit])
        return self._rehearsed(self.container, later(hit, shift), self._pixel(calls, shift), replies)

    def _rehearsed(self, container: Container, hit: Hit, pixel: Sequence[Seen], replies: StandIn | None) -> Run:
        answers = replies or (self._tiktok.answer if self._tiktok else stand_in)
        trace = rehearse(container, hit, answers)
        if self._tiktok:
            self._tiktok.take(seen_in_trace(trace))
        return Run(trace, pixel)

    def _pixel(self, calls: Iterable[Hit], shift: int) -> list[Seen]:
        seen = [event for call in calls for event in seen_in_pixel_call(later(call, shift))]
        if self._tiktok:
            self._tiktok.take(seen)
        return seen

    def _shift(self, hits: Sequence[Hit]) -> int:
        """How far the clock, where a test has one, is from the first hit; what came with it keeps its distance."""
        return self._clock.shift(hits[0]) if self._clock and hits else 0


def loaded(rules: Path) -> Container:
    """The container of a rules file, built once for as long as the file stays the same."""
    try:
        changed = rules.stat().st_mtime_ns
    except OSError:
        changed = 0  # the reader tells what is wrong with it
    return _loaded(rules, changed)


def rules_near(folder: Path) -> Path:
    """The nearest rules.yaml, in a folder or above it. Raises RulesError where there is none."""
    folder = folder.absolute()
    for place in (folder, *folder.parents):
        if (place / "rules.yaml").is_file():
            return place / "rules.yaml"
    raise RulesError([Problem(Place(), f"there is none in {folder} or above it. `sgtm new` writes a first one.")])


@lru_cache(16)
def _loaded(rules: Path, changed: int) -> Container:
    return load(rules, rehearsing=True)


def with_parameters(hit: Hit, parameters: Mapping[str, str | None]) -> Hit:
    """The hit with other parameters: in its URL, and gone from its lines, which would win; None takes one away."""
    if not parameters:
        return hit
    kept = [part for part in hit.query.split("&") if part and _name(part) not in parameters]
    changed = [f"{quote(key)}={quote(str(value))}" for key, value in parameters.items() if value is not None]
    lines = [
        "&".join(part for part in line.split("&") if _name(part) not in parameters)
        for line in hit.body.decode("latin-1").split("\n")
    ]
    return msgspec.structs.replace(hit, query="&".join([*kept, *changed]), body="\n".join(lines).encode("latin-1"))


def _name(part: str) -> str:
    return unquote(part.partition("=")[0])
