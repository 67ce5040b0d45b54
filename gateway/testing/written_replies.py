"""What vendors answer in a test: `replies: {"https://crm.example/": {status: 503, body: {error: later}}}`, or a function."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, TypeAlias

from ..errors import GatewayError
from ..fake_tiktok import stand_in
from ..outgoing import OutgoingRequest, Reply
from ..recording.rehearsal import StandIn
from ..rules.written import Written

Replies: TypeAlias = StandIn | Mapping[str, Mapping[str, Any]]


def answering(written: Mapping[str, Written]) -> StandIn:
    """Answers by the beginning of a request's URL, the longest first, and all others as without."""
    return _by_beginning({url: _reply(parts.data()) for url, parts in written.items()})


def answers_of(replies: Replies) -> StandIn:
    """The same of what a test in Python gives: such a mapping, or a function that may leave a request to others by None."""
    if isinstance(replies, Mapping):
        wrong = next((parts for parts in replies.values() if not isinstance(parts, Mapping)), None)
        if wrong is not None:
            raise GatewayError(
                f"replies= has a mapping for each URL, such as {{'status': 503}}, and not {wrong!r:.60}."
            )
        return _by_beginning({url: _reply(parts) for url, parts in replies.items()})

    def answer(request: OutgoingRequest) -> Reply:
        reply: Any = replies(request)
        if reply is None:
            return stand_in(request)
        if not isinstance(reply, Reply):
            what = f"replies= answers a request with a Reply, or with None, and not with {reply!r:.60}"
            raise GatewayError(f"{what}. Write Reply.of({{}}, status=503).")
        return reply

    return answer


def _by_beginning(replies: Mapping[str, Reply]) -> StandIn:
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
