"""What a row stores, packed and with a checksum over it and the names it belongs to.

    0xc1, CRC-32 of the names and the packed value (4 bytes, big endian), the value as msgpack

No msgpack begins with 0xc1, so what version 1 stored, which had no checksum, is known by its first byte.
"""

from __future__ import annotations

from typing import Any, TypeVar
from zlib import crc32

import msgspec

from ..hit import Hit
from ..outgoing import OutgoingRequest, Reply

T = TypeVar("T")
_MARK = b"\xc1"

_encode = msgspec.msgpack.Encoder().encode
_hit = msgspec.msgpack.Decoder(Hit)
_request = msgspec.msgpack.Decoder(OutgoingRequest)
_reply = msgspec.msgpack.Decoder(Reply)


class DamagedRowError(Exception):
    """What stands in a row is not what was stored there."""


def sealed(value: Hit | OutgoingRequest | Reply, *names: str) -> bytes:
    """The value as it is stored in the row of these names."""
    packed = _encode(value)
    return _MARK + _sum(packed, names).to_bytes(4, "big") + packed


def unsealed_hit(stored: Any, *names: str) -> Hit:
    """The hit of a row; its names are its id and its rules."""
    return _unsealed(stored, _hit, names)


def unsealed_request(stored: Any, *names: str) -> OutgoingRequest:
    """The request of a delivery; its names are id, hit, tag, type and destination."""
    return _unsealed(stored, _request, names)


def unsealed_reply(stored: Any, delivery: str) -> Reply:
    """The reply to a delivery."""
    return _unsealed(stored, _reply, (delivery,))


def _sum(packed: bytes, names: tuple[str, ...]) -> int:
    return crc32(packed, crc32("\n".join(names).encode()))


def _unsealed(stored: Any, decoder: msgspec.msgpack.Decoder[T], names: tuple[str, ...]) -> T:
    try:
        packed = stored
        if stored[:1] == _MARK:
            packed = stored[5:]
            if int.from_bytes(stored[1:5], "big") != _sum(packed, names):
                raise DamagedRowError("its checksum is another one")
        return decoder.decode(packed)
    except (msgspec.MsgspecError, TypeError, ValueError, AttributeError) as error:
        raise DamagedRowError(str(error)) from None
