"""NEW TYPE: fires for orders of at least a certain value."""

from typing import Annotated

from gateway import Check, Condition, Lookup, TriggerType, number


class NewType(TriggerType):
    """Fires for orders of at least a certain value."""

    least: Annotated[float, "The value from which on it fires.", {"examples": [100]}]

    def check(self, lookup: Lookup) -> Check:
        value = number(lookup.event.at("value"))
        fires = value >= self.least
        return Check(fires, lambda: (Condition(f"value >= {self.least}", fires, f"value was {value}"),))
