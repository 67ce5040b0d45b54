"""What an address and a header of a request may be."""

from __future__ import annotations

import pytest

from gateway import SettingError
from tags._http import check_endpoint, may_be_header


@pytest.mark.parametrize("endpoint", ["https://a.example", "http://127.0.0.1:9/x", "<ENDPOINT>"])
def test_an_address_or_one_nobody_knows_here_is_taken(endpoint: str) -> None:
    check_endpoint(endpoint)


@pytest.mark.parametrize("endpoint", ["", "a.example", "ftp://a.example", " https://a.example"])
def test_another_is_told(endpoint: str) -> None:
    with pytest.raises(SettingError, match="is no address: it begins with https://"):
        check_endpoint(endpoint)


def test_what_is_told_of_it_is_masked_before_it_is_cut() -> None:
    with pytest.raises(SettingError) as told:
        check_endpoint(f"{'x' * 70} jane.doe@shop.example")

    assert "jane" not in str(told.value)


@pytest.mark.parametrize(
    ("value", "may"), [("a b", True), ("", True), ("ü", False), ("a\nb", False), (5, False), (None, False)]
)
def test_a_header_is_printable_ascii(value: object, *, may: bool) -> None:
    assert may_be_header(value) is may
