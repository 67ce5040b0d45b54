"""The TikTok Events API tag: GA4 events as TikTok's events, with every match key TikTok can use.

Source: TikTok API for Business, "Report App, Web, Offline, or CRM Events" (Events API 2.0).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from gateway import (
    Event,
    Lookup,
    OutgoingRequest,
    Reply,
    Secret,
    SettingError,
    Skipped,
    Steps,
    TagType,
    Verdict,
    hashing,
    is_unset,
    stable_hash,
    tiktok,
)

from ._http import check_endpoint
from ._tiktok_events import tiktok_name
from ._tiktok_properties import properties
from ._tiktok_user import user


class TikTok(TagType):
    """Sends events to TikTok's Events API, one request an event."""

    pixel_code: Annotated[str, "The pixel's code, from Events Manager.", {"examples": ["${TIKTOK_PIXEL_CODE}"]}]
    access_token: Annotated[
        Secret,
        "The Events API access token: Events Manager, pixel, Settings.",
        {"examples": ["${TIKTOK_ACCESS_TOKEN}"]},
    ]
    endpoint: Annotated[
        str,
        "Where TikTok's API is; change it to test against a local endpoint.",
        {"examples": ["http://localhost:8090"]},
    ] = tiktok.HOST
    event: Annotated[
        str | None, "TikTok's name of the event; left out, it follows from the GA4 event.", {"examples": ["Contact"]}
    ] = None
    event_map: Annotated[
        Mapping[str, str] | None,
        "GA4 event names and the TikTok names they shall have, beside the usual ones.",
        {"examples": [{"book_a_visit": "Schedule"}]},
    ] = None
    unmapped: Annotated[
        Literal["skip", "passthrough"],
        "What becomes of GA4 events that have no TikTok name: skip, or send as they are.",
    ] = "skip"
    legacy_names: Annotated[
        bool, "Send CompletePayment and SubmitForm, for pages whose pixel still uses these names."
    ] = False
    event_id: Annotated[
        str | None,
        "The id that tells TikTok that a pixel event is the same; left out, the event's event_id.",
        {"examples": ["{{Event id}}"]},
    ] = None
    missing_event_id: Annotated[
        Literal["generate", "transaction_id", "omit"],
        "What to send where the page gave no event_id: one made from the hit (a resend never counts twice), "
        "the transaction id, or none.",
    ] = "generate"
    external_id: Annotated[
        str | None, "The visitor's id in your system; left out, the event's user_id.", {"examples": ["{{Customer id}}"]}
    ] = None
    default_country: Annotated[
        str | int | None,
        "The country of phone numbers that come without its code: DE or 49.",
        {"examples": ["DE", 49]},
    ] = None
    test_event_code: Annotated[
        str | None, "Shows the event under Test Events; leave out when live.", {"examples": ["TEST12345"]}
    ] = None
    limited_data_use: Annotated[bool, "Ask TikTok to process the event under US state privacy rules."] = False

    def __post_init__(self) -> None:
        check_endpoint(self.endpoint)
        if not is_unset(self.default_country):
            try:
                hashing.phone(str(self.default_country or ""))
            except ValueError as error:
                raise SettingError("default_country", str(error)) from None

    def run(self, event: Event, lookup: Lookup) -> Steps:
        name = self.event or tiktok_name(event, self.event_map or {}, self.unmapped, legacy_names=self.legacy_names)
        if name is None:
            return Skipped(f'TikTok has no event for "{event.get("event_name", "")}" (unmapped: skip)')
        yield OutgoingRequest.post(
            self.endpoint.rstrip("/") + tiktok.TRACK_PATH,
            json=self._body(name, event, lookup),
            headers={tiktok.TOKEN_HEADER: self.access_token},
        )
        return None

    @classmethod
    def verdict(cls, reply: Reply, requests: tuple[OutgoingRequest, ...]) -> tuple[Verdict, ...]:
        return (tiktok.verdict(reply),) * len(requests)

    def _body(self, name: str, event: Event, lookup: Lookup) -> dict[str, Any]:
        body: dict[str, Any] = {"event_source": "web", "event_source_id": self.pixel_code}
        if self.test_event_code:
            body["test_event_code"] = self.test_event_code
        body["data"] = [self._event(name, event, lookup)]
        return body

    def _event(self, name: str, event: Event, lookup: Lookup) -> dict[str, Any]:
        page = {"url": event.get("page_location"), "referrer": event.get("page_referrer")}
        found = {
            "event": name,
            # TikTok counts seconds; a hit's time is in milliseconds and stays the same over resends.
            "event_time": lookup.hit.at // 1000,
            "event_id": self._event_id(event, lookup),
            "user": user(event, lookup, external_id=self.external_id, default_country=str(self.default_country or "")),
            "page": {key: str(value) for key, value in page.items() if value},
            "properties": properties(event),
            "limited_data_use": True if self.limited_data_use else None,
        }
        return {key: value for key, value in found.items() if value or key == "user"}

    def _event_id(self, event: Event, lookup: Lookup) -> str | None:
        """Always text: TikTok refuses an event_id that is a number."""
        given = self.event_id or event.get("event_id")
        if given is not None and given != "":
            return str(given)
        if self.missing_event_id == "omit":
            return None
        if self.missing_event_id == "transaction_id" and event.get("transaction_id"):
            return str(event["transaction_id"])
        return stable_hash(lookup.hit.id, lookup.number, self.name)
