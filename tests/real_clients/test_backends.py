"""The Measurement Protocol as the client `ga4mp` (PyPI) speaks it, in a process of its own, to a running gateway."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.collecting import Site, site
from tests.running import running

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("ga4mp") is None, reason="needs ga4mp: pip install ga4mp, or run `make test`"
)

RULES = """\
clients:
  Measurement Protocol: {type: measurement_protocol, api_secrets: ["${API_SECRET}"]}
triggers: {All events: always}
tags:
  Collect: {type: http_request, triggers: All events, url: "${COLLECTOR}/collected"}
"""
SENDER = """\
import sys
from ga4mp import GtagMP

gateway, secret, validate = sys.argv[1:]
ga = GtagMP(measurement_id="G-EXAMPLE4", api_secret=secret, client_id="333.444")
ga._base_domain, ga._validation_domain = f"{gateway}/mp/collect", f"{gateway}/debug/mp/collect"
event = ga.create_new_event(name="purchase")
for name, value in {"currency": "EUR", "value": 59.9, "transaction_id": "T-4001"}.items():
    event.set_event_param(name=name, value=value)
event.add_item_to_event({"item_id": "SKU-1", "item_name": "Blue mug", "price": 59.9, "quantity": 1})
ga.store.set_user_property(name="tier", value="gold")
ga.send(events=[event], validation_hit=validate == "validate")
"""


@pytest.fixture(scope="module")
def shop() -> Iterator[Site]:
    with site("127.0.0.1") as made:
        yield made


@pytest.fixture(scope="module")
def gateway(shop: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("container")
    (folder / "rules.yaml").write_text(RULES, "utf-8")
    arguments = ("serve", "--rules", str(folder / "rules.yaml"), "--port", "0", "--trace")
    with running(*arguments, COLLECTOR=shop.url, API_SECRET="s3cret") as process:
        yield f"http://127.0.0.1:{process.port()}"


def send(gateway: str, secret: str, mode: str, folder: Path) -> str:
    """Run the client; what it says when it fails."""
    script = folder / "send.py"
    script.write_text(SENDER, "utf-8")
    done = subprocess.run(
        [sys.executable, str(script), gateway, secret, mode], capture_output=True, text=True, timeout=60, check=False
    )
    return done.stderr if done.returncode else ""


def test_a_purchase_becomes_an_event(shop: Site, gateway: str, tmp_path: Path) -> None:
    assert send(gateway, "s3cret", "send", tmp_path) == ""
    event = shop.event("purchase")

    assert (event["x-ga-measurement_id"], event["client_id"]) == ("G-EXAMPLE4", "333.444")
    assert (event["value"], event["currency"], event["transaction_id"]) == (59.9, "EUR", "T-4001")
    assert event["items"] == [{"item_id": "SKU-1", "item_name": "Blue mug", "price": 59.9, "quantity": 1}]
    assert event["x-ga-mp2-user_properties"] == {"tier": "gold"}
    assert isinstance(event["ga_session_id"], str)
    assert "s3cret" not in str(event)


def test_the_wrong_secret_makes_no_event_and_a_validation_neither(shop: Site, gateway: str, tmp_path: Path) -> None:
    assert "HTTP Error 400" in send(gateway, "guessed", "send", tmp_path)
    assert send(gateway, "s3cret", "validate", tmp_path) == ""
    assert send(gateway, "s3cret", "send", tmp_path) == ""

    assert shop.event("purchase")["transaction_id"] == "T-4001"
    assert shop.is_empty()
