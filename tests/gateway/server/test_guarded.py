"""The bounds of a request's head, on a real port."""

from __future__ import annotations

import signal
import socket
import time
from pathlib import Path

from gateway.server.gateway_process import ANSWERS_WITHIN
from gateway.server.guarded import HEAD_WITHIN, LONGEST_HEADERS, Guarded, guarded
from tests.running import Running, serving

HIT = b"GET /g/collect?v=2&tid=G-1&en=a HTTP/1.1\r\nHost: x\r\n"


def connected(gateway: Running) -> socket.socket:
    return socket.create_connection(("127.0.0.1", gateway.port()), timeout=HEAD_WITHIN + 5)


def test_a_head_without_an_end_is_cut_off_and_a_long_one_is_taken(tmp_path: Path) -> None:
    with serving(tmp_path, "http://127.0.0.1:1", "--dry") as gateway:
        with connected(gateway) as honest:
            honest.sendall(HIT + b"X: " + b"a" * (LONGEST_HEADERS - 1000) + b"\r\n\r\n")
            assert honest.recv(4096).startswith(b"HTTP/1.1 200")
        with connected(gateway) as endless:
            endless.sendall(HIT + b"x: y\r\n" * (Guarded.longest_head // 4))
            assert endless.recv(4096).startswith(b"HTTP/1.1 431")
        with connected(gateway) as at_once:
            at_once.sendall(HIT + b"X: " + b"a" * LONGEST_HEADERS + b"\r\n\r\n")
            assert at_once.recv(4096).startswith(b"HTTP/1.1 431")


def test_a_head_that_does_not_come_is_not_waited_for_and_honest_hits_are_answered(tmp_path: Path) -> None:
    with serving(tmp_path, "http://127.0.0.1:1", "--dry") as gateway:
        silent, dripping = connected(gateway), connected(gateway)
        dripping.sendall(HIT[:20])
        with connected(gateway) as honest:
            for _ in range(3):
                honest.sendall(HIT + b"\r\n")
                assert honest.recv(4096).startswith(b"HTTP/1.1 200")
        answers = [waiting.recv(4096)[:12] for waiting in (silent, dripping)]
        for waiting in (silent, dripping):
            waiting.close()

    assert answers == [b"HTTP/1.1 408", b"HTTP/1.1 408"]


def test_half_a_body_does_not_hold_up_the_end_and_one_whose_rest_comes_is_answered(tmp_path: Path) -> None:
    begins = HIT.replace(b"GET", b"POST") + b"Content-Length: 9\r\n\r\nen=a"
    with serving(tmp_path, "http://127.0.0.1:1") as gateway, connected(gateway) as half, connected(gateway) as whole:
        half.sendall(begins)
        whole.sendall(begins)
        begun = time.monotonic()
        gateway.process.send_signal(signal.SIGTERM)
        whole.sendall(b"&ep.x")
        assert whole.recv(4096).startswith(b"HTTP/1.1 200")
        assert (half.recv(4096), gateway.wait()) == (b"", 0)

    assert time.monotonic() - begun < ANSWERS_WITHIN


def test_a_server_of_longer_urls_takes_longer_heads() -> None:
    assert guarded(1_000_000).longest_head - guarded(1).longest_head == 999_999
