"""A running gateway seen from outside, and the hits it kept."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path

import pytest

from gateway import Hit
from gateway.delivery import Spool
from gateway.pipeline import Keep
from gateway.server.probe import addresses_of, probed, visitors
from gateway.server.traps import Finding, Place
from tests.vendor import answered, vendor

PAGE = Place.of("https://shop.example", "--page")
MAY_READ = (
    "Access-Control-Allow-Origin: https://shop.example\r\nAccess-Control-Allow-Credentials: true\r\nVary: Origin\r\n"
)


def findings(page: Place | None, health: bytes | None, preflight: bytes = b"") -> tuple[list[Finding], list[bytes]]:
    """What is found of a gateway that answers so, and what it was asked."""
    asked: list[bytes] = []

    def answer(request: bytes) -> bytes | None:
        asked.append(request)
        return preflight if request.startswith(b"OPTIONS") else health

    async def probe() -> list[Finding]:
        async with vendor(answer) as gateway:
            at = Place.of(gateway.url, "--gateway")
            return await asyncio.to_thread(lambda: list(probed(page, at)))

    return asyncio.run(probe()), asked


def test_a_gateway_as_it_should_be_is_good_and_gets_no_hit() -> None:
    found, asked = findings(PAGE, answered(body=b"ok"), answered(204, body=b"", headers=MAY_READ))

    assert [(each.check, each.state) for each in found] == [("answers", "good"), ("cross-origin", "good")]
    assert [request.split(b" HTTP")[0] for request in asked] == [b"GET /healthz", b"OPTIONS /g/collect"]
    assert b"origin: https://shop.example" in asked[1].lower()


def test_without_a_page_it_is_only_asked_whether_it_answers() -> None:
    found, asked = findings(None, answered(body=b"ok"))

    assert [(each.check, each.state) for each in found] == [("answers", "good")]
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("health", "said"),
    [
        (answered(301, body=b"", headers="Location: https://data.shop.example/healthz\r\n"), "redirects to https://data.shop"),
        (answered(404, body=b"not found"), "/healthz answers 404"),
        (answered(body=b"<html>"), "/healthz answers 200, and not as this gateway does"),
        (None, "does not answer"),
        (b"nonsense\r\n\r\n", "does not answer"),
    ],
    ids=["a redirect", "not found", "a page", "a closed connection", "no HTTP"],
)  # fmt: skip
def test_what_does_not_answer_as_a_gateway_is_a_trap(health: bytes | None, said: str) -> None:
    found, _ = findings(None, health)

    assert [(each.check, each.state, bool(each.advice)) for each in found] == [("answers", "trap", True)]
    assert said in found[0].what


@pytest.mark.parametrize(
    ("headers", "said"),
    [
        ("", "says nothing."),
        (MAY_READ.replace("https://shop.example", "*"), "says *."),
        (MAY_READ.replace("https://shop.example", "https://other.example"), "says https://other.example."),
        (f"Access-Control-Allow-Origin: *\r\n{MAY_READ}", "says *, https://shop.example."),
        (MAY_READ.replace("true", "false"), "says https://shop.example."),
    ],
    ids=["nothing", "a star", "another page", "a proxy's star beside it", "no credentials"],
)
def test_answers_a_page_cannot_read_are_a_trap(headers: str, said: str) -> None:
    found, _ = findings(PAGE, answered(body=b"ok"), answered(204, body=b"", headers=headers))

    assert (found[1].check, found[1].state) == ("cross-origin", "trap")
    assert found[1].what.endswith(said)


def test_nobody_at_the_port_is_a_trap_with_advice() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        at = Place.of(f"http://127.0.0.1:{free.getsockname()[1]}", "--gateway")
        (found,) = probed(PAGE, at)

    assert (found.check, found.state) == ("answers", "trap")
    assert found.advice == "Start it, or look at name, port and firewall."


@pytest.mark.parametrize("host", ["a b.example", "a..example", f"{'x' * 70}.example", "-.example", "xn--0.example"])
def test_a_name_that_no_machine_can_have_does_not_answer(host: str) -> None:
    (found,) = probed(None, Place("http", host, 80))

    assert (found.check, found.state) == ("answers", "trap")


def test_a_name_has_its_addresses_and_one_that_cannot_be_has_none() -> None:
    assert {"127.0.0.1", "::1"} & set(addresses_of("localhost"))
    assert addresses_of("203.0.113.7") == ("203.0.113.7",)
    assert addresses_of("x" * 70 + ".example") == addresses_of("a\0b") == ()


def kept(folder: Path, *ips: str, headers: tuple[tuple[str, str], ...] = ()) -> Finding:
    spool = Spool(folder / "spool-0.sqlite3")
    for number, ip in enumerate(ips):
        hit = Hit("GET", "/", "v=2", headers, ip=ip, id=f"{number:032d}")
        spool.keep([Keep(hit.id, "v1", hit, (), closed=True)], float(number))
    spool.close()
    return visitors(folder)


FORWARDED = (("x-forwarded-for", "203.0.113.7"),)


@pytest.mark.parametrize(
    ("ips", "headers", "state", "said"),
    [
        (("203.0.113.7",), (), "good", "1 of the last 1 hits have a public address."),
        (("10.0.0.5", "203.0.113.7", "10.0.0.5"), (), "good", "1 of the last 3 hits have a public address."),
        (("127.0.0.1", "::1"), (), "good", "the last 2 hits came from this machine."),
        (("10.0.0.4", "10.0.0.5"), (), "trap", "all of the last 2 hits have private addresses, such as 10.0.0.5"),
        (("127.0.0.1",), FORWARDED, "trap", "such as 127.0.0.1"),
        (("10.0.0.5",) * 300, (), "trap", "all of the last 200 hits"),
        (("203.0.113.7", *("10.0.0.5",) * 200), (), "trap", "all of the last 200 hits"),
        ((), (), "unknown", "no hits are kept in"),
    ],
    ids=[
        "a visitor", "a visitor among others", "this machine", "a private network", "a proxy on this machine",
        "very many", "only long ago a visitor", "none",
    ],
)  # fmt: skip
def test_addresses_that_are_all_a_proxys_are_a_trap(
    tmp_path: Path, ips: tuple[str, ...], headers: tuple[tuple[str, str], ...], state: str, said: str
) -> None:
    finding = kept(tmp_path, *ips, headers=headers)

    assert finding.state == state
    assert said in finding.what
    assert finding.advice.endswith(f"--trusted-proxies {ips[-1]}") if state == "trap" else not finding.advice


def test_a_folder_that_is_not_there_has_no_hits(tmp_path: Path) -> None:
    assert visitors(tmp_path / "nowhere").state == "unknown"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"no database at all" * 100], ids=["empty", "garbage"])
def test_a_spool_that_cannot_be_read_is_told_and_no_traceback(tmp_path: Path, content: bytes) -> None:
    """Empty is the file of a gateway that was killed while it started for the first time."""
    (tmp_path / "spool-0.sqlite3").write_bytes(content)

    assert visitors(tmp_path).state == "unknown"
