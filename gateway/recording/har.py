"""Hits as a HAR 1.2 file, for the tools that read network recordings: each hit, and every attempt to send what came of it.

It is made of details documents (`trace/v1`), so it is masked as they are. What nobody measured is 0, or -1 where the format
has that for "not known". Source: W3C, "HTTP Archive (HAR) format", and its JSON schema.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import Any, TypeAlias
from urllib.parse import parse_qsl, quote, urlsplit

Json: TypeAlias = dict[str, Any]

VERSION = "1.2"
_HTTP = "HTTP/1.1"
_JSON, _TEXT = "application/json", "text/plain"
_NOT_SENT = 0


def har(documents: Iterable[Mapping[str, Any]]) -> Json:
    """The archive of these details documents. `_trace` of an entry is the hit's id, `_tag` the tag that sent it."""
    entries = [entry for document in documents for entry in _entries(document)]
    return {"log": {"version": VERSION, "creator": creator(), "pages": [], "entries": entries}}


def creator() -> Json:
    """Who wrote it."""
    try:
        return {"name": "sgtm", "version": version("sgtm")}
    except PackageNotFoundError:
        return {"name": "sgtm", "version": ""}  # run from a folder that nobody installed


def _entries(document: Mapping[str, Any]) -> Iterator[Json]:
    at, hit = str(document.get("at") or ""), str(document.get("id") or "")
    yield {**_incoming(document, at), "_trace": hit}
    for event in document.get("events") or ():
        for run in event.get("tags") or ():
            more = {"_trace": hit, "_tag": str(run.get("tag", "")), "_event": str(event.get("name", ""))}
            for asked in run.get("asked") or ():
                yield {**_entry(at, _outgoing(asked["request"]), _reply(asked["reply"])), **more}
            for sent in run.get("sent") or ():
                for attempt in sent.get("attempts") or ():
                    made = _entry(str(attempt.get("at") or at), _outgoing(sent["request"]), _reply(attempt))
                    yield {**made, **more}


def _entry(at: str, request: Json, response: Json) -> Json:
    return {
        "startedDateTime": at,
        "time": 0,
        "request": request,
        "response": response,
        "cache": {},
        "timings": {"blocked": -1, "dns": -1, "connect": -1, "send": 0, "wait": 0, "receive": 0, "ssl": -1},
    }


def _incoming(document: Mapping[str, Any], at: str) -> Json:
    said = document.get("request") or {}
    headers = [(str(name), str(value)) for name, value in said.get("headers") or ()]
    query = [(str(each.get("name", "")), str(each.get("value", ""))) for each in said.get("query") or ()]
    text = "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in query)
    url = f"https://{said.get('host') or 'localhost'}{said.get('path') or '/'}{'?' if text else ''}{text}"
    request = _request(str(said.get("method") or "GET"), url, headers, query, said.get("body") or "")
    request["cookies"] = _pairs((str(name), str(value)) for name, value in said.get("cookies") or ())
    return _entry(at, request, _answer(document.get("response")))


def _outgoing(said: Mapping[str, Any]) -> Json:
    url = str(said.get("url") or "")
    headers = [(str(name), str(value)) for name, value in (said.get("headers") or {}).items()]
    return _request(str(said.get("method") or "POST"), url, headers, _query(url), said.get("body") or "")


def _request(method: str, url: str, headers: list[tuple[str, str]], query: list[tuple[str, str]], body: Any) -> Json:
    text = _written(body)
    request: Json = {
        "method": method,
        "url": url,
        "httpVersion": _HTTP,
        "cookies": [],
        "headers": _pairs(headers),
        "queryString": _pairs(query),
        "headersSize": -1,
        "bodySize": _size(text),
    }
    if text:
        request["postData"] = {"mimeType": _type(headers, body), "text": text}
    return request


def _answer(said: Mapping[str, Any] | None) -> Json:
    """What the browser got. Of its cookies the names are known."""
    if said is None:
        return _response(_NOT_SENT, [], "")
    headers = [(str(name), str(value)) for name, value in said.get("headers") or ()]
    response = _response(int(said.get("status") or 0), headers, said.get("body") or "")
    response["cookies"] = _pairs((str(name), "") for name in said.get("cookies") or ())
    response["content"]["size"] = int(said.get("bytes") or 0)
    return response


def _reply(said: Mapping[str, Any]) -> Json:
    response = _response(int(said.get("status") or 0), [], said.get("body") or "")
    if error := str(said.get("error") or ""):
        response["_error"] = error
    if why := str(said.get("why") or ""):
        response["comment"] = why
    return response


def _response(status: int, headers: list[tuple[str, str]], body: Any) -> Json:
    text = _written(body)
    return {
        "status": status,
        "statusText": "",
        "httpVersion": _HTTP,
        "cookies": [],
        "headers": _pairs(headers),
        "content": {"size": _size(text), "mimeType": _type(headers, body), "text": text},
        "redirectURL": next((value for name, value in headers if name.lower() == "location"), ""),
        "headersSize": -1,
        "bodySize": -1,
    }


def _pairs(pairs: Iterable[tuple[str, str]]) -> list[Json]:
    return [{"name": name, "value": value} for name, value in pairs]


def _query(url: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(urlsplit(url).query, keep_blank_values=True)
    except ValueError:
        return []  # no address at all, and the request says so


def _written(body: Any) -> str:
    return body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)


def _size(text: str) -> int:
    return len(text.encode("utf-8", "replace"))


def _type(headers: list[tuple[str, str]], body: Any) -> str:
    said = next((value for name, value in headers if name.lower() == "content-type"), "")
    return said or (_TEXT if isinstance(body, str) else _JSON)
