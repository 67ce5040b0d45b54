"""Vendors that misbehave on real sockets: whatever they do, everything arrives in the end, at others' too."""

from __future__ import annotations

import asyncio
import socket
import ssl
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import trustme

from gateway import OutgoingRequest
from gateway.container import Container
from gateway.delivery import Sender, Spool, Spools, Standings, Worker
from gateway.delivery.clocks import Clocks
from gateway.egress import Egress, Host
from gateway.pipeline import Keep, Row
from tests import faulty
from tests.vendor import Answer, Vendor, answered, vendor

OK = answered(200, {})
MANY = 60


def hurried() -> float:
    """A clock that goes a thousand times as fast as ours, so that nobody waits for a backoff."""
    return 1_000.0 * time.monotonic()


def keep(spool: Spool, url: str, prefix: str) -> None:
    named = tuple((f"{prefix}{number}", OutgoingRequest(url, timeout=0.3)) for number in range(MANY))
    spool.keep([Keep(prefix, "v1", None, (Row(0, "T", "T", "t", "done", named),), True)], hurried())


@asynccontextmanager
async def delivering(folder: Path, url: str, sender: Sender | None = None) -> AsyncIterator[Spool]:
    """A worker with sixty requests for this address and sixty for a vendor without a fault; ends when all arrived."""
    async with vendor(lambda _: OK) as good:
        spool, sender, stop = Spool(folder / "spool-0.sqlite3"), sender or Sender({}), asyncio.Event()
        keep(spool, url, "faulty")
        keep(spool, good.url, "good")
        container, clocks = Container(give_up_after=1e9), Clocks(hurried, hurried, lambda: 0.5)
        worker = Worker(Spools(folder), container, sender, kept=Standings(folder), clocks=clocks)
        running = asyncio.ensure_future(worker.run(stop))
        yield spool
        async with asyncio.timeout(30):
            while spool.counts() != {"accepted": 2 * MANY}:
                worker.wake()
                await asyncio.sleep(0.01)
        stop.set()
        await running
        await sender.close()


async def accepted(spool: Spool, many: int) -> None:
    """Wait until so many arrived."""
    async with asyncio.timeout(30):
        while spool.counts().get("accepted", 0) < many:
            await asyncio.sleep(0.01)


def faults(count: int, fault: bytes | None) -> Answer:
    """That many faults, and good answers ever after."""
    answers = iter([fault] * count)
    return lambda _: next(answers, OK)


def flaps() -> Answer:
    """Every third answer is none."""
    answers = iter([OK, OK, None] * 1_000)
    return lambda _: next(answers)


@pytest.mark.parametrize(
    ("answer", "slow"),
    [
        (faults(25, None), 0.0),
        (faults(25, b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhalf"), 0.0),
        (faults(25, b"no HTTP at all\r\n\r\n"), 0.0),
        (flaps(), 0.0),
        (faults(0, None), 0.1),
    ],
    ids=["it hangs up", "it sends half an answer", "it talks nonsense", "it flaps", "it is slow"],
)
def test_all_arrives_whatever_the_vendor_does(tmp_path: Path, answer: Answer, slow: float) -> None:
    async def go() -> Vendor:
        async with vendor(answer, slow=slow) as faulty, delivering(tmp_path, faulty.url):
            return faulty

    assert asyncio.run(go()).most <= 16


def test_who_does_not_answer_holds_up_nobody_else_and_gets_all_when_it_does(tmp_path: Path) -> None:
    async def go() -> None:
        async with vendor(lambda _: OK, slow=5.0) as faulty, delivering(tmp_path, faulty.url) as spool:
            await accepted(spool, MANY)
            assert spool.counts() == {"accepted": MANY, "waiting": MANY}
            faulty.slow = 0.0

    asyncio.run(go())


def test_who_refuses_connections_gets_all_when_it_is_there(tmp_path: Path) -> None:
    async def go() -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        async with delivering(tmp_path, f"http://127.0.0.1:{port}") as spool:
            await accepted(spool, MANY)
            there = Vendor(lambda _: OK, 0.0)
            server = await asyncio.start_server(there.serve, "127.0.0.1", port)
            await accepted(spool, 2 * MANY)
            server.close()
            await there.close()

    asyncio.run(go())


@pytest.mark.parametrize(
    "fault",
    [
        *(faulty.hang, faulty.dripping_head, faulty.dripping_body, faulty.truncated_chunk),
        *(faulty.endless_head, faulty.long_head, faulty.endless_body, faulty.bomb),
    ],
    ids="hang drip-head drip-body truncated-chunk endless-head long-head endless-body bomb".split(),
)
def test_all_arrives_whatever_the_first_answers_are_like(tmp_path: Path, fault: faulty.Fault) -> None:
    async def go() -> None:
        turns = faulty.in_turn(*[fault] * 5, faulty.fine)
        async with faulty.faulty(turns) as port, delivering(tmp_path, f"http://127.0.0.1:{port}"):
            pass

    asyncio.run(go())


def test_a_name_that_leads_nowhere_gets_all_when_it_is_known_again(tmp_path: Path) -> None:
    left = iter(range(25))

    async def resolve(name: str) -> Sequence[str]:
        if next(left, None) is not None:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return ["127.0.0.1"]

    async def go() -> None:
        async with vendor(lambda _: OK) as there:
            port = int(there.url.rpartition(":")[2])
            allowed = frozenset({Host("vendor.example", port), Host("127.0.0.1", None)})
            sender = Sender({}, Egress(allowed=allowed), resolve=resolve)
            async with delivering(tmp_path, f"http://vendor.example:{port}", sender):
                pass

    asyncio.run(go())
    assert next(left, None) is None


def test_a_vendor_without_tls_for_a_while_gets_all_when_it_has_it_again(tmp_path: Path) -> None:
    authority, told = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(told)
    trust = ssl.create_default_context()
    authority.configure_trust(trust)

    async def go() -> None:
        async with faulty.faulty(faulty.no_tls) as port:
            delivered = delivering(tmp_path, f"https://127.0.0.1:{port}", Sender({}, trust=trust))
            spool = await delivered.__aenter__()
            await accepted(spool, MANY)
            assert spool.counts() == {"accepted": MANY, "waiting": MANY}
        async with faulty.faulty(faulty.fine, told, port=port):
            await delivered.__aexit__(None, None, None)

    asyncio.run(go())
