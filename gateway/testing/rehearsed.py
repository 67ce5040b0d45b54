"""What a test works with: a container that replays hits, and the run it gives back.

def test_a_purchase_reaches_tiktok(container):
    run = container.replay("hits/ga4_purchase.http")

    assert run.tag("TikTok purchase").sent[0].json["data"][0]["event"] == "Purchase"
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec

from ..block import block
from ..container import Container
from ..errors import CaptureError, GatewayError, nearest
from ..event import Event
from ..fake_tiktok import stand_in
from ..firing import Reason, explain
from ..hit import Hit
from ..outgoing import OutgoingRequest, Verdict
from ..recording import read_hits, rehearse
from ..recording.rehearsal import StandIn
from ..report import report
from ..rules import build, load, of_text
from ..trace import Answer, TagRun, Trace


class RehearsedContainer:
    """A container whose hits are answered by stand-ins: nothing it does leaves the machine."""

    def __init__(self, container: Container, *folders: Path) -> None:
        """`folders` are where files of hits are looked for, one after the other."""
        self.container, self._folders = container, folders

    @classmethod
    def of(cls, rules: Path, folder: Path) -> RehearsedContainer:
        """The container of a rules file, for the tests of a folder."""
        return cls(_loaded(rules, rules.stat().st_mtime_ns), folder, rules.parent)

    @classmethod
    def of_text(cls, text: str, types: Path, folder: Path) -> RehearsedContainer:
        """The container of rules that a test writes itself, with the own types of a folder."""
        return cls(build(of_text(text, types, "RULES"), rehearsing=True), folder, types)

    def replay(self, hit: str | Path | Hit, *, replies: StandIn = stand_in, **parameters: str) -> Run:
        """Replay the one hit of a file, looked for beside the test and then beside rules.yaml.

        Keywords change parameters of the hit: `replay("hits/purchase.http", en="refund")`. `replies` is a function from a
        request to the vendor's Reply; left out, TikTok is answered as TikTok would, and any other vendor says 200.
        """
        if not isinstance(hit, Hit):
            hits = read_hits(self._found(Path(hit)))
            if len(hits) != 1:
                raise CaptureError(f"{hit}: there are {len(hits)} hits in this file. replay_all() replays them all.")
            hit = hits[0]
        return Run(rehearse(self.container, _with(hit, parameters), replies))

    def replay_all(self, file: str | Path) -> list[Run]:
        """Replay every hit of a file."""
        return [Run(rehearse(self.container, hit, stand_in)) for hit in read_hits(self._found(Path(file)))]

    def _found(self, file: Path) -> Path:
        places = [folder / file for folder in self._folders]
        return next((place for place in places if place.is_file()), places[0])


class Run:
    """What one hit led to. Its repr is the text of `sgtm replay`."""

    def __init__(self, trace: Trace) -> None:
        self.trace = trace

    def __repr__(self) -> str:
        return block(report(self.trace))

    @property
    def client(self) -> str:
        """The name of the client that claimed the hit, or nothing."""
        return self.trace.client

    @property
    def events(self) -> list[Event]:
        """The events the client made."""
        return [event.event for event in self.trace.events]

    @property
    def response(self) -> Answer:
        """What the browser gets."""
        assert self.trace.answer is not None
        return self.trace.answer

    @property
    def fired(self) -> list[str]:
        """The names of the tags that ran, in firing order."""
        return [run.tag for run in self.trace.runs()]

    def tag(self, name: str, event: int | None = None) -> TagResult:
        """What one tag did; of a hit with several events the first event it ran for, or the one asked for."""
        container = self.trace.container
        if name not in container.tags_by_name:
            raise GatewayError(f'there is no tag "{name}".{nearest(name, list(container.tags_by_name))}')
        runs = [
            run
            for trace in self.trace.events
            if event is None or trace.number == event
            for run in trace.runs
            if run.tag == name
        ]
        return TagResult(self, name, event or 0, runs[0] if runs else None)


class TagResult:
    """One tag of one run."""

    def __init__(self, run: Run, name: str, event: int, ran: TagRun | None) -> None:
        self._run, self._name, self._event, self._ran = run, name, event, ran

    def __repr__(self) -> str:
        return repr(self._run)

    @property
    def fired(self) -> bool:
        """Whether it ran."""
        return self._ran is not None

    @property
    def why(self) -> str:
        """Why it ended as it did, or why it did not fire, with the place in rules.yaml."""
        if self._ran is not None and self._ran.why:
            return self._ran.why
        reason = self._reason()
        return f"{reason.text} ({reason.place.in_short})"

    @property
    def outcome(self) -> str:
        """ok, skipped, failed, or "not fired"."""
        return self._ran.outcome if self._ran is not None else "not fired"

    @property
    def sent(self) -> list[OutgoingRequest]:
        """The requests it wants sent. To ask for one that is not there tells why."""
        requests = [sent.request for sent in self._ran.sent] if self._ran is not None else []
        return _Sent(requests, f'tag "{self._name}" sent nothing more: {self.outcome}, {self.why}')

    @property
    def verdicts(self) -> list[Verdict]:
        """What the vendor would say to each of them, as far as the local endpoints know."""
        return [sent.verdict for sent in self._ran.sent if sent.verdict] if self._ran is not None else []

    @property
    def log(self) -> list[str]:
        """The lines it logged."""
        return self._ran.log if self._ran is not None else []

    def _reason(self) -> Reason:
        trace, tag = self._run.trace, self._run.trace.container.tags_by_name[self._name]
        if self._event >= len(trace.events):
            return Reason("the hit has no such event", tag.place)
        return explain(tag, trace.events[self._event].lookup)


class _Sent(list[OutgoingRequest]):
    """Requests, and why there are no more."""

    def __init__(self, requests: list[OutgoingRequest], why: str) -> None:
        super().__init__(requests)
        self._why = why

    def __getitem__(self, position: Any) -> Any:
        try:
            return super().__getitem__(position)
        except IndexError:
            raise IndexError(self._why) from None


@lru_cache(16)
def _loaded(rules: Path, changed: int) -> Container:
    return load(rules, rehearsing=True)


def _with(hit: Hit, parameters: dict[str, str]) -> Hit:
    """The hit with other parameters: in its URL, and gone from its lines, which would win."""
    if not parameters:
        return hit
    kept = [part for part in hit.query.split("&") if part.partition("=")[0] not in parameters]
    changed = [f"{quote(key)}={quote(str(value))}" for key, value in parameters.items()]
    lines = [
        "&".join(part for part in line.split("&") if part.partition("=")[0] not in parameters)
        for line in hit.body.decode("latin-1").split("\n")
    ]
    return msgspec.structs.replace(hit, query="&".join([*kept, *changed]), body="\n".join(lines).encode("latin-1"))
