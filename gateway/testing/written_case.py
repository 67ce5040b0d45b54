"""One test as it is written in a `rules_test.yaml`: a hit or an event, what is changed in it, and what is expected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import CaptureError
from ..place import Place
from ..rules.written import Written
from .case import Bench, Result, container_for, fault
from .changed import UnchangeableError
from .expectation import Expectation
from .rehearsed import RehearsedContainer
from .run import Run
from .written_replies import answering


@dataclass(frozen=True, slots=True)
class WrittenCase:
    """A test, or one combination of its matrix."""

    name: str
    place: Place
    file: Path
    parts: Mapping[str, Written]
    rules: Path | None = None
    changed: Mapping[str, Written] = field(default_factory=dict)
    """Parameters of the hit, or keys of the event, that are other than written there."""

    def run(self, bench: Bench) -> Result:
        """Replay what is given, and hold it against what is expected."""
        folder = self.file.parent
        container, rules = container_for(folder, self.rules, bench.top)
        try:
            run = self._run(container)
        except UnchangeableError as error:
            return Result((fault(self.changed[error.name].place, str(error)),))
        except CaptureError as error:
            return Result((fault(self._given.place, str(error)),))
        bench.watch(run.trace, rules)
        return Expectation(self.parts["expect"], folder, self.name).held(run, bench)

    @property
    def _given(self) -> Written:
        return self.parts["hit"] if "hit" in self.parts else self.parts["event"]

    def _run(self, container: RehearsedContainer) -> Run:
        replies = answering(self.parts["replies"].value) if "replies" in self.parts else None
        if "event" in self.parts:
            changes = {key: value.data() for key, value in self.changed.items()}
            data = {**self.parts["event"].data(), **changes}
            client = self.parts["client"].source if "client" in self.parts else ""
            event = {key: value for key, value in data.items() if value is not None}
            return container.run(event, client=client, replies=replies)
        parameters = {key: None if value.value is None else value.source for key, value in self.changed.items()}
        hit, pixel = self.parts["hit"].source, self.parts.get("pixel")
        return container.replay_with(hit, parameters, pixel=None if pixel is None else pixel.source, replies=replies)
