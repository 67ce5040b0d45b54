"""The preview's talk with the other processes: tickets, streams, and a page that does not read."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import pytest

from gateway import OutgoingRequest
from gateway.errors import GatewayError
from gateway.server.preview import correspondence
from gateway.server.preview.correspondence import MOST_STREAMS, Correspondence, Message, Stream
from gateway.server.preview.memory import MOST
from tests.gateway.server.preview.passed import named
from tests.running import PATIENCE

T = TypeVar("T")


class Office:
    """A correspondence with as many workers as wanted, and what was asked of them."""

    def __init__(self, workers: int) -> None:
        self.asked: list[tuple[str, tuple[Any, ...]]] = []
        self.workers = workers
        self.kept: list[tuple[Any, Any]] = []
        self.others = Correspondence(
            lambda whom, question: self.asked.append((whom, question)),
            workers,
            keep=lambda row, document: self.kept.append((row, document)),
        )

    async def answered(self, question: Awaitable[T], *answers: Any) -> T:
        """What comes of a question that the workers answer so."""
        task = asyncio.ensure_future(question)
        await asyncio.sleep(0)
        for answer in answers:
            self.others.heard("answer", (self.asked[-1][1][1], answer))
        return await task

    def open(self, search: str) -> Stream:
        """A stream whose past is told: there is none."""
        stream = self.others.open(search)
        for number in range(self.workers):
            self.others.heard("past", (stream.name, number, 0))
        return stream


def with_office(scenario: Callable[[Office], Awaitable[T]], workers: int = 2) -> T:
    async def run() -> T:
        async with asyncio.timeout(PATIENCE):
            return await scenario(Office(workers))

    return asyncio.run(run())


async def read(stream: Stream, many: int) -> list[Message]:
    """The next messages."""
    found: list[Message] = []
    async for message in stream.messages(PATIENCE):
        assert message is not None
        found.append(message)
        if len(found) == many:
            break
    return found


def rows(*numbers: int) -> list[dict[str, Any]]:
    return [{"id": str(number)} for number in numbers]


def test_the_first_process_that_knows_the_hit_answers() -> None:
    async def scenario(office: Office) -> tuple[Any, Any, Any]:
        others = office.others
        return (
            await office.answered(others.details("h"), None, {"id": "h"}),
            await office.answered(others.hit("h"), named(1)),
            await office.answered(others.details("h"), None, None),
        )

    assert with_office(scenario) == ({"id": "h"}, named(1), None)


def test_a_request_is_asked_for_by_its_hit_and_its_own_id() -> None:
    async def scenario(office: Office) -> tuple[Any, Any]:
        return await office.answered(
            office.others.request("h", "h-0-A"), OutgoingRequest("https://v.example/")
        ), office.asked

    assert with_office(scenario) == (
        OutgoingRequest("https://v.example/"),
        [("workers", ("request", "1", "h", "h-0-A"))],
    )


def test_the_delivery_process_says_whether_it_could() -> None:
    async def scenario(office: Office) -> tuple[bool, Any]:
        done = await office.answered(office.others.change_delivery("retry", "d"), True)
        return done, office.asked

    assert with_office(scenario) == (True, [("delivery", ("retry", "1", "d"))])


def test_late_and_unknown_answers_are_nobodys() -> None:
    async def scenario(office: Office) -> Any:
        found = await office.answered(office.others.details("h"), {"id": "h"}, {"id": "again"})
        office.others.heard("answer", ("1", {"id": "late"}))
        office.others.heard("answer", ("never asked", None))
        return found

    assert with_office(scenario) == {"id": "h"}


def test_a_stream_is_told_what_is_for_it_and_announcements_are_for_all() -> None:
    async def scenario(office: Office) -> tuple[list[Message], list[Message]]:
        one, other = office.open("a == b"), office.open("")
        office.others.heard("rows", (one.name, rows(1), 0))
        office.others.heard("rows", ("a page that is gone", rows(2), 0))
        office.others.announce("hello", {"rules": "v2"})
        return (await read(one, 3))[1:], (await read(other, 2))[1:]

    hello = ("hello", {"rules": "v2"})
    assert with_office(scenario) == ([("rows", {"rows": rows(1), "left_out": 0}), hello], [hello])


def test_the_workers_are_asked_to_watch_and_to_forget_once() -> None:
    async def scenario(office: Office) -> tuple[str, list[Any]]:
        stream = office.others.open("a == b")
        office.others.close(stream)
        office.others.close(stream)
        return stream.name, office.asked

    name, asked = with_office(scenario)
    assert asked == [("workers", ("watch", name, "a == b")), ("workers", ("forget", name))]


def test_a_worker_that_begins_again_is_told_who_watches() -> None:
    async def scenario(office: Office) -> tuple[str, Any]:
        stream = office.others.open("a == b")
        office.others.heard("hello", 1)
        return stream.name, office.asked[-1]

    name, asked = with_office(scenario)
    assert asked == ("workers", ("watch", name, "a == b"))


def test_the_past_of_all_workers_is_told_in_the_order_of_time_each_hit_once() -> None:
    async def scenario(office: Office) -> list[Message]:
        stream = office.others.open("")
        for number, told in ((0, rows(1, 4, 5)), (0, rows(5)), (1, rows(2, 3))):
            office.others.heard("rows", (stream.name, told, 0))
            office.others.heard("past", (stream.name, number, len(told)))
        return await read(stream, 2)

    assert with_office(scenario) == [("rows", {"rows": rows(1, 2, 3, 4, 5), "left_out": 0}), ("past", {"rows": 5})]


def test_of_a_long_past_the_newest_are_told() -> None:
    async def scenario(office: Office) -> list[Message]:
        stream = office.others.open("")
        for number in range(2):
            told = [{"id": f"{at:05}"} for at in range(number, 2 * MOST, 2)]
            office.others.heard("rows", (stream.name, told, 0))
            office.others.heard("past", (stream.name, number, len(told)))
        return await read(stream, MOST // 200 + 1)

    *told, past = with_office(scenario)
    found = [row["id"] for _, message in told for row in message["rows"]]
    assert found == [f"{at:05}" for at in range(MOST, 2 * MOST)]
    assert past == ("past", {"rows": MOST})


def test_funnels_of_all_workers_are_one() -> None:
    async def scenario(office: Office) -> list[Message]:
        stream = office.others.open("")
        office.others.heard("funnel", (0, {"hits": 3, "fired": 1}))
        office.others.heard("funnel", (1, {"hits": 4, "fired": 2}))
        return await read(stream, 1)

    assert with_office(scenario) == [("funnel", {"hits": 7, "fired": 3})]


def test_a_filter_that_is_none_is_told_with_its_column() -> None:
    async def scenario(office: Office) -> list[Message]:
        stream = office.others.open("a = b")
        office.others.heard("problem", (stream.name, 'after "a" comes "="', 2))
        return await read(stream, 1)

    assert with_office(scenario) == [("problem", {"text": 'column 3: after "a" comes "="'})]


def test_what_is_to_be_kept_is_kept() -> None:
    async def scenario(office: Office) -> list[Any]:
        office.others.heard("keep", ({"id": "h"}, {"schema": "trace/v1"}))
        return office.kept

    assert with_office(scenario) == [({"id": "h"}, {"schema": "trace/v1"})]


def test_a_slow_page_loses_the_oldest_rows_and_is_told_how_many() -> None:
    async def scenario(office: Office) -> list[Message]:
        stream = office.open("")
        for number in range(300):
            office.others.heard("rows", (stream.name, rows(2 * number, 2 * number + 1), 1))
        return (await read(stream, 257))[1:]

    told = [said for _, said in with_office(scenario)]
    lost = 2 * 300 - sum(len(said["rows"]) for said in told)
    assert told[-1]["rows"] == rows(598, 599)
    assert lost == 2 * 44
    assert sum(said["left_out"] for said in told) == lost + 300


def test_a_slow_page_is_told_the_latest_of_what_is_only_told_now_and_then() -> None:
    async def scenario(office: Office) -> list[Message]:
        stream = office.others.open("")
        office.others.announce("hello", {"rules": "v2"})
        office.others.heard("rows", (stream.name, rows(*range(1000, 1600)), 0))
        office.others.heard("past", (stream.name, 0, 600))
        office.others.heard("past", (stream.name, 1, 0))
        for number in range(1000):
            office.others.heard("rows", (stream.name, rows(number), 0))
            office.others.heard("funnel", (0, {"hits": number}))
        return await read(stream, 20)

    told = with_office(scenario)
    assert ("hello", {"rules": "v2"}) in told
    assert ("past", {"rows": 600}) in told


def test_a_quiet_stream_has_a_pulse_and_then_goes_on() -> None:
    async def scenario(office: Office) -> list[Message | None]:
        stream, found = office.others.open(""), list[Message | None]()
        async for message in stream.messages(0.01):
            found.append(message)
            if message is not None:
                return found
            stream.put("past", {"rows": 0})
        return found

    assert with_office(scenario) == [None, ("past", {"rows": 0})]


def test_when_the_gateway_stops_every_stream_ends_with_what_it_was_told() -> None:
    async def scenario(office: Office) -> list[Message | None]:
        stream = office.others.open("")
        stream.put("past", {"rows": 0})
        asyncio.get_running_loop().call_soon(office.others.end)
        return [message async for message in stream.messages(PATIENCE)]

    assert with_office(scenario) == [("past", {"rows": 0})]


def test_there_is_room_for_so_many_pages() -> None:
    async def scenario(office: Office) -> list[bool]:
        before = office.others.has_room
        streams = [office.others.open("") for _ in range(MOST_STREAMS)]
        full = office.others.has_room
        office.others.close(streams[0])
        return [before, full, office.others.has_room]

    assert with_office(scenario) == [True, False, True]


@pytest.mark.parametrize(
    "kind", ["", "hello_there", "ask", "_on_hello"], ids=["nothing", "a word", "another", "inside"]
)
def test_a_message_of_no_kind_falls_through_loudly(kind: str) -> None:
    async def scenario(office: Office) -> None:
        office.others.heard(kind, None)

    with pytest.raises(AttributeError):
        with_office(scenario)


def test_a_process_that_does_not_answer_is_waited_for_only_so_long() -> None:
    async def scenario(office: Office) -> Any:
        return await office.others.details("h")

    assert correspondence.ANSWER_WITHIN < PATIENCE
    with pytest.raises(GatewayError, match="does not answer within 3 s"):
        with_office(scenario)


def test_nobody_is_waited_for_where_nobody_is() -> None:
    async def story() -> tuple[object, ...]:
        alone = Correspondence(lambda whom, question: None, 0, keep=lambda row, document: None, delivers=False)
        stream = alone.open("")
        await asyncio.sleep(0.01)
        return await alone.counts(), await alone.attempts(), await alone.details("x"), stream.past

    assert asyncio.run(story()) == ([], {}, None, None)
