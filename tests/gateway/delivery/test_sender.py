"""Sending over real sockets: credentials, bounds, and every way in which no answer comes."""

from __future__ import annotations

import asyncio

import msgspec
import pytest

from gateway import OutgoingRequest, Reply, Secret, Verdict
from gateway.delivery import Sender
from tests.vendor import Answer, answered, vendor

TOKEN = Secret("TOKEN")


def exchange(
    answer: Answer,
    *,
    timeout: float = 2.0,
    slow: float = 0.0,
    secrets: dict[str, str] | None = None,
    longest: int = 65_536,
) -> Reply:
    async def scenario() -> Reply:
        async with vendor(answer, slow=slow) as running:
            sender = Sender({"TOKEN": "s3cret"} if secrets is None else secrets)
            request = OutgoingRequest(
                f"{running.url}/track",
                headers=(("Access-Token", TOKEN),),
                body=b'{"a":1}',
                timeout=timeout,
                longest_reply=longest,
            )
            reply = await sender.send(request)
            await sender.close()
            return reply

    return asyncio.run(scenario())


def sent_to(url: str) -> Reply:
    """What becomes of a request to this address."""

    async def scenario() -> Reply:
        sender = Sender({})
        reply = await sender.send(OutgoingRequest(url))
        await sender.close()
        return reply

    return asyncio.run(scenario())


def test_the_reply_is_given_back_whatever_it_says() -> None:
    reply = exchange(lambda request: answered(503, {"got": request[-7:].decode()}, headers="Retry-After: 7\r\n"))

    assert (reply.status, reply.json) == (503, {"got": '{"a":1}'})
    assert dict(reply.headers)["retry-after"] == "7"


def test_the_credential_is_filled_in_at_sending() -> None:
    heads: list[bytes] = []

    def answer(request: bytes) -> bytes:
        heads.append(request.lower())
        return answered(200, {})

    exchange(answer)

    assert b"access-token: s3cret\r\n" in heads[0]


def test_a_credential_the_rules_no_longer_have_is_told_by_name() -> None:
    reply = exchange(lambda _: answered(200, {}), secrets={})

    assert reply.status == 0
    assert "the credential ${TOKEN} is not in the rules any more" in reply.error


def endless(_: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n" + b"x" * 400_000


def test_an_endless_answer_is_cut_off() -> None:
    reply = exchange(endless)

    assert (reply.status, len(reply.body)) == (200, 65_536)


@pytest.mark.parametrize("most", [0, 1, 300_000])
def test_as_much_of_an_answer_is_read_as_its_request_says(most: int) -> None:
    assert len(exchange(endless, longest=most).body) == most


def test_an_answer_as_long_as_the_bound_is_whole() -> None:
    assert exchange(lambda _: answered(body=b"12345"), longest=5).body == b"12345"


def test_redirects_are_not_followed() -> None:
    reply = exchange(lambda _: answered(302, {}, headers="Location: http://127.0.0.1:1/\r\n"))

    assert reply.status == 302


@pytest.mark.parametrize(
    ("answer", "slow", "error"),
    [
        (lambda _: None, 0.0, "RemoteProtocolError"),
        (lambda _: b"nonsense\r\n\r\n", 0.0, "RemoteProtocolError"),
        (lambda _: answered(200, {}), 0.6, "no answer within 0.2 s"),
        (lambda _: b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf", 0.0, "no answer within 0.2 s"),
    ],
    ids=["closed", "no HTTP", "slow", "cut off"],
)
def test_no_answer_is_status_zero_with_the_reason(answer: Answer, slow: float, error: str) -> None:
    reply = exchange(answer, timeout=0.2, slow=slow)

    assert reply.status == 0
    assert error in reply.error


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1/", "nonsense", "http://", "ftp://127.0.0.1/", "http://127.0.0.1:99999/"]
)
def test_an_address_that_cannot_be_reached_is_status_zero(url: str) -> None:
    reply = sent_to(url)

    assert reply.status == 0
    assert reply.error
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(reply), type=Reply) == reply


def test_a_credential_a_vendor_quotes_is_not_kept() -> None:
    reply = exchange(lambda _: answered(200, {"message": "token s3cret is unknown"}))

    assert reply.json == {"message": "token *** is unknown"}


def test_a_credential_a_library_quotes_is_not_kept() -> None:
    reply = exchange(lambda _: answered(200, {}), secrets={"TOKEN": "s3cret\r"})

    assert reply.status == 0
    assert "s3cret" not in reply.error


def test_a_vendor_s_cookie_never_goes_out_with_the_next_visitor_s_event() -> None:
    heads: list[bytes] = []

    def answer(request: bytes) -> bytes:
        heads.append(request.lower())
        return answered(200, {}, headers="Set-Cookie: visitor=alice; Path=/\r\n")

    async def scenario() -> None:
        async with vendor(answer) as running:
            sender = Sender({})
            for _ in range(3):
                await sender.send(OutgoingRequest(f"{running.url}/track"))
            await sender.close()

    asyncio.run(scenario())
    assert [b"cookie:" in head for head in heads] == [False, False, False]


@pytest.mark.parametrize("url", ["http://vendor.example/?" + "x" * 70_000, "gopher://vendor.example/", "//"])
def test_what_no_sender_can_send_is_refused_for_good(url: str) -> None:
    reply = sent_to(url)

    assert (reply.status, reply.unsendable) == (0, True)
    assert Verdict.by_status(reply).outcome == "refused"
