"""What the queue needs of the tag types: which requests go as one, how often, for how long, and what an answer means."""

from __future__ import annotations

import logging

from ..container import Container
from ..outgoing import OutgoingRequest, Reply, Verdict

_log = logging.getLogger("sgtm")
Requests = tuple[OutgoingRequest, ...]


class TagTypes:
    """The types of a container's tags by name. One the rules no longer have is judged by its HTTP status."""

    def __init__(self, container: Container) -> None:
        self._kinds = {tag.type_name: tag.configured.kind for tag in container.tags}
        self.at_most = {name: kind.join_at_most for name, kind in self._kinds.items() if kind.join_at_most > 1}
        """How many requests of each type go as one, where more than one do."""

    def requests_per_second(self, name: str) -> int | None:
        """How many the vendor takes of one credential."""
        return self._kinds[name].requests_per_second if name in self._kinds else None

    def resent_at_most(self, name: str) -> float | None:
        """Seconds after which the vendor would count a resent request as another one."""
        return self._kinds[name].resent_at_most if name in self._kinds else None

    def joined(self, name: str, requests: Requests) -> OutgoingRequest | None:
        """One request for all of them, or nothing where their type cannot make it."""
        if len(requests) == 1:
            return requests[0]
        try:
            return self._kinds[name].join(requests)
        except Exception as error:  # noqa: BLE001 - a type is anybody's code; its requests go one by one
            _log.error("type %s could not join requests: %r", name, error)
            return None

    def judged(self, name: str, requests: Requests, reply: Reply) -> tuple[Verdict, ...]:
        """What the reply means for each of them: the type knows; where it fails or is gone, the HTTP status decides."""
        if reply.status == 0 or name not in self._kinds:
            return (Verdict.by_status(reply),) * len(requests)
        try:
            verdicts = tuple(self._kinds[name].verdict(reply, requests))
            if len(verdicts) != len(requests):
                raise ValueError(f"{len(verdicts)} verdicts on {len(requests)} requests")  # noqa: TRY301 - a fault of the type's
        except Exception as error:  # noqa: BLE001 - a type is anybody's code; its request must not be lost with it
            why = f"type {name} could not read the answer: {error!r}"
            return (Verdict("again", why, "unreadable" if 200 <= reply.status < 300 else ""),) * len(requests)
        if len(requests) == 1 and verdicts[0].outcome == "split":
            return (Verdict("refused", verdicts[0].why),)
        return verdicts
