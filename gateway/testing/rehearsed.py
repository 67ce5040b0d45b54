"""What a test works with: a container that replays hits, and the run it gives back.

def test_a_purchase_reaches_tiktok(container):
    run = container.replay("hits/ga4_purchase.http")

    assert run.tag("TikTok purchase").sent[0].json["data"][0]["event"] == "Purchase"
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from ..container import Container
from ..errors import GatewayError, RulesError
from ..fake_tiktok import stand_in
from ..fake_tiktok.diagnostics import Seen
from ..fake_tiktok.seen_in import seen_in_pixel_call, seen_in_trace
from ..hit import Hit
from ..recording import rehearse
from ..rules import build, load, of_text
from .changed import with_parameters
from .clock import Clock, later
from .given import hit_of, taking_events
from .hits import Hits
from .local_tiktok import LocalTikTok
from .merge import with_pixel_code
from .mistakes import told_at_the_call
from .run import Run
from .whereabouts import seen_from
from .written_replies import Replies, answers_of


class RehearsedContainer:
    """A container whose hits are answered by stand-ins: nothing it does leaves the machine."""

    def __init__(
        self, container: Container, *folders: Path, clock: Clock | None = None, tiktok: LocalTikTok | None = None
    ) -> None:
        """`folders` are where files of hits are looked for, one after the other."""
        self.container, self._hits = container, Hits(*folders)
        self._clock, self._tiktok = clock, tiktok
        self._taking_events: dict[str, Container] = {}
        self.last: Run | None = None
        """The run of what was replayed last."""

    @classmethod
    def of(
        cls, rules: Path, folder: Path, *, clock: Clock | None = None, tiktok: LocalTikTok | None = None
    ) -> RehearsedContainer:
        """The container of a rules file, for the tests of a folder. Raises RulesError, as seen from where they run."""
        return cls(loaded(rules), folder, rules.parent, clock=clock, tiktok=tiktok)

    @classmethod
    def of_text(
        cls, text: str, types: Path, folder: Path, *, clock: Clock | None = None, tiktok: LocalTikTok | None = None
    ) -> RehearsedContainer:
        """The container of rules that a test writes itself, with the own types of a folder."""
        container = build(of_text(text, types, "RULES"), {}, rehearsing=True)
        return cls(container, folder, types, clock=clock, tiktok=tiktok)

    @told_at_the_call
    def replay(
        self,
        hit: str | Path | Hit | None = None,
        *,
        event: Mapping[str, Any] | None = None,
        client: str = "",
        pixel: str | Path | Hit | None = None,
        replies: Replies | None = None,
        **parameters: Any,
    ) -> Run:
        """Replay the one hit of a file, looked for beside the test and then beside rules.yaml; `#2` is its second.

        Keywords change parameters of the hit: `replay("hits/purchase.http", en="refund")`; None takes one away. `pixel` is
        what TikTok's pixel sent from the browser, which may also stand in the hit's own file. `replies` is a function from a
        request to the vendor's Reply, or a mapping as in rules_test.yaml; left out, TikTok is answered as TikTok would, and any
        other vendor says 200. Instead of a hit, `event` is event data, as the `client` named would have made it, or else the
        first; keywords are keys of it.
        """
        if event is not None and hit is None and pixel is None:
            return self.run(_with_keys(event, parameters), client=client, replies=replies)
        if event is not None or hit is None or client or not isinstance(hit, str | Path | Hit):
            what = "replay() takes a hit, the name of its file, or event data, and a client only with these"
            raise GatewayError(f'{what}: replay("hits/purchase.http"), replay(event={{…}}, client="GA4").')
        return self.replay_with(hit, parameters, pixel=pixel, replies=replies)

    @told_at_the_call
    def replay_with(
        self,
        hit: str | Path | Hit,
        parameters: Mapping[str, str | None],
        *,
        pixel: str | Path | Hit | None = None,
        replies: Replies | None = None,
    ) -> Run:
        """The same with the changed parameters as a mapping, whatever they are called."""
        one, calls = self._hits.one(hit)
        calls = [*calls, *self._hits.calls(pixel)] if pixel is not None else calls
        shift = self._shift([one])
        seen = self._pixel(calls, shift)
        return self._rehearsed(self.container, later(with_parameters(one, parameters), shift), seen, replies)

    @told_at_the_call
    def replay_all(self, file: str | Path) -> list[Run]:
        """Replay every hit of a file. Calls of TikTok's pixel in it are the other leg of all of them."""
        hits, calls = self._hits.legs(file)
        pixel = self._pixel(calls, self._shift(hits))
        return [self._rehearsed(self.container, later(hit, self._shift(hits)), pixel, None) for hit in hits]

    @told_at_the_call
    def run(self, event: Mapping[str, Any], *, client: str = "", replies: Replies | None = None) -> Run:
        """Run event data through the container, as if a client had made it: the one named, else the first that is asked."""
        if client not in self._taking_events:
            self._taking_events[client] = taking_events(self.container, client)
        hit = hit_of(event)
        return self._rehearsed(self._taking_events[client], later(hit, self._shift([hit])), (), replies)

    def _rehearsed(self, container: Container, hit: Hit, pixel: Sequence[Seen], replies: Replies | None) -> Run:
        answers = answers_of(replies) if replies else (self._tiktok.answer if self._tiktok else stand_in)
        trace = rehearse(container, hit, answers)
        if self._tiktok:
            self._tiktok.take(with_pixel_code(seen_in_trace(trace), pixel))
        self.last = Run(trace, pixel)
        return self.last

    def _pixel(self, calls: Iterable[Hit], shift: int) -> list[Seen]:
        seen = [_moved(event, shift) for call in calls for event in seen_in_pixel_call(later(call, shift))]
        if self._tiktok:
            self._tiktok.take(seen)
        return seen

    def _shift(self, hits: Sequence[Hit]) -> int:
        """How far the clock, where a test has one, is from the first hit; what came with it keeps its distance."""
        return self._clock.shift(hits[0]) if self._clock and hits else 0


def loaded(rules: Path) -> Container:
    """The container of a rules file, built once for as long as the file stays the same.

    Nothing of this machine is in it, `<NAME>` stands for every `${NAME}`, so that a test says the same everywhere. Raises
    RulesError with places as seen from where the tests run.
    """
    try:
        changed = rules.stat().st_mtime_ns
    except OSError:
        changed = 0  # the reader tells what is wrong with it
    try:
        return _loaded(rules, changed)
    except RulesError as error:
        problems = error.problems
    raise RulesError([seen_from(rules.parent, problem) for problem in problems])


@lru_cache(16)
def _loaded(rules: Path, changed: int) -> Container:
    return load(rules, {}, rehearsing=True)


def _with_keys(event: Mapping[str, Any], keys: Mapping[str, Any]) -> Mapping[str, Any]:
    if not isinstance(event, Mapping):
        raise GatewayError(f"event= is the data of an event, keys with their values, and not {type(event).__name__}.")
    return {key: value for key, value in {**event, **keys}.items() if value is not None}


def _moved(seen: Seen, shift: int) -> Seen:
    """An event whose own time is as much later as its call."""
    at = seen.event.get("event_time")
    return replace(seen, event={**seen.event, "event_time": at + shift // 1000}) if shift and at is not None else seen
