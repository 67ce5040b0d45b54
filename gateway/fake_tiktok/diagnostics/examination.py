"""From a window of events to its diagnosis: every check, summed up by finding, event name and field."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeAlias

from . import (
    amounts,
    answers,
    clicks,
    contents,
    crowds,
    digests,
    ids,
    keys,
    legs,
    names,
    pages,
    persons,
    quality,
    repeats,
    times,
    values,
    visitors,
)
from .diagnosis import Diagnosis
from .findings import Finding, Severity
from .manual import MANUAL
from .reading import Reading, read
from .samples import shown
from .seen import Window
from .signs import EventCheck, Sign, Tally, WindowCheck

MOST_FINDINGS = 1000
"""More than any set-up has; only made-up events have more, and then the worst are kept."""

_OF_EVERY_LEG: tuple[EventCheck, ...] = (
    names.name, ids.pixel_id, ids.event_id, times.event_time, pages.page_url, contents.content_ids, contents.content_type,
    amounts.value, amounts.currency, amounts.price, persons.in_page, persons.in_properties, answers.consent,
)  # fmt: skip
_OF_THE_SERVER: tuple[EventCheck, ...] = (
    digests.email, digests.phone, digests.phone_without_country, persons.in_user, visitors.ip, visitors.user_agent,
    clicks.ttclid, clicks.ttp, quality.without_keys, answers.with_test_code,
)  # fmt: skip
_OF_THE_WINDOW: tuple[WindowCheck, ...] = (
    names.mixed, repeats.repeats, legs.late, legs.mismatched, legs.one_leg, times.latency, contents.catalog, values.zeros,
    values.constant, crowds.digests, crowds.addresses, clicks.without_click, keys.keys, quality.low, answers.rejected,
)  # fmt: skip

_Group: TypeAlias = tuple[str, str, str, Severity]
"""Id, event name, field and severity: what is one finding."""


def diagnose(window: Window) -> Diagnosis:
    """Every finding of the window's events, with coverage and our estimate beside it."""
    window = replace(window, pixel_leg=window.pixel_leg or any(seen.leg == "pixel" for seen in window.events))
    readings = read(window.events)
    wide = [tally for check in _OF_THE_WINDOW for tally in check(readings, window)]
    single = _tallies(readings, window, {(tally.id, tally.event) for tally in wide})
    findings = sorted(map(_finding, (*wide, *single)), key=lambda finding: finding.rank)
    weights = quality.usable(window.weights)
    coverage = quality.coverage(readings)
    estimates = {name: quality.estimate(shares, weights) for name, shares in coverage.items()}
    return Diagnosis(tuple(findings[:MOST_FINDINGS]), coverage, estimates, weights, len(readings))


def _tallies(readings: Sequence[Reading], window: Window, known: set[tuple[str, str]]) -> Iterator[Tally]:
    """The signs of single events, summed up; what tags told comes last, and only where no check found it."""
    of = Counter(reading.called for reading in readings)
    of_server = Counter(reading.called for reading in readings if reading.from_server)
    counts: Counter[_Group] = Counter()
    first: dict[_Group, Sign] = {}
    everywhere: set[_Group] = set()
    for reading in readings:
        for sign, on_every_leg in _signs(reading, window, known):
            about = MANUAL[sign.id]
            group = (sign.id, reading.called, sign.field or about.field, sign.severity or about.severity)
            counts[group] += 1
            first.setdefault(group, sign)
            if on_every_leg:
                everywhere.add(group)
    for group, count in counts.items():
        id_, name, field, severity = group
        among = (of if group in everywhere else of_server)[name]
        yield Tally(id_, name, count, among, first[group].sample, first[group].why, field, severity)


def _signs(reading: Reading, window: Window, known: set[tuple[str, str]]) -> Iterator[tuple[Sign, bool]]:
    """Each finding once for an event and field, with whether it is looked for on every leg."""
    found: dict[tuple[str, str, Severity | None], tuple[Sign, bool]] = {}
    for sign in _of(_OF_EVERY_LEG, reading, window):
        found.setdefault((sign.id, sign.field, sign.severity), (sign, True))
    if reading.from_server:
        for sign in _of(_OF_THE_SERVER, reading, window):
            found.setdefault((sign.id, sign.field, sign.severity), (sign, False))
    own = {sign.id for sign, _ in found.values()}
    yield from found.values()
    for id_, note in reading.told.items():
        if id_ in MANUAL and id_ not in own and (id_, reading.called) not in known:
            yield Sign(id_, why=note.rpartition("(")[0].strip()), not reading.from_server


def _of(checks: Iterable[EventCheck], reading: Reading, window: Window) -> Iterator[Sign]:
    for check in checks:
        yield from check(reading, window)


def _finding(tally: Tally) -> Finding:
    about = MANUAL[tally.id]
    field = tally.field or about.field
    share = tally.count / tally.of if tally.of else 0.0
    sample = shown(tally.sample, field, tally.why)
    severity = tally.severity or about.severity
    return Finding(
        tally.id, severity, tally.event, shown(field), tally.count, tally.of, share, sample, about.advice, about.basis
    )
