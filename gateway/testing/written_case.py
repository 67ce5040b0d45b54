"""One test as it is written in a `rules_test.yaml`: a hit or an event, what is changed in it, and what is expected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import CaptureError
from ..hit import Hit
from ..place import Place
from ..rules.written import Written
from .case import Bench, Result, container_for, fault
from .expectation import Expectation
from .rehearsed import RehearsedContainer
from .run import Run


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
        container, rules = container_for(folder, self.rules)
        try:
            run = self._run(container)
        except CaptureError as error:
            return Result((fault(self._given.place, str(error)),))
        bench.watch(run.trace, rules)
        return Expectation(self.parts["expect"], folder).held(run, bench)

    @property
    def _given(self) -> Written:
        return self.parts["hit"] if "hit" in self.parts else self.parts["event"]

    def _run(self, container: RehearsedContainer) -> Run:
        if "event" in self.parts:
            changes = {key: value.data() for key, value in self.changed.items()}
            data = {**self.parts["event"].data(), **changes}
            client = self.parts["client"].source if "client" in self.parts else ""
            return container.run({key: value for key, value in data.items() if value is not None}, client=client)
        parameters = {key: None if value.value is None else value.source for key, value in self.changed.items()}
        pixel = Path(self.parts["pixel"].source) if "pixel" in self.parts else None
        return container.replay_with(_hit(self.parts["hit"].source, container), parameters, pixel=pixel)


def _hit(named: str, container: RehearsedContainer) -> Path | Hit:
    """The file, or of a file of several hits the one whose number stands behind a #: `batch.http#2`."""
    file, _, number = named.rpartition("#")
    if not file or not number.isdecimal() or len(number) > 9:
        return Path(named)
    hits, _ = container.legs(Path(file))
    if not 1 <= int(number) <= len(hits):
        raise CaptureError(f"{file}: there is no hit {number} in this file, which has {len(hits)}.")
    return hits[int(number) - 1]
