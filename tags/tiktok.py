"""The TikTok Events API tag: GA4 events as TikTok's events, with every match key TikTok can use.

Source: TikTok API for Business, "Report App, Web, Offline, or CRM Events" (Events API 2.0).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any, ClassVar

from msgspec import structs

from gateway import Event, Failed, Log, Lookup, OutgoingRequest, Reply, Skipped, Steps, Verdict, tiktok

from ._tiktok_cookies import cookies
from ._tiktok_event import event_of, fault_of
from ._tiktok_events import tiktok_name
from ._tiktok_settings import TikTokSettings
from ._tiktok_sources import SOURCES
from ._tiktok_user import click_of


class TikTok(TikTokSettings):
    """Sends events to TikTok's Events API: each at once, and those that have to wait together."""

    sources: ClassVar[Mapping[str, tuple[str, ...]]] = SOURCES
    usual_consent: ClassVar[tuple[str, ...]] = ("ad_storage", "ad_user_data")
    resent_at_most: ClassVar[float | None] = tiktok.DEDUPLICATES_FOR
    join_at_most: ClassVar[int] = tiktok.MOST_EVENTS
    requests_per_second: ClassVar[int | None] = tiktok.CALLS_PER_SECOND

    @classmethod
    def hosts(cls, settings: Mapping[str, Any]) -> tuple[str, ...]:
        """TikTok's API; the page's address is none of them."""
        return (settings["endpoint"],)

    def run(self, event: Event, lookup: Lookup) -> Steps:
        click = click_of(event)
        yield from cookies(self, event, lookup, click)
        own, said = self.event_map or {}, self.texts
        name = tiktok_name(event, own, self.unmapped, legacy_names=self.legacy_names, said=said.get("event"))
        if name is None:
            return Skipped(f'TikTok has no event for "{event.get("event_name", "")}" (unmapped: skip)')
        notes: list[str] = []
        made = event_of(self, name, event, lookup, click, notes)
        for note in notes:
            yield Log(note)
        if "pixel_code" not in said:
            return Failed("TikTok refuses an event of no pixel, and pixel_code has no value")
        if fault := fault_of(made, self.event_source):
            return Failed(fault)
        yield OutgoingRequest.post(
            self.endpoint.rstrip("/") + tiktok.TRACK_PATH,
            json=self._body(made),
            headers={tiktok.TOKEN_HEADER: self.access_token},
            group=self._group,
        )
        return None

    @classmethod
    def join(cls, requests: tuple[OutgoingRequest, ...]) -> OutgoingRequest:
        """One call with the events of all of them: the rest of their bodies is the same, for so is their group."""
        bodies = [request.json for request in requests]
        events = [event for body in bodies for event in body["data"]]
        joined = OutgoingRequest.post(requests[0].url, json={**bodies[0], "data": events}, group=requests[0].group)
        return structs.replace(joined, headers=requests[0].headers)

    @classmethod
    def verdict(cls, reply: Reply, requests: tuple[OutgoingRequest, ...]) -> tuple[Verdict, ...]:
        """One bad event makes TikTok refuse the whole call and name it only: the others must not go with it."""
        many = len(requests)
        if many > 1 and tiktok.is_about_one_event(reply):
            return (Verdict("split", tiktok.verdict(reply).why),) * many
        refused = tiktok.refused_of(reply)
        return tuple(tiktok.verdict(reply) if number not in refused else refused[number] for number in range(many))

    def _body(self, event: dict[str, Any]) -> dict[str, Any]:
        return {**self._of_a_call, "data": [event]}

    @cached_property
    def _of_a_call(self) -> dict[str, str]:
        about = {name: self.texts[key] for key, name in _OF_A_CALL.items() if key in self.texts}
        return {"event_source": self.event_source, **about}

    @cached_property
    def _group(self) -> str:
        return " ".join((self.event_source, *(self.texts.get(key, "") for key in _OF_A_CALL)))


_OF_A_CALL = {
    "pixel_code": "event_source_id",
    "partner_name": "partner_name",
    "test_event_code": "test_event_code",
}
"""What all events of one call share, by the settings' names and TikTok's."""
