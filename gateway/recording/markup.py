"""HTML written so that no text can become part of it: what is no `Html` is escaped, and signs nobody sees are shown."""

from __future__ import annotations

import base64
import hashlib
import html
from typing import Any


class Html(str):
    """Text that is HTML already. Only this file makes one."""

    __slots__ = ()


_EMPTY = frozenset(("meta", "br", "wbr"))
_LINE = frozenset("\n\t")


def element(kind: str, /, *inside: Any, **attributes: str) -> Html:
    """An element; `class_` is its class. Texts and attributes are escaped, whatever they hold."""
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_escaped(value)}"' for key, value in attributes.items() if value
    )
    if kind in _EMPTY:
        return Html(f"<{kind}{said}>")
    return Html(f"<{kind}{said}>{joined(*inside)}</{kind}>")


def joined(*inside: Any) -> Html:
    """These, one after the other; None is nothing."""
    return Html("".join(each if isinstance(each, Html) else _escaped(each) for each in inside if each is not None))


def page(title: str, style: str, *inside: Any) -> str:
    """A whole document that loads and runs nothing: its policy allows this one style, by its digest."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="referrer", content="no-referrer"),
        element("title", title),
        # A style is no text to be escaped: its digest is that of what stands here.
        Html(f"<style>{style}</style>"),
    )
    return f"<!doctype html>\n{element('html', head, element('body', *inside), lang='en')}\n"


def _escaped(text: Any) -> str:
    return html.escape("".join(sign if sign.isprintable() or sign in _LINE else shown(sign) for sign in str(text)))


def shown(sign: str) -> str:
    """A sign that would be obeyed, or that no file can hold, as its number."""
    return f"\\u{ord(sign):04x}"
