"""What a worker takes from the broker: messages of every destination, which go back to all where this worker ends.

A message is acknowledged when each delivery in it has ended; until then the broker is told now and then that it is in good hands.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from ..inventory import kept_deliveries
from ..seal import DamagedRowError, sealed
from ..spool import Spool
from ..spools import Spools
from .ending import ended
from .held import HeldSpool
from .link import WITHIN, BrokerError, Link, TooLargeError
from .parcels import DeadLetter, Parcel, id_of, packed, parcels_in
from .subjects import destination_subject, letter_subject

if TYPE_CHECKING:
    from nats.aio.msg import Msg

ACK_WAIT = 15.0
"""Seconds after which the broker gives a message to another worker, unless it hears from this one."""
MOST_HELD = 2000
"""Deliveries to one destination that a worker takes; the others are there for other workers."""
_AT_ONCE = 64
"""Messages of one request."""
_PATIENCE = 3.0
"""Seconds until it is asked for more again: a broker that dies takes the question with it."""
_LOOK = 1.0
AGAIN = "Sgtm-Again"
"""The header of a message with deliveries that had ended before, and are wanted once more."""
TRIED = "Sgtm-Tried"
"""The header of a message whose deliveries another worker may have sent."""

_log = logging.getLogger("sgtm")


class Inbox:
    """The queues of a worker: what it has taken from the broker, and the spools that lie in its folder from before."""

    def __init__(
        self, link: Link, folder: Path, wake: Callable[[], None] = lambda: None, *, ack_wait: float = ACK_WAIT
    ) -> None:
        """`wake` is called when something has come. After `ack_wait` seconds without word of it others get what is here."""
        self._link, self._wake, self._ack_wait = link, wake, ack_wait
        self._folder = folder
        self._held = HeldSpool(folder, self._ended, self._want_again)
        self._spools = Spools(folder)
        self._messages: dict[int, _Message] = {}
        self._messages_of: dict[str, list[_Message]] = {}
        self._many: Counter[str] = Counter()
        """How many deliveries of each subject are held and have not ended."""
        self._largest: dict[str, int] = {}
        self._takers: dict[str, asyncio.Task[None]] = {}
        self._work: set[asyncio.Task[None]] = set()
        self._running = asyncio.ensure_future(self._run())

    def wakes(self, wake: Callable[[], None]) -> None:
        """Who is to be told when something has come."""
        self._wake = wake

    def all(self) -> Sequence[Spool]:
        """What is here now."""
        return [self._held, *self._spools.all()]

    def close(self) -> None:
        """Close the files; what waits here is let go of by `stop`."""
        self._spools.close()
        self._held.close()

    async def stop(self) -> None:
        """Tell the broker what has ended, and give back what has not."""
        await ended([self._running])  # first who starts takers
        await ended(self._takers.values())
        if self._work:
            await asyncio.wait(self._work, timeout=WITHIN)
        for task in self._work:
            task.cancel()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(WITHIN):
                await asyncio.gather(*map(self._give_back, list(self._messages.values())), return_exceptions=True)
        await self._link.close()

    async def _give_back(self, message: _Message) -> None:
        """To all workers. Of a message that has ended in part only the rest: what was accepted is not sent twice."""
        if len(message.left) == len(message.parcels):
            await message.msg.nak()
            return
        await asyncio.gather(*message.burials)
        rest = [message.parcels[name] for name in message.parcels if name in message.left]
        if rest:
            await self._link.publish(message.msg.subject, packed(rest), id_of((*message.left, "rest")), **{TRIED: "1"})
        await message.msg.ack()

    async def die(self) -> None:
        """End without a word, as after a `kill -9`."""
        for task in (self._running, *self._takers.values(), *self._work):
            task.cancel()
        self.close()
        await self._link.close()

    # --- from the broker ----------------------------------------------------------------------------------------------

    async def _run(self) -> None:
        """Once a second: which destinations there are, and word that what is held is in good hands."""
        said = 0.0
        while True:
            try:
                if time.monotonic() - said > self._ack_wait / 3:
                    said = time.monotonic()
                    await asyncio.gather(*(message.msg.in_progress() for message in list(self._messages.values())))
                await self._look()
            except Exception as error:  # noqa: BLE001 - the broker is away, or elects: it is asked again
                _log.debug("the queue was not looked at: %s", error)
            await asyncio.sleep(_LOOK)

    async def _look(self) -> None:
        info = await self._link.js.stream_info(self._link.out, subjects_filter=f"{self._link.out}.*")
        for subject in info.state.subjects or {}:
            if subject not in self._takers:
                self._takers[subject] = asyncio.ensure_future(self._take_all(subject))

    async def _take_all(self, subject: str) -> None:
        """Take what comes for one destination, as long as there is room for it here."""
        from nats.js.api import AckPolicy, ConsumerConfig  # optional: the extra `nats`

        name = subject.rpartition(".")[2]
        config = ConsumerConfig(
            durable_name=name,
            filter_subject=subject,
            ack_policy=AckPolicy.EXPLICIT,
            ack_wait=self._ack_wait,
            max_ack_pending=-1,
            max_deliver=-1,
        )
        while True:
            try:
                await self._link.js.add_consumer(self._link.out, config)
                source = await self._link.js.pull_subscribe_bind(name, self._link.out)
                while True:
                    while self._many[subject] >= MOST_HELD:
                        await asyncio.sleep(0.05)
                    with contextlib.suppress(TimeoutError):
                        self._take(await source.fetch(self._at_once(subject), timeout=_PATIENCE))
            except asyncio.CancelledError:
                raise
            except Exception as error:  # noqa: BLE001 - the broker is away, or elects: it is asked again
                _log.debug("%s: %s", subject, error)
                await asyncio.sleep(_LOOK)

    def _at_once(self, subject: str) -> int:
        """How many messages there is room for, by how many requests the largest of the last ones held."""
        largest = self._largest.get(subject)
        return 1 if largest is None else max(1, min(_AT_ONCE, (MOST_HELD - self._many[subject]) // largest))

    def _take(self, messages: list[Msg]) -> None:
        for msg in messages:
            number, tries = msg.metadata.sequence.stream, msg.metadata.num_delivered or 1
            try:
                parcels = parcels_in(msg.data)
                for parcel in parcels:
                    parcel.unsealed()
            except DamagedRowError as error:
                _log.error("%s: message %d is damaged, and is not sent: %s", self._link.out, number, error)
                self._do(self._set_aside(msg))
                continue
            ids = [parcel.id for parcel in parcels]
            now = time.time()
            again = bool(msg.headers and AGAIN in msg.headers)
            self._held.take(parcels, tried=tries > 1 or again or TRIED in (msg.headers or {}), now=now)
            if again and number not in self._messages:
                self._held.wait_again(parcels, now)
            message = _Message(msg, {parcel.id: parcel for parcel in parcels}, self._held.still_waiting(ids))
            # What had ended here before the broker heard of it, as it comes again.
            self._bury_all([name for name in ids if name not in message.left], message)
            if number in self._messages:
                self._forget(self._messages[number])
            self._messages[number] = message
            self._many[msg.subject] += len(message.left)
            self._largest[msg.subject] = max(len(parcels), self._largest.get(msg.subject, 1) // 2)
            for name in message.left:
                self._messages_of.setdefault(name, []).append(message)
            if not message.left:
                self._do(self._settle(message))
        self._wake()

    # --- to the broker ------------------------------------------------------------------------------------------------

    def _ended(self, delivery: str, state: str) -> None:
        """A delivery is over; with the last one of its message that is done with."""
        for message in self._messages_of.pop(delivery, []):
            self._ended_in(message, delivery, state)

    def _ended_in(self, message: _Message, delivery: str, state: str) -> None:
        if state != "accepted":
            self._bury_all([delivery], message)
        message.left.discard(delivery)
        self._many[message.msg.subject] -= 1
        if not message.left:
            self._do(self._settle(message))

    def _forget(self, message: _Message) -> None:
        """It comes anew: the other one is nobody's any more."""
        self._many[message.msg.subject] -= len(message.left)
        for name in message.left:
            of_it = self._messages_of.get(name, [])
            self._messages_of[name] = [each for each in of_it if each is not message]

    async def _settle(self, message: _Message) -> None:
        """First the dead letters, then the acknowledgement: what ends here in between comes again."""
        await asyncio.gather(*message.burials)
        # Whatever becomes of the word of it: else it comes again.
        self._messages.pop(message.msg.metadata.sequence.stream, None)
        await message.msg.ack()

    def _bury_all(self, ids: list[str], message: _Message) -> None:
        message.burials += [self._do(self._bury(letter)) for letter in self._letters(ids, message.parcels)]

    async def _bury(self, letter: DeadLetter) -> None:
        subject, name = (
            letter_subject(self._link.dead, letter.parcel.id),
            id_of((letter.parcel.id, repr(letter.ended_at))),
        )
        try:
            await self._surely(subject, packed(letter), name)
        except TooLargeError:
            _log.error(
                "the dead letter %s is too large with its last answer, and is kept without",
                letter.parcel.id,
            )
            await self._surely(subject, packed(msgspec.structs.replace(letter, reply=None)), name)

    def _letters(self, ids: list[str], parcels: Mapping[str, Parcel]) -> list[DeadLetter]:
        """Of those that no vendor has accepted; nobody asks for what was dropped."""
        found = []
        for kept in kept_deliveries(self._folder, ids).values():
            if kept.state in ("refused", "given up"):
                last = kept.attempts[-1] if kept.attempts else None
                reply = None if last is None else sealed(last.reply, kept.id)
                ended, why = (time.time(), "") if last is None else (last.at, last.why)
                found.append(DeadLetter(parcels[kept.id], kept.state, why, ended, kept.tries, reply))
        return found

    async def _set_aside(self, msg: Msg) -> None:
        """A message that cannot be read is kept for whoever can, and given to nobody any more."""
        number = msg.metadata.sequence.stream
        await self._surely(f"{self._link.dead}.damaged-{number}", msg.data, id_of((msg.subject, str(number))))
        await msg.term()

    async def _surely(self, subject: str, content: bytes, message_id: str, **headers: str) -> None:
        """However long the broker is away; meanwhile the message it is about stays this worker's."""
        while True:
            try:
                await self._link.publish(subject, content, message_id, **headers)
            except TooLargeError:
                raise
            except BrokerError as error:
                _log.error("%s", error)
                await asyncio.sleep(_LOOK)
            else:
                return

    def _want_again(self, delivery: str) -> None:
        """Put one that has ended on the broker again, and take its dead letter away."""
        self._do(self._put_again(delivery))

    async def _put_again(self, delivery: str) -> None:
        for kept in kept_deliveries(self._folder, [delivery]).values():
            parcel = Parcel.of(kept.id, kept.hit, 0, kept.tag, kept.type_name, kept.request, kept.kept_at, kept.rules)
            subject = destination_subject(self._link.out, kept.destination)
            # First the letter goes, for it may be refused once more as soon as it is there.
            letter = await self._link.last(self._link.dead, letter_subject(self._link.dead, delivery))
            await self._surely(subject, packed([parcel]), id_of((delivery, repr(time.time()))), **{AGAIN: "1"})
            if letter:
                await self._link.delete(self._link.dead, letter)

    def _do(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.ensure_future(work)
        self._work.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[None]) -> None:
        self._work.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("the queue %s: %s", self._link.broker.shown, error)


class _Message:
    """A message that was taken, its deliveries, and those of them that have not ended."""

    def __init__(self, msg: Msg, parcels: dict[str, Parcel], left: set[str]) -> None:
        self.msg, self.parcels, self.left = msg, parcels, left
        self.burials: list[asyncio.Task[None]] = []
