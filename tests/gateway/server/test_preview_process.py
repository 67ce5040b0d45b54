"""`sgtm serve` with its preview, as a user has it: real processes, a real token, and a hit that shows up."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection, HTTPException, HTTPResponse
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.canaries import CANARY_HITS, canary_hit, seen_in
from tests.gateway.server.test_serving import local_vendor
from tests.gateway.server.test_supervisor import PURCHASE, children, get, needs_proc
from tests.running import PATIENCE, ROOT, Running, fake_tiktok, running, serving, wait_until
from tests.vendor import answered

OURS = {"x-sgtm-preview": "1"}
NOWHERE = "http://127.0.0.1:1"


class Page:
    """The page of a gateway's preview: what it may ask, and the stream it reads."""

    def __init__(self, gateway: Running) -> None:
        self.hits = gateway.port()
        link = gateway.said(r"the preview shows every hit, and why: (\S+)").group(1)
        self.url, self.token = str(link).split("?token=")
        self.client = httpx.Client(base_url=self.url, trust_env=False, timeout=PATIENCE)
        self.door = self.client.get(f"/?token={self.token}")
        self.told: list[tuple[str, Any]] = []

    def get(self, path: str) -> Any:
        response = self.client.get(path)
        assert response.status_code == 200, response.text
        return response.json()

    def post(self, path: str, **said: Any) -> httpx.Response:
        return self.client.post(path, json=said, headers=OURS)

    def rows(self) -> dict[str, dict[str, Any]]:
        """The latest row of each hit, by its id."""
        return {row["id"]: row for kind, said in [*self.told] if kind == "rows" for row in said["rows"]}

    def said(self, kind: str) -> list[Any]:
        return [said for told, said in [*self.told] if told == kind]

    @contextlib.contextmanager
    def watching(self, text: str = "") -> Iterator[None]:
        """Read the stream in a thread."""
        self.told = []
        stream = HTTPConnection("127.0.0.1", self.client.base_url.port, timeout=PATIENCE)
        cookies = "; ".join(f"{name}={value}" for name, value in self.client.cookies.items())
        stream.request("GET", f"/v1/stream?{httpx.QueryParams({'filter': text})}", headers={"cookie": cookies})
        response, opened = stream.getresponse(), stream.sock
        thread = threading.Thread(target=self._read, args=(response,), daemon=True)
        thread.start()
        try:
            yield
        finally:
            with contextlib.suppress(OSError):
                opened.shutdown(socket.SHUT_RDWR)
            thread.join(PATIENCE)
            response.close()
            stream.close()

    def _read(self, response: HTTPResponse) -> None:
        kind = ""
        with contextlib.suppress(OSError, HTTPException, ValueError):
            for line in response:
                if line.startswith(b"event: "):
                    kind = line.removeprefix(b"event: ").decode().strip()
                elif line.startswith(b"data: "):
                    self.told.append((kind, json.loads(line.removeprefix(b"data: "))))


@contextlib.contextmanager
def looked_at(folder: Path, endpoint: str = NOWHERE, *arguments: str, **more: Any) -> Iterator[tuple[Running, Page]]:
    """A gateway with a preview that is open."""
    with serving(folder, endpoint, "--preview-port", "0", *arguments, **more) as gateway:
        page = Page(gateway)
        try:
            yield gateway, page
        finally:
            page.client.close()


def outcome(page: Page, wanted: str) -> Callable[[], bool]:
    return lambda: wanted in [row["outcome"] for row in page.rows().values()]


def test_the_link_opens_the_page_and_the_page_shows_a_hit_with_all_its_details(tmp_path: Path) -> None:
    with fake_tiktok() as endpoint, looked_at(tmp_path, endpoint) as (_, page), page.watching():
        assert page.door.status_code == 200
        assert "<title>" in page.client.get("/").text
        assert get(page.hits, f"{PURCHASE}&ep.event_id=e-1").status_code == 200
        wait_until(outcome(page, "accepted"))
        (name,) = page.rows()
        document = page.get(f"/v1/traces/{name}")

        assert page.said("hello")[0]["mode"] == "live"
        assert document["events"][0]["tags"][0]["verdict"] == "accepted"
        assert document["events"][0]["tags"][0]["sent"][0]["attempts"][0]["body"]["message"] == "OK"
        wait_until(lambda: page.said("funnel")[-1:] and page.said("funnel")[-1]["accepted"] == 1)


def test_without_the_cookie_or_with_another_token_nothing_is_shown(tmp_path: Path) -> None:
    with looked_at(tmp_path) as (_, page), httpx.Client(base_url=page.url, trust_env=False) as stranger:
        assert [stranger.get(path).status_code for path in ("/", "/?token=x", "/v1/queue", "/v1/stream")] == [401] * 4
        assert stranger.get("/", headers={"host": "127.0.0.1.nip.io"}).status_code == 400


def test_nothing_of_the_preview_is_on_the_hit_port(tmp_path: Path) -> None:
    with looked_at(tmp_path) as (_, page):
        for path in ("/", f"/?token={page.token}", "/v1/queue", "/v1/stream", "/index.html", "/v1/traces/x"):
            response = get(page.hits, path, cookies=dict(page.client.cookies))
            assert (response.status_code, "sgtm" in response.text) == (400, False)
            assert "set-cookie" not in response.headers


def test_one_who_opens_the_page_later_is_shown_the_past(tmp_path: Path) -> None:
    with looked_at(tmp_path) as (_, page):
        for number in range(5):
            get(page.hits, f"{PURCHASE}&ep.transaction_id=T-{number}")
        with page.watching("event_name == purchase"):
            wait_until(lambda: page.said("past"))

            assert [row["events"][0]["about"] for row in page.rows().values()] == [f"T-{n}, 5 EUR" for n in range(5)]


def test_a_filter_that_is_none_is_told(tmp_path: Path) -> None:
    with looked_at(tmp_path) as (_, page), page.watching("event_name = purchase"):
        wait_until(lambda: page.said("problem"))

        assert page.said("problem")[0]["text"].startswith("column 12: ")


@needs_proc
def test_a_killed_process_comes_back_and_its_hits_are_still_there(tmp_path: Path) -> None:
    with looked_at(tmp_path) as (gateway, page), page.watching():
        get(page.hits, PURCHASE)
        wait_until(page.rows)
        (before,) = page.rows()
        time.sleep(2.1)  # processes that live shorter count as failing to start
        os.kill(holder(gateway, page.hits), signal.SIGKILL)
        gateway.said("it is started again")
        wait_until(lambda: get(page.hits, f"{PURCHASE}&ep.event_id=after").status_code == 200)
        wait_until(lambda: len(page.rows()) == 2)

        assert page.get(f"/v1/traces/{before}")["kept"] == "memory"


def holder(gateway: Running, port: int) -> int:
    """The first of its processes: that which takes hits."""
    return min(
        children(gateway),
        key=lambda child: (Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()[19], child),
    )


@needs_proc
def test_a_killed_preview_comes_back_and_the_hits_never_noticed(tmp_path: Path) -> None:
    with looked_at(tmp_path) as (gateway, page):
        get(page.hits, PURCHASE)
        time.sleep(2.1)  # as above
        os.kill(children(gateway)[-1], signal.SIGKILL)
        assert get(page.hits, PURCHASE).status_code == 200
        gateway.said("it is started again")
        wait_until(lambda: page.client.get("/").status_code == 200)
        with page.watching():
            wait_until(lambda: len(page.rows()) == 2)


def test_rules_that_change_on_disk_are_announced(tmp_path: Path) -> None:
    rules = tmp_path / "rules.yaml"
    rules.write_text((ROOT / "rules.yaml").read_text())
    with looked_at(tmp_path / "data", rules=rules) as (_, page), page.watching():
        wait_until(lambda: page.said("past"))
        before = page.said("hello")[-1]["rules"]
        rules.write_text(rules.read_text().replace("Example shop", "Another shop"))
        wait_until(lambda: page.said("hello")[-1]["rules"] != before)
        assert page.said("hello")[-1]["container"] == "Another shop"

        rules.write_text("clients: {GA4: {type: ga5}}")
        wait_until(lambda: page.said("hello")[-1]["stale"])
        assert page.said("hello")[-1]["container"] == "Another shop"


def test_a_delivery_that_was_refused_is_sent_again_by_hand(tmp_path: Path) -> None:
    replies = [{"code": 40002, "message": "bad"}, {"code": 0, "message": "OK"}]

    with local_vendor(lambda _: answered(200, replies[0])) as endpoint, looked_at(tmp_path, endpoint) as (_, page):
        get(page.hits, PURCHASE)
        wait_until(lambda: page.get("/v1/queue")["counts"].get("refused") == 1)
        (delivery,) = page.get("/v1/queue")["deliveries"]
        del replies[0]

        with page.watching():
            wait_until(outcome(page, "refused"))
            assert page.post(f"/v1/queue/{delivery['id']}/retry").json() == {"state": "waiting"}
            wait_until(outcome(page, "accepted"))
        assert page.post(f"/v1/queue/{delivery['id']}/retry").status_code == 409
        assert page.get("/v1/queue")["deliveries"] == []


def test_a_delivery_that_waits_is_dropped_by_hand_and_never_sent(tmp_path: Path) -> None:
    with looked_at(tmp_path) as (_, page), page.watching():
        get(page.hits, PURCHASE)
        wait_until(outcome(page, "again"))
        (delivery,) = page.get("/v1/queue")["deliveries"]

        wait_until(lambda: page.post(f"/v1/queue/{delivery['id']}/drop").status_code == 200)
        wait_until(outcome(page, "dropped"))
        assert page.get("/v1/queue")["counts"] == {"dropped": 1}
        assert page.post(f"/v1/queue/{delivery['id']}/drop").status_code == 409


def test_a_refused_hit_is_on_disk_after_a_restart_and_nobody_is_in_the_file(tmp_path: Path) -> None:
    path = f"{canary_hit().path}?{CANARY_HITS['a query'].query}"
    with local_vendor(lambda _: answered(200, {"code": 40002, "message": "bad"})) as endpoint:
        with looked_at(tmp_path, endpoint) as (gateway, page):
            get(page.hits, path, headers=[each for each in canary_hit().headers if each[0] != "host"])
            wait_until(lambda: page.get("/v1/disk")["rows"])
            assert gateway.stop() == 0
        with looked_at(tmp_path, endpoint) as (_, page):
            (row,) = page.get("/v1/disk")["rows"]
            document = page.client.get(f"/v1/traces/{row['id']}").text

    files = b"".join(file.read_bytes() for file in tmp_path.glob("traces.sqlite3*")).decode("latin-1")
    assert seen_in(document + files) == []


def test_a_rehearsal_sends_nothing(tmp_path: Path) -> None:
    with fake_tiktok() as endpoint, looked_at(tmp_path, endpoint) as (_, page), page.watching():
        get(page.hits, PURCHASE)
        wait_until(outcome(page, "accepted"))
        (name,) = page.rows()
        assert page.post(f"/v1/traces/{name}/replay").json()["events"][0]["tags"][0]["verdict"] == "accepted"
        text = page.client.get(f"/v1/traces/{name}/http").text
        assert len(page.post("/v1/replay", http=text).json()["traces"]) == 1
        get(page.hits, f"{PURCHASE}&ep.event_id=last")
        wait_until(lambda: "last" in httpx.get(f"{endpoint}/received", trust_env=False).text)

        assert len(httpx.get(f"{endpoint}/received", trust_env=False).json()) == 2


def test_several_processes_are_one_list(tmp_path: Path) -> None:
    with looked_at(tmp_path, NOWHERE, "--workers", "3") as (_, page):
        for _ in range(30):
            get(page.hits, PURCHASE)
        with page.watching():
            wait_until(lambda: page.said("past"))

            assert page.said("past") == [{"rows": 30}]
            assert len(page.rows()) == 30
            assert {page.get(f"/v1/traces/{name}")["kept"] for name in [*page.rows()][::10]} == {"memory"}


def test_a_dry_run_shows_hits_and_leaves_the_data_folder_alone(tmp_path: Path) -> None:
    with looked_at(tmp_path / "data", NOWHERE, "--dry") as (gateway, page):
        with page.watching():
            get(page.hits, PURCHASE)
            wait_until(outcome(page, "not sent"))
            assert page.said("hello")[0]["mode"] == "dry run"
        assert gateway.stop() == 0

    assert not (tmp_path / "data").exists()


def test_it_ends_in_order_although_a_page_is_open(tmp_path: Path) -> None:
    with looked_at(tmp_path) as (gateway, page), page.watching():
        assert gateway.stop() == 0
        assert "Traceback" not in "\n".join(gateway.messages), gateway.messages


def test_a_token_of_ones_own_opens_it_under_a_name_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("0123456789abcdef\n")
    words = ("--preview-token-file", str(tmp_path / "token"), "--preview-name", "preview.shop.example")
    with looked_at(tmp_path / "data", NOWHERE, *words) as (_, page):
        assert page.token == "0123456789abcdef"
        assert page.client.get("/", headers={"host": "preview.shop.example"}).status_code == 200


@pytest.mark.parametrize(
    ("token", "arguments", "said"),
    [
        (None, ("--preview-host", "0.0.0.0"), "so on 0.0.0.0 it needs a token of yours: --preview-token-file FILE."),
        (None, ("--preview-host", "preview.example"), "it needs a token of yours"),
        ("", (), "a token has at least 16 printable signs in one line"),
        ("0123456789abcde", (), "a token has at least 16 printable signs in one line"),
        ("0123456789 abcdef", (), "a token has at least 16 printable signs in one line"),
        ("0123456789abcdef\nmore", (), "a token has at least 16 printable signs in one line"),
        ("0123456789abcdeé", (), "a token has at least 16 printable signs in one line"),
    ],
    ids=["open to all", "a name", "an empty file", "too short", "with a blank", "two lines", "an accent"],
)  # fmt: skip
def test_a_preview_others_could_open_is_refused(
    token: str | None, arguments: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    words = [*arguments]
    if token is not None:
        (tmp_path / "token").write_text(token)
        words += ["--preview-token-file", str(tmp_path / "token")]
    with running("serve", "--dry", "--port", "0", "--preview-port", "0", *words) as gateway:
        assert gateway.wait() == 1

    assert said in "\n".join(gateway.messages)


def test_a_taken_preview_port_is_exit_code_7(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with serving(tmp_path, NOWHERE, "--preview-port", str(port)) as gateway:
            assert gateway.wait() == 7

    assert (
        f"port {port} is in use. Stop what listens there, or take another with --preview-port." in gateway.messages[0]
    )


@needs_proc
def test_a_preview_that_cannot_live_is_done_without_and_the_hits_go_on(tmp_path: Path) -> None:
    with looked_at(tmp_path) as (gateway, page):
        both = set(children(gateway)) - {children(gateway)[-1]}
        while "is not started again" not in "\n".join(gateway.messages):
            for child in set(children(gateway)) - both:
                # Stopped meanwhile, the gateway sees both signs of an end at once: the process, and its channel.
                os.kill(gateway.process.pid, signal.SIGSTOP)
                os.kill(child, signal.SIGKILL)
                wait_until(lambda: child not in children(gateway))  # noqa: B023 - called here
                os.kill(gateway.process.pid, signal.SIGCONT)

        with pytest.raises(subprocess.TimeoutExpired):
            gateway.process.wait(1)
        assert get(page.hits, PURCHASE).status_code == 200
        assert set(children(gateway)) == both


def test_an_archive_that_cannot_be_read_is_set_aside(tmp_path: Path) -> None:
    (tmp_path / "traces.sqlite3").write_bytes(b"no database at all, whatever its name says")
    (tmp_path / "stand-ins.key").mkdir()
    with looked_at(tmp_path) as (gateway, page), page.watching():
        gateway.said(r"traces\.sqlite3 cannot be read .* it is set aside as traces\.sqlite3\.damaged-")
        gateway.said("stand-ins.key cannot be used, so stand-ins for persons are others in each run")
        get(page.hits, PURCHASE)
        wait_until(page.rows)
        assert page.get("/v1/disk").keys() == {"rows"}
