"""A program: a template's code ready to run, with everything its runs share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from ..event import Event
from ..hit import Hit
from ..outgoing import OutgoingRequest
from .contexts import Contexts
from .engine import Limits
from .google import GoogleStandIn
from .realm import Realm, Script
from .script_files import requires_by_name
from .storage import Storage

Kind = Literal["TAG", "MACRO", "CLIENT"]


@dataclass(frozen=True, kw_only=True)
class Lent:
    """What a template can use that is not the sandbox's own: it knows no client and no tag, and is lent what they do."""

    events_of: Callable[[Hit], list[dict[str, Any]] | None] | None = None
    """The events of a GA4 hit; None where it is none."""
    analytics: Callable[[Event, Hit], OutgoingRequest | None] | None = None
    """The request that tells Google Analytics of an event."""
    keys: Mapping[str, str] = field(default_factory=dict, repr=False)
    """The private keys of `hmacSha256` by their names, in base64."""
    google: GoogleStandIn = field(default_factory=GoogleStandIn)


@dataclass(frozen=True, kw_only=True, eq=False)
class Program:
    """The code of a template, and what its runs share: realms, storage, stand-ins."""

    kind: Kind
    code: str
    file: str = ""
    line: int = 1
    permissions: Any = None
    """As the realm's own check reads them; None allows everything."""
    warn_only: bool = False
    """Whether what it may not do is a line in the trace instead of an error."""
    limits: Limits = field(default_factory=Limits)
    lent: Lent = field(default_factory=Lent)
    storage: Storage = field(default_factory=Storage)
    contexts: Contexts = field(init=False)
    _mentioned: dict[tuple[str, ...], bool] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "contexts", Contexts(self._realm, most_memory=self.limits.memory // 2))

    def mentions(self, *names: str) -> bool:
        """Whether the code may use one of these APIs: what it surely does not is not made ready for it."""
        if names not in self._mentioned:
            self._mentioned[names] = not requires_by_name(self.code) or any(name in self.code for name in names)
        return self._mentioned[names]

    def _realm(self) -> Realm:
        return Realm(Script(self.code, self.line, self.file, self.permissions), self.limits)
