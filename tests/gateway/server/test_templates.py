"""Templates in a running gateway."""

from __future__ import annotations

from pathlib import Path

from tests.gateway.server.test_serving import PURCHASE, ask, gateway, local_vendor
from tests.running import wait_until
from tests.vendor import answered

TAG = (Path(__file__).resolve().parents[1] / "sandbox" / "templates" / "purchase_tag.tpl").read_text("utf-8")
RULES = """clients: {GA4: {type: ga4}}
triggers: {Purchase: event_name == purchase}
tags:
  Vendor: {type: crm, triggers: Purchase, account: A-1, retry: true}
"""


def test_a_tag_that_failed_is_run_again_by_the_queue(tmp_path: Path) -> None:
    got: list[bytes] = []

    def vendor(request: bytes) -> bytes:
        got.append(request)
        return answered(500 if len(got) == 1 else 200, body=b"{}")

    (tmp_path / "templates").mkdir()
    with local_vendor(vendor) as url:
        text = TAG.replace("https://collect.vendor.example/in", f"{url}/in").replace(
            "https://collect.vendor.example/*", f"{url}/*"
        )
        (tmp_path / "templates" / "crm.tpl").write_text(text, "utf-8")
        with gateway(tmp_path, RULES) as process:
            assert ask(process, PURCHASE).status_code == 200
            wait_until(lambda: len(got) == 2)
            assert process.stop() == 0

    assert all(b'"account":"A-1"' in request for request in got)
