"""GTM's Format Value: what becomes of a variable's value once it is worked out."""

from __future__ import annotations

from typing import Any

import msgspec

from .event import UNDEFINED


class Format(msgspec.Struct, frozen=True):
    """`case` is for texts only; the others replace null, undefined, true and false by a value of their own."""

    case: str = ""
    null: Any = None
    undefined: Any = UNDEFINED
    true: Any = True
    false: Any = False

    def of(self, value: Any) -> Any:
        """The value as it is to be used."""
        if isinstance(value, str):
            return value.lower() if self.case == "lower" else value.upper() if self.case == "upper" else value
        if value is None:
            return self.null
        if value is UNDEFINED:
            return self.undefined
        if value is True or value is False:
            return self.true if value else self.false
        return value
