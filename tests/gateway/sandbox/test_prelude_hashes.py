"""SHA-256 and HMAC."""

from __future__ import annotations

import base64
import hashlib
import hmac

import pytest

from .apis import call, returned

LENGTHS = (0, 1, 3, 55, 56, 63, 64, 65, 119, 120, 1000)


@pytest.mark.parametrize("long", LENGTHS)
def test_a_digest_is_pythons(long: int) -> None:
    text = ("mug ä" * long)[:long]

    assert call("sha256Sync", text, {"outputEncoding": "hex"}) == hashlib.sha256(text.encode()).hexdigest()


def test_a_digest_is_base64_if_nothing_else_is_said() -> None:
    assert call("sha256Sync", "abc") == "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="


def test_a_value_is_hashed_as_its_text() -> None:
    assert call("sha256Sync", 5) == call("sha256Sync", "5")


def test_the_digest_of_a_callback_comes_later() -> None:
    told = "const seen = []; api('sha256')('abc', (digest) => seen.push(digest), {outputEncoding: 'hex'});"
    later = "const many = seen.length; const all = () => [many, seen[0].slice(0, 8)];"
    done = "return api('Promise').create((resolve) => api('callLater')(() => resolve(all())));"

    assert returned(told + later + done) == [0, "ba7816bf"]


@pytest.mark.parametrize("key", [b"mug", b"m" * 100], ids=["a short key", "a long key"])
def test_what_is_signed_is_signed_with_a_private_key(key: bytes) -> None:
    keys = {"mugs": base64.b64encode(key).decode()}
    signed = hmac.new(key, b"a purchase", "sha256")

    assert call("hmacSha256", "a purchase", "mugs", {"outputEncoding": "hex"}, keys=keys) == signed.hexdigest()
    assert call("hmacSha256", "a purchase", "mugs", keys=keys) == base64.urlsafe_b64encode(
        signed.digest()
    ).decode().rstrip("=")


def test_a_key_that_is_not_there_is_told() -> None:
    with pytest.raises(AssertionError, match='hmacSha256: there is no private key "mugs"'):
        call("hmacSha256", "a purchase", "mugs")
