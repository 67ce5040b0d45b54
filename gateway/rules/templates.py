"""Templates as types: `type: crm` of a tag is `templates/crm.tpl`, where that is a template of a tag."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

import msgspec

from ..container import Container
from ..errors import GatewayError
from ..event import Event
from ..hit import Hit
from ..kinds import Claimed, ClientType, TagType, Type
from ..lookup import Lookup
from ..outgoing import OutgoingRequest
from ..place import Problem
from ..sandbox.google import GoogleStandIn
from ..sandbox.lint import lint
from ..sandbox.program import Lent
from ..sandbox.template_type import type_of
from ..sandbox.tpl import Template, read_template
from ..steps import All, Ask, Run
from .own_code import TEMPLATES
from .written import Written

_SECTIONS = {"TAG": "tags", "MACRO": "variables", "CLIENT": "clients"}
_NAMED = {"tags": "a tag", "variables": "a variable", "clients": "a client"}


class Options(msgspec.Struct, frozen=True):
    """What the section `templates` says: templates whose refusals are warnings, and what the stand-ins hold."""

    warn: frozenset[str] | None = frozenset()
    """None means all of them."""
    documents: Mapping[str, Mapping[str, Any]] | None = None
    keys: Mapping[str, str] = {}


def templates_of(container: Container) -> list[Template]:
    """The templates that a container uses, each once."""
    configured = [
        *(tag.configured.kind for tag in container.tags),
        *(each.kind for each in container.variables.values()),
    ]
    kinds = [*(type(entry.client) for entry in container.clients), *configured]
    found = {
        template.file: template for kind in kinds if isinstance(template := getattr(kind, "template", None), Template)
    }
    return [found[file] for file in sorted(found)]


def options_of(section: Written | None) -> Options:
    """The section as it is written; what is not written right is told by the schema."""
    written = section.data() if section is not None else None
    if not isinstance(written, dict):
        return Options()
    permissions, documents, keys = (written.get(key) for key in ("permissions", "documents", "keys"))
    warn = (
        frozenset(name for name, how in permissions.items() if how == "warn")
        if isinstance(permissions, dict)
        else frozenset()
    )
    return Options(
        warn=None if permissions == "warn" else warn,
        documents=_mappings(documents) if isinstance(documents, dict) else None,
        keys={name: str(key) for name, key in keys.items()} if isinstance(keys, dict) else {},
    )


def _mappings(documents: dict[str, Any]) -> dict[str, Mapping[str, Any]]:
    return {path: document for path, document in documents.items() if isinstance(document, dict)}


class Templates:
    """The templates of one container, read once; all of them share the stand-in of Google Cloud."""

    def __init__(self, files: Mapping[str, bytes], options: Options) -> None:
        """`files` are texts by their names, such as `templates/crm.tpl`."""
        self._files = {
            name.removeprefix(f"{TEMPLATES}/").removesuffix(".tpl"): (name, text) for name, text in files.items()
        }
        self._options = options
        self._google = GoogleStandIn(options.documents)
        self._read: dict[str, Template] = {}

    def names(self, section: str) -> list[str]:
        """Those of a section; one that cannot be read may be of any."""
        return [name for name in self._files if self._section(name) in (section, None)]

    def has(self, name: str) -> bool:
        """Whether there is a file of this name."""
        return name in self._files

    def template(self, name: str) -> Template:
        """The template. Raises RulesError with everything that is wrong with its file."""
        if name not in self._read:
            file, text = self._files[name]
            self._read[name] = read_template(text.decode("utf-8", "replace"), file)
        return self._read[name]

    def type_of(self, section: str, name: str, lent: Lent) -> type[Type]:
        """The type it is. Raises GatewayError where it is one of another section."""
        template = self.template(name)
        own = _SECTIONS.get(template.info.type, "")
        if own != section:
            file, _ = self._files[name]
            raise GatewayError(
                f"{file} is a template of {_NAMED.get(own, 'something else')}, and this is {_NAMED[section]}."
            )
        warns = self._options.warn is None or name in self._options.warn
        made: type[Type] = type_of(template, warn_only=warns, lent=lent)
        return made

    def warnings(self) -> Iterator[Problem]:
        """What GTM would not save of their code."""
        for template in self._read.values():
            yield from lint(template.code, template.file, template.code_line)

    def lent(self, analytics: type[TagType], ga4: type[ClientType]) -> Lent:
        """What templates borrow from types of ours: GA4's client reads hits for them, GA4's tag writes requests."""
        return Lent(
            events_of=partial(_events_of, ga4(name="GA4")),
            analytics=partial(_analytics, analytics),
            keys=self._options.keys,
            google=self._google,
        )

    def _section(self, name: str) -> str | None:
        try:
            return _SECTIONS.get(self.template(name).info.type)
        except GatewayError:
            return None


def _events_of(client: ClientType, hit: Hit) -> list[dict[str, Any]] | None:
    claimed = client.claim(hit)
    if not isinstance(claimed, Claimed):
        return None
    return [dict(event) for event in _events(claimed)]


def _events(claimed: Claimed) -> Iterator[Event]:
    """The events of a client's steps; nothing is asked for them, and nobody is answered."""
    answer: Any = None
    while True:
        try:
            step = claimed.steps.send(answer)
        except StopIteration:
            return
        if isinstance(step, Ask):
            claimed.steps.close()
            return
        each = step.parts if isinstance(step, All) else (step,)
        yield from (one.event for one in each if isinstance(one, Run))
        answer = [None] * len(each) if isinstance(step, All) else None


def _analytics(kind: type[TagType], event: Event, hit: Hit) -> OutgoingRequest | None:
    for step in kind(name="sendEventToGoogleAnalytics").run(event, Lookup(event, hit)):
        if isinstance(step, OutgoingRequest):
            return step
    return None
