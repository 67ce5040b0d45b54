"""What a written test expects of a run, part by part, each told with the line it stands in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import GatewayError
from ..event import Event
from ..place import Place, Problem
from ..recording.snapshot import answer_document, request_document
from ..redaction import redacted_text
from ..rules.written import Written
from . import expected_tags
from .case import Bench, Result, fault
from .described import MISSING
from .difference import missing_of
from .run import Run
from .snapshots import held


@dataclass(frozen=True, slots=True)
class Expectation:
    """What stands under `expect:` of a test. Snapshots that it names lie in `folder`."""

    written: Written
    folder: Path
    test: str = ""

    def held(self, run: Run, bench: Bench) -> Result:
        """Hold a run against all of it."""
        parts: dict[str, Written] = self.written.value
        if run.unclaimed and not parts.keys() & {"client", "response"}:
            # Nothing fires for it, so whatever else is expected would say little.
            return Result((fault(self.written.place, f"{run.unclaimed}."),), repr(run))
        faults = [each for part, check in _CHECKS.items() if part in parts for each in _told(check, parts[part], run)]
        faults += expected_tags.failures(parts, run)
        snapshot = self._snapshot(parts.get("requests"), run, bench)
        faults += snapshot.faults
        return Result(tuple(faults), snapshot.shown or (repr(run) if faults else ""), snapshot.updated)

    def _snapshot(self, named: Written | None, run: Run, bench: Bench) -> Result:
        if named is None or not isinstance(named.value, str):
            return Result()
        try:
            return held(self.folder / named.value, [run], bench, self.test)
        except GatewayError as error:
            return Result((fault(named.place, str(error)),))


def _told(check: Callable[[Written, Run], Iterator[Problem]], written: Written, run: Run) -> Iterator[Problem]:
    try:
        yield from check(written, run)
    except GatewayError as error:
        yield fault(written.place, str(error))


def _client(written: Written, run: Run) -> Iterator[Problem]:
    if (written.value or "") != run.client:
        claimed = f'client "{run.client}" claimed the hit' if run.client else "no client claimed the hit"
        expected = f'client "{written.value}"' if written.value else "none"
        yield fault(written.place, f"{claimed}, and {expected} was expected{run.refusals}.")


def _events(written: Written, run: Run) -> Iterator[Problem]:
    if len(written.value) != len(run.events):
        names = ", ".join(str(event.get("event_name", "")) for event in run.events) or "none"
        yield fault(
            written.place, f"{len(written.value)} events expected, and these are there: {redacted_text(names)}."
        )
    for number, (part, event) in enumerate(zip(written.value, run.events, strict=False)):
        for key, value in part.value.items():
            yield from _field(number, key, value, event)


def _field(number: int, key: str, value: Written, event: Event) -> Iterator[Problem]:
    found = event.at(key, MISSING)
    for difference in missing_of({key: value.data()}, {} if found is MISSING else {key: found}):
        yield fault(value.at(difference.path[1:]).place, f"event {number + 1}: {difference}.")


def _requests(written: Written, run: Run) -> Iterator[Problem]:
    """Of each tag named, all that it sent, of all events; the text of a snapshot's file is held elsewhere."""
    for name, parts in written.value.items() if isinstance(written.value, dict) else ():
        tag = run.tag(name)
        sent = [request_document(sent.request) for each in run.trace.runs() if each.tag == name for sent in each.sent]
        expected = parts.value if isinstance(parts.value, list) else [parts]
        if len(expected) != len(sent):
            many = f"{len(sent)} request{'s' * (len(sent) != 1)}"
            what = f'tag "{name}" sent {many}, and {len(expected)} expected: '
            yield fault(written.key_place(name), f"{what}{tag.outcome}, {redacted_text(tag.why)}.")
        for number, (part, request) in enumerate(zip(expected, sent, strict=False)):
            which = f'tag "{name}", request {number + 1}' if len(sent) > 1 else f'tag "{name}"'
            for difference in missing_of(_lower(part.data()), _lower(request)):
                yield fault(_place(part, difference.path), f"{which}: {difference}.")


def _response(written: Written, run: Run) -> Iterator[Problem]:
    answer: Mapping[str, Any] = answer_document(run.trace) or {}
    status, cookies, headers = (written.value.get(key) for key in ("status", "cookies", "headers"))
    if status is not None and status.value != answer.get("status"):
        yield fault(status.place, f"status {status.value} expected, and it is {answer.get('status')}.")
    if cookies is not None and not cookies.value and answer.get("cookies"):
        yield fault(cookies.place, f"no cookie expected, and these are set: {', '.join(answer['cookies'])}.")
    for cookie in _listed(cookies) if cookies is not None else ():
        if cookie.value not in answer.get("cookies", ()):
            have = ", ".join(answer.get("cookies", ())) or "none"
            yield fault(cookie.place, f'cookie "{cookie.value}" expected, and these are set: {have}.')
    found = {name.lower(): value for name, value in run.response.headers}
    for name, value in headers.value.items() if headers is not None else ():
        for difference in missing_of({name: value.source}, {name: found.get(name.lower(), MISSING)}):
            yield fault(value.place, f"header {difference}.")


def _merged(written: Written, run: Run) -> Iterator[Problem]:
    merged = run.merged
    if bool(merged) != written.value:
        told = "TikTok merges both legs" if merged else "TikTok does not merge both legs"
        yield fault(written.place, f"{told}: {merged.why}")


_CHECKS: dict[str, Callable[[Written, Run], Iterator[Problem]]] = {
    "client": _client,
    "events": _events,
    "fired": expected_tags.fired,
    "not_fired": expected_tags.not_fired,
    "failed": expected_tags.failed,
    "requests": _requests,
    "response": _response,
    "merged": _merged,
}


def _listed(written: Written) -> list[Written]:
    return written.value if isinstance(written.value, list) else [written]


def _lower(request: Mapping[str, Any]) -> dict[str, Any]:
    """The names of headers have no case."""
    headers = request.get("headers")
    named = {name.lower(): value for name, value in headers.items()} if isinstance(headers, Mapping) else headers
    return {**request, **({} if headers is None else {"headers": named})}


def _place(part: Written, path: tuple[str | int, ...]) -> Place:
    return part.at(path).place
