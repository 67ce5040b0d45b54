"""One event on a shared page: its tags with what made them fire or not, its variables, its data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from .markup import Html, element, joined
from .page_parts import facts, folded, section, table, value, verdict

Json: TypeAlias = Mapping[str, Any]


def event_parts(event: Json, *, many: bool) -> Html:
    """Tags, Variables and Event Data, under the event's name where there are several."""
    return joined(
        element("h2", f"Event: {event.get('name', '')}", class_="event") if many else None,
        section("Tags", *_tags(event)),
        section("Variables", _variables(event.get("variables") or ())),
        section("Event Data", _data(event), _consent(event.get("consent") or {})),
    )


def _tags(event: Json) -> Iterable[Html]:
    fired, silent = event.get("tags") or (), event.get("not_fired") or ()
    yield element("h3", f"Fired ({len(fired)})")
    yield joined(*map(_fired, fired)) if fired else element("p", "None.", class_="none")
    yield element("h3", f"Not fired ({len(silent)})")
    yield joined(*map(_not_fired, silent)) if silent else element("p", "None.", class_="none")


def _fired(run: Json) -> Html:
    why = run.get("fired") or {}
    return element(
        "article",
        element("h4", run.get("tag", ""), " ", verdict(run.get("verdict") or run.get("outcome") or "")),
        facts(
            [
                ("Type", run.get("type")),
                ("Fired by", why.get("why")),
                ("Place", why.get("place")),
                ("Why", run.get("why")),
            ]
        ),
        _conditions(why.get("conditions") or ()),
        facts(
            [
                ("Cookies", ", ".join(map(str, run.get("cookies") or ()))),
                ("Pixels", ", ".join(map(str, run.get("pixels") or ()))),
            ]
        ),
    )


def _not_fired(tag: Json) -> Html:
    return element(
        "article",
        element("h4", tag.get("tag", ""), " ", element("span", "– not fired", class_="mark")),
        facts([("Type", tag.get("type")), ("Why", tag.get("why")), ("Place", tag.get("place"))]),
        _conditions(tag.get("conditions") or ()),
    )


def _conditions(conditions: Iterable[Json]) -> Html | None:
    rows = [
        (
            element(
                "span",
                "✓ holds" if each.get("holds") else "✕ fails",
                class_="mark good" if each.get("holds") else "mark bad",
            ),
            element("code", each.get("text", "")),
            each.get("met"),
        )
        for each in conditions
    ]
    return table(("", "Condition", "Met"), rows) if rows else None


def _variables(variables: Iterable[Json]) -> Html:
    rows = [
        (
            each.get("name"),
            value(each.get("value")),
            each.get("type"),
            each.get("place"),
            ", ".join(map(str, each.get("used_by") or ())),
            each.get("problem"),
        )
        for each in variables
    ]
    return (
        table(("Variable", "Value", "Type", "Place", "Used by", "Problem"), rows)
        if rows
        else element("p", "None.", class_="none")
    )


def _data(event: Json) -> Html:
    origins = event.get("origins") or {}
    data = event.get("data") or {}
    return table(
        ("Key", "Value", "On the wire"), [(key, value(known), origins.get(key)) for key, known in data.items()]
    )


def _consent(consent: Json) -> Html | None:
    granted = consent.get("granted") or {}
    rows = [(name, "✓ granted" if given else "✕ denied") for name, given in granted.items()]
    return (
        folded(f"Consent: {consent.get('source') or 'nothing said'}", table(("Consent", "State"), rows))
        if rows
        else None
    )
