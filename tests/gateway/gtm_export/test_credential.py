"""What looks like a credential."""

from __future__ import annotations

import pytest

from gateway.gtm_export.credential import advice


@pytest.mark.parametrize("name", ["access_token", "API Key", "clientSecret", "Meta - Passwort".replace("ort", "ord")])
def test_a_long_text_under_such_a_name_looks_like_one(name: str) -> None:
    assert len(advice(name, "abcdefghijkl")) == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [("access_token", "{{Access token}}"), ("access_token", "short"), ("pixel_id", "123456789012"), ("token", True)],
)
def test_others_do_not(name: str, value: object) -> None:
    assert advice(name, value) == ()
