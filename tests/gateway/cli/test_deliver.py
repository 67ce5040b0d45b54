"""`sgtm deliver`, as it is started: a gateway that only takes hits, a worker, and a real broker between them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import httpx
import pytest

from bench.machines import run
from gateway.cli.deliver import run as deliver
from gateway.errors import GatewayError
from tests.brokers import Server, needs_nats, rules_of, server
from tests.running import fake_tiktok, running, serving, wait_until

ROOT = Path(__file__).resolve().parents[3]


TOKEN = "0123456789abcdef"


def _metrics(page: str) -> str:
    return httpx.get(f"{page}/metrics", headers={"authorization": f"Bearer {TOKEN}"}, trust_env=False).text


def _rules(folder: Path, broker: Server) -> Path:
    path = folder / "rules.yaml"
    text = (ROOT / "rules.yaml").read_text("utf-8")
    path.write_text(
        "\n".join(line for line in text.splitlines() if not line.startswith("delivery:")) + f"\n{rules_of([broker])}"
    )
    return path


def test_without_a_broker_there_is_nothing_to_share(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text("clients: {GA4: {type: ga4}}\n")

    with pytest.raises(GatewayError, match=r"write delivery: \{queue: nats://nats-1:4222\}"):
        deliver(tmp_path / "rules.yaml")


@needs_nats
def test_a_worker_delivers_what_a_gateway_took(tmp_path: Path) -> None:
    with server(tmp_path / "nats") as broker, fake_tiktok() as tiktok:
        rules = _rules(tmp_path, broker)
        settings = {
            "TIKTOK_PIXEL_CODE": "C4TEST",
            "TIKTOK_ACCESS_TOKEN": "test-token-0123456789",
            "TIKTOK_ENDPOINT": tiktok,
        }
        with serving(tmp_path / "gateway", tiktok, "--no-deliver", rules=rules) as gateway:
            hit = "/g/collect?v=2&tid=G-1&cid=1.2&en=purchase&epn.value=5&cu=EUR&dl=https%3A%2F%2Fshop.example%2F&ep.event_id=e1"
            assert httpx.get(f"http://127.0.0.1:{gateway.port()}{hit}", trust_env=False).status_code == 200
            assert not list((tmp_path / "gateway").glob("spool-*"))

            (tmp_path / "token").write_text(TOKEN)
            words = ("--rules", str(rules), "--data-dir", str(tmp_path / "worker"), "--preview-port", "0")
            with running("deliver", *words, "--preview-token-file", str(tmp_path / "token"), **settings) as worker:
                worker.said("delivers from nats://")
                wait_until(lambda: "e1" in httpx.get(f"{tiktok}/received", trust_env=False).text)
                page = worker.said(r"its queue: (http://localhost:\d+)").group(1)
                wait_until(lambda: 'attempts_total{outcome="accepted",tag="TikTok purchase"} 1.0' in _metrics(page))
                assert worker.stop() == 0


def test_a_gateway_that_is_not_to_deliver_needs_somebody_who_does(tmp_path: Path) -> None:
    with serving(tmp_path, "http://127.0.0.1:1", "--no-deliver") as gateway:
        gateway.said("--no-deliver needs a queue that other machines deliver from")

        assert gateway.wait() == 1


@needs_nats
def test_a_broker_a_gateway_and_a_worker_are_killed_and_nothing_is_lost() -> None:
    result = run(["broker 1", "gateway 0", "worker 1"], 1.0, connections=4, pause=0.05)

    assert len(result.answered) > 100
    assert result.lost == set()
    assert Counter(result.arrived).total() >= len(result.answered)
