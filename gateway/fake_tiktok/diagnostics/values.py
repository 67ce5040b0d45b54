"""What the values of many events say that no single one does: too many zeros, or always the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from .amounts import WORTH
from .fields import number
from .names import PURCHASES
from .reading import Reading, by_name
from .seen import Window
from .signs import Tally

_ENOUGH_FOR_ZEROS, _MANY_ZEROS = 10, 0.1
_ENOUGH_FOR_SAME, _NEARLY_ALL = 50, 0.9


def zeros(readings: Sequence[Reading], _: Window) -> Iterator[Tally]:
    """One value of 0 is legal, a voucher may pay for all of it."""
    for name, values in _values(readings, WORTH):
        count = values.count(0)
        if len(values) >= _ENOUGH_FOR_ZEROS and count > _MANY_ZEROS * len(values):
            yield Tally("value_zero_share", name, count, len(values), 0)


def constant(readings: Sequence[Reading], _: Window) -> Iterator[Tally]:
    for name, values in _values(readings, PURCHASES):
        if len(values) < _ENOUGH_FOR_SAME:
            continue
        ((same, count),) = Counter(values).most_common(1)
        if same and count > _NEARLY_ALL * len(values):
            yield Tally("value_constant", name, count, len(values), same)


def _values(readings: Sequence[Reading], names: frozenset[str]) -> Iterator[tuple[str, list[float]]]:
    for name, group in by_name(each for each in readings if each.from_server and each.name in names).items():
        found = [value for each in group if (value := number(each.properties.get("value"))) is not None]
        yield name, found
