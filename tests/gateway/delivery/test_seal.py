"""What a row stores: it is read as it was stored, under its own names, or not at all."""

from __future__ import annotations

import msgspec
import pytest

from gateway import Reply
from gateway.delivery.seal import DamagedRowError, sealed, unsealed_hit, unsealed_reply, unsealed_request
from tests.gateway.delivery.test_spool import HIT, request

NAMES = ("delivery-0", "hit-1", "TikTok", "tiktok", "vendor.example TOKEN")


def test_what_is_stored_is_read_as_it_was() -> None:
    assert unsealed_hit(sealed(HIT, "hit-1", "v1"), "hit-1", "v1") == HIT
    assert unsealed_request(sealed(request(), *NAMES), *NAMES) == request()
    assert unsealed_reply(sealed(Reply(200, b"{}"), "delivery-0"), "delivery-0") == Reply(200, b"{}")


def test_one_wrong_bit_is_seen_wherever_it_is() -> None:
    stored = sealed(request(), *NAMES)
    for at in range(len(stored) * 8):
        wrong = bytearray(stored)
        wrong[at // 8] ^= 1 << at % 8
        with pytest.raises(DamagedRowError):
            unsealed_request(bytes(wrong), *NAMES)


@pytest.mark.parametrize("position", range(5), ids=["id", "hit", "tag", "type", "destination"])
def test_a_request_under_another_name_is_damaged(position: int) -> None:
    names = [*NAMES]
    names[position] += "x"
    with pytest.raises(DamagedRowError, match="its checksum is another one"):
        unsealed_request(sealed(request(), *NAMES), *names)


@pytest.mark.parametrize("stored", [None, 7, 1.5, "text", b"", b"\xc1", b"\xc1\0\0\0\0"], ids=repr)
def test_what_was_never_stored_is_damaged(stored: object) -> None:
    with pytest.raises(DamagedRowError):
        unsealed_hit(stored, "hit-1", "v1")


def test_what_version_1_stored_is_read_without_a_checksum() -> None:
    assert unsealed_hit(msgspec.msgpack.encode(HIT), "hit-1", "v1") == HIT
