"""The parts a shared page is made of: sections, tables, facts, what is folded, and the word for an outcome."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from .markup import Html, element, joined

_SIGNS = {
    **dict.fromkeys(("accepted", "ok"), ("good", "✓")),
    **dict.fromkeys(("waiting", "again"), ("open", "…")),
    **dict.fromkeys(("refused", "given up", "failed", "dropped", "damaged", "hold", "unclaimed"), ("bad", "✕")),
}


def section(title: str, *inside: Html | None) -> Html:
    """A part of the page."""
    return element("section", element("h2", title), *inside)


def folded(title: str, inside: Html, count: int | None = None) -> Html | None:
    """What is opened by a click; nothing where there is nothing to count."""
    if count == 0:
        return None
    return element("details", element("summary", title if count is None else f"{title} ({count})"), inside)


def facts(known: Iterable[tuple[str, Any]]) -> Html | None:
    """Names and what they are, without those that are nothing."""
    said = [joined(element("dt", name), element("dd", value)) for name, value in known if value not in (None, "")]
    return element("dl", *said) if said else None


def table(names: tuple[str, ...], rows: Iterable[Iterable[Any]]) -> Html:
    """Rows under their names."""
    head = element("tr", *[element("th", name, scope="col") for name in names])
    body = [element("tr", *[element("td", cell) for cell in row]) for row in rows]
    return element("div", element("table", element("thead", head), element("tbody", *body)), class_="wide")


def verdict(outcome: str) -> Html:
    """The word beside a sign: colour alone tells nothing to some."""
    kind, sign = _SIGNS.get(outcome, ("", "–"))
    return element("span", f"{sign} {outcome}", class_=f"mark {kind}".strip())


def value(said: Any) -> Html:
    """A value as JSON writes it, text as it is."""
    text = said if isinstance(said, str) else json.dumps(said, ensure_ascii=False, default=str)
    return element("code", text)


def written(body: Any) -> Html:
    """A body as it is, JSON over lines."""
    return element(
        "pre", body if isinstance(body, str) else json.dumps(body, indent=2, ensure_ascii=False, default=str)
    )
