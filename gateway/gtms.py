"""A trace as log lines in the shape GTMS-3: one JSON object a line, for each request, each answer and each message.

Source: "GTMS-3, Server Templates Logging" of the GTM standards: Name (the tag's), Type (Request, Response or Message) and
TraceId (the incoming request's) are in every line.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def gtms_lines(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The lines of a `trace/v1` document, which is masked already."""
    client = document["client"] or "(unclaimed)"
    for refusal in () if document["client"] else document["refusals"]:
        yield _line(document, refusal["client"], "Message", Message=refusal["reason"])
    for text in document["log"]:
        yield _line(document, client, "Message", Message=text)
    for event in document["events"]:
        for run in event["tags"]:
            yield from _run(document, event["name"], run)


def _run(document: dict[str, Any], event: str, run: dict[str, Any]) -> Iterator[dict[str, Any]]:
    name = run["tag"]
    for text in run["log"]:
        yield _line(document, name, "Message", EventName=event, Message=text)
    for asked in run["asked"]:
        yield _request(document, name, event, asked["request"])
        yield _response(document, name, event, asked["reply"])
    for sent in run["sent"]:
        yield _request(document, name, event, sent["request"])
        for attempt in sent["attempts"]:
            yield _response(document, name, event, attempt) | {
                "Outcome": attempt["outcome"],
                "Message": attempt["why"],
            }
    if run["outcome"] not in ("ok", "waiting"):
        yield _line(document, name, "Message", EventName=event, Message=f"{run['outcome']}: {run['why']}")


def _request(document: dict[str, Any], name: str, event: str, request: dict[str, Any]) -> dict[str, Any]:
    return _line(
        document,
        name,
        "Request",
        EventName=event,
        RequestMethod=request["method"],
        RequestUrl=request["url"],
        RequestHeaders=request["headers"],
        RequestBody=request["body"],
    )


def _response(document: dict[str, Any], name: str, event: str, reply: dict[str, Any]) -> dict[str, Any]:
    said = {"Error": reply["error"]} if reply["error"] else {}
    return _line(
        document,
        name,
        "Response",
        EventName=event,
        ResponseStatusCode=reply["status"],
        ResponseBody=reply["body"],
        **said,
    )


def _line(document: dict[str, Any], name: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"Name": name, "Type": kind, "TraceId": document["id"], "Timestamp": document["at"], **more}
