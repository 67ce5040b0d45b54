"""Sending over real sockets: credentials, bounds, and every way in which no answer comes."""

from __future__ import annotations

import asyncio
import ssl

import msgspec
import pytest
import trustme

from gateway import OutgoingRequest, Reply, Secret, Verdict
from gateway.delivery import Sender
from gateway.egress import Egress, Host
from tests import faulty
from tests.internet import PUBLIC, Internet, Trap
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


def test_what_is_too_short_to_be_a_credential_spoils_no_answer() -> None:
    reply = exchange(lambda _: answered(200, {"code": 0, "message": "OK"}), secrets={"TOKEN": "code", "OTHER": "O"})

    assert reply.json == {"code": 0, "message": "OK"}


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


def faulted(fault: faulty.Fault, *, scheme: str = "http", tls: ssl.SSLContext | None = None) -> Reply:
    """What becomes of a request to a vendor whose connections go so."""

    async def scenario() -> Reply:
        async with faulty.faulty(fault, tls) as port:
            sender = Sender({})
            reply = await sender.send(OutgoingRequest(f"{scheme}://127.0.0.1:{port}/", timeout=0.2))
            await sender.close()
            return reply

    return asyncio.run(scenario())


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (faulty.reset, "Error"),
        (faulty.hang, "no answer within 0.2 s (ReadTimeout)"),
        (faulty.in_the_head, "no answer within 0.2 s (ReadTimeout)"),
        (faulty.after_the_head, "no answer within 0.2 s (ReadTimeout)"),
        (faulty.truncated, "peer closed connection without sending complete message body"),
        (faulty.truncated_chunk, "peer closed connection without sending complete message body"),
        (faulty.dripping_head, "no complete answer within 0.4 s"),
        (faulty.dripping_body, "no complete answer within 0.4 s"),
        (faulty.endless_head, "RemoteProtocolError"),
        (faulty.endless_interim, "no complete answer within 0.4 s"),
        (faulty.long_head, "the head of the answer is longer than 64 KiB"),
    ],
    ids="reset hang in-the-head after-the-head truncated chunk drip-head drip-body endless-head interim long-head".split(),
)
def test_whatever_a_vendor_does_wrong_is_told_and_tried_again(fault: faulty.Fault, error: str) -> None:
    reply = faulted(fault)

    assert error in reply.error
    assert Verdict.by_status(reply).outcome == "again"


@pytest.mark.parametrize("fault", [faulty.endless_body, faulty.bomb], ids=["endless", "bomb"])
def test_of_an_answer_without_end_only_its_beginning_is_read_as_it_came(fault: faulty.Fault) -> None:
    reply = faulted(fault)

    assert (reply.status, len(reply.body)) == (200, min(65_536, len(faulty.BOMB)) if fault is faulty.bomb else 65_536)


def test_a_vendor_that_comes_back_is_reached_at_once() -> None:
    flapping = faulty.in_turn(faulty.reset, faulty.hang, faulty.fine)

    async def scenario() -> list[int]:
        async with faulty.faulty(flapping) as port:
            sender = Sender({})
            request = OutgoingRequest(f"http://127.0.0.1:{port}/", timeout=0.2)
            statuses = [(await sender.send(request)).status for _ in range(3)]
            await sender.close()
            return statuses

    assert asyncio.run(scenario()) == [0, 0, 200]


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (faulty.hang, "no answer within 0.2 s (ConnectTimeout)"),
        (faulty.reset, "Error"),
        (faulty.no_tls, "ConnectError: [SSL"),
    ],
    ids=["hang", "reset", "no TLS"],
)
def test_a_vendor_without_tls_gets_nothing_and_is_told(fault: faulty.Fault, error: str) -> None:
    reply = faulted(fault, scheme="https")

    assert (reply.status, error in reply.error) == (0, True)


def over_tls(name: str, *, trusted: bool = True) -> Reply:
    """What becomes of a request to vendor.example, where a vendor has a certificate for this name."""
    authority = trustme.CA()
    trust, here = ssl.create_default_context(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(here)
    if trusted:
        authority.configure_trust(trust)

    async def scenario() -> Reply:
        async with faulty.faulty(faulty.fine, here) as port:
            internet = Internet({"vendor.example": [[PUBLIC]]}, {PUBLIC: port})
            egress = Egress(declared=frozenset({Host("vendor.example")}))
            sender = Sender({}, egress, resolve=internet.resolve, connect=internet.connect, trust=trust)
            reply = await sender.send(OutgoingRequest("https://vendor.example/", timeout=2.0))
            await sender.close()
            return reply

    return asyncio.run(scenario())


def test_a_certificate_is_held_against_the_name_and_not_the_address() -> None:
    assert over_tls("vendor.example").status == 200
    assert "Hostname mismatch" in over_tls(PUBLIC).error
    assert "Hostname mismatch" in over_tls("other.example").error


def test_a_certificate_of_nobody_known_is_refused_and_tried_again() -> None:
    reply = over_tls("vendor.example", trusted=False)

    assert "CERTIFICATE_VERIFY_FAILED" in reply.error
    assert Verdict.by_status(reply).outcome == "again"


def test_a_host_that_the_rules_do_not_name_is_refused_before_anything_is_asked_or_sent() -> None:
    async def scenario() -> tuple[Reply, Internet, int]:
        trap = Trap()
        internet = Internet({"evil.example": [["127.0.0.1"]]}, {})
        egress = Egress(declared=frozenset({Host("vendor.example", trap.port)}))
        sender = Sender({}, egress, resolve=internet.resolve, connect=internet.connect)
        reply = await sender.send(OutgoingRequest(f"http://evil.example:{trap.port}/"))
        await sender.close()
        return msgspec.structs.replace(reply, error=reply.error.replace(f":{trap.port}", "")), internet, trap.caught()

    reply, internet, caught = asyncio.run(scenario())
    assert reply.error == (
        '"evil.example" is not among the hosts that the rules name. Add it to "egress: allow:" if it is meant.'
    )
    assert Verdict.by_status(reply).outcome == "refused"
    assert (internet.asked, internet.connected, caught) == ([], [], 0)


@pytest.mark.parametrize(
    ("url", "error"),
    [
        ("http://user:word@127.0.0.1:1/", "an address holds no name and no password"),
        ("http://2130706433/", '"2130706433" is no host'),
        ("ws://127.0.0.1:1/", '"ws" is no way to send'),
        ("http://0177.0.0.1/", "Invalid IPv4 address"),
    ],
)
def test_an_address_that_hides_where_it_leads_is_refused_for_good(url: str, error: str) -> None:
    reply = sent_to(url)

    assert error in reply.error
    assert Verdict.by_status(reply).outcome == "refused"


def test_a_redirect_leads_nowhere_not_even_to_a_host_that_is_allowed() -> None:
    async def scenario() -> tuple[int, int]:
        trap = Trap()
        moved = answered(307, {}, headers=f"Location: http://127.0.0.1:{trap.port}/\r\n")
        async with vendor(lambda _: moved) as running:
            sender = Sender({})
            reply = await sender.send(OutgoingRequest(f"{running.url}/"))
            await sender.close()
        return reply.status, trap.caught()

    assert asyncio.run(scenario()) == (307, 0)


def test_new_rules_go_over_the_same_connections_and_only_where_they_say() -> None:
    async def scenario() -> tuple[list[int], int]:
        connections: list[str] = []
        async with vendor(lambda _: answered(200, {})) as running:
            port = int(running.url.rpartition(":")[2])
            internet = Internet({"vendor.example": [[PUBLIC]]}, {PUBLIC: port})
            allowed = Egress(allowed=frozenset({Host("vendor.example", 80)}))
            sender = Sender({}, allowed, resolve=internet.resolve, connect=internet.connect)
            request = OutgoingRequest("http://vendor.example/")
            senders = [sender, sender.knowing({}), sender.knowing({}, allowed), sender.knowing({}, Egress())]
            statuses = [(await each.send(request)).status for each in senders]
            await sender.close()
            connections += internet.connected
        return statuses, len(connections)

    assert asyncio.run(scenario()) == ([200, 200, 200, 0], 1)


def test_a_connection_of_this_network_is_not_used_once_it_is_not_allowed_any_more() -> None:
    async def scenario() -> list[int]:
        async with vendor(lambda _: answered(200, {})) as running:
            host = Host("vendor.example", int(running.url.rpartition(":")[2]))
            internet = Internet({"vendor.example": [["127.0.0.1"]]}, {})
            sender = Sender({}, Egress(allowed=frozenset({host})), resolve=internet.resolve, connect=internet.connect)
            later = sender.knowing({}, Egress(declared=frozenset({host})))
            request = OutgoingRequest(f"http://{host.shown}/")
            statuses = [(await each.send(request)).status for each in (sender, later)]
            await sender.close()
            return statuses

    assert asyncio.run(scenario()) == [200, 0]
