"""What vendors answer in a written test: `replies: {"https://crm.example/": {status: 503, body: {error: later}}}`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ..fake_tiktok import stand_in
from ..outgoing import OutgoingRequest, Reply
from ..recording.rehearsal import StandIn
from ..rules.written import Written


def answering(written: Mapping[str, Written]) -> StandIn:
    """Answers by the beginning of a request's URL, the longest first, and all others as without."""
    replies = {url: _reply(parts.data()) for url, parts in written.items()}
    longest_first = sorted(replies, key=len, reverse=True)

    def answer(request: OutgoingRequest) -> Reply:
        named = next((url for url in longest_first if request.url.startswith(url)), None)
        return stand_in(request) if named is None else replies[named]

    return answer


def _reply(parts: Mapping[str, Any]) -> Reply:
    body, error = parts.get("body", ""), parts.get("error", "")
    text = body.encode() if isinstance(body, str) else json.dumps(body).encode()
    headers = tuple((name.lower(), value) for name, value in parts.get("headers", {}).items())
    return Reply(parts.get("status", 0 if error else 200), text, headers, error)
