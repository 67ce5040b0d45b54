"""Text as bytes, in the realm."""

from __future__ import annotations

import pytest

from .apis import returned


def test_half_a_surrogate_pair_becomes_the_sign_for_nothing() -> None:
    assert returned("return api('toBase64')('a\\ud800b\\udc00');") == "Ye+/vWLvv70="


@pytest.mark.parametrize("many", [4095, 4096, 4097, 9000])
def test_long_text_comes_back_whole(many: int) -> None:
    assert returned(f"const long = 'ä'.repeat({many}); return api('fromBase64')(api('toBase64')(long)) === long;")
