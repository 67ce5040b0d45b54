"""A `rules_test.yaml`: tests by their names, each a hit or an event and what is expected of it.

    tests:
      A purchase reaches TikTok:
        hit: hits/purchase.http
        with: {cu: EUR}
        expect:
          fired: TikTok purchase
          not_fired: {TikTok shop steps: event_name in}
          requests:
            TikTok purchase: {body: {data: [{event: Purchase, properties: {currency: EUR}}]}}
      No other step is one:
        hit: hits/purchase.http
        matrix: {en: [view_item, refund]}
        expect: {events: [{event_name: "{{en}}"}], not_fired: TikTok purchase}

Of a matrix every combination is a test; its values are parameters of the hit, and `{{en}}` is one of them wherever text stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product
from math import prod
from pathlib import Path
from typing import Any

import msgspec

from ..errors import RulesError, nearest
from ..place import Place, Problem
from ..rules.findings import problems
from ..rules.found import Found
from ..rules.written import Written, read
from .case import Case
from .whereabouts import STAGE, seen_from_here
from .written_case import WrittenCase
from .written_schema import FILE, TEST

NAME = re.compile(r"(?:.*_)?rules_test\.ya?ml")
MOST_COMBINATIONS = 1_000
_LONGEST_NAME = 200
_REFERENCE = re.compile(r"\{\{\s*([^{}]+?)\s*\}\}")


def cases(file: Path, rules: Path | None) -> Iterator[Case]:
    """The tests of such a file; of any other file none. Raises RulesError with every problem at once."""
    if not NAME.fullmatch(file.name) or not file.is_file():
        return
    written, found = _read(file)
    if not isinstance(written.value, dict):
        raise RulesError([Problem(written.place, "this is no file of tests, which begins with `tests:`.", STAGE)])
    found += problems(written, FILE, "the file", noun="field", stage=STAGE)
    tests: Written | None = written.value.get("tests")
    named = tests.value if tests is not None and isinstance(tests.value, dict) else {}
    if tests is not None and tests.value in ({}, None):
        found += [Problem(tests.place, "there is no test in it.", STAGE)]
    for name, test in named.items():
        found += problems(test, TEST, f'test "{_shown(name)}"', noun="field", stage=STAGE)
        found += (msgspec.structs.replace(each, stage=STAGE) for each in _doubts(name, test))
    if found:
        raise RulesError(found)
    own: Written | None = written.value.get("rules")
    rules = rules or (file.parent / own.source if own is not None else None)
    for name, test in named.items():
        yield from _combinations(name, test, tests.key_place(name) if tests else test.place, file, rules)


def _read(file: Path) -> tuple[Written, Found]:
    name = seen_from_here(file)
    try:
        text = file.read_bytes()
    except OSError as error:
        raise RulesError([Problem(Place(name), f"cannot be read: {error.strerror}.", STAGE)]) from None
    written, found = read(text, name)
    told = Found()
    told += found
    return written, told


def _doubts(name: str, test: Written) -> Iterator[Problem]:
    """What no schema says."""
    if not isinstance(test.value, dict):
        return
    where, parts = f'test "{_shown(name)}"', test.value
    if ("hit" in parts) == ("event" in parts):
        yield Problem(test.place, f"{where} needs either a hit, the file of one, or an event, its data.")
    event = parts.get("event")
    if event is not None and isinstance(event.value, dict) and "event_name" not in {*event.value, *_varied(parts)}:
        yield Problem(event.place, f"{where}: its event has no event_name, so no tag would ever fire for it.")
    for part, of in (("pixel", "hit"), ("client", "event")):
        if part in parts and of not in parts:
            yield Problem(
                test.key_place(part), f'{where}: "{part}" belongs to {"a hit" if of == "hit" else "an event"}.'
            )
    expected = parts.get("expect")
    if expected is not None and expected.value in ({}, None):
        yield Problem(test.key_place("expect"), f"{where} expects nothing, so nothing could be wrong.")
    matrix = parts.get("matrix")
    if matrix is not None and isinstance(matrix.value, dict):
        many = prod(len(each.value) for each in matrix.value.values() if isinstance(each.value, list))
        if many > MOST_COMBINATIONS:
            yield Problem(
                matrix.place, f"{where}: its matrix has {many:,} combinations; {MOST_COMBINATIONS:,} are allowed."
            )
        rest = {key: value for key, value in parts.items() if key != "matrix"}
        yield from _unknown(where, replace(test, value=rest), list(matrix.value))


def _varied(parts: Mapping[str, Written]) -> Iterator[str]:
    """The keys that `with` and `matrix` set."""
    for part in ("with", "matrix"):
        if part in parts and isinstance(parts[part].value, dict):
            yield from parts[part].value


def _unknown(where: str, written: Written, names: list[str]) -> Iterator[Problem]:
    """References in a test with a matrix that name nothing in it."""
    if isinstance(written.value, dict | list):
        texts = [(key, written.key_place(key)) for key in written.value] if isinstance(written.value, dict) else []
        for inner in written.value.values() if isinstance(written.value, dict) else written.value:
            yield from _unknown(where, inner, names)
    else:
        texts = [(written.value, written.place)] if isinstance(written.value, str) else []
    for text, place in texts:
        for name in dict.fromkeys(_REFERENCE.findall(text)):
            if name not in names:
                hint = nearest(name, names) or f" It has {', '.join(names)}."
                yield Problem(place, f'{where}: there is no "{name}" in its matrix.{hint}')


def _combinations(name: str, test: Written, place: Place, file: Path, rules: Path | None) -> Iterator[Case]:
    matrix: Mapping[str, Written] = test.value["matrix"].value if "matrix" in test.value else {}
    parts = {key: value for key, value in test.value.items() if key not in ("matrix", "with")}
    same: Mapping[str, Written] = test.value["with"].value if "with" in test.value else {}
    for values in product(*(each.value for each in matrix.values())):
        chosen: dict[str, Written] = dict(zip(matrix, values, strict=True))
        told = ", ".join(f"{key}={value.source}" for key, value in chosen.items())
        filled = {key: _filled(value, chosen) for key, value in parts.items()}
        changed = {key: _filled(value, chosen) for key, value in same.items()} | chosen
        yield WrittenCase(_shown(f"{name} [{told}]" if told else name), place, file, filled, rules, changed)


def _filled(written: Written, chosen: Mapping[str, Written]) -> Written:
    """The same with the values of a combination in the place of their names."""
    if not chosen:
        return written
    if isinstance(written.value, dict):
        values = {_text(key, chosen): _filled(value, chosen) for key, value in written.value.items()}
        keys = {_text(key, chosen): place for key, place in (written.keys or {}).items()}
        return replace(written, value=values, keys=keys)
    if isinstance(written.value, list):
        return replace(written, value=[_filled(each, chosen) for each in written.value])
    if not isinstance(written.value, str) or "{{" not in written.value:
        return written
    alone = _REFERENCE.fullmatch(written.value)
    if alone and alone[1] in chosen:
        return replace(written, value=chosen[alone[1]].value, source=chosen[alone[1]].source)
    text = _text(written.value, chosen)
    return replace(written, value=text, source=text)


def _text(text: str, chosen: Mapping[str, Written]) -> str:
    return _REFERENCE.sub(lambda found: chosen[found[1]].source if found[1] in chosen else found[0], text)


def _shown(name: Any) -> str:
    text = "".join(sign if sign.isprintable() else " " for sign in str(name))
    return text if len(text) <= _LONGEST_NAME else f"{text[:_LONGEST_NAME]}…"
