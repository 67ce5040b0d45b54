"""`sgtm replay --send`: asked for first, really sent, told request by request, and tried once."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from gateway.cli import _application
from gateway.cli.sending import as_new
from gateway.errors import GatewayError, RulesError
from tests.small import hit

ROOT = Path(__file__).parents[3]
BATCH = str(ROOT / "examples" / "hits" / "batch.http")
TOKEN = "tokSecret99887766"


@contextmanager
def tiktok(*codes: int) -> Iterator[tuple[str, list[bytes]]]:
    """A vendor that answers with these codes, one after the other, the last one from then on; and what it got."""
    got: list[bytes] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            got.append(self.rfile.read(int(self.headers["content-length"])))
            code = codes[min(len(got), len(codes)) - 1]
            body = json.dumps({"code": code, "message": f"to {self.headers['access-token']}", "data": {}}).encode()
            self.send_response(200)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}", got
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def replay(*words: str, endpoint: str, input_: str | None = None) -> Result:
    environ = {"TIKTOK_PIXEL_CODE": "C4TEST", "TIKTOK_ACCESS_TOKEN": TOKEN, "TIKTOK_ENDPOINT": endpoint}
    command = ["replay", *words, "--rules", str(ROOT / "rules.yaml")]
    return CliRunner().invoke(_application("replay"), command, input=input_, env=environ)


def test_what_was_allowed_is_sent_and_the_vendors_own_word_is_shown() -> None:
    with tiktok(0) as (endpoint, got):
        shown = replay(BATCH, "--send", endpoint=endpoint, input_="y\n")

    host = endpoint.removeprefix("http://")
    assert (shown.exit_code, len(got)) == (0, 2)
    assert f"Send 2 requests to {host}? [y/N]" in shown.stderr
    assert "sgtm: 2 requests sent: 2 accepted\n" in shown.stderr
    assert "verdict  accepted: code 0 to ***" in shown.stdout
    assert TOKEN not in shown.output


@pytest.mark.parametrize("said", ["n\n", "\n", ""], ids=["no", "nothing", "nobody there"])
def test_what_nobody_allowed_is_not_sent(said: str) -> None:
    with tiktok(0) as (endpoint, got):
        shown = replay(BATCH, "--send", endpoint=endpoint, input_=said)

    assert isinstance(shown.exception, GatewayError)
    assert str(shown.exception).startswith("nothing was sent")
    assert got == []


def test_what_a_vendor_does_not_accept_is_exit_code_6_and_is_tried_once() -> None:
    with tiktok(40002, 50000) as (endpoint, got):
        shown = replay(BATCH, "--send", "--yes", endpoint=endpoint)

    assert (shown.exit_code, len(got)) == (6, 2)
    assert "sgtm: 2 requests sent: 1 not accepted yet, 1 refused; nothing is tried again" in shown.stderr


def test_who_cannot_be_reached_has_not_accepted() -> None:
    shown = replay(BATCH, "--send", "--yes", "--summary", endpoint="http://127.0.0.1:9")

    assert shown.exit_code == 6
    assert "2 x again, " in shown.stdout or "1 x again, " in shown.stdout


def test_what_is_sent_twice_is_the_same_and_as_new_it_is_another() -> None:
    with tiktok(0) as (endpoint, got):
        for words in ((), (), ("--as-new",)):
            assert replay(str(ROOT / "tests" / "hits"), "--send", "--yes", *words, endpoint=endpoint).exit_code == 0

    third = len(got) // 3
    assert got[:third] == got[third : 2 * third] != got[2 * third :]


def test_without_its_credentials_nothing_is_asked_and_nothing_sent() -> None:
    shown = CliRunner().invoke(_application("replay"), ["replay", BATCH, "--send", "--rules", str(ROOT / "rules.yaml")])

    assert isinstance(shown.exception, RulesError)
    assert "TIKTOK_ACCESS_TOKEN" in str(shown.exception)


def test_where_no_tag_fires_there_is_nothing_to_run() -> None:
    page_view = str(ROOT / "examples" / "hits" / "page_view.http")
    shown = replay(page_view, "--send", endpoint="http://127.0.0.1:9")

    assert (shown.exit_code, shown.stderr) == (5, "sgtm: there is no request to send.\n")


def test_a_hit_as_new_is_another_one_of_now() -> None:
    old = hit(headers=(("idempotency-key", "k"), ("host", "a.example")), id="1", at=5, seed=7)
    new = as_new(old)

    assert new.headers == (("host", "a.example"),)
    assert (new.id != old.id, new.at > old.at, new.seed != old.seed) == (True, True, True)
    assert new.key != old.key
