"""The web container client: scripts of allowed ids, fetched once and served from memory, or read from files."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pytest

from clients.web_container import WebContainer
from gateway import Claimed, Hit, OutgoingRequest, Reply, SettingError
from gateway.container import ClientEntry, Container
from gateway.pipeline import Trip
from gateway.recording import rehearse
from gateway.trace import Answer

SCRIPT = b"console.log('an example');" * 20
SERVED = {"content-type": "application/javascript; charset=UTF-8", "cache-control": "private, max-age=900"}


class Site:
    """A site with a web container, and what was asked of the upstream."""

    def __init__(self, **settings: Any) -> None:
        client = WebContainer(name="Scripts", **{"ids": ("G-1", "GTM-1"), **settings})
        self.container = Container(clients=(ClientEntry("Scripts", client),))
        self.asked: list[OutgoingRequest] = []
        self.reply = Reply(200, SCRIPT)
        self.log: list[str] = []

    def get(self, query: str = "id=G-1", path: str = "/gtag/js", at: int = 0, encoding: str = "") -> Answer:
        hit = Hit("GET", path, query, (("accept-encoding", encoding),), at=at)
        trace = rehearse(self.container, hit, self._answer)
        self.log = trace.log
        assert trace.answer is not None
        return trace.answer

    def _answer(self, request: OutgoingRequest) -> Reply:
        self.asked.append(request)
        return self.reply


@pytest.mark.parametrize(
    ("path", "query", "url"),
    [
        ("/gtag/js", "id=G-1", "https://www.googletagmanager.com/gtag/js?id=G-1"),
        ("/x/gtag/js", "id=G-1&l=dataLayer&cx=c", "https://www.googletagmanager.com/gtag/js?id=G-1&l=dataLayer&cx=c"),
        ("/gtm.js", "id=GTM-1", "https://www.googletagmanager.com/gtm.js?id=GTM-1"),
        ("/gtag/destination", "id=G-1", "https://www.googletagmanager.com/gtag/destination?id=G-1"),
    ],
    ids=["gtag", "behind a prefix", "a container", "a destination"],
)
def test_a_script_is_fetched_and_served(path: str, query: str, url: str) -> None:
    site = Site()
    answer = site.get(query, path)

    assert [(request.method, request.url, request.body) for request in site.asked] == [("GET", url, b"")]
    assert (answer.status, answer.body) == (200, SCRIPT)
    assert dict(answer.headers) == {**SERVED, "vary": "Accept-Encoding"}


@pytest.mark.parametrize(
    ("method", "path", "query", "reason"),
    [
        ("GET", "/g/collect", "id=G-1", 'the path is "/g/collect", not one of …/gtag/js, …/gtm.js, …/gtag/destination'),
        ("POST", "/gtag/js", "id=G-1", "the method is POST, not GET"),
        ("GET", "/gtag/js", "id=G-2", 'ids: "G-2" is none of them'),
        ("GET", "/gtag/js", "", 'ids: "" is none of them'),
        ("GET", "/gtag/js", "id=G-1&id=G-2", 'ids: "G-2" is none of them'),
        ("GET", "/gtag/js", "id=G-1&l=" + "x" * 65, "its query is too long for a script's"),
    ],
    ids=["another path", "a POST", "another id", "no id", "of doubles the last", "too long"],
)
def test_a_hit_of_somebody_else_is_refused_with_a_reason(method: str, path: str, query: str, reason: str) -> None:
    site = Site()
    trace = rehearse(site.container, Hit(method, path, query))

    assert trace.refusals == [("Scripts", reason)]


def test_a_head_is_claimed_too() -> None:
    assert isinstance(WebContainer(ids=("G-1",)).claim(Hit("HEAD", "/gtag/js", "id=G-1")), Claimed)


def test_a_script_is_asked_for_again_when_it_is_too_old() -> None:
    site = Site(max_age=60)
    asked = []
    for at in (1_000_000, 1_000_001, 1_059_999, 1_060_000, 1_060_001):
        site.get(at=at)
        asked.append(len(site.asked))

    assert asked == [1, 1, 1, 2, 2]


def test_a_script_from_the_future_is_asked_for_again() -> None:
    site = Site()
    site.get(at=2_000)
    site.get(at=1_999)

    assert len(site.asked) == 2


def test_each_address_is_a_script_of_its_own() -> None:
    site = Site()
    for query in ("id=G-1", "id=G-1&l=x", "id=GTM-1"):
        site.get(query)
        site.get(query)
    site.get(path="/gtm.js")

    assert len(site.asked) == 4


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (Reply(0, error="connection refused"), "did not answer: connection refused"),
        (Reply(404, b"not here"), "answered 404"),
        (Reply(302, SCRIPT), "answered 302"),
        (Reply(200, b"x" * 2 * 1024 * 1024), "answered more than a script is long"),
    ],
    ids=["no answer", "not found", "a redirect", "without end"],
)
def test_what_cannot_be_fetched_is_told_and_an_older_copy_served_as_long_as_there_is_one(
    reply: Reply, said: str
) -> None:
    site, url = Site(max_age=60), "https://www.googletagmanager.com/gtag/js?id=G-1"
    site.get(at=1_000)
    site.reply = reply
    old, none = site.get(at=100_000), Site()
    none.reply = reply

    assert (old.status, old.body, site.log) == (200, SCRIPT, [f"{url} {said}; an older copy is served"])
    assert none.get() == Answer(
        502,
        (("cache-control", "no-store"), ("content-type", "text/plain; charset=utf-8")),
        b"the script could not be fetched\n",
    )
    assert none.log == [f"{url} {said}"]


def test_after_a_failure_the_next_hit_asks_again() -> None:
    site = Site()
    site.reply = Reply(500)
    site.get()
    site.reply = Reply(200, SCRIPT)

    assert (site.get(at=1).status, site.get(at=2).status, len(site.asked)) == (200, 200, 2)


def test_more_of_a_script_is_read_than_of_a_vendor_s_answer() -> None:
    site = Site()
    site.get()

    assert site.asked[0].longest_reply == 2 * 1024 * 1024


@pytest.mark.parametrize(
    ("encoding", "packed"), [("gzip, deflate, br", True), ("br", False), ("", False)], ids=["gzip", "another", "none"]
)
def test_a_browser_that_unpacks_gets_it_packed(encoding: str, *, packed: bool) -> None:
    answer = Site().get(encoding=encoding)

    assert dict(answer.headers).get("content-encoding") == ("gzip" if packed else None)
    assert (gzip.decompress(answer.body) if packed else answer.body) == SCRIPT


@pytest.mark.parametrize("kind", ["text/html", "text/javascript; charset=€", ""])
def test_whatever_the_upstream_calls_it_it_is_served_as_a_script(kind: str) -> None:
    site = Site()
    site.reply = Reply(200, SCRIPT, (("content-type", kind),))

    assert dict(site.get().headers)["content-type"] == "application/javascript; charset=UTF-8"


def test_what_came_packed_is_not_served_as_if_it_were_a_script() -> None:
    site = Site()
    site.reply = Reply(200, gzip.compress(SCRIPT), (("content-encoding", "gzip"),))

    assert site.get().status == 502


def test_the_upstream_and_the_age_are_settings() -> None:
    site = Site(upstream="http://localhost:8091/", max_age=5)

    assert dict(site.get().headers)["cache-control"] == "private, max-age=5"
    assert site.asked[0].url == "http://localhost:8091/gtag/js?id=G-1"


def test_queries_from_the_wire_cannot_fill_the_memory() -> None:
    site = Site()
    for number in [*range(65), 64, 1, 0]:
        site.get(f"id=G-1&l={number}&other={number}")

    assert [request.url.rpartition("=")[2] for request in site.asked] == [*map(str, range(65)), "0"]


def test_a_script_may_be_a_file(tmp_path: Path) -> None:
    (tmp_path / "own.js").write_bytes(b"own();")
    site = Site(files={"G-1": tmp_path / "own.js"})
    answer = site.get(encoding="gzip", at=10**12)

    assert gzip.decompress(answer.body) == b"own();"
    assert dict(answer.headers) == {**SERVED, "vary": "Accept-Encoding", "content-encoding": "gzip"}
    assert site.asked == []
    assert site.get("id=GTM-1").body == SCRIPT


def test_a_file_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "own.js").write_bytes(b"own();")
    site = Site(files={"G-1": tmp_path / "own.js"})
    (tmp_path / "own.js").unlink()

    assert site.get().body == b"own();"


@pytest.mark.parametrize(
    ("settings", "what"),
    [
        ({"upstream": "googletagmanager.com"}, '"googletagmanager.com" is no address.'),
        ({"upstream": "file:///x"}, '"file:///x" is no address.'),
        ({"upstream": "http://[broken"}, '"http://[broken" is no address.'),
        ({"files": {"G-2": Path("own.js")}}, '"G-2" is none of its ids.'),
        ({"files": {"G-1": Path("nowhere.js")}}, "nowhere.js cannot be read: No such file or directory."),
        ({"files": {"G-1": Path()}}, ". cannot be read: Is a directory."),
    ],
    ids=["no scheme", "another scheme", "a broken address", "a file of no id", "a file that is not there", "a folder"],
)
def test_a_wrong_setting_is_told(settings: dict[str, Any], what: str) -> None:
    with pytest.raises(SettingError) as refused:
        WebContainer(ids=("G-1",), **settings)

    assert refused.value.what.startswith(what)


def test_nothing_of_such_a_hit_is_kept() -> None:
    going = Trip(Site().container, Hit("GET", "/gtag/js", "id=G-1")).rounds()
    first = next(going)
    second = going.send({number: Reply(200, SCRIPT) for number in first.asks})

    assert (first.keep, first.answer, len(first.asks)) == (None, None, 1)
    assert (second.keep, second.answer and second.answer.status, second.asks) == (None, 200, {})
