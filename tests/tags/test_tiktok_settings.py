"""What a user may say of a TikTok tag."""

from __future__ import annotations

from typing import Any

import pytest

from gateway import UNDEFINED, Secret, SettingError
from tags._tiktok_settings import TikTokSettings


def settings(**said: Any) -> TikTokSettings:
    return TikTokSettings(pixel_code="P", access_token=Secret("T"), **said)


def test_what_nobody_says_is_not_said_nor_is_a_variable_without_a_value() -> None:
    assert settings().said == {}
    assert settings(email="", phone=UNDEFINED, value=0, city=None).said == {"value": 0}


@pytest.mark.parametrize("country", ["DE", "de", 49, "+49", "<COUNTRY>", None])
def test_a_country_is_its_letters_or_its_code(country: Any) -> None:
    assert settings(default_country=country).default_country == country


def test_what_is_no_country_is_told() -> None:
    with pytest.raises(SettingError, match='"Germany" is no country: write DE or 49'):
        settings(default_country="Germany")
