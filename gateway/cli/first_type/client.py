"""NEW TYPE: reads hits whose parameters are the event itself."""

from typing import Annotated

from gateway import Claimed, ClientType, Event, Hit, Refused, Respond, Run, Steps, pairs


class NewType(ClientType):
    """Reads hits whose parameters are the event itself: `GET /new_type?event_name=purchase&value=5`."""

    path: Annotated[str, "The path it claims.", {"examples": ["/new_type"]}] = "/new_type"

    def claim(self, hit: Hit) -> Claimed | Refused:
        if hit.path != self.path:
            return Refused(f"the path is not {self.path}")
        return Claimed(self._steps(hit))

    def _steps(self, hit: Hit) -> Steps:
        yield Run(Event(dict(pairs(hit.query)), ip_override=hit.ip, user_agent=hit.header("user-agent")))
        yield Respond(204)
