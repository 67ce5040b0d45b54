"""GTM's Visitor Region variable."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from gateway import UNDEFINED, Lookup, VariableType, visitor_region


class VisitorRegion(VariableType):
    """Where the visitor is, as the hit or whoever stands before the gateway says: `BR-SP`."""

    part: Annotated[Literal["both", "country", "region"], "Country, region or both, as in ISO 3166-2."] = "both"

    def value(self, lookup: Lookup) -> Any:
        country, region = visitor_region(lookup.event, lookup.hit)
        found = {"country": country, "region": region, "both": "-".join(filter(None, (country, region)))}[self.part]
        return found or UNDEFINED
