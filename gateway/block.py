"""The readable block of one hit: who claimed it, which tags fired, which did not and why, what was sent and answered."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator
from typing import Any

_WIDTH = 110
_WORDS = {
    "accepted": "accepted",
    "refused": "REFUSED",
    "again": "not accepted yet, to be sent again",
    "hold": "ON HOLD",
}


def block(document: dict[str, Any]) -> str:
    """The text of a `trace/v1` document."""
    return "\n".join(_lines(document))


def _lines(document: dict[str, Any]) -> Iterator[str]:
    request, response = document["request"], document["response"]
    status = response["status"] if response else "no answer"
    yield f"{request['method']} {request['path']}  ->  {status}"
    yield f"  client    {document['client'] or 'none claimed it'}"
    for refusal in document["refusals"]:
        yield f"            {refusal['client']} refused: {refusal['reason']}"
    if document.get("stale"):
        yield f"  rules     {document['rules']}, {document['stale']}"
    if request.get("preview"):
        yield f"  preview   {request['preview']}"
    for line in document["log"]:
        yield f"  log       {line}"
    for event in document["events"]:
        yield from _event(event)
    if response and response["cookies"]:
        yield f"  cookies   {', '.join(response['cookies'])}"


def _event(event: dict[str, Any]) -> Iterator[str]:
    yield f"  event     {_headline(event)}"
    for run in event["tags"]:
        yield from _run(run)
    for tag in event["not_fired"]:
        yield f"    -  {tag['tag']}: not fired, {tag['why']}  ({tag['place']})"


def _headline(event: dict[str, Any]) -> str:
    data = event["data"]
    parts = [event["name"] or "(no name)"]
    if data.get("value") is not None:
        parts.append(f"{data['value']} {data.get('currency', '')}".strip())
    if isinstance(items := data.get("items"), list):
        parts.append(f"{len(items)} item{'s' * (len(items) != 1)}")
    return ", ".join(parts)


def _run(run: dict[str, Any]) -> Iterator[str]:
    sign = {"ok": "ok", "skipped": "--", "failed": "!!"}.get(run["outcome"], "..")
    ended = "" if run["outcome"] == "ok" else f"; {run['outcome']}: {run['why']}"
    yield f"    {sign} {run['tag']}: fired by {run['fired']['why']}  ({run['fired']['place']}){ended}"
    for line in run["log"]:
        yield f"         log      {line}"
    for asked in run["asked"]:
        yield f"         asked    {asked['request']['method']} {asked['request']['url']}"
        yield f"         reply    {_reply(asked['reply'])}"
    for sent in run["sent"]:
        yield from _sent(sent)
    if run["cookies"]:
        yield f"         cookies  {', '.join(run['cookies'])}"
    for url in run["pixels"]:
        yield f"         browser  fetches {url}"


def _sent(sent: dict[str, Any]) -> Iterator[str]:
    request = sent["request"]
    yield f"         sent     {request['method']} {request['url']}"
    if request["body"] != "":
        yield from _indented(_text(request["body"]), "                  ")
    for attempt in sent["attempts"]:
        yield f"         reply    {_reply(attempt)}"
        yield f"         verdict  {_WORDS[attempt['outcome']]}: {attempt['why']}"


def _reply(reply: dict[str, Any]) -> str:
    if reply["status"] == 0:
        return f"none: {reply['error']}"
    if reply["error"]:
        return f"HTTP {reply['status']}, {reply['error']}"
    return f"HTTP {reply['status']} {textwrap.shorten(_text(reply['body']), 300)}".rstrip()


def _text(body: Any) -> str:
    return body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)


def _indented(text: str, margin: str) -> Iterator[str]:
    for line in textwrap.wrap(text, _WIDTH - len(margin), break_on_hyphens=False) or [""]:
        yield margin + line
