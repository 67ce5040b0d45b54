"""A list of addresses, one a line: `https://data.shop.example/g/collect?v=2&en=purchase`, or only path and query."""

from __future__ import annotations

from collections.abc import Iterator

from ...hit import Hit
from ..stamp import Stamp
from .captured import Captured, Found, NoHitError, Sieve
from .fields import AT, IP
from .source import LONGEST_LINE, Source
from .target import Target

LONGEST_ADDRESS = 1024 * 1024


def addresses(source: Source, sieve: Sieve) -> Iterator[Found]:
    """A GET for each address; empty lines and those that begin with # say nothing."""
    for number, line in source.lines():
        written = line.strip()
        if not written or written.startswith(b"#"):
            continue
        place = f"{source.name}:{number}"
        try:
            yield sieve(Captured(_hit(written, number), place))
        except NoHitError as error:
            yield error.at(place)


def _hit(written: bytes, number: int) -> Hit:
    if len(written) > min(LONGEST_ADDRESS, LONGEST_LINE):
        raise NoHitError("the line is too long for an address.")
    target, stamp = Target.of(written), Stamp.of(written, number)
    return Hit(
        method="GET",
        path=target.path,
        query=target.query,
        headers=target.with_host([]),
        ip=IP,
        id=stamp.id,
        at=AT,
        seed=stamp.seed,
    )
