"""The preview of one gateway: what is known of its hits, from memory, the disk and the queue, and what can be done with them."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from ...container import Container
from ...delivery import (
    Kept,
    Sent,
    Standing,
    backlog,
    counts,
    kept_deliveries,
    kept_hit,
    sent_since,
    standings,
    unfinished,
    waiting,
)
from ...errors import GatewayError, SettingError
from ...fake_tiktok.diagnostics import Window, diagnose
from ...fake_tiktok.seen_in import seen_in_request
from ...hit import Hit
from ...recording import har, shared_page
from .archive import Archive
from .correspondence import Correspondence
from .deliveries import join, listed, sent_ids, stands, tally
from .disk import MOST_LISTED, as_it_was, found
from .memory import MOST
from .metrics import Figures, exposition
from .search import Search
from .workshop import Workshop

T = TypeVar("T")

MOST_DIAGNOSED = 10_000
REHEARSED_WITHIN = 10.0
"""Seconds a rehearsal may take."""


class Preview:
    """`folder` is the data folder, and None in a dry run, which keeps nothing."""

    def __init__(
        self,
        others: Correspondence,
        workshop: Workshop,
        archive: Archive | None,
        *,
        folder: Path | None,
        container: Callable[[], Container],
        rules: Path,
        hits: str,
    ) -> None:
        """`hits` is where hits are sent to, such as `http://localhost:8080`."""
        self.others, self._workshop, self._archive = others, workshop, archive
        self._folder, self._container, self._rules, self._hits = folder, container, rules, hits

    def hello(self) -> dict[str, Any]:
        """What a page is told first, and again when other rules come into force."""
        container = self._container()
        return {
            "container": container.name,
            "rules": container.version,
            "stale": container.stale or None,
            "mode": "dry run" if self._folder is None else "live",
            "file": self._rules.name,
            "kept": MOST,
        }

    async def details(self, name: str) -> dict[str, Any]:
        """All that is known of a hit. Raises GatewayError where nothing is."""
        document, why = await _unless_silent(self.others.details(name))
        kept = "memory"
        if (document is None or document.pop("remade")) and self._archive is not None:
            on_disk = await asyncio.to_thread(self._archive.document, name)
            document, kept = (on_disk, "disk") if on_disk is not None else (document, kept)
        if document is None:
            raise why
        deliveries = await self._deliveries(document)
        otherwise = "not sent" if self._folder is None else "unknown"
        join(document, deliveries, self._container(), standings=await self._standings(), otherwise=otherwise)
        can = ["replay", "edit", "save", "curl"] if kept == "memory" or await self._kept_hit(name) else []
        return document | {"kept": kept, "can": can}

    async def curl(self, name: str) -> str:
        """The hit as a command that sends it to this gateway again."""
        return self._workshop.curl(await self._hit(name), self._hits)

    async def curl_of_sent(self, name: str, sent: str) -> str:
        """A request of this hit as a command."""
        kept = {} if self._folder is None else await asyncio.to_thread(kept_deliveries, self._folder, [sent])
        if sent in kept and kept[sent].hit == name:
            return self._workshop.curl_of_sent(kept[sent].request)
        request, _ = await _unless_silent(self.others.request(name, sent))
        if request is None:
            raise GatewayError("Neither the queue nor memory has this request any more.")
        return self._workshop.curl_of_sent(request)

    async def text(self, name: str) -> str:
        """The hit as text to edit."""
        return self._workshop.text(await self._hit(name))

    async def replayed(self, name: str) -> dict[str, Any]:
        """The hit by today's rules."""
        hit = await self._hit(name)
        return await _in_time(lambda: self._workshop.replayed(hit))

    async def replayed_text(self, text: str) -> list[dict[str, Any]]:
        """Edited hits by today's rules."""
        return await _in_time(lambda: self._workshop.replayed_text(text))

    async def save(self, name: str, test: str) -> list[str]:
        """The hit as a test of this name; returns its files."""
        hit = await self._hit(name)
        return await _in_time(lambda: self._workshop.save(hit, test))

    async def save_text(self, text: str, test: str) -> list[str]:
        """An edited hit as a test of this name; returns its files."""
        return await _in_time(lambda: self._workshop.save_text(text, test))

    async def shared(self, name: str) -> str:
        """The hit as a page of its own."""
        return shared_page(await self.details(name))

    async def har(self, name: str) -> dict[str, Any]:
        """The hit and its requests as HAR 1.2."""
        return har([await self.details(name)])

    async def on_disk(self, text: str = "") -> list[dict[str, Any]]:
        """The rows of what is kept on disk and found by a filter. Raises GatewayError where it is none."""
        try:
            search = Search(text, self._container().variables)
        except SettingError as error:
            raise GatewayError(f"column {error.offset + 1}: {error.what}") from None
        return [] if self._archive is None else await asyncio.to_thread(found, self._archive, search, self._join)

    async def as_it_was(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Rows for a page, those that other rules made again as they were where that is on disk."""
        if self._archive is None or not any(row.get("remade") for row in rows):
            return rows
        return await asyncio.to_thread(as_it_was, rows, self._archive, self._join)

    def _join(self, documents: Sequence[dict[str, Any]]) -> None:
        if self._folder is None:
            return
        kept = kept_deliveries(self._folder, [name for document in documents for name in sent_ids(document)])
        stood = standings(self._folder)
        for document in documents:
            join(document, kept, self._container(), standings=stood)

    async def queue(self) -> dict[str, Any]:
        """The deliveries that no vendor has accepted, and how many there are of each state."""
        if self._folder is None:
            return {"counts": {}, "deliveries": [], "destinations": [], "none": "A dry run queues and sends nothing."}
        found = await asyncio.to_thread(unfinished, self._folder, MOST_LISTED)
        states = await asyncio.to_thread(counts, self._folder)
        wait = await asyncio.to_thread(backlog, self._folder)
        stood = await self._standings()
        held = {each.destination for each in stood if each.state == "held"}
        return {
            "counts": dict(tally(states, wait, held)),
            "deliveries": [listed(kept, stood) for kept in found],
            "destinations": [stands(each) for each in stood],
            "none": "Every delivery was accepted." if states else "Nothing was queued yet.",
        }

    async def metrics(self) -> bytes:
        """What a Prometheus server collects."""
        processes = await self.others.counts()
        if self._folder is None:
            return exposition(Figures(processes))
        attempts = await self.others.attempts()
        wait = await asyncio.to_thread(waiting, self._folder)
        states = {each.destination: each.state for each in await asyncio.to_thread(standings, self._folder)}
        return exposition(Figures(processes, attempts, wait, states, time.time()))

    async def diagnostics(self, hours: float) -> dict[str, Any]:
        """What TikTok would say of the events of so many hours."""
        return await asyncio.to_thread(self._diagnosed, hours)

    def _diagnosed(self, hours: float) -> dict[str, Any]:
        """The newest events, as many as can be looked at while somebody waits."""
        newest: deque[Sent] = deque(maxlen=MOST_DIAGNOSED)
        many = 0
        for sent in () if self._folder is None else sent_since(self._folder, time.time() - hours * 3600):
            newest.append(sent)
            many += 1
        events = list(itertools.chain.from_iterable(itertools.starmap(seen_in_request, newest)))
        return diagnose(Window(events, live=True)).as_json() | {"left_out": many - len(newest)}

    async def _standings(self) -> list[Standing]:
        return [] if self._folder is None else await asyncio.to_thread(standings, self._folder)

    async def _hit(self, name: str) -> Hit:
        hit, why = await _unless_silent(self.others.hit(name))
        hit = hit or await self._kept_hit(name)
        if hit is None:
            raise why
        return hit

    async def _kept_hit(self, name: str) -> Hit | None:
        return None if self._folder is None else await asyncio.to_thread(kept_hit, self._folder, name)

    async def _deliveries(self, document: dict[str, Any]) -> dict[str, Kept]:
        if self._folder is None:
            return {}
        return await asyncio.to_thread(kept_deliveries, self._folder, sent_ids(document))


class NotThere(GatewayError):  # noqa: N818 - a state the user meets
    """A hit that nothing is known of any more."""

    def __init__(self) -> None:
        super().__init__(
            f"This hit has left memory, which holds the last {MOST}, and is not on disk, where failures and a sample are."
        )


async def _unless_silent(asked: Awaitable[T]) -> tuple[T | None, GatewayError]:
    """What the gateway's processes have, and else why there is nothing: a process that does not answer may well have it."""
    try:
        return await asked, NotThere()
    except GatewayError as error:
        return None, error


async def _in_time(work: Callable[[], T]) -> T:
    """The result of what may run anybody's code. Raises GatewayError when that takes too long."""
    try:
        return await asyncio.wait_for(asyncio.to_thread(work), REHEARSED_WITHIN)
    except TimeoutError:
        raise GatewayError(
            f"the replay takes longer than {REHEARSED_WITHIN:.0f} s. A type may not come to an end."
        ) from None
