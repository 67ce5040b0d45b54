"""The template of the mug shop, for the tests of its file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from gateway.errors import RulesError
from gateway.sandbox.tpl import Template, read_template

TEXT = (Path(__file__).parent / "templates" / "parameters_shop.tpl").read_text("utf-8")


def shop(**replaced: str) -> Template:
    """The template as it is, or with other texts in some sections: `shop(INFO="{}")`."""
    return read_template(text_of(**replaced), "templates/shop.tpl")


def text_of(**replaced: str) -> str:
    """Its text, with other texts in some sections."""
    head, *parts = TEXT.split("\n___")
    sections = dict(part.split("___\n", 1) for part in [head.removeprefix("___"), *parts])
    return "\n".join(f"___{name}___\n{text}" for name, text in {**sections, **replaced}.items())


def told(text: Any) -> list[str]:
    """What is wrong with a template, a sentence each."""
    try:
        read_template(text, "shop.tpl")
    except RulesError as error:
        return [str(problem) for problem in error.problems]
    return []
