"""The delivery worker: takes what is due from every queue, starts it, and stops without losing anything."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator, Sequence
from itertools import zip_longest
from typing import Any

from ..container import Container
from .backoff import CEILING
from .batches import Batch, batches
from .clocks import REAL, Clocks, SetBack
from .courier import Courier, Sends
from .destination import MOST_UNDER_WAY, Destination
from .destinations import Destinations
from .marks import Mark, Marker
from .queue import Queue, Queues
from .spool import Delivery
from .standing import Standing, Standings
from .tag_types import TagTypes

KEPT_FOR = 14 * 86_400.0
"""Seconds a row stays after its end."""
STOPS_WITHIN = 7.0
"""Seconds that what is under way has to come to its end when the worker is told to stop."""
LOOKS_EVERY = 1.0
CLEANS_EVERY = 3600.0


class Worker:
    """Delivers at least once: a request counts as sent only when its mark is on disk."""

    def __init__(
        self,
        queues: Queues,
        container: Container,
        sender: Sends,
        *,
        kept: Standings,
        marked: Callable[[Mark], None] = lambda mark: None,
        told: Callable[[Standing], None] = lambda standing: None,
        clocks: Clocks = REAL,
    ) -> None:
        """`marked` hears what came of each attempt, `told` each change of how a destination stands."""
        self._queues, self._marked, self._clocks = queues, marked, clocks
        self._destinations = Destinations(clocks, kept, told, self._release)
        self._marker = Marker(clocks)
        self._set_back = SetBack(clocks)
        self._under_way: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._clean_at = clocks.steady() + CLEANS_EVERY
        self._woken = asyncio.Event()
        self.use(container, sender)
        self._pull_in(0.0)

    def use(self, container: Container, sender: Sends) -> None:
        """Go by these rules from now on."""
        self._container, self._types = container, TagTypes(container)
        self._courier = Courier(self._types, sender, self._clocks.steady)

    def wake(self) -> None:
        """There may be something due."""
        self._woken.set()

    async def run(self, stop: asyncio.Event) -> None:
        """Deliver until told to stop, then finish what is under way."""
        stopping = asyncio.ensure_future(stop.wait())
        stopping.add_done_callback(lambda _: self.wake())
        while not stop.is_set():
            self._woken.clear()
            self.start_due()
            try:
                await asyncio.wait_for(self._woken.wait(), timeout=self._rest())
            except TimeoutError:
                self._clean()
        await self.drain()

    async def drain(self) -> None:
        """Finish what is under way, but not for long: what has no mark by then stays waiting. Then close the files."""
        self._marker.stop()
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=STOPS_WITHIN)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        self._queues.close()
        self._destinations.close()

    def start_due(self) -> int:
        """Start every delivery that is due and whose destination has room; returns how many."""
        if by := self._set_back.seconds():
            self._pull_in(by)
        queues = self._queues.all()
        names = dict.fromkeys(name for queue in queues for name in queue.destinations())
        return sum(self._start_due_to(self._destinations[name], queues) for name in names)

    def standings(self) -> list[Standing]:
        """How each destination stands."""
        return self._destinations.standings()

    def retry(self, delivery: str) -> bool:
        """Send it now, whatever became of it or its destination before.

        False where it is not here, accepted, under way, or was sent so long ago that it would count as another one.
        """
        if delivery in self._under_way:
            return False
        there = [
            each for each in self._queues.all() if (kept := each.delivery(delivery)) and not self._is_too_old(kept)
        ]
        # Due since ever, it goes before all others: where its destination rests, it is the probe.
        destinations = [queue.retry(delivery, 0.0) for queue in there]
        found = [destination for destination in destinations if destination is not None]
        for destination in found:
            self._destinations[destination].let_go()
            self.wake()
        return bool(found)

    def drop(self, delivery: str) -> bool:
        """Never send it; False where it is not here, does not wait, or is under way."""
        return delivery not in self._under_way and any(
            queue.drop(delivery, self._clocks.wall()) for queue in self._queues.all()
        )

    def waiting(self) -> int:
        """How many requests wait in all queues."""
        return sum(queue.counts().get("waiting", 0) for queue in self._queues.all())

    def _start_due_to(self, destination: Destination, queues: Sequence[Queue]) -> int:
        destination.wake_up()
        room, started = destination.room(), 0
        if not room:
            return 0
        probes = destination.wants_probe
        for batch in self._batches_to(destination, queues, room):
            if not room:
                break
            if probes or not self._lingers(batch):
                self._start(batch, destination)
                room, started = room - 1, started + len(batch)
        return started

    def _batches_to(self, destination: Destination, queues: Sequence[Queue], room: int) -> list[Batch]:
        """What is due to it, as far as there is room. A long backlog is read by as much as really goes together."""
        while True:
            at_once = 1 if destination.wants_probe else destination.joins
            limit = destination.under_way + min(room * at_once, MOST_UNDER_WAY)
            due = self._due_to(destination, queues, limit)
            if destination.wants_probe:
                return batches(due, {})
            made = batches(due, self._types.at_most)
            joined = max(map(len, made), default=1)
            is_all = len(due) + destination.under_way < limit or limit >= destination.under_way + MOST_UNDER_WAY
            if is_all or joined < destination.joins:
                destination.joins = joined
                return made
            most = max(self._types.at_most.get(batch[0][1].type_name, 1) for batch in made)
            if destination.joins >= most:
                return made
            destination.joins = min(8 * destination.joins, most)

    def _due_to(self, destination: Destination, queues: Sequence[Queue], limit: int) -> list[tuple[Queue, Delivery]]:
        """The queues take turns: one with a long backlog must not hold up the others."""
        now = self._clocks.wall()
        each = [[(queue, one) for one in queue.due(now, destination=destination.name, limit=limit)] for queue in queues]
        due = [one for turn in zip_longest(*each) for one in turn if one and one[1].id not in self._under_way]
        return list(self._without_old(due))

    def _without_old(self, due: list[tuple[Queue, Delivery]]) -> Iterator[tuple[Queue, Delivery]]:
        """What may still be sent; the rest is given up."""
        for queue, delivery in due:
            if not self._is_too_old(delivery):
                yield queue, delivery
                continue
            self._under_way.add(delivery.id)
            self._run(self._give_up(queue, delivery))

    def _is_too_old(self, delivery: Delivery) -> bool:
        """Whether it was sent before, so long ago that the vendor would count it a second time."""
        most = self._types.resent_at_most(delivery.type_name)
        return most is not None and delivery.attempts > 0 and self._clocks.wall() - delivery.kept_at > most

    def _lingers(self, batch: Batch) -> bool:
        """Whether these may still be joined by others. What was tried before has waited long enough."""
        first = batch[0][1]
        most = self._types.at_most.get(first.type_name, 1) if first.request.group else 1
        is_new = all(not delivery.attempts for _, delivery in batch)
        # Less than no time has passed where the clock was set back.
        return len(batch) < most and is_new and 0 <= self._clocks.wall() - first.kept_at < self._container.linger

    def _start(self, batch: Batch, destination: Destination) -> None:
        self._under_way.update(delivery.id for _, delivery in batch)
        self._run(self._deliver(batch, destination, destination.start(len(batch))))

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver(self, batch: Batch, destination: Destination, age: int) -> None:
        try:
            async for answer in self._courier.bring(batch, destination, age):
                for mark in await self._marker.mark(answer, self._container.give_up_after):
                    self._marked(mark)
        finally:
            self._under_way.difference_update(delivery.id for _, delivery in batch)
            destination.end(len(batch), age)
            self.wake()

    async def _give_up(self, queue: Queue, delivery: Delivery) -> None:
        hours = (self._types.resent_at_most(delivery.type_name) or 0.0) / 3600
        why = f"given up, not sent again: after {hours:g} hours it would count as another one"
        try:
            if mark := await self._marker.give_up(queue, delivery, why):
                self._marked(mark)
        finally:
            self._under_way.discard(delivery.id)

    def _release(self, destination: Destination) -> None:
        """It is well again: what waits for it need not wait for its own time, only for its turn."""
        for queue in self._queues.all():
            queue.release(destination.name, self._clocks.wall())

    def _pull_in(self, by: float) -> None:
        """The wall clock was set back, now or before the start: what is due at a time it had must not wait that long."""
        now = self._clocks.wall()
        for queue in self._queues.all():
            queue.pull_in(now if by else now + CEILING, by, now + CEILING)

    def _rest(self) -> float:
        """Seconds until the next look, where nobody wakes us."""
        next_at = self._destinations.next_at()
        until = LOOKS_EVERY if next_at is None else max(0.001, next_at - self._clocks.steady())
        return min(self._container.linger or LOOKS_EVERY, LOOKS_EVERY, until)

    def _clean(self) -> None:
        """Once an hour, delete what ended two weeks ago."""
        if self._clocks.steady() >= self._clean_at:
            self._clean_at = self._clocks.steady() + CLEANS_EVERY
            for queue in self._queues.all():
                queue.clean(self._clocks.wall() - KEPT_FOR)
