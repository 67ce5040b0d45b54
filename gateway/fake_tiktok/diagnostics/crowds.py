"""One value for many visitors: the server's own address, or one digest that stands for everybody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from .fields import each, text
from .reading import Reading
from .seen import Window
from .signs import Tally
from .visitors import marks

_ENOUGH: Final = 20
_TOO_OFTEN, _NEARLY_ALL = 0.05, 0.9


def digests(readings: Sequence[Reading], _: Window) -> Iterator[Tally]:
    """A buyer may buy often; only what comes from 20 visitors is nobody's."""
    seen = [reading for reading in readings if reading.from_server]
    for key in ("email", "phone", "external_id"):
        counts: Counter[str] = Counter()
        visitors: dict[str, set[tuple[str, str]]] = {}
        for reading in seen:
            visitor = next(marks(reading.user), None)
            for value in {one for one in each(reading.user.get(key)) if isinstance(one, str) and one}:
                counts[value] += 1
                those = visitors.setdefault(value, set())
                if visitor and len(those) < _ENOUGH:
                    those.add(visitor)
        for value, count in counts.most_common(_ENOUGH):
            if count > _TOO_OFTEN * len(seen) and len(visitors[value]) >= _ENOUGH:
                yield Tally("same_hash_many_users", "", count, len(seen), value, field=f"user.{key}")


def addresses(readings: Sequence[Reading], _: Window) -> Iterator[Tally]:
    """Visitors are counted by what else tells them apart, for here the address is in doubt."""
    seen = [(ip, each) for each in readings if each.from_server and each.of_visit and (ip := text(each.user.get("ip")))]
    if not seen:
        return
    ((ip, count),) = Counter(ip for ip, _ in seen).most_common(1)
    visitors = {_visitor(reading) for its, reading in seen if its == ip}
    if count > _NEARLY_ALL * len(seen) and len(visitors - {""}) >= _ENOUGH:
        yield Tally("ip_server", "", count, len(seen), ip, field="user.ip")


def _visitor(reading: Reading) -> str:
    known = (text(reading.user.get(key)) for key in ("ttp", "ttclid", "external_id", "email", "user_agent"))
    return next(filter(None, known), "")
