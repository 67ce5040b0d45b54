"""`sgtm serve` as its user starts it: real processes, real sockets, a real data folder, and kill -9."""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import threading
import time
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from gateway.delivery import Spool
from gateway.delivery.seal import sealed, unsealed_request
from tests.running import ROOT, Running, fake_tiktok, running, serving, wait_until

PURCHASE = "/g/collect?v=2&tid=G-TEST&cid=1.2&en=purchase&epn.value=5&cu=EUR&dl=https%3A%2F%2Fshop.example%2F"


def get(port: int, path: str, **more: Any) -> httpx.Response:
    return httpx.get(f"http://127.0.0.1:{port}{path}", trust_env=False, **more)


def received(endpoint: str) -> list[str]:
    """The event ids the TikTok endpoint got."""
    calls = httpx.get(f"{endpoint}/received", trust_env=False).json()
    return [event["event_id"] for call in calls for event in call["body"]["data"]]


def test_a_purchase_reaches_tiktok_and_its_trace_tells_what_tiktok_said(tmp_path: Path) -> None:
    with fake_tiktok() as endpoint, serving(tmp_path, endpoint, "--trace", "--format", "json") as gateway:
        response = get(gateway.port(), f"{PURCHASE}&ep.event_id=e-1", headers={"origin": "https://shop.example"})
        trace = json.loads(gateway.result())
        assert received(endpoint) == ["e-1"]
        assert gateway.stop() == 0

    assert (response.status_code, response.content) == (200, b"")
    assert response.headers["access-control-allow-origin"] == "https://shop.example"
    (sent,) = trace["events"][0]["tags"][0]["sent"]
    assert [(attempt["outcome"], attempt["why"]) for attempt in sent["attempts"]] == [("accepted", "code 0 OK")]


def test_both_names_of_localhost_are_served(tmp_path: Path) -> None:
    with serving(tmp_path, "http://127.0.0.1:1", "--dry") as gateway:
        port = gateway.port()
        assert get(port, "/healthz").text == "ok"
        try:
            answer = httpx.get(f"http://[::1]:{port}/healthz", trust_env=False).text
        except httpx.ConnectError:
            pytest.skip("this machine has no ::1; enable IPv6 on its loopback interface")
        assert answer == "ok"


def test_http_200_with_code_40001_shows_as_a_failure(tmp_path: Path) -> None:
    """The endpoint refuses a token that is for another pixel, as TikTok does."""
    token = "test-token-0123456789:C4OTHER"
    with (
        fake_tiktok("--token", token) as endpoint,
        serving(tmp_path, endpoint, "--trace", "--format", "json") as gateway,
    ):
        assert get(gateway.port(), PURCHASE).status_code == 200
        trace = json.loads(gateway.result())
        gateway.said(r'tag "TikTok purchase": refused for good: code 40001 No permission')

    (attempt,) = trace["events"][0]["tags"][0]["sent"][0]["attempts"]
    assert (attempt["status"], attempt["outcome"]) == (200, "refused")


def test_a_dry_run_leaves_the_data_folder_alone_and_sends_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with fake_tiktok() as endpoint, serving(folder, endpoint, "--dry", "--trace", "--format", "json") as gateway:
        assert get(gateway.port(), PURCHASE).status_code == 200
        gateway.said("a dry run: nothing is kept or sent")
        assert gateway.stop() == 0
        assert json.loads(gateway.result())["client"] == "GA4"
        assert received(endpoint) == []

    assert not folder.exists()


def test_a_taken_port_is_exit_code_7(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        arguments = ("serve", "--dry", "--port", str(taken.getsockname()[1]), "--data-dir", str(tmp_path))
        with running(*arguments) as second:
            assert second.wait() == 7

    assert "is in use" in second.messages[0]


def test_a_taken_data_folder_is_exit_code_7(tmp_path: Path) -> None:
    with serving(tmp_path, "http://127.0.0.1:1") as first:
        first.port()
        with serving(tmp_path, "http://127.0.0.1:1") as second:
            assert second.wait() == 7

    assert "is in use by another gateway" in second.messages[0]


def test_wrong_rules_are_exit_code_3_with_every_problem_and_an_unset_secret_is_one(tmp_path: Path) -> None:
    rules = tmp_path / "rules.yaml"
    rules.write_text(
        "clients:\n  GA4: {type: ga5}\ntags:\n  T: {type: tiktok, pixel_code: a, access_token: '${NOT_SET_HERE}'}\n"
    )
    with serving(tmp_path / "data", "", rules=rules) as gateway:
        assert gateway.wait() == 3

    assert [line.split("  ")[0] for line in gateway.messages] == ["rules.yaml:2:15", "rules.yaml:4:51"]
    assert not (tmp_path / "data").exists()


def test_sigterm_ends_it_in_order_and_what_was_answered_is_kept(tmp_path: Path) -> None:
    with serving(tmp_path, "http://127.0.0.1:1") as gateway:
        port = gateway.port()
        assert {get(port, PURCHASE).status_code for _ in range(20)} == {200}
        begun = time.monotonic()
        assert gateway.stop() == 0
        assert time.monotonic() - begun < 10

    assert kept(tmp_path)[1] == 20


def kept(folder: Path) -> tuple[set[str], int]:
    """The ids of the hits on disk, and how many deliveries there are."""
    hits, deliveries = set(), 0
    for path in folder.glob("spool-*.sqlite3"):
        spool = Spool(path)
        hits |= spool.hit_ids()
        deliveries += sum(spool.counts().values())
        spool.close()
    return hits, deliveries


def test_kill_9_under_load_loses_no_answered_hit(tmp_path: Path) -> None:
    """Three rounds, of which test_kill.py has twenty: every answered hit reaches TikTok, each under its own event id."""
    answered: list[str] = []
    chance = random.Random(20_260_301)
    with fake_tiktok() as endpoint:
        for number in range(3):
            with serving(tmp_path, endpoint) as gateway:
                port = gateway.port()
                load = Load(port, f"round-{number}")
                time.sleep(chance.uniform(0.05, 0.5))
                gateway.kill_all()
                answered += load.stop()
        assert len(answered) > 40
        with serving(tmp_path, endpoint) as gateway:
            gateway.port()
            wait_until(lambda: set(answered) <= set(received(endpoint)))

    hits, deliveries = kept(tmp_path)
    assert len(hits) == deliveries >= len(answered)


class Load:
    """Browsers that send purchases until they are stopped, and remember which were answered."""

    def __init__(self, port: int, name: str, browsers: int = 8) -> None:
        self._stop = threading.Event()
        self._answered: list[str] = []
        self._threads = [threading.Thread(target=self._send, args=(port, f"{name}-{each}")) for each in range(browsers)]
        for thread in self._threads:
            thread.start()

    def stop(self) -> list[str]:
        """The event ids of the answered hits."""
        self._stop.set()
        for thread in self._threads:
            thread.join()
        return self._answered

    def _send(self, port: int, name: str) -> None:
        with httpx.Client(trust_env=False, timeout=10) as client:
            for number in range(10_000):
                if self._stop.is_set():
                    return
                try:
                    answer = client.get(f"http://127.0.0.1:{port}{PURCHASE}&ep.event_id={name}-{number}")
                except httpx.TransportError:
                    return
                if answer.status_code == 200:
                    self._answered.append(f"{name}-{number}")


def children(gateway: Running) -> list[int]:
    """The processes a gateway has started, the earliest first: their numbers begin anew at some time."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                said = (entry / "stat").read_text().rpartition(")")[2].split()
                parent, started = int(said[1]), int(said[19])
                command = (entry / "cmdline").read_text()
            except OSError:
                continue
            if parent == gateway.process.pid and "spawn_main" in command:
                found.append((started, int(entry.name)))
    return [number for _, number in sorted(found)]


needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads /proc, which only Linux has")


@needs_proc
def test_a_dead_process_is_started_again_and_its_hits_are_kept(tmp_path: Path) -> None:
    with fake_tiktok() as endpoint, serving(tmp_path, endpoint, "--workers", "2") as gateway:
        port = gateway.port()
        assert get(port, f"{PURCHASE}&ep.event_id=before").status_code == 200
        time.sleep(2.1)  # processes that live shorter count as failing to start
        assert len(children(gateway)) == 3
        for child in children(gateway):
            os.kill(child, signal.SIGKILL)
        gateway.said("it is started again")
        wait_until(lambda: get(port, f"{PURCHASE}&ep.event_id=after").status_code == 200)
        wait_until(lambda: {"before", "after"} <= set(received(endpoint)))


@needs_proc
def test_when_the_parent_is_killed_its_processes_end(tmp_path: Path) -> None:
    with serving(tmp_path, "http://127.0.0.1:1") as gateway:
        gateway.port()
        orphans = children(gateway)
        gateway.process.kill()
        wait_until(lambda: not any(Path(f"/proc/{orphan}").exists() for orphan in orphans))

    assert len(orphans) == 2


def test_several_workers_share_the_port_and_fewer_adopt_what_they_left(tmp_path: Path) -> None:
    with fake_tiktok() as endpoint:
        with serving(tmp_path, "http://127.0.0.1:1", "--workers", "3") as gateway:
            load = Load(gateway.port(), "three")
            time.sleep(0.6)
            answered = load.stop()
            assert gateway.stop() == 0
        assert len(list(tmp_path.glob("spool-*.sqlite3"))) == 3
        for path in tmp_path.glob("spool-*.sqlite3"):
            _send_to(path, endpoint)
        with serving(tmp_path, endpoint) as gateway:
            gateway.port()
            wait_until(lambda: set(answered) <= set(received(endpoint)))


def _send_to(path: Path, endpoint: str) -> None:
    """Make what waits due now, at another address: TikTok was down, and is back."""
    spool = Spool(path)
    rows = spool._database.execute("SELECT id, hit, tag, type, destination, request FROM deliveries").fetchall()
    for *names, stored in rows:
        request = unsealed_request(stored, *names)
        moved = msgspec.structs.replace(request, url=request.url.replace("http://127.0.0.1:1", endpoint))
        spool._database.execute(
            "UPDATE deliveries SET due = 0, request = ? WHERE id = ?", (sealed(moved, *names), names[0])
        )
    spool.close()


GARBAGE = [
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    b"GET\r\n\r\n",
    b"GET /g/collect?v=2&tid=G-1&en=%ff%00%zz HTTP/1.1\r\nHost: x\r\n\r\n",
    b"POST /g/collect?v=2&tid=G-1 HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
    b"POST /g/collect HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /\xff\xfe HTTP/1.1\r\nHost: x\r\nCookie: \xff\xfe\x01\r\n\r\n",
    b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
    b"CONNECT x:443 HTTP/1.1\r\nHost: x\r\n\r\n",
    b"\x00" * 1000,
    b"POST /g/collect?v=2&tid=G-1&en=a HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n\xff\xfe\x00&&&==%",
    b"GET /g/collect?v=2&tid=G-1&en=a HTTP/1.0\r\n\r\n",
]


@pytest.mark.parametrize("verb", ["serve", "fake-tiktok"])
def test_garbage_on_a_port_is_answered_and_ends_nothing(verb: str, tmp_path: Path) -> None:
    arguments = ("--dry", "--data-dir", str(tmp_path), "--rules", str(ROOT / "rules.yaml")) if verb == "serve" else ()
    with running(verb, "--port", "0", *arguments) as process:
        port = process.port()
        wait_until(lambda: get(port, "/healthz").status_code == 200)
        first_lines = [_raw(port, garbage) for garbage in GARBAGE]
        assert get(port, "/healthz").text == "ok"
        assert not [line for line in process.messages if "Traceback" in line or "Error" in line]

    assert all(line.startswith(b"HTTP/1.") for line in first_lines)
    assert not [line for line in first_lines if b" 500 " in line]


def _raw(port: int, data: bytes) -> bytes:
    """The first line that comes back for these bytes."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        return connection.recv(4096).partition(b"\r\n")[0]
