"""GTM's Random Number variable. Its chance is the hit's seed, so a replay draws the same number again."""

from __future__ import annotations

from typing import Annotated, Any

from gateway import Lookup, SettingError, VariableType, stable_hash


class RandomNumber(VariableType):
    """A whole number, another one for each event."""

    min: Annotated[int, "The least number."] = 0
    max: Annotated[int, "The largest number."] = 2_147_483_647

    def __post_init__(self) -> None:
        if self.max < self.min:
            raise SettingError("max", f"the largest number, {self.max}, is less than the least, {self.min}.")

    def value(self, lookup: Lookup) -> Any:
        drawn = int(stable_hash(self.name, lookup.hit.id, lookup.hit.seed, lookup.number), 16)
        return self.min + drawn % (self.max - self.min + 1)
