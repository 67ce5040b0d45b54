"""A details document with something in every field."""

from __future__ import annotations

from typing import Any


def details(text: str = "", **fields: Any) -> dict[str, Any]:
    """The document of a purchase; every text of it ends in `text`."""
    return {**_grown(DOCUMENT, text), **fields}


def texts(value: Any) -> list[str]:
    """Every text in a document, keys as well where they are no names of the format."""
    if isinstance(value, dict):
        return [text for inner in value.values() for text in texts(inner)]
    if isinstance(value, list):
        return [text for inner in value for text in texts(inner)]
    return [value] if isinstance(value, str) else []


def _grown(value: Any, text: str) -> Any:
    if isinstance(value, dict):
        return {key: inner if key == "at" else _grown(inner, text) for key, inner in value.items()}
    if isinstance(value, list):
        return [_grown(inner, text) for inner in value]
    return value + text if isinstance(value, str) else value


REQUEST = {
    "method": "POST",
    "url": "https://vendor.example/track?pixel=P1",
    "headers": {"Content-Type": "application/json", "Access-Token": "${TIKTOK_ACCESS_TOKEN}"},
    "body": {"event": "Purchase", "properties": {"value": 59.9, "currency": "EUR"}},
}
DOCUMENT: dict[str, Any] = {
    "schema": "trace/v1",
    "id": "0192aa",
    "at": "2026-11-22T10:00:15.055+00:00",
    "rules": "a1b2c3d4",
    "stale": "line 7 of rules.yaml is wrong",
    "kept": "memory",
    "can": ["replay"],
    "request": {
        "method": "POST",
        "path": "/g/collect",
        "bytes": 812,
        "preview": "tuesday",
        "host": "data.shop.example",
        "ip": "203***",
        "query": [{"name": "dl", "means": "page_location", "value": "https://shop.example/thanks?a=1&b=2"}],
        "headers": [["user-agent", "Mozilla/5.0"], ["content-type", "text/plain"]],
        "cookies": [["_ga", "GA1***"]],
        "body": "en=purchase",
        "lines": [[{"name": "en", "means": "event_name", "value": "purchase"}]],
    },
    "client": "GA4",
    "refusals": [{"client": "Web container", "reason": "the path is none of a script"}],
    "log": ["a line of the client"],
    "events": [
        {
            "name": "purchase",
            "data": {"event_name": "purchase", "value": 59.9, "items": [{"item_id": "MUG-1"}], "empty": None},
            "origins": {"value": "epn.value"},
            "consent": {"granted": {"ad_storage": True, "ad_user_data": False}, "source": "gcd"},
            "tags": [
                {
                    "tag": "TikTok purchase",
                    "outcome": "ok",
                    "verdict": "accepted",
                    "why": "it has all it needs",
                    "type": "tiktok",
                    "fired": {
                        "why": "the trigger Purchase",
                        "place": "rules.yaml:31",
                        "conditions": [{"text": "event_name == purchase", "holds": True, "met": 'was "purchase"'}],
                    },
                    "sent": [
                        {
                            "id": "d1",
                            "state": "accepted",
                            "due": "2026-11-22T10:05:00Z",
                            "tries": 2,
                            "request": REQUEST,
                            "attempts": [
                                {
                                    "at": None,
                                    "status": 0,
                                    "error": "timed out",
                                    "body": "",
                                    "outcome": "again",
                                    "why": "no answer",
                                },
                                {
                                    "at": "2026-11-22T10:01:00+00:00",
                                    "status": 200,
                                    "error": "",
                                    "body": {"code": 0, "message": "OK"},
                                    "outcome": "accepted",
                                    "why": "code 0 OK",
                                },
                            ],
                            "sources": [
                                {"field": "properties.value", "value": 59.9, "from": "value", "how": "as it is"}
                            ],
                        }
                    ],
                    "asked": [{"request": REQUEST, "reply": {"status": 200, "error": "", "body": "yes"}}],
                    "cookies": ["ttclid"],
                    "pixels": ["https://vendor.example/pixel.gif"],
                    "log": ["a line of the tag"],
                }
            ],
            "not_fired": [
                {
                    "tag": "Newsletter",
                    "type": "http_request",
                    "why": "no trigger fires",
                    "place": "rules.yaml:40",
                    "conditions": [{"text": "event_name == sign_up", "holds": False, "met": 'was "purchase"'}],
                }
            ],
            "variables": [
                {
                    "name": "Order size",
                    "value": {"size": "big"},
                    "type": "lookup_table",
                    "place": "rules.yaml:12",
                    "used_by": ['tag "TikTok purchase"'],
                    "problem": "a problem of it",
                }
            ],
        }
    ],
    "response": {
        "status": 200,
        "bytes": 4,
        "cookies": ["FPID"],
        "headers": [["content-type", "text/html"]],
        "body": "gone",
    },
}
