"""A comparison as lines for people: tags that fire more or less, then what is sent otherwise, events and responses."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_MOST = 40
"""Fields of one tag that are shown; the JSON has all of them."""


def lines(document: dict[str, Any]) -> Iterator[str]:
    """The text of a `diff/v1` document."""
    old, new = document["old"]["name"], document["new"]["name"]
    yield f"{old} -> {new}: {_counted(document['hits'], 'hit')}, {_totals(document)}"
    if not document["differs"]:
        yield "  nothing differs"
        yield from _unseen(document["unseen"])
        return
    yield f"  {_counted(document['hits_that_differ'], 'hit')} of {document['hits']:,} differ"
    for tag in document["tags"]:
        yield from _tag(tag, old, new)
    yield from _clients(document["clients"], old, new)
    for event in document["events"]:
        yield f'  event "{event["event"]}": {event["count"]} {event["how"]}'
        yield from _example(event["example"], old, new)
    yield from _fields("event data", document["event_data"])
    yield from _fields("response", document["responses"])
    if document["not_told"]:
        yield f"  {document['not_told']} more differences of other sorts are not told"
    yield from _unseen(document["unseen"])


def _totals(document: dict[str, Any]) -> str:
    said = []
    for noun, both in document["totals"].items():
        old, new = both["old"], both["new"]
        said.append(_counted(old, noun[:-1]) if old == new else f"{old:,} -> {_counted(new, noun[:-1])}")
    return ", ".join(said)


def _tag(tag: dict[str, Any], old: str, new: str) -> Iterator[str]:
    fired = tag["fired"]
    times = (
        f"fires {fired['old']:,} -> {fired['new']:,} times"
        if tag["firing"]
        else f"fires {_times(fired['new'])} as before"
    )
    yield f"  {tag['tag']}: {times}  ({tag['places']['new'] or tag['places']['old'] or 'a turn of another tag'})"
    for firing in tag["firing"]:
        yield f"    fires for {_counted(firing['count'], 'event')} {firing['how']}"
        yield from _example(firing["example"], old, new)
    for outcome in tag["outcomes"]:
        yield f"    ends otherwise for {_counted(outcome['count'], 'event')}: {outcome['change']}"
        yield from _example(outcome["example"], old, new)
    for verdict in tag["verdicts"]:
        yield f"    the vendor would say otherwise to {_counted(verdict['count'], 'request')}: {verdict['change']}"
        yield from _example(verdict["example"], old, new)
    for request in tag["requests"]:
        yield f"    sends {_counted(request['count'], 'request')} {request['how']}"
        yield from _example(request["example"], old, new)
    yield from _rows(tag["fields"], "request", "    ")


def _clients(clients: list[dict[str, Any]], old: str, new: str) -> Iterator[str]:
    for client in clients:
        yield f"  client {client['change']}: {_counted(client['count'], 'hit')}"
        yield from _example(client["example"], old, new)


def _fields(title: str, fields: list[dict[str, Any]]) -> Iterator[str]:
    if fields:
        yield f"  {title}"
        yield from _rows(fields, "event" if title == "event data" else "hit", "    ")


def _rows(fields: list[dict[str, Any]], noun: str, margin: str) -> Iterator[str]:
    for field in fields[:_MOST]:
        example = field["example"]
        yield f"{margin}{field['field']}: {example['old']['text']} -> {example['new']['text']}"
        yield f"{margin}  in {_counted(field['count'], noun)}, first {_where(example)}"
    if len(fields) > _MOST:
        yield f"{margin}{len(fields) - _MOST} more fields: --format json tells all of them"


def _example(example: dict[str, Any], old: str, new: str) -> Iterator[str]:
    yield f"      {_where(example)}"
    wide = max(len(old), len(new))
    for name, told in ((old, example["old"]), (new, example["new"])):
        place = f"  ({told['place']})" if told["place"] else ""
        yield f"        {name:{wide}}  {told['text']}{place}"


def _unseen(changed: list[dict[str, Any]]) -> Iterator[str]:
    if changed:
        yield "  changed in the rules, but none of these hits shows it"
    for each in changed:
        yield f"    {entry_named(each)} {each['how']}  ({each['places']['new'] or each['places']['old']})"


def entry_named(each: dict[str, Any]) -> str:
    """How an entry is called: `trigger "Purchase"`, `delivery`, `code tags/shop.py`."""
    if not each["name"]:
        return str(each["section"])
    return f"code {each['name']}" if each["section"] == "code" else f'{each["section"][:-1]} "{each["name"]}"'


def _where(example: dict[str, Any]) -> str:
    return f"{example['hit']}{', event {event} {event_name}'.format(**example) if 'event' in example else ''}".rstrip()


def _times(many: int) -> str:
    return _counted(many, "time")


def _counted(many: int, noun: str) -> str:
    return f"{many:,} {noun}{'s' * (many != 1)}"
