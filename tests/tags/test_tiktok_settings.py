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


def test_what_tiktok_takes_as_text_is_text_whatever_a_variable_gives() -> None:
    said = TikTokSettings(
        pixel_code=7012345.0,  # type: ignore[arg-type]
        access_token=Secret("T"),
        lead_id=5,  # type: ignore[arg-type]
        app_version=2.1,  # type: ignore[arg-type]
        event=" Contact ",
        test_event_code=UNDEFINED,  # type: ignore[arg-type]
        url="null",
    )

    assert said.texts == {"pixel_code": "7012345", "lead_id": "5", "app_version": "2.1", "event": "Contact"}


@pytest.mark.parametrize(
    ("said", "limits"),
    [
        *((True, True), ("true", True), ("1", True), (1, True), ("yes", True), ("CA", True)),
        *((False, False), ("false", False), ("FALSE", False), ("0", False), (0, False), ("no", False)),
        *(("", False), ("undefined", False), (UNDEFINED, False), (None, False)),
    ],
    ids=repr,
)
def test_data_use_is_limited_by_anything_that_is_not_no(said: Any, limits: bool) -> None:  # noqa: FBT001
    assert settings(limited_data_use=said).limits_data_use is limits
