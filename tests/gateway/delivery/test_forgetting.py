"""A person is erased from the spools, in whatever form they are there, and nobody else is."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import msgspec
import pytest

from gateway import Hit, OutgoingRequest
from gateway.delivery import Spool
from gateway.delivery.forgetting import Forgotten, Person, forget
from gateway.pipeline import Keep, Row
from tests.gateway.delivery.test_spool import HIT

DIGEST = sha256(b"jane.doe@shop.example").hexdigest()
JANE = Person(frozenset({"1234567890.1772366001"}), frozenset({"u/7 ä"}), frozenset({DIGEST}))


def hit(**changes: object) -> Hit:
    return msgspec.structs.replace(HIT, **changes)


HERS = {
    "a client id in the query": hit(query="v=2&cid=1234567890.1772366001&en=purchase"),
    "a user id, percent-encoded": hit(query="v=2&uid=u%2F7+%C3%A4"),
    "a cookie": hit(headers=(("cookie", "a=b; _ga=GA1.1.1234567890.1772366001; c=d"),)),
    "a body of lines": hit(body=b"en=view_item\r\ncid=1234567890.1772366001&en=scroll"),
    "a body of JSON": hit(body=b'{"client_id": "1234567890.1772366001", "events": []}'),
    "a digest": hit(body=b'{"user_data": {"sha256_email_address": ["' + DIGEST.upper().encode() + b'"]}}'),
}
NOT_HERS = {
    "a longer client id": hit(query="v=2&cid=1234567890.17723660012&en=purchase"),
    "a client id behind another": hit(query="v=2&cid=9.1234567890.1772366001"),
    "an order of that number": hit(query="v=2&cid=1.2&ep.transaction_id=1234567890.1772366001"),
    "another cookie": hit(headers=(("cookie", "_ga=GA1.1.1234567890.1772366002"),)),
    "nothing": hit(),
}


def keep(spool: Spool, one: Hit, body: bytes = b"{}") -> None:
    request = OutgoingRequest("https://vendor.example/", body=body)
    spool.keep([Keep(one.id, "v1", one, (Row(0, "T", "T", "t", "done", ((f"d-{one.id}", request),)),), True)], 1.0)


@pytest.mark.parametrize("one", HERS.values(), ids=HERS)
def test_her_hit_goes_with_what_was_made_of_it(one: Hit, tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool-0.sqlite3")
    keep(spool, one)

    assert forget(tmp_path, JANE) == Forgotten(1, 1)
    assert (spool.hit_ids(), spool.counts()) == (set(), {})
    spool.close()


@pytest.mark.parametrize("one", NOT_HERS.values(), ids=NOT_HERS)
def test_a_hit_of_somebody_else_stays(one: Hit, tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool-0.sqlite3")
    keep(spool, one)

    assert forget(tmp_path, JANE) == Forgotten(0, 0)
    assert spool.counts() == {"waiting": 1}
    spool.close()


def test_a_request_with_her_digest_goes_and_its_hit_stays(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool-0.sqlite3")
    keep(spool, HIT, b'{"external_id": "' + sha256(b"1234567890.1772366001").hexdigest().encode() + b'"}')

    assert forget(tmp_path, JANE) == Forgotten(0, 1)
    assert spool.hit_ids() == {HIT.id}
    spool.close()


def test_not_a_byte_of_her_is_left_in_the_folder_and_what_is_set_aside_is_named(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool-0.sqlite3")
    for number in range(30):
        keep(spool, hit(id=f"hers-{number}", body=b"cid=1234567890.1772366001&zebra"), b'{"zebra": 1}')
        keep(spool, hit(id=f"his-{number}"))
    tmp_path.joinpath("damaged-spool-0-20260921T141320.sqlite3").write_bytes(b"")
    forgotten = forget(tmp_path, JANE)
    spool.close()

    assert (forgotten.hits, forgotten.deliveries) == (30, 30)
    assert [path.name for path in forgotten.unread] == ["damaged-spool-0-20260921T141320.sqlite3"]
    assert [file.name for file in tmp_path.iterdir() if b"zebra" in file.read_bytes()] == []


def test_nobody_is_nobody(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool-0.sqlite3")
    keep(spool, HERS["a cookie"])

    assert forget(tmp_path, Person()) == Forgotten(0, 0)
    spool.close()
