"""The preview's HTTP face: the guard before everything, the page, the API, and a sentence for every mistake."""

from __future__ import annotations

import asyncio
import json
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import httpx
import pytest

from gateway.server.preview import app as application
from gateway.server.preview.app import LONGEST_BODY
from gateway.server.preview.correspondence import MOST_STREAMS
from gateway.server.preview.guard import HEADERS
from tests.canaries import canary_hit, seen_in
from tests.gateway.server.preview.opened import COOKIE, GUARD, OURS, TOKEN, Opened, looked_at
from tests.gateway.server.preview.passed import RULES, RULES_FILE, SENDS, kept, named
from tests.gateway.server.preview.test_guard import STRANGE_HOSTS
from tests.running import PATIENCE

HIT = canary_hit().id
STATIC = Path(application.__file__).with_name("static")
PAGES = [
    *("/", "/v1/stream", "/v1/disk", "/v1/queue", "/v1/diagnostics", f"/v1/traces/{HIT}", f"/v1/traces/{HIT}/curl"),
    *(f"/v1/traces/{HIT}/http", f"/v1/traces/{HIT}/share", f"/v1/traces/{HIT}/har", "/index.html", "/nothing"),
]
ACTIONS = [f"/v1/traces/{HIT}/replay", f"/v1/traces/{HIT}/save", "/v1/replay", "/v1/queue/d/retry", "/v1/queue/d/drop"]


def ask(folder: Path, path: str, method: str = "GET", *, keep: bool = True, **more: Any) -> httpx.Response:
    """The answer of a preview whose queue has the canary."""
    (folder / "data").mkdir(exist_ok=True)
    if keep and not (folder / "data" / "spool-0.sqlite3").exists():
        kept(folder / "data", canary_hit(), container=RULES).close()
    return looked_at(folder, lambda made: made.ask(path, method, **more))


def bare(response: httpx.Response) -> dict[str, str]:
    return {name: response.headers.get(name, "") for name in (name.decode() for name, _ in HEADERS)}


SAFE = {name.decode(): value.decode() for name, value in HEADERS}


@pytest.mark.parametrize("path", [*PAGES, f"/?token={TOKEN}"])
@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.nip.io:8081", "localhost.evil.example:8081"])
def test_under_a_strange_name_nothing_is_shown(host: str, path: str, tmp_path: Path) -> None:
    response = ask(tmp_path, path, headers={"host": host}, keep=False)

    assert response.status_code == 400
    assert response.json()["problem"].startswith("This is no name of the preview.")
    assert "set-cookie" not in response.headers
    assert bare(response) == SAFE


@pytest.mark.parametrize("host", [host for host in STRANGE_HOSTS if host.isascii()])
def test_no_strange_name_is_ours(host: str, tmp_path: Path) -> None:
    assert ask(tmp_path, "/v1/disk", headers={"host": host}, keep=False).status_code == 400


@pytest.mark.parametrize("path", PAGES[1:])
@pytest.mark.parametrize(
    "cookie", ["", f"{COOKIE}x", "sgtm_preview_8081="], ids=["none", "a wrong one", "an empty one"]
)
def test_without_the_cookie_nothing_is_shown(cookie: str, path: str, tmp_path: Path) -> None:
    response = ask(tmp_path, path, headers={"cookie": cookie}, keep=False)

    assert (response.status_code, bare(response)) == (401, SAFE)
    assert response.json()["problem"].startswith(
        "The gateway has started anew, or this browser is new to it. Open the link"
    )


def test_the_door_says_how_to_open_it(tmp_path: Path) -> None:
    response = ask(tmp_path, "/", headers={"cookie": ""}, keep=False)

    assert (response.status_code, bare(response)) == (401, SAFE)
    assert "Open the link with the token" in response.text


def test_the_token_is_exchanged_for_the_cookie_with_the_page(tmp_path: Path) -> None:
    response = ask(tmp_path, f"/?token={TOKEN}", headers={"cookie": ""}, keep=False)

    assert (response.status_code, bare(response)) == (200, SAFE)
    assert response.headers["set-cookie"] == GUARD.cookie()
    assert '<script type="module" src="app.js">' in response.text
    assert TOKEN not in response.text


@pytest.mark.parametrize(
    "token", ["", "x", f"{TOKEN}x", "%ff%00", "a" * 5000], ids=["none", "a short one", "nearly", "bytes", "a long one"]
)
def test_another_token_is_of_another_run(token: str, tmp_path: Path) -> None:
    response = ask(tmp_path, f"/?token={token}", headers={"cookie": ""}, keep=False)

    assert (response.status_code, "set-cookie" in response.headers) == (401, False)
    assert "This link is of another run" in response.text


def test_a_token_opens_only_the_door(tmp_path: Path) -> None:
    assert ask(tmp_path, f"/v1/disk?token={TOKEN}", headers={"cookie": ""}, keep=False).status_code == 401


@pytest.mark.parametrize("path", ACTIONS)
@pytest.mark.parametrize(
    "headers",
    [
        {"x-sgtm-preview": None},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"content-type": "application/x-www-form-urlencoded"},
        {"content-type": "text/plain"},
    ],
    ids=["without the header", "from another site", "from another port", "as a form", "as text"],
)
def test_nothing_is_changed_from_elsewhere(headers: dict[str, str | None], path: str, tmp_path: Path) -> None:
    sent = {name: value for name, value in {**OURS, **headers}.items() if value is not None}

    async def scenario(made: Opened) -> tuple[httpx.Response, list[Any]]:
        transport = httpx.ASGITransport(made.app)  # type: ignore[arg-type]
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8081") as client:
            return await client.post(path, headers={"cookie": COOKIE, **sent}, content="{}"), made.asked

    response, asked = looked_at(tmp_path, scenario)
    assert (response.status_code, bare(response), asked) == (403, SAFE, [])


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS"])
def test_other_methods_do_nothing(method: str, tmp_path: Path) -> None:
    assert ask(tmp_path, "/v1/queue/d/drop", method, keep=False).status_code in (403, 405)
    assert ask(tmp_path, "/v1/disk", method, headers=OURS, keep=False).status_code == 405


@pytest.mark.parametrize("path", ACTIONS)
def test_an_action_is_no_address_to_be_opened(path: str, tmp_path: Path) -> None:
    assert ask(tmp_path, path).status_code in (404, 405)


@pytest.mark.parametrize("file", sorted(file.name for file in STATIC.iterdir()))
def test_each_file_of_the_page_is_served_with_a_type_and_all_headers(file: str, tmp_path: Path) -> None:
    response = ask(tmp_path, f"/{file}", keep=False)
    kind = {"js": "javascript", "css": "text/css", "html": "text/html", "svg": "image/svg+xml"}[file.rpartition(".")[2]]

    assert (response.status_code, bare(response)) == (200, SAFE)
    assert kind in response.headers["content-type"]


def test_the_page_names_only_files_that_are_there(tmp_path: Path) -> None:
    page = ask(tmp_path, "/", keep=False)

    assert (page.status_code, bare(page)) == (200, SAFE)
    assert "http:" not in page.text.replace("http://www.w3.org/", "")
    assert "<script>" not in page.text
    assert "style=" not in page.text


@pytest.mark.parametrize(
    "path",
    [
        *("/../app.py", "/..%2fapp.py", "/%2e%2e/app.py", "/static/../../app.py", "//etc/passwd", "/%2fetc%2fpasswd"),
        *(
            "/....//app.py",
            "/..%5capp.py",
            "/index.html%00.js",
            "/.",
            "/..",
            "/nothing.js",
            "/v1",
            "/v1/",
            "/v1/traces/",
        ),
    ],
)
def test_nothing_outside_the_page_is_served(path: str, tmp_path: Path) -> None:
    async def scenario(made: Opened) -> tuple[int, bytes]:
        return await raw(made, path)

    status, body = looked_at(tmp_path, scenario)
    assert status in (404, 405, 400)
    assert b"import" not in body
    assert b"root:" not in body


async def raw(made: Opened, path: str) -> tuple[int, bytes]:
    """Status and body for a path that no client makes plainer on the way."""
    said: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        said.append(message)

    scope = {
        "type": "http",
        "method": "GET",
        "path": unquote(path),
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(b"host", b"localhost"), (b"cookie", COOKIE.encode())],
        "http_version": "1.1",
    }
    await made.app(scope, receive, send)
    return said[0]["status"], b"".join(message.get("body", b"") for message in said[1:])


@pytest.mark.parametrize(
    "path", ["/v1/traces/gone", "/v1/traces/gone/curl", "/v1/traces/gone/har", f"/v1/traces/{HIT}/nothing"]
)
def test_what_is_not_there_is_a_404_with_a_sentence(path: str, tmp_path: Path) -> None:
    response = ask(tmp_path, path)

    assert (response.status_code, bare(response)) == (404, SAFE)
    assert response.json()["problem"].endswith(".")


@pytest.mark.parametrize(
    ("path", "content", "status"),
    [
        ("/v1/replay", "", 400),
        ("/v1/replay", "no JSON", 400),
        ("/v1/replay", "[" * 100_000, 400),
        ("/v1/replay", "[]", 400),
        ("/v1/replay", '{"http": 5}', 400),
        ("/v1/replay", '{"http": "no hit"}', 422),
        ("/v1/replay", '{"http": "' + "x" * LONGEST_BODY + '"}', 413),
        (f"/v1/traces/{HIT}/save", '{"name": "../x"}', 422),
        (f"/v1/traces/{HIT}/save", "{}", 400),
        ("/v1/traces/gone/replay", "{}", 404),
        ("/v1/queue/d/explode", "{}", 404),
        ("/v1/queue/d/retry", "{}", 409),
    ],
    ids=[
        *("nothing", "no JSON", "brackets", "a list", "a number", "no hit", "too much", "a path", "no name", "gone"),
        *("no such action", "not possible"),
    ],
)
def test_a_wrong_question_is_a_sentence(path: str, content: str, status: int, tmp_path: Path) -> None:
    response = ask(tmp_path, path, "POST", content=content)

    assert (response.status_code, bare(response)) == (status, SAFE)
    assert response.json()["problem"]


def test_a_body_that_does_not_say_how_long_it_is_is_bounded_too(tmp_path: Path) -> None:
    async def scenario(made: Opened) -> httpx.Response:
        async def parts() -> Any:
            for _ in range(10):
                yield b"x" * (LONGEST_BODY // 8)

        return await made.ask("/v1/replay", "POST", content=parts())

    assert looked_at(tmp_path, scenario).status_code == 413


@pytest.mark.parametrize("length", ["x", "-1", "1e3", "\u0665", "9" * 5000])
def test_a_length_that_is_none_ends_nothing(length: str, tmp_path: Path) -> None:
    async def scenario(made: Opened) -> int:
        said: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            said.append(message)

        headers = [(b"host", b"localhost"), (b"content-length", length.encode()), (b"cookie", COOKIE.encode())]
        scope = {
            "type": "http",
            "method": "GET",
            "path": "/v1/disk",
            "raw_path": b"/v1/disk",
            "query_string": b"",
            "headers": headers,
            "http_version": "1.1",
        }
        await made.app(scope, receive, send)
        return int(said[0]["status"])

    assert looked_at(tmp_path, scenario) in (200, 400, 413)


def test_the_whole_of_a_hit_can_be_asked_for(tmp_path: Path) -> None:
    document = ask(tmp_path, f"/v1/traces/{HIT}").json()
    delivery = document["events"][0]["tags"][0]["sent"][0]["id"]

    assert document["request"]["host"] == "data.shop.example"
    assert ask(tmp_path, f"/v1/traces/{HIT}/curl").text.startswith("curl 'http://localhost:8080/g/collect?")
    assert "$TIKTOK_ACCESS_TOKEN" in ask(tmp_path, f"/v1/traces/{HIT}/curl?sent={delivery}").text
    assert ask(tmp_path, f"/v1/traces/{HIT}/http").text.startswith("# at: ")


@pytest.mark.parametrize(("what", "kind"), [("share", "text/html"), ("har", "application/json")])
def test_a_hit_can_be_taken_away_as_a_file_without_its_person(what: str, kind: str, tmp_path: Path) -> None:
    response = ask(tmp_path, f"/v1/traces/{HIT}/{what}")

    assert (
        response.headers["content-disposition"]
        == f'attachment; filename="hit-{HIT[:12]}.{"html" if what == "share" else "har"}"'
    )
    assert response.headers["content-type"].startswith(kind)
    assert seen_in(response.text) == []


@pytest.mark.parametrize(
    "path", [f"/v1/traces/{HIT}", f"/v1/traces/{HIT}/share", f"/v1/traces/{HIT}/curl", "/v1/queue", "/v1/disk"]
)
def test_nobody_is_in_an_answer(path: str, tmp_path: Path) -> None:
    response = ask(tmp_path, path)

    assert (response.status_code, bare(response)) == (200, SAFE)
    assert seen_in(response.text) == []


def test_a_replay_and_a_saved_test_are_told(tmp_path: Path) -> None:
    text = ask(tmp_path, f"/v1/traces/{HIT}/http").text
    shutil.copy(RULES_FILE, tmp_path)

    assert ask(tmp_path, f"/v1/traces/{HIT}/replay", "POST", content="{}").json()["kept"] == "rehearsal"
    assert len(ask(tmp_path, "/v1/replay", "POST", json={"http": text}).json()["traces"]) == 1
    assert ask(tmp_path, f"/v1/traces/{HIT}/save", "POST", json={"name": "two-mugs"}).json() == {
        "files": ["tests/hits/two-mugs.http", "tests/hits/two-mugs.sent.json"]
    }


@pytest.mark.parametrize(("how", "state"), [("retry", "waiting"), ("drop", "dropped")])
def test_a_delivery_can_be_sent_again_or_dropped(how: str, state: str, tmp_path: Path) -> None:
    async def scenario(made: Opened) -> tuple[httpx.Response, list[Any]]:
        made.changes[f"{how} d-1"] = True
        return await made.ask(f"/v1/queue/d-1/{how}", "POST", content="{}"), made.asked

    response, asked = looked_at(tmp_path, scenario)
    assert (response.status_code, response.json()) == (200, {"state": state})
    assert [(question[0], question[2]) for question in asked] == [(how, "d-1")]


@pytest.mark.parametrize("hours", ["", "24", "0", "-5", "1e9", "inf", "0.001"])
def test_diagnostics_take_any_number_of_hours(hours: str, tmp_path: Path) -> None:
    assert ask(tmp_path, f"/v1/diagnostics?hours={hours}").json()["events"] == 0


@pytest.mark.parametrize("hours", ["many", "nan", "1,5", "\x00"], ids=["a word", "no number", "a comma", "a NUL"])
def test_hours_that_are_no_number_are_told(hours: str, tmp_path: Path) -> None:
    response = ask(tmp_path, "/v1/diagnostics", params={"hours": hours})

    assert (response.status_code, response.json()) == (400, {"problem": "hours is no number."})


# --- the stream -------------------------------------------------------------------------------------------------------


class Page:
    """A page that reads the stream until it has what it waits for; counts of the funnel may come between."""

    def __init__(self, text: str = "", until: str = "past") -> None:
        self._until, self._raw = f"event: {until}\n", ""
        self._query = str(httpx.QueryParams({"filter": text})).encode()
        self._gone = asyncio.Event()

    async def read(self, made: Opened) -> list[tuple[str, Any]]:
        scope = {
            "type": "http",
            "method": "GET",
            "path": "/v1/stream",
            "raw_path": b"/v1/stream",
            "http_version": "1.1",
            "headers": [(b"host", b"localhost"), (b"cookie", COOKIE.encode())],
            "query_string": self._query,
        }
        async with asyncio.timeout(PATIENCE):
            await made.app(scope, self._receive, self._send)
        told = [parted(block) for block in self._raw.split("\n\n") if block.startswith("event: ")]
        return [each for each in told if each[0] != "funnel"]

    async def _receive(self) -> dict[str, Any]:
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: dict[str, Any]) -> None:
        self._raw += message.get("body", b"").decode()
        if self._until in self._raw:
            self._gone.set()


def parted(block: str) -> tuple[str, Any]:
    kind, _, data = block.partition("\n")
    return kind.removeprefix("event: "), json.loads(data.removeprefix("data: "))


def test_a_stream_begins_with_hello_and_the_rows_of_the_past(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    kept(tmp_path / "data", named(1, "purchase"), named(2, "refund"))
    told = looked_at(tmp_path, lambda made: Page("event_name == refund").read(made), SENDS)

    assert [kind for kind, _ in told] == ["hello", "rows", "past"]
    assert [row["id"] for row in told[1][1]["rows"]] == ["hit-000002"]
    assert told[2][1] == {"rows": 1}


def test_a_filter_that_is_none_is_told_in_the_stream(tmp_path: Path) -> None:
    told = looked_at(tmp_path, lambda made: Page("event_name = x", "problem").read(made))

    assert told[-1][0] == "problem"
    assert told[-1][1]["text"].startswith("column 12: ")


def test_nobody_and_no_line_end_of_a_hit_is_in_the_stream(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    odd = canary_hit(headers=(("x-gtm-server-preview", "a\r\n\r\nevent: hello\ndata: {}"),))
    kept(tmp_path / "data", odd, container=RULES)
    told = looked_at(tmp_path, lambda made: Page().read(made))

    assert [kind for kind, _ in told] == ["hello", "rows", "past"]
    assert seen_in(json.dumps(told)) == []


def test_a_page_that_has_gone_makes_room(tmp_path: Path) -> None:
    async def scenario(made: Opened) -> bool:
        for _ in range(MOST_STREAMS + 2):
            await Page().read(made)
        return made.others.has_room

    assert looked_at(tmp_path, scenario, SENDS)


def test_one_page_too_many_is_told(tmp_path: Path) -> None:
    async def scenario(made: Opened) -> httpx.Response:
        for _ in range(MOST_STREAMS):
            made.others.open("")
        return await made.ask("/v1/stream")

    response = looked_at(tmp_path, scenario)
    assert (response.status_code, response.json()) == (503, {"problem": "Too many pages are open. Close one."})


def test_browsers_that_ask_for_an_icon_before_they_have_the_cookie_hear_that_there_is_none(tmp_path: Path) -> None:
    response = ask(tmp_path, "/favicon.ico", headers={"cookie": ""}, keep=False)

    assert (response.status_code, response.content) == (204, b"")
    assert bare(response) == SAFE


def test_a_program_with_the_token_reads_the_metrics(tmp_path: Path) -> None:
    response = ask(tmp_path, "/metrics", headers={"cookie": "", "authorization": f"Bearer {TOKEN}"})
    refused = ask(tmp_path, "/metrics", headers={"cookie": "", "authorization": "Bearer wrong"})

    assert (response.status_code, refused.status_code) == (200, 401)
    assert "# TYPE sgtm_hits_total counter" in response.text
    assert 'sgtm_delivery_attempts_total{outcome="accepted",tag="Collect"} 3.0' in response.text


def test_a_program_with_the_token_changes_nothing(tmp_path: Path) -> None:
    headers = {"cookie": "", "authorization": f"Bearer {TOKEN}"}

    assert ask(tmp_path, "/v1/queue/d/drop", "POST", headers=headers).status_code == 401
