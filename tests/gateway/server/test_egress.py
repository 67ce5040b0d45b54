"""A real gateway whose events say where requests shall go: they go nowhere that the rules do not name."""

from __future__ import annotations

from pathlib import Path

import httpx

from tests.internet import Trap
from tests.running import fake_tiktok, running

RULES = """clients: {GA4: {type: ga4}}
variables: {Host: {type: event_data, key: host}}
triggers: {All: always}
tags:
  Declared: {type: http_request, triggers: All, url: "${VENDOR}/healthz", method: GET}
  Filled in: {type: http_request, triggers: All, url: "http://{{Host}}/"}
  Asking: {type: asking, triggers: All, url: "http://{{Host}}/"}
"""
ASKING = '''from typing import Annotated

from gateway import Ask, Event, Log, Lookup, OutgoingRequest, Steps, TagType


class Asking(TagType):
    """Asks an address while the browser waits."""

    url: Annotated[str, "Whom."]

    def run(self, event: Event, lookup: Lookup) -> Steps:
        reply = yield Ask(OutgoingRequest(self.url))
        yield Log(f"status {reply.status}: {reply.error}")
'''


def test_an_event_leads_no_tag_to_a_host_that_is_not_listed_neither_queued_nor_asked(tmp_path: Path) -> None:
    (tmp_path / "rules.yaml").write_text(RULES)
    (tmp_path / "tags").mkdir()
    (tmp_path / "tags" / "asking.py").write_text(ASKING)
    trap, proxy = Trap(), Trap()
    words = ("--rules", str(tmp_path / "rules.yaml"), "--port", "0", "--data-dir", str(tmp_path / "data"), "--trace")
    environment = dict.fromkeys(("HTTP_PROXY", "http_proxy", "ALL_PROXY"), f"http://127.0.0.1:{proxy.port}")
    with fake_tiktok() as url, running("serve", *words, VENDOR=url, **environment) as process:
        hit = f"http://localhost:{process.port()}/g/collect?v=2&tid=G-1&cid=1.2&en=a&ep.host=localhost%3A{trap.port}"
        assert httpx.post(hit, trust_env=False).status_code == 200
        process.said('tag "Filled in": refused for good: .* is not among the hosts that the rules name')
        assert process.stop() == 0

    shown = "\n".join([*process.results.queue, *process.messages])
    assert f'status 0: "localhost:{trap.port}" is not among the hosts that the rules name.' in shown
    assert "verdict  accepted: HTTP 200" in shown
    assert (trap.caught(), proxy.caught()) == (0, 0)
