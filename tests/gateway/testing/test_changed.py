"""A hit with other parameters."""

from __future__ import annotations

import pytest

from gateway import Hit
from gateway.testing.changed import UnchangeableError, with_parameters

HIT = Hit("POST", "/g/collect", "v=2&en=purchase", body=b"en=purchase&epn.value=1\nen=refund")
JSON = Hit("POST", "/mp/collect", "measurement_id=G-1", body=b' {"events": [{"name": "purchase"}]}')


def test_a_parameter_is_in_the_url_and_gone_from_the_lines() -> None:
    changed = with_parameters(HIT, {"en": "sign up"})

    assert (changed.query, changed.body) == ("v=2&en=sign%20up", b"epn.value=1\n")


def test_none_takes_a_parameter_away_and_no_parameter_changes_nothing() -> None:
    assert with_parameters(HIT, {"en": None}).query == "v=2"
    assert with_parameters(JSON, {}) is JSON


def test_of_a_hit_with_json_only_the_url_is_changed() -> None:
    assert with_parameters(JSON, {"measurement_id": "G-2"}).query == "measurement_id=G-2"
    assert with_parameters(JSON, {"measurement_id": None}).body == JSON.body


def test_what_would_change_nothing_is_refused() -> None:
    with pytest.raises(UnchangeableError) as refused:
        with_parameters(JSON, {"measurement_id": "G-2", "currency": "USD"})

    assert refused.value.name == "currency"
    assert str(refused.value).startswith(
        '"currency" cannot be changed: the body of this hit is JSON, which stays as it is. '
    )
