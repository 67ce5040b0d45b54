"""NEW TYPE: sends purchases as JSON to an address."""

from typing import Annotated

from gateway import Event, Lookup, OutgoingRequest, Skipped, Steps, TagType


class NewType(TagType):
    """Sends purchases as JSON to an address."""

    url: Annotated[str, "Where purchases go.", {"examples": ["https://crm.example/orders"]}]

    def run(self, event: Event, lookup: Lookup) -> Steps:
        if not event.get("transaction_id"):
            return Skipped("the event has no transaction_id")
        order = {"order": event["transaction_id"], "value": event.get("value"), "items": len(event.get("items", []))}
        yield OutgoingRequest.post(self.url, json=order)
        return None
