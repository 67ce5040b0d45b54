"""What a written test expects of tags: who fires, who does not and why, and who fails."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ..errors import GatewayError
from ..place import Place, Problem
from ..redaction import redacted_text
from ..rules.written import Written
from .case import fault
from .run import Run


def fired(written: Written, run: Run) -> Iterator[Problem]:
    """Tags that fire; an empty list is none at all."""
    if isinstance(written.value, list) and not written.value and run.fired:
        yield fault(written.place, f"no tag expected to fire, and these did: {', '.join(run.fired)}.")
    yield from _each(written, run, _did_not_fire)


def not_fired(written: Written, run: Run) -> Iterator[Problem]:
    """Tags that do not fire, each with a part of the reason, where one is named."""
    yield from _each(written, run, _fired_after_all)


def failed(written: Written, run: Run) -> Iterator[Problem]:
    """Tags that fire and fail, each with a part of the reason, where one is named."""
    yield from _each(written, run, _did_not_fail)


def failures(parts: Mapping[str, Written], run: Run) -> Iterator[Problem]:
    """Tags that have to fire, and fail, which nobody expects of them."""
    expected = {str(name.value) for name, _, _ in _named(parts["failed"])} if "failed" in parts else set()
    for name, _, place in _named(parts["fired"]) if "fired" in parts else ():
        if name.value not in expected and (why := _failure(run, str(name.value))) is not None:
            yield fault(place, f'tag "{name.value}" fired and failed: {redacted_text(why)}.')


def _did_not_fire(run: Run, name: str, reason: Written | None, place: Place) -> Iterator[Problem]:
    tag = run.tag(name)
    if not tag.fired:
        yield fault(place, f'tag "{name}" did not fire: {redacted_text(tag.why)}.')


def _fired_after_all(run: Run, name: str, reason: Written | None, place: Place) -> Iterator[Problem]:
    tag = run.tag(name)
    if tag.fired:
        yield fault(place, f'tag "{name}" fired: {redacted_text(tag.why)}.')
    elif reason is not None and str(reason.value or "") not in tag.why:
        told = f'tag "{name}" did not fire for another reason than "{reason.value}": '
        yield fault(reason.place, f"{told}{redacted_text(tag.why)}.")


def _did_not_fail(run: Run, name: str, reason: Written | None, place: Place) -> Iterator[Problem]:
    tag, why = run.tag(name), _failure(run, name)
    if why is None:
        ended = f"ended {tag.outcome}" if tag.fired else f"did not fire: {redacted_text(tag.why)}"
        yield fault(place, f'tag "{name}" is expected to fail, and it {ended}.')
    elif reason is not None and str(reason.value or "") not in why:
        yield fault(
            reason.place, f'tag "{name}" failed for another reason than "{reason.value}": {redacted_text(why)}.'
        )


def _failure(run: Run, name: str) -> str | None:
    """Why a tag failed, for whichever event of the hit."""
    return next((each.why for each in run.trace.runs() if each.tag == name and each.outcome == "failed"), None)


def _each(
    written: Written, run: Run, check: Callable[[Run, str, Written | None, Place], Iterator[Problem]]
) -> Iterator[Problem]:
    """What is wrong with each tag that is named, also where another one is not there."""
    for name, reason, place in _named(written):
        try:
            yield from check(run, str(name.value), reason, place)
        except GatewayError as error:
            yield fault(place, str(error))


def _named(written: Written) -> Iterator[tuple[Any, Written | None, Place]]:
    """The names of one, of a list or of a mapping, with the reason that a mapping has for each, and where they stand."""
    if isinstance(written.value, dict):
        for name, reason in written.value.items():
            place = written.key_place(name)
            yield Written(name, place, name), reason, place
        return
    for name in written.value if isinstance(written.value, list) else [written]:
        yield name, None, name.place
