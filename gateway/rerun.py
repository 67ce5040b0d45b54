"""A tag's run that the queue makes again: kept as a request to ourselves, which holds the hit and names event and run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, TypeAlias
from urllib.parse import quote, unquote, urlsplit

import msgspec

from .hit import Hit
from .outgoing import OutgoingRequest

METHOD, SCHEME = "RUN", "sgtm-run"
_WITHIN = 60.0
"""Seconds that such a run may take."""

_State: TypeAlias = Literal["run", "done", "failed"]

_encode = msgspec.msgpack.Encoder().encode
_hit = msgspec.msgpack.Decoder(Hit)


def rerun_of(hit: Hit, event: int, run: str, tag: str) -> OutgoingRequest:
    """The request that makes this run again; what fails together, waits together, so its tag is its destination."""
    return OutgoingRequest(
        f"{SCHEME}://{quote(tag, safe='')}/{event}/{quote(run, safe='')}", METHOD, body=_encode(hit), timeout=_WITHIN
    )


def is_rerun(request: OutgoingRequest) -> bool:
    """Whether it is such a request, and none to a vendor."""
    return request.method == METHOD and request.url.startswith(f"{SCHEME}://")


def wanted(request: OutgoingRequest) -> tuple[Hit, int, str]:
    """The hit, the number of its event and the name of its run. Raises ValueError for what is no such request."""
    try:
        _, event, run = urlsplit(request.url).path.split("/")
        return _hit.decode(request.body), int(event), unquote(run)
    except msgspec.MsgspecError as error:
        raise ValueError(str(error)) from None


class AllBut(Mapping[tuple[int, str], _State]):
    """How runs ended before, where that is known of all but one: it alone is made again."""

    def __init__(self, event: int, run: str) -> None:
        self._again = (event, run)

    def __getitem__(self, key: tuple[int, str]) -> _State:
        if key == self._again:
            raise KeyError(key)
        return "done"

    def __iter__(self) -> Iterator[tuple[int, str]]:
        return iter(())

    def __len__(self) -> int:
        return 0
