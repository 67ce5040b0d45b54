"""Sending what a replay leads to, for real: asked for first, request by request, and nothing is tried again."""

from __future__ import annotations

import asyncio
import os
import time
from collections import Counter
from collections.abc import Iterable
from urllib.parse import urlsplit

import msgspec
import typer

from ..container import Container
from ..delivery import Sender
from ..errors import GatewayError
from ..fake_tiktok import stand_in
from ..fake_tiktok.pixel import is_pixel_call
from ..hit import Hit, new_hit_id
from ..outgoing import OutgoingRequest, Reply
from ..recording import Captured, rehearse
from ..trace import Trace
from .check import counted

DELIVERY_FAILED = 6
_MOST_HOSTS = 5


class Sending:
    """The stand-in that is none: its replies are the vendors' own."""

    def __init__(self, container: Container) -> None:
        self._runner = asyncio.Runner()
        self._sender = Sender(container.secrets, container.egress)
        self._verdicts = Counter[str]()

    def answer(self, request: OutgoingRequest) -> Reply:
        """Send it, and wait for what the vendor says."""
        return self._runner.run(self._sender.send(request))

    def take(self, _: Captured, trace: Trace) -> None:
        """Count what came of the requests of a hit."""
        for run in trace.runs():
            self._verdicts.update(sent.verdict.outcome for sent in run.sent if sent.verdict)

    def close(self) -> None:
        """Close all connections."""
        self._runner.run(self._sender.close())
        self._runner.close()

    @property
    def failed(self) -> int:
        """How many requests their vendors did not accept."""
        return self._verdicts.total() - self._verdicts["accepted"]

    def told(self) -> str:
        """What was sent, and what is not tried again."""
        each = ", ".join(f"{count} {_WORDS[word]}" for word, count in sorted(self._verdicts.items()))
        again = "; nothing is tried again: the same command sends all of them again, and what counted counts once"
        return f"{counted(self._verdicts.total(), 'request')} sent: {each or 'none'}{again if self.failed else ''}"


_WORDS = {
    "accepted": "accepted",
    "refused": "refused",
    "again": "not accepted yet",
    "hold": "on hold, for the credential is not accepted",
    "split": "refused",
}


def planned(container: Container, hits: Iterable[Captured]) -> Counter[str]:
    """How many requests would go to which host, as far as a rehearsal can tell."""
    hosts = Counter[str]()
    for captured in hits:
        if not is_pixel_call(captured.hit):
            for run in rehearse(container, captured.hit, stand_in).runs():
                hosts.update(_host(request) for request, _ in run.asked)
                hosts.update(_host(sent.request) for sent in run.sent)
    return hosts


def ask(hosts: Counter[str]) -> None:
    """Ask whether all that shall be sent. Raises GatewayError where nobody says yes."""
    first, *others = hosts.most_common()
    parts = [f"{counted(first[1], 'request')} to {first[0]}", *(f"{count} to {host}" for host, count in others)]
    more = f" and {len(parts) - _MOST_HOSTS} more hosts" if len(parts) > _MOST_HOSTS else ""
    try:
        yes = typer.confirm(f"Send {', '.join(parts[:_MOST_HOSTS])}{more}?", err=True)
    except typer.Abort:
        raise GatewayError("nothing was sent, for nobody said yes. A script says it with --yes.") from None
    if not yes:
        raise GatewayError("nothing was sent.")


def as_new(hit: Hit) -> Hit:
    """The same hit as if it came now: what is sent of it counts again."""
    at, chance = int(time.time() * 1000), os.urandom(18)
    headers = tuple((name, value) for name, value in hit.headers if name != "idempotency-key")
    seed = int.from_bytes(chance[10:], "big") >> 1
    return msgspec.structs.replace(hit, id=new_hit_id(at, chance), at=at, seed=seed, headers=headers)


def _host(request: OutgoingRequest) -> str:
    try:
        return urlsplit(request.url).netloc.rpartition("@")[2] or "(no host)"
    except ValueError:
        return "(no host)"
