"""One tag doing its work: setup before, its own steps, cleanup after. Its faults stay in its own record."""

from __future__ import annotations

import sysconfig
import traceback
from pathlib import Path
from typing import Any, Protocol

from .anonymous import event_without_user, hit_without_user
from .answer import fault_of
from .container import Container, TagEntry
from .errors import SettingError
from .event import Event
from .firing import barred, decided
from .hit import delivery_id
from .lookup import Lookup, Pending
from .outgoing import OutgoingRequest, Reply
from .redaction import shortened
from .steps import EFFECTS, All, Ask, Effect, Failed, Log, Skipped, Steps
from .tasks import GENERATORS, Promise
from .trace import EventTrace, Outcome, Sent, TagRun

_ASKS = (Ask, All)


class Trip(Protocol):
    """What a running tag needs to know of the trip it is part of."""

    @property
    def container(self) -> Container: ...

    @property
    def answered(self) -> bool:
        """Whether the browser already has its answer."""

    def ended_before(self, event: int, key: str) -> str | None:
        """Whether this run ended "done" or "failed" before a crash, so that it is not done again."""


def sequence(trip: Trip, tag: TagEntry, trace: EventTrace) -> Steps:
    """A tag with its setup tag before and its cleanup tag after, as GTM's tag sequencing has it."""
    if tag.setup:
        steps, setup = _turn(trip, tag.setup, f"{tag.setup} (setup of {tag.name})", trace)
        yield steps
        if setup.outcome == "failed" and tag.stop_on_setup_failure:
            why = f'its setup tag "{tag.setup}" failed: {setup.why}'
            trace.runs.append(TagRun(tag.name, tag.name, trace.event, "not run", why=why))
            return
    steps, main = _turn(trip, tag.name, tag.name, trace)
    yield steps
    if tag.cleanup and not (main.outcome == "failed" and tag.stop_cleanup_on_failure):
        yield _turn(trip, tag.cleanup, f"{tag.cleanup} (cleanup of {tag.name})", trace)[0]


def alone(trip: Trip, tag: TagEntry, trace: EventTrace) -> Steps:
    """A tag that is no part of a sequence: the usual case, at half the cost."""
    return _Run(trip, tag, tag.name, trace).steps


def _turn(trip: Trip, name: str, key: str, trace: EventTrace) -> tuple[Steps | Promise, TagRun]:
    """What to wait for, and the record of the run: of the first one, where a tag runs once an event and already did."""
    tag = trip.container.tags_by_name[name]
    before = trace.turns.get(name)
    if tag.once and before is not None:
        why = f"it runs once for an event, and did as {before[1].key}"
        trace.runs.append(TagRun(name, key, trace.event, "not run", why=why))
        return before
    if key != name and (why := barred(tag, trace.lookup)):
        # As a setup or cleanup tag it needs no trigger, but it is still bound by what stands above every trigger.
        record = TagRun(name, key, trace.event, "not run", why=why)
        trace.runs.append(record)
        return Promise(_nothing()), record
    run = _Run(trip, tag, key, trace)
    turn = trace.turns[name] = (Promise(run.steps), run.record)
    return turn


def _nothing() -> Steps:
    yield from ()


class _Run:
    """The run of one tag: passes on what may wait, collects the rest in its record."""

    __slots__ = ("_tag", "_trace", "_trip", "record", "steps")

    def __init__(self, trip: Trip, tag: TagEntry, key: str, trace: EventTrace) -> None:
        self._trip, self._tag, self._trace = trip, tag, trace
        self.record = TagRun(tag.name, key, trace.event, id=tag.name if tag.once else key)
        self.steps = self._guarded()

    def _guarded(self) -> Steps:
        record = self.record
        self._trace.runs.append(record)
        if ended := self._trip.ended_before(self._trace.number, record.id):
            record.outcome, record.why = "failed" if ended == "failed" else "ok", "before the restart"
            return
        try:
            result = yield from self._settled()
        except SettingError as error:
            result = Failed(str(error))
        except Exception as error:  # noqa: BLE001 - a tag is anybody's code; its fault is a line in the trace
            result = Failed(f"{type(error).__name__}: {error}{_where(error)}")
        # What a failed tag had already asked to be sent is still sent: a run is not a transaction.
        record.outcome, record.why = _ending(result)
        if record.outcome == "failed" and self._tag.retry:
            record.why += "; the queue runs it again"

    def _settled(self) -> Steps:
        """Run the tag; where it reads a variable that is still a promise, wait and begin again."""
        view = None
        while True:
            try:
                # Made once: its variables are worked out in it, and those that were asked for stay asked.
                view = view or self._view()
                return (yield from self._steps(*view))
            except Pending as pending:
                if self.record.asked:
                    raise RuntimeError("read a variable that has to be waited for after its first Ask") from None
                self.record.sent.clear()
                self.record.effects.clear()
                self.record.log.clear()
                yield pending.promise

    def _steps(self, event: Event, lookup: Lookup, denied: str) -> Steps:
        self.record.event = event
        if denied:
            self.record.log.append(f"sent without user data, for {lookup.consent.denial(denied)}")
        steps = self._tag.configured.type_for(lookup).run(event, lookup)
        if not isinstance(steps, GENERATORS):
            raise TypeError(f"run() must yield its steps, and returned {steps!r}")
        reply: Any = None
        while True:
            try:
                step = steps.send(reply)
            except StopIteration as end:
                return end.value
            reply = None
            if isinstance(step, OutgoingRequest):
                self._send(step)
            elif isinstance(step, _ASKS):
                reply = yield from self._ask(step)
            else:
                self._effect(step)

    def _view(self) -> tuple[Event, Lookup, str]:
        """The event as this tag may see it, and the type of consent for want of which it sees nothing of the visitor."""
        event, lookup = self._trace.event, self._trace.lookup
        denied = next((kind for kind in self._tag.user_data_consent if not lookup.consent.allows(kind)), "")
        if not self._tag.transformations and not denied:
            return event, lookup, ""
        seen, hit = lookup, None
        if denied:
            # First, so that no transformation can put into a key that stays what the visitor denied; and again behind them.
            event, hit = event_without_user(event), hit_without_user(lookup.hit)
            seen = lookup.seeing(event, hit)
        for entry in self._tag.transformations:
            if entry.triggers is None or any(decided(trigger, lookup) for trigger in entry.triggers):
                event = entry.configured.type_for(seen).apply(event, seen)
        event = event_without_user(event) if denied else event
        return event, lookup.seeing(event, hit), denied

    def _send(self, request: OutgoingRequest) -> None:
        if not request.url.startswith(("https://", "http://", "<")):
            raise ValueError(f'"{shortened(request.url, 80)}" is no address: it begins with https://')
        number = len(self.record.sent)
        hit = self._trace.lookup.hit.key
        self.record.sent.append(Sent(delivery_id(hit, self._trace.number, self.record.id, number), request))

    def _ask(self, step: Ask | All) -> Steps:
        asks = step.parts if isinstance(step, All) else (step,)
        wrong = next((part for part in asks if not isinstance(part, Ask)), None)
        if wrong is not None:
            raise TypeError(f"All() of a tag takes Ask, not {wrong!r}")
        answer = yield step
        replies: list[Reply] = answer if isinstance(step, All) else [answer]
        self.record.asked += [(ask.request, reply) for ask, reply in zip(asks, replies, strict=True)]
        return answer

    def _effect(self, step: Any) -> None:
        if isinstance(step, Log):
            self.record.log.append(step.text)
        elif isinstance(step, EFFECTS):
            self._for_the_browser(step)
        else:
            hint = ": write return, not yield" if isinstance(step, Skipped | Failed) else ""
            raise TypeError(f"yielded {step!r}, which is no step of a tag{hint}")

    def _for_the_browser(self, effect: Effect) -> None:
        if fault := fault_of(effect):
            raise ValueError(fault)
        if self._trip.answered:
            self.record.log.append(f"too late for the browser, which already has its answer: {effect!r}")
        else:
            self.record.effects.append(effect)


def _where(error: Exception) -> str:
    """File and line in the code of a type where a fault began; nothing for one that is told here."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if Path(frame.filename).is_file()]
    others = [frame for frame in frames if not _is_the_gateways(Path(frame.filename))]
    own = [frame for frame in others if not _is_a_librarys(Path(frame.filename))] or others
    return f" ({Path(own[-1].filename).name}:{own[-1].lineno})" if own else ""


def _is_a_librarys(file: Path) -> bool:
    """Whether it came with Python or was installed: what a type calls, where it is called says more."""
    return any(file.is_relative_to(folder) for folder in _LIBRARIES)


_LIBRARIES = frozenset(sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib"))


def _is_the_gateways(file: Path) -> bool:
    """Whether it is the machine's; a wheel carries the built-in types within it, in a folder of their own."""
    inside = Path(__file__).parent
    return file.is_relative_to(inside) and not file.is_relative_to(inside / "builtin")


def _ending(ended: object) -> tuple[Outcome, str]:
    if isinstance(ended, Skipped):
        return "skipped", ended.why
    if isinstance(ended, Failed):
        return "failed", ended.why
    if ended is not None:
        return "failed", f"run() returned {ended!r}: it returns nothing, Skipped(why) or Failed(why)"
    return "ok", ""
