"""The custom templates of an export: each becomes a file, and the types of GTM that mean it are found again."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .export import Thing, unique

_LONGEST_NAME = 60
_INFO_ID = re.compile(r'^___INFO___\s*\{.*?"id":\s*"(cvt_[A-Za-z0-9_-]{1,100})"', re.MULTILINE | re.DOTALL)
_HEAD = 20_000
_FORM = re.compile(r"^___TEMPLATE_PARAMETERS___[ \t]*$(.*?)(?:^___[A-Z_]+___[ \t]*$|\Z)", re.MULTILINE | re.DOTALL)
_FIELD = re.compile(r'"name"\s*:\s*"([^"\\]*)"')
_PLACEHOLDER = "cvt_temp_public_id"


@dataclass(frozen=True)
class Template:
    """A custom template: its type here, which is its file's name, and its text."""

    type: str
    name: str
    path: str
    text: str
    id: str = ""
    gallery_id: str = ""
    info_id: str = ""
    repository: str = ""
    """Where the gallery has it from: owner/name."""

    fields: frozenset[str] = frozenset()
    """The names in its form; none where its text has no form."""

    def has(self, field: str) -> bool:
        """Whether its form may have a field of that name."""
        return not self.fields or field in self.fields

    @property
    def file(self) -> str:
        """Where it stands, as seen from rules.yaml."""
        return f"templates/{self.type}.tpl"


def templates_of(things: Iterable[Thing], taken: Collection[str] = ()) -> tuple[Template, ...]:
    """The templates of an export. `taken` are names of types that a template must not have."""
    numbers = dict.fromkeys(taken, 1)
    return tuple(_template(thing, unique(type_name(thing.name), numbers, "{}_{}")) for thing in things)


def by_types(kinds: Iterable[str], templates: Sequence[Template]) -> Mapping[str, Template]:
    """The template that each type such as cvt_12345_6 or cvt_T5657 means, where the export has it.

    It may be named by the id in its text, by the gallery's, and by that of the template behind that of its container.
    """
    known = list(reversed(templates))
    named = {each.info_id: each for each in known if each.info_id}
    of_gallery = {each.gallery_id: each for each in known if each.gallery_id}
    numbered = {each.id: each for each in known if each.id}
    found = {}
    for kind in sorted({kind for kind in kinds if kind.startswith("cvt_")}):
        rest, tail = kind.removeprefix("cvt_"), kind.rpartition("_")[2]
        template = named.get(kind) or of_gallery.get(rest) or numbered.get(tail) or of_gallery.get(tail)
        if template is not None:
            found[kind] = template
    return found


def type_name(name: str) -> str:
    """A name for a type and a file: small letters, digits and _."""
    folded = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    word = re.sub(r"[^a-z0-9]+", "_", folded).strip("_")[:_LONGEST_NAME].strip("_")
    return word if word[:1].isalpha() else f"template_{word}".strip("_")


def _template(thing: Thing, type_here: str) -> Template:
    text = thing.data.get("templateData") or ""
    given = thing.data.get("galleryReference")
    gallery: Mapping[str, Any] = given if isinstance(given, dict) else {}
    info = _INFO_ID.search(text[:_HEAD])
    info_id = info.group(1) if info and info.group(1) != _PLACEHOLDER else ""
    owner, repository = (str(gallery.get(key, "")) for key in ("owner", "repository"))
    return Template(
        type_here,
        thing.name,
        thing.path,
        text,
        thing.id,
        str(gallery.get("galleryTemplateId", "")),
        info_id,
        f"{owner}/{repository}".lower().strip("/"),
        frozenset(_FIELD.findall(form.group(1))) if (form := _FORM.search(text)) else frozenset(),
    )
