"""The trip of one hit: a client makes events, triggers choose tags, tags make requests. No I/O anywhere in it.

A trip is a generator of Rounds. Every step goes as far as it can, then one Round leaves: what to keep on disk, the answer
to the browser if there is one by now, and the requests whose replies the trip waits for. Whoever drives it commits `keep`,
then sends `answer`, then starts `asks`, and sends replies back by their numbers until nothing waits. A trip that never asks
is a single Round.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import Literal, TypeAlias

import msgspec

from .answer import answer_of, fault_of
from .consent import consent_of
from .container import ClientEntry, Container, TagEntry
from .event import Event
from .firing import fires
from .hit import Hit, delivery_id
from .kinds import Claimed, Refused
from .lookup import Lookup, Pending
from .outgoing import OutgoingRequest, Reply
from .rerun import rerun_of
from .steps import EFFECTS, All, Ask, BrowserPixel, ConsentOf, Effect, Log, Respond, Run, Steps
from .tag_run import alone, sequence
from .tasks import Promise, Tasks
from .trace import Answer, EventTrace, TagRun, Trace

Replies: TypeAlias = Mapping[int, Reply]

RunState: TypeAlias = Literal["run", "done", "failed"]


class Row(msgspec.Struct, frozen=True):
    """What is kept of one tag's run: its requests once it is done, else that it is to be run again after a crash."""

    event: int
    tag: str
    key: str
    type_name: str
    state: RunState
    requests: tuple[tuple[str, OutgoingRequest], ...] = ()
    """Each with its stable delivery id."""


class Keep(msgspec.Struct, frozen=True):
    """What must be on disk before anything leaves. `hit` comes with the first Round only; `closed` ends the trip."""

    hit_id: str
    rules: str
    hit: Hit | None
    rows: tuple[Row, ...]
    closed: bool


class Round(msgspec.Struct, frozen=True):
    """Commit `keep`, then send `answer`, then start `asks`. A hit that nobody claims, or that has no event, keeps nothing."""

    keep: Keep | None
    answer: Answer | None
    asks: Mapping[int, OutgoingRequest]


Done: TypeAlias = Mapping[tuple[int, str], RunState]
"""Ended tag runs of a hit, by event number and key."""
Rounds: TypeAlias = Generator[Round, Replies, Trace]


class Trip:
    """One hit on its way through a container. `done` is for a kept hit whose trip a crash cut off: the runs that had ended."""

    def __init__(
        self, container: Container, hit: Hit, done: Done | None = None, *, shed: frozenset[str] = frozenset()
    ) -> None:
        """`shed` names the events for which there is no room now: their tags do not run."""
        self.container = container
        self.trace = Trace(container, hit)
        self._done: Done = {} if done is None else done
        self._tasks = Tasks()
        self._runs: list[Promise] = []
        self._kept: dict[tuple[int, str], str] = {}
        self._hit_kept = done is not None
        self._answer: Answer | None = None
        self._sheds = shed
        self.shed: list[str] = []
        """The names of the events that were shed."""

    @property
    def answered(self) -> bool:
        """Whether the client has responded."""
        return self.trace.answer is not None

    def ended_before(self, event: int, key: str) -> RunState | None:
        """How this run ended before a crash, if it did."""
        return self._done.get((event, key))

    def rounds(self) -> Rounds:
        """The trip, to be driven."""
        claimed = self._claim()
        if isinstance(claimed, Respond):
            self._respond(claimed, [])
            yield Round(None, self._take_answer(), {})
            return self.trace
        self._tasks.start(self._client(claimed))
        while True:
            replies = yield self._round()
            if not self._tasks.waiting:
                return self.trace
            for number, reply in replies.items():
                self._tasks.answer(number, reply)

    def hurry(self) -> None:
        """Let the client answer now, whatever its tags still wait for; they go on after the answer."""
        for run in self._runs:
            if not run.done:
                run.release()

    # --- the client ---------------------------------------------------------------------------------------------------

    def _claim(self) -> Steps | Respond:
        """The steps of the client that takes the hit, or the answer to a hit that none takes."""
        for entry in self.container.clients_in_order:
            verdict = _claim_of(entry, self.trace.hit)
            if not isinstance(verdict, Refused):
                self.trace.client = entry.name
                return verdict.steps
            self.trace.refusals.append((entry.name, verdict.reason))
            if verdict.answer is not None:
                return verdict.answer
        return Respond(400)

    def _client(self, steps: Steps) -> Steps:
        own: list[Effect] = []
        try:
            yield from self._client_steps(steps, own)
        except Exception as error:  # noqa: BLE001 - a client is anybody's code; what it made of the hit is kept
            self.trace.log.append(f'client "{self.trace.client}" failed: {type(error).__name__}: {error}')
            if not self.answered:
                self._respond(Respond(500), own)
        if not self.answered:
            self._respond(Respond(200), own)

    def _client_steps(self, steps: Steps, own: list[Effect]) -> Steps:
        value = None
        while True:
            try:
                step = steps.send(value)
            except StopIteration:
                return
            value = None
            if isinstance(step, Run):
                value = yield self._run(step)
            elif isinstance(step, All):
                value = yield All(*[self._run(part) if isinstance(part, Run) else part for part in step.parts])
            elif isinstance(step, Ask):
                value = yield step
            elif isinstance(step, ConsentOf):
                value = consent_of(step.event, unknown=self.container.unknown_consent)
            else:
                self._client_effect(step, own)

    def _client_effect(self, step: object, own: list[Effect]) -> None:
        if isinstance(step, Respond):
            self._respond(step, own)
        elif isinstance(step, Log):
            self.trace.log.append(step.text)
        elif isinstance(step, EFFECTS):
            if fault := fault_of(step):
                raise ValueError(fault)
            own.append(step)
        else:
            raise TypeError(f"yielded {step!r}, which is no step of a client")

    def _respond(self, respond: Respond, own: list[Effect]) -> None:
        if self.answered:
            self.trace.log.append("the client responded twice; the first answer stands")
            return
        effects = [effect for run in self.trace.runs() for effect in run.effects]
        if not respond.event_stream:
            self._tell_unsent_pixels(own)
        self._answer = self.trace.answer = answer_of(respond, [*own, *effects])

    def _tell_unsent_pixels(self, own: list[Effect]) -> None:
        logs = [(run.log, run.effects) for run in self.trace.runs()]
        for log, effects in [(self.trace.log, own), *logs]:
            for effect in effects:
                if isinstance(effect, BrowserPixel):
                    log.append(f"the browser cannot be told to fetch {effect.url}: its hit takes no event stream")

    # --- one event ----------------------------------------------------------------------------------------------------

    def _run(self, run: Run) -> Promise:
        promise = Promise(self._event(run.event))
        self._runs.append(promise)
        return promise

    def _event(self, event: Event) -> Steps:
        number = len(self.trace.events)
        lookup = Lookup(
            event,
            self.trace.hit,
            client_name=self.trace.client,
            number=number,
            variables=self.container.variables,
            container_id=self.container.name,
            container_version=self.container.version,
            unknown_consent=self.container.unknown_consent,
        )
        trace = EventTrace(number, lookup)
        self.trace.events.append(trace)
        if self._is_shed(event):
            return
        parts = []
        for tag in self.container.candidates(lookup):
            try:
                if fires(tag, lookup):
                    parts.append(self._fire(tag, trace))
            except Pending:
                parts.append(self._fire_later(tag, trace))
        if parts:
            yield All(*parts)

    def _is_shed(self, event: Event) -> bool:
        name = event.get("event_name")
        if not self._sheds or name not in self._sheds:
            return False
        self.shed.append(name)
        self.trace.log.append(f'event "{name}" was shed, and its tags did not run: the outbox is nearly full')
        return True

    @property
    def _keeps_nothing(self) -> bool:
        """Whether every event was shed: then nothing may be promised."""
        return bool(self.shed) and len(self.shed) == len(self.trace.events)

    def _fire(self, tag: TagEntry, trace: EventTrace) -> Steps:
        if tag.setup or tag.cleanup or tag.name in self.container.helpers:
            return sequence(self, tag, trace)
        return alone(self, tag, trace)

    def _fire_later(self, tag: TagEntry, trace: EventTrace) -> Steps:
        """A tag whose conditions wait for a variable; the others need not wait for it."""
        while True:
            try:
                fired = fires(tag, trace.lookup)
                break
            except Pending as pending:
                yield pending.promise
        if fired:
            yield self._fire(tag, trace)

    # --- what leaves --------------------------------------------------------------------------------------------------

    def _round(self) -> Round:
        return Round(self._keep(), self._take_answer(), self._tasks.asked())

    def _keep(self) -> Keep | None:
        """The hit is kept with its first event, or before its client goes on behind the answer."""
        closed = not self._tasks.waiting
        if not self._hit_kept and not self.trace.events and (closed or not self.answered):
            return None
        if not self._hit_kept and self._keeps_nothing:
            return None
        hit = None if self._hit_kept else self.trace.hit
        self._hit_kept = True
        return Keep(self.trace.hit.id, self.container.version, hit, tuple(self._changed_rows()), closed)

    def _take_answer(self) -> Answer | None:
        if self._answer is not None and self._keeps_nothing:
            self._answer = self.trace.answer = answer_of(_LATER, [])
        answer, self._answer = self._answer, None
        return answer

    def _changed_rows(self) -> list[Row]:
        rows = []
        for event in self.trace.events:
            for run in event.runs:
                if run.outcome == "not run":
                    continue  # nothing was done that a restart would have to know of
                state = _state(run)
                place = (event.number, run.id)
                if self._kept.get(place) != state and place not in self._done:
                    self._kept[place] = state
                    rows.append(self._row(event.number, run, state))
        return rows

    def _row(self, event: int, run: TagRun, state: RunState) -> Row:
        tag, hit = self.container.tags_by_name[run.tag], self.trace.hit
        type_name = tag.type_name
        requests = tuple((sent.id, sent.request) for sent in run.sent) if state != "run" else ()
        if state == "failed" and tag.retry:
            requests += ((delivery_id(hit.key, event, run.id, "again"), rerun_of(hit, event, run.id, run.tag)),)
        return Row(event, run.tag, run.id, type_name, state, requests)


_LATER = Respond(503, (("retry-after", "5"),))


def _state(run: TagRun) -> RunState:
    if run.outcome == "waiting":
        return "run"
    return "failed" if run.outcome == "failed" else "done"


def _claim_of(entry: ClientEntry, hit: Hit) -> Claimed | Refused:
    try:
        return entry.client.claim(hit)
    except Exception as error:  # noqa: BLE001 - a client is anybody's code; the next one may claim the hit
        return Refused(f"failed: {type(error).__name__}: {error}")
