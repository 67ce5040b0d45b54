"""Google's own parameters, which no transformation changes."""

from __future__ import annotations

import pytest

from gateway import SettingError, ga4
from transformations._immutable import check_parameters
from transformations.exclude_parameters import ExcludeParameters


@pytest.mark.parametrize("key", sorted(ga4.IMMUTABLE))
def test_each_is_told(key: str) -> None:
    with pytest.raises(SettingError, match="no transformation changes"):
        check_parameters(["value", key])
    with pytest.raises(SettingError, match="no transformation changes"):
        ExcludeParameters(parameters=(key,))


def test_the_page_s_own_may_be_changed() -> None:
    check_parameters(["value", "x-ga-mp2-note", "user_data.email"])
