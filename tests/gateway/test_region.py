"""Where the visitor is, from the headers of whoever stands before the gateway."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway import Hit, region_of


def found(**headers: str) -> dict[str, str]:
    """Headers with `_` for `-`."""
    return region_of(Hit("GET", "/", headers=tuple((name.replace("_", "-"), value) for name, value in headers.items())))


@pytest.mark.parametrize(
    ("country", "region"),
    [
        ("x_gclb_country", "x_gclb_region"),
        ("x_appengine_country", "x_appengine_region"),
        ("x_forwarded_country", "x_forwarded_region"),
        ("cf_ipcountry", "cf_region_code"),
        ("cloudfront_viewer_country", "cloudfront_viewer_country_region"),
    ],
)
def test_every_vendor_s_headers_tell_country_and_region(country: str, region: str) -> None:
    assert found(**{country: "BR", region: "SP"}) == {"country": "BR", "region": "SP"}
    assert found(**{country: "BR"}) == {"country": "BR"}
    assert found(**{region: "SP"}) == {}


@pytest.mark.parametrize(
    ("region", "wanted"),
    [("SP", "SP"), ("sp ", "SP"), ("BRSP", "SP"), ("BR-SP", "SP"), ("13", "13"), ("ENG", "ENG"), ("", None),
     ("São Paulo", None), ("USCA", None), ("BR", "BR"), ("BRBR", "BR"), ("BR-", None), ("?", None)],
    ids=["a code", "with blanks", "as Google writes it", "as ISO writes it", "digits", "three signs", "empty", "a name",
         "of another country", "that is like its country", "as Google writes that", "nothing after it", "no code"],
)  # fmt: skip
def test_a_region_is_a_code_within_its_country(region: str, wanted: str | None) -> None:
    place = {"country": "BR"} if wanted is None else {"country": "BR", "region": wanted}

    assert found(cf_ipcountry="br", cf_region_code=region) == place


@pytest.mark.parametrize("country", ["XX", "ZZ", "T1", "", "BRA", "B", "Brazil", "٣٣", "B R"])
def test_a_country_that_is_none_is_nowhere(country: str) -> None:
    assert found(cf_ipcountry=country, cf_region_code="SP") == {}


@pytest.mark.parametrize(
    ("together", "wanted"),
    [
        ("BR-SP", {"country": "BR", "region": "SP"}),
        ("BR,SP", {"country": "BR", "region": "SP"}),
        ("br-sp", {"country": "BR", "region": "SP"}),
        ("BR", {"country": "BR"}),
        ("BR-", {"country": "BR"}),
        ("-SP", {}),
        ("", {}),
        ("BR-S-P", {"country": "BR"}),
    ],
    ids=["a dash", "a comma", "small letters", "a country", "no region", "no country", "nothing", "two dashes"],
)
def test_both_may_stand_together(together: str, wanted: dict[str, str]) -> None:
    assert found(x_forwarded_countryregion=together) == wanted


def test_the_nearer_header_is_believed_first() -> None:
    both = found(cf_ipcountry="DE", x_gclb_country="BR", cf_region_code="BE", x_gclb_region="SP")

    assert both == {"country": "BR", "region": "SP"}
    assert found(x_forwarded_countryregion="BR-SP", cf_ipcountry="DE", cf_region_code="BE") == {
        "country": "DE",
        "region": "BE",
    }


def test_other_headers_tell_nothing() -> None:
    assert found(host="data.shop.example", x_country="BR", accept_language="pt-BR") == {}


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=10), st.text(max_size=10), st.text("BRSP-, 1", max_size=8))
def test_whatever_headers_say_a_place_is_of_codes(country: str, region: str, together: str) -> None:
    place = found(cf_ipcountry=country, cf_region_code=region, x_forwarded_countryregion=together)

    assert all(value.isascii() and value.isalnum() and len(value) <= 3 for value in place.values())
    assert set(place) <= {"country", "region"}
