"""A trace in all its details, as the preview shows it: the `trace/v1` document with the whole request and all variables."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from .built_in import BUILT_IN
from .container import TagEntry, TriggerEntry
from .errors import VariableError
from .event import UNDEFINED
from .explanation import Tried, nearest_first, tried, undecided
from .hit import Hit
from .lookup import Lookup, Pending
from .provenance import provenance
from .query import pairs
from .redaction import mask, redacted, redacted_text
from .report import report
from .trace import EventTrace, Trace
from .veil import veil_of
from .wire import body_lines, meaning, origins

_SHOWN = 16_384
_UNASKED = "nothing asked for it during the trip"
_MOST_PAIRS, _MOST_LINES = 500, 50


def details(trace: Trace) -> dict[str, Any]:
    """The document of one trace, masked like `report`, with what only somebody who looks at this one hit wants to know."""
    document = report(trace)
    for event, shown in zip(trace.events, document["events"], strict=True):
        _enrich(trace, event, shown)
    document["request"] |= _request(trace.hit)
    document["response"] = _response(trace)
    return document


def _enrich(trace: Trace, event: EventTrace, shown: dict[str, Any]) -> None:
    tags = trace.container.tags_by_name
    found = _all_tried(trace.container.tags, event.lookup)
    for run, told in zip(event.runs, shown["tags"], strict=True):
        told |= _decided_by(tags[run.tag], found) if run.tag == run.key else {}
        told["type"] = tags[run.tag].type_name
        veil = veil_of(tags[run.tag], event.lookup, run.event)
        for sent, document in zip(run.sent, told["sent"], strict=True):
            sources = provenance(tags[run.tag], sent.request, run.event)
            document["sources"] = [each | {"value": veil.over(each["value"])} for each in sources]
    for silent in shown["not_fired"]:
        silent |= _decided_by(tags[silent["tag"]], found)
        silent["type"] = tags[silent["tag"]].type_name
    shown["triggers"] = {name: each.told for name, each in found.items()}
    shown["data"] = _plain(shown["data"])
    shown["origins"] = origins(trace.hit, event.number, event.event)
    shown["variables"] = _variables(trace, event.lookup)


def _all_tried(tags: Iterable[TagEntry], lookup: Lookup) -> dict[str, Tried]:
    """All triggers and exceptions of some tags as they met the event, by their names."""
    entries = {entry.name: entry for tag in tags for entry in (*tag.triggers, *tag.exceptions)}
    return {name: _tried_one(entry, lookup) for name, entry in entries.items()}


def _tried_one(entry: TriggerEntry, lookup: Lookup) -> Tried:
    if all(map(lookup.may_be_read, entry.trigger.names())):
        return tried(entry, lookup)
    return undecided(entry, _UNASKED)


def _decided_by(tag: TagEntry, found: Mapping[str, Tried]) -> dict[str, Any]:
    """The names of its triggers, the nearest first, and of its exceptions: what GTM shows of every tag."""
    nearest = nearest_first(found[entry.name] for entry in tag.triggers)
    return {
        "triggers": [each.told["trigger"] for each in nearest],
        "exceptions": [entry.name for entry in tag.exceptions],
    }


def _request(hit: Hit) -> dict[str, Any]:
    return {
        "host": redacted_text(hit.header("host") or ""),
        "ip": redacted_text(hit.ip),
        "query": [_parameter(name, value) for name, value in pairs(hit.query)[:_MOST_PAIRS]],
        "headers": [[name, _header(name, value)] for name, value in hit.headers],
        "cookies": [[name, mask(value)] for name, value in _cookies(hit)],
        "body": redacted_text(hit.body.decode("utf-8", "replace"))[:_SHOWN],
        "lines": [
            [_parameter(name, value) for name, value in line[:_MOST_PAIRS]] for line in body_lines(hit)[:_MOST_LINES]
        ],
    }


def _parameter(name: str, value: str) -> dict[str, str]:
    """The mask goes by both names: `cid` is nobody's, and `client_id` is a person's."""
    means = meaning(name)
    names = (name.lower(), means.rpartition(".")[2].lower())
    return {"name": redacted_text(name), "means": redacted_text(means), "value": _masked(value, *names)}


def _header(name: str, value: str) -> str:
    return _masked(value, name.lower(), name.lower().replace("-", "_"))


def _masked(text: str, *names: str) -> str:
    """A text under these names: wholly masked where one of them is a person's."""
    plain = redacted_text(text)
    masked = (redacted(text, name) for name in names)
    return next((str(shown) for shown in masked if shown != plain), None) or plain


def _cookies(hit: Hit) -> list[tuple[str, str]]:
    said = (part.strip().partition("=") for name, text in hit.headers if name == "cookie" for part in text.split(";"))
    return [(redacted_text(name), value) for name, _, value in said if name]


def _response(trace: Trace) -> dict[str, Any] | None:
    answer = trace.answer
    if answer is None:
        return None
    return {
        "status": answer.status,
        "bytes": len(answer.body),
        "cookies": [value.partition("=")[0] for name, value in answer.headers if name == "set-cookie"],
        "headers": [
            [name, _set_cookie(value) if name == "set-cookie" else _header(name, value)]
            for name, value in answer.headers
        ],
        "body": redacted_text(answer.body[:_SHOWN].decode("utf-8", "replace")),
    }


def _set_cookie(text: str) -> str:
    """What a cookie holds is a visitor's; how it is set is not."""
    name, _, rest = text.partition("=")
    value, semicolon, flags = rest.partition(";")
    return f"{name}={mask(value)}{semicolon}{flags}"


def _variables(trace: Trace, lookup: Lookup) -> list[dict[str, Any]]:
    """The container's own variables, and the built-in ones that have a value or are used."""
    uses = trace.container.uses
    own = [_variable(lookup, name, entry.type_name, entry.place.in_short) for name, entry in lookup.variables.items()]
    built_in = [_variable(lookup, name, "built-in", "") for name in BUILT_IN if name not in lookup.variables]
    found = [*own, *(each for each in built_in if "value" in each or each["name"] in uses)]
    return [each | {"used_by": list(uses.get(each["name"], ()))} for each in found]


def _variable(lookup: Lookup, name: str, type_name: str, place: str) -> dict[str, Any]:
    """Without a value it is undefined."""
    told = {"name": name, "type": type_name, "place": place, "problem": ""}
    if not lookup.may_be_read(name):
        return told | {"problem": _UNASKED}
    try:
        value = lookup.shown(f"{{{{{name}}}}}")
    except Pending:
        return told | {"problem": _UNASKED}
    except VariableError as error:
        return told | {"problem": redacted_text(str(error))}
    if value is UNDEFINED:
        return told
    return told | {"value": _plain(value)}


def _plain(value: Any) -> Any:
    """What JSON has; of anything else how Python writes it."""
    if value is None or isinstance(value, bool | int | str) or (isinstance(value, float) and math.isfinite(value)):
        return value
    if isinstance(value, dict):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    return redacted_text(repr(value))
