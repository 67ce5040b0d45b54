"""One hit as one page to hand on: no script, nothing from elsewhere, in the order of GTM's preview.

It shows a details document (`trace/v1`), all of it hostile text from the internet, already masked for persons and secrets.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from .markup import Html, element, joined, page
from .page_event import event_parts
from .page_parts import facts, folded, section, table, value, verdict, written
from .shared_style import STYLE

Json: TypeAlias = Mapping[str, Any]


def shared_page(document: Json) -> str:
    """The document as a file that opens without a server."""
    request = document.get("request") or {}
    events = document.get("events") or []
    names = ", ".join(str(event.get("name", "")) for event in events) or "no event"
    title = f"{names} · {request.get('method', '')} {request.get('path', '')}"
    return page(
        title,
        STYLE,
        element(
            "main",
            element("header", element("h1", names), _about(document)),
            _request(request),
            *[event_parts(event, many=len(events) > 1) for event in events],
            _unclaimed(document),
            _console(document, events),
            _all_outgoing(events),
            _response(document.get("response")),
        ),
    )


def _about(document: Json) -> Html:
    said = [
        ("Hit", document.get("id")),
        ("At", document.get("at")),
        ("Client", document.get("client") or "nobody claimed it"),
        ("Rules", document.get("rules")),
        ("Not the saved rules", document.get("stale")),
    ]
    return element("dl", *[joined(element("dt", name), element("dd", value)) for name, value in said if value])


def _request(request: Json) -> Html:
    meant = [(each.get("name"), each.get("means"), each.get("value")) for each in request.get("query") or ()]
    lines = [
        [(each.get("name"), each.get("means"), each.get("value")) for each in line]
        for line in request.get("lines") or ()
    ]
    return section(
        "Request",
        element(
            "p",
            element("code", f"{request.get('method', '')} {request.get('path', '')}"),
            f" {request.get('host') or ''}",
        ),
        facts(
            [
                ("Visitor's address", request.get("ip")),
                ("Preview label", request.get("preview")),
                ("Bytes", request.get("bytes")),
            ]
        ),
        folded("Query", table(("Parameter", "Means", "Value"), meant), len(meant)),
        *[
            folded(f"Line {number} of the body", table(("Parameter", "Means", "Value"), line), len(line))
            for number, line in enumerate(lines, 1)
        ],
        folded("Headers", table(("Header", "Value"), request.get("headers") or ()), len(request.get("headers") or ())),
        folded("Cookies", table(("Cookie", "Value"), request.get("cookies") or ()), len(request.get("cookies") or ())),
        folded("Body", written(request.get("body"))) if request.get("body") else None,
    )


def _unclaimed(document: Json) -> Html | None:
    rows = [(each.get("client"), each.get("reason")) for each in document.get("refusals") or ()]
    return section("Clients that did not claim it", table(("Client", "Reason"), rows)) if rows else None


def _console(document: Json, events: Iterable[Json]) -> Html:
    lines = [("", line) for line in document.get("log") or ()]
    lines += [
        (run.get("tag"), line) for event in events for run in event.get("tags") or () for line in run.get("log") or ()
    ]
    return section(
        "Console", table(("Tag", "Line"), lines) if lines else element("p", "Nothing was logged.", class_="none")
    )


def _all_outgoing(events: Iterable[Json]) -> Html:
    runs = [run for event in events for run in event.get("tags") or ()]
    shown = [
        *(_asked(run, asked) for run in runs for asked in run.get("asked") or ()),
        *(_sent(run, sent) for run in runs for sent in run.get("sent") or ()),
    ]
    return section("Outgoing", *(shown or [element("p", "Nothing was sent.", class_="none")]))


def _asked(run: Json, asked: Json) -> Html:
    reply = asked.get("reply") or {}
    return element(
        "article",
        element("h4", f"{run.get('tag', '')} asked"),
        _outgoing(asked.get("request") or {}),
        folded(f"Reply: {reply.get('status', '')} {reply.get('error') or ''}", written(reply.get("body"))),
    )


def _sent(run: Json, sent: Json) -> Html:
    attempts = [
        (
            each.get("at") or "",
            verdict(each.get("outcome") or ""),
            each.get("status"),
            joined(
                ": ".join(str(each[key]) for key in ("why", "error") if each.get(key)),
                written(each.get("body")) if each.get("body") else None,
            ),
        )
        for each in sent.get("attempts") or ()
    ]
    sources = [
        (element("code", each.get("field", "")), value(each.get("value")), each.get("from"), each.get("how"))
        for each in sent.get("sources") or ()
    ]
    return element(
        "article",
        element("h4", run.get("tag", ""), " ", verdict(sent.get("state") or "")),
        facts([("Next try", sent.get("due"))]),
        _outgoing(sent.get("request") or {}),
        table(("At", "Outcome", "Status", "Answer"), attempts) if attempts else None,
        folded("Where each field came from", table(("Field", "Value", "From", "How"), sources), len(sources)),
    )


def _outgoing(request: Json) -> Html:
    return joined(
        element("p", element("code", f"{request.get('method', '')} {request.get('url', '')}")),
        folded(
            "Headers",
            table(("Header", "Value"), (request.get("headers") or {}).items()),
            len(request.get("headers") or ()),
        ),
        folded("Body", written(request.get("body"))) if request.get("body") else None,
    )


def _response(response: Json | None) -> Html:
    if response is None:
        return section("Response", element("p", "There was none.", class_="none"))
    return section(
        "Response",
        facts(
            [
                ("Status", response.get("status")),
                ("Bytes", response.get("bytes")),
                ("Cookies", ", ".join(map(str, response.get("cookies") or ()))),
            ]
        ),
        folded(
            "Headers", table(("Header", "Value"), response.get("headers") or ()), len(response.get("headers") or ())
        ),
        folded("Body", written(response.get("body"))) if response.get("body") else None,
    )
