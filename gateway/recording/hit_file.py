"""A hit as a file of its own, ready to be a test: how it is called and what it says."""

from __future__ import annotations

import re

from ..hit import Hit
from ..outgoing import stable_hash
from ..redaction import redacted_text
from ..trace import Trace
from .http_writer import http_text, moment

ENDING = ".http"

_NO_SIGN_OF_A_NAME = re.compile(r"[^a-z0-9]+")
_LONGEST_WORD, _MOST_TOLD = 40, 10


def file_name(trace: Trace) -> str:
    """By time, client and event, and by what tells the hit apart: `20260301T120000.250Z-ga4-purchase-1f0c5a2e`; no ending yet."""
    hit = trace.hit
    time = moment(hit.at).replace("-", "").replace(":", "")
    event = _word(_names(trace)[0]) if trace.events else "no-event"
    client = _word(trace.client) if trace.client else "unclaimed"
    return "-".join([time, client, event, _id(hit)])


def file_text(trace: Trace, original: Trace | None = None) -> bytes:
    """The hit as `.http` text, and what came of it in a comment; also where the hit it stands for fired other tags."""
    events = ", ".join(_names(trace)[:_MOST_TOLD]) or "No event"
    taken = f"by {trace.client}" if trace.client else "claimed by no client"
    tags, before = _fired(trace), _fired(original or trace)
    told = f"{events}, {taken}; fired: {_listed(tags)}."
    if tags != before:
        told += f" Before stand-ins took the place of what a condition reads: {_listed(before)}."
    return http_text(trace.hit, told)


def _fired(trace: Trace) -> list[str]:
    return list(dict.fromkeys(run.key for run in trace.runs() if run.outcome != "not run"))


def _listed(tags: list[str]) -> str:
    return ", ".join(tags[:_MOST_TOLD]) or "no tag"


def _names(trace: Trace) -> list[str]:
    """The names of the events, masked: whatever was sent stands in them."""
    return [redacted_text(str(event.event.get("event_name", ""))) or "(no name)" for event in trace.events]


def _id(hit: Hit) -> str:
    """Of all of it: a capture may give one id to many hits, or none to any."""
    return stable_hash(hit.id, hit.seed, hit.method, hit.path, hit.query, hit.headers, hit.body)[:8]


def _word(text: str) -> str:
    return _NO_SIGN_OF_A_NAME.sub("-", text.lower())[:_LONGEST_WORD].strip("-") or "x"
