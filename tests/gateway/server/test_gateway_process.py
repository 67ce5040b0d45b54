"""The process that takes hits: it mends a damaged spool at its start, and says when it runs short of room."""

from __future__ import annotations

from pathlib import Path

import httpx

from gateway.delivery.mending import set_aside
from tests.running import ROOT, serving, wait_until

PURCHASE = "/g/collect?v=2&tid=G-TEST&cid=1.2&en=purchase&epn.value=5&cu=EUR&dl=https%3A%2F%2Fshop.example%2F"
SCROLL = PURCHASE.replace("en=purchase", "en=scroll")


def get(port: int, path: str) -> httpx.Response:
    return httpx.get(f"http://127.0.0.1:{port}{path}", trust_env=False)


def test_a_damaged_spool_is_set_aside_at_the_start_and_hits_are_taken(tmp_path: Path) -> None:
    tmp_path.joinpath("spool-0.sqlite3").write_bytes(b"\x00\xff" * 20_000)
    with serving(tmp_path, "http://127.0.0.1:1") as gateway:
        assert get(gateway.port(), PURCHASE).status_code == 200
        gateway.said(r"spool-0\.sqlite3 is damaged: file is not a database\. It is now damaged-spool-0-")
        assert gateway.stop() == 0

    assert len(set_aside(tmp_path)) == 1


def test_short_of_room_scrolls_are_shed_and_without_any_hits_are_refused_until_the_cap_is_raised(
    tmp_path: Path,
) -> None:
    rules = tmp_path / "rules.yaml"
    text = ROOT.joinpath("rules.yaml").read_text("utf-8")

    def capped(cap: str) -> str:
        return f"{text}\n".replace("delivery: {", f"delivery: {{cap: {cap}, ") if "delivery:" in text else text

    rules.write_text(capped("1MiB"))
    with serving(tmp_path / "data", "http://127.0.0.1:1", rules=rules) as gateway:
        port = gateway.port()
        wait_until(lambda: [get(port, PURCHASE) for _ in range(20)] and get(port, "/readyz").status_code == 503)
        wait_until(lambda: get(port, SCROLL).status_code == 503)
        wait_until(lambda: {get(port, PURCHASE).status_code for _ in range(50)} == {503})
        refused = get(port, PURCHASE)
        rules.write_text(capped("1GiB"))
        wait_until(lambda: get(port, "/readyz").status_code == 200)
        assert get(port, SCROLL).status_code == 200

    assert refused.headers["retry-after"] == "5"
