"""The runs of tags that the queue makes again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from gateway import Ask, Event, Failed, Hit, Lookup, OutgoingRequest, Reply, Steps
from gateway.container import Container
from gateway.delivery.reruns import Reruns
from gateway.outgoing import Verdict
from gateway.pipeline import Trip
from gateway.rerun import rerun_of
from tests.small import hit, small_container, tag

VENDOR = OutgoingRequest.post("https://vendor.example/", json={})


class Vendor:
    """Answers by a function, and remembers what it was sent."""

    def __init__(self, reply: Callable[[OutgoingRequest], Reply]) -> None:
        self._reply = reply
        self.got: list[OutgoingRequest] = []

    async def send(self, request: OutgoingRequest) -> Reply:
        self.got.append(request)
        return self._reply(request)


def asks(event: Event, _: Lookup) -> Steps:
    reply = yield Ask(VENDOR)
    return None if reply.status == 200 else Failed(f"HTTP {reply.status}")


def _again(container: Container, vendor: Vendor, run: str = "Main", event: int = 0, of: Hit | None = None) -> Reply:
    request = rerun_of(of or hit(), event, run, run)
    return asyncio.run(Reruns(vendor, container).send(request))


def test_a_failed_run_of_a_tag_that_retries_is_kept_for_the_queue() -> None:
    container = small_container(tag("Main", asks, retry=True), tag("Other", asks))
    trip = Trip(container, hit())
    rounds = trip.rounds()
    out = next(rounds)
    out = rounds.send({number: Reply(500) for number in out.asks})

    assert out.keep is not None
    assert {row.tag: [request.url for _, request in row.requests] for row in out.keep.rows} == {
        "Main": ["sgtm-run://Main/0/Main"],
        "Other": [],
    }
    assert [run.why for run in trip.trace.runs()] == ["HTTP 500; the queue runs it again", "HTTP 500"]


def test_only_that_run_is_made_again_and_its_end_is_the_reply() -> None:
    container = small_container(tag("Main", asks), tag("Other", asks))
    good, bad = Vendor(lambda _: Reply(200)), Vendor(lambda _: Reply(500))

    assert _again(container, good).status == 200
    assert len(good.got) == 1
    assert Verdict.by_status(_again(container, bad)) == Verdict("again", "no answer: HTTP 500")


def test_what_the_run_queues_is_sent_at_once() -> None:
    def sends(event: Event, _: Lookup) -> Steps:
        yield VENDOR

    vendor = Vendor(lambda _: Reply(503))

    assert _again(small_container(tag("Main", sends)), vendor).status == 503
    assert vendor.got == [VENDOR]


@pytest.mark.parametrize(("run", "event"), [("Gone", 0), ("Main", 7)], ids=["no such tag", "no such event"])
def test_a_run_that_no_longer_fires_is_refused(run: str, event: int) -> None:
    reply = _again(small_container(tag("Main", asks)), Vendor(lambda _: Reply(200)), run, event)

    assert Verdict.by_status(reply).outcome == "refused"
    assert "by today's rules it does not fire" in reply.error


def test_requests_to_vendors_are_sent_as_ever() -> None:
    vendor = Vendor(lambda _: Reply(204))

    assert asyncio.run(Reruns(vendor, small_container()).send(VENDOR)).status == 204
    assert vendor.got == [VENDOR]
