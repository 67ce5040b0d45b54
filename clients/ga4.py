"""The GA4 client: hits of gtag.js and everything that speaks its protocol, as GTM's common event data.

Sources: Google, "Common event data" and "Internal and immutable parameters" (server-side tagging); hits of real gtag.js
builds. The parameters and their keys are in `_ga4_parameters.py`, the items in `_ga4_items.py`.
"""

from __future__ import annotations

from typing import Annotated

from gateway import All, Claimed, ClientType, Event, Hit, Log, Refused, Respond, Run, Steps

from ._ga4_parameters import Parameters


class GA4(ClientType):
    """Reads hits of gtag.js and other GA4 senders (`/g/collect`)."""

    path: Annotated[str, "The end of the paths it claims; a site may put any prefix before it."] = "/g/collect"
    max_events: Annotated[int, "Events of one hit that are read; gtag.js sends at most 20.", {"minimum": 1}] = 100
    max_parameters: Annotated[int, "Parameters of one event that are read.", {"minimum": 1}] = 400

    def claim(self, hit: Hit) -> Claimed | Refused:
        if not hit.path.endswith(self.path):
            return Refused(f'the path is "{hit.path}", not …{self.path}')
        shared = Parameters(self.max_parameters)
        shared.read(hit.query)
        if (version := shared.data.get("x-ga-protocol_version")) != "2":
            return Refused(f'v is "{version}", not "2"' if version else 'there is no "v=2"')
        if not shared.data.get("x-ga-measurement_id"):
            return Refused('there is no measurement id ("tid")')
        return Claimed(self._steps(hit, shared))

    def _steps(self, hit: Hit, shared: Parameters) -> Steps:
        lines, notes = self._lines(hit)
        notes += shared.notes
        runs = []
        for line in lines:
            parameters = shared
            if line:
                parameters = shared.copy()
                parameters.read(line)
            if "event_name" in parameters.data:
                runs.append(Run(Event.over(parameters.event_data(hit))))
            else:
                notes.append("a line without an event name (en) is no event")
            notes += parameters.notes
        for note in dict.fromkeys(notes):
            yield Log(note)
        yield All(*runs)
        yield Respond(200, (("cache-control", "no-cache"),))

    def _lines(self, hit: Hit) -> tuple[list[str], list[str]]:
        """The event lines of the body; one empty line stands for an event that is all in the URL."""
        if not hit.body:
            return [""], []
        text = hit.body.decode("utf-8", "replace")
        if text.lstrip()[:1] in ("{", "["):
            return [""], ["the body is JSON, which this client does not read; the event is the URL's"]
        lines = [line for line in text.replace("\r", "\n").split("\n") if line.strip()]
        if len(lines) > self.max_events:
            return lines[: self.max_events], [f"{len(lines)} events in one hit: only {self.max_events} were read"]
        return lines or [""], []
