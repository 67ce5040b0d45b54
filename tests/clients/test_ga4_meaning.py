"""What one `key=value` of a GA4 hit means, and whether it is worth remembering."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clients._ga4_meaning import VARIED, Place, _plans, meaning
from gateway import ga4


@pytest.mark.parametrize(
    ("part", "wanted"),
    [
        ("cid=1.2", (Place.DATA, "client_id", "1.2")),
        ("_s=3", (Place.DATA, "x-ga-request_count", 3)),
        ("_p=abc", (Place.DATA, "x-ga-page_id", "abc")),
        ("uap=Linux", (Place.HINTS, "uap", "Linux")),
        ("sst.tft=5", (Place.SERVER_ONLY, "tft", "5")),
        ("up.a=5", (Place.PROPERTIES, "a", "5")),
        ("upn.a=5", (Place.PROPERTIES, "a", 5)),
        ("ep.user_data.email=a", (Place.USER_DATA, "user_data.email", "a")),
        ("epn.user_data.a=5", (Place.USER_DATA, "user_data.a", 5)),
        ("pr12=idA", (Place.ITEMS, 12, {"item_id": "A"})),
        ("pr12345=idA", (Place.ITEMS, 12345, {"item_id": "A"})),
        ("pr123456=idA", (Place.DATA, "x-ga-mp2-pr123456", "idA")),
        ("pr%D9%A3=idA", (Place.DATA, "x-ga-mp2-pr٣", "idA")),
        ("pr=idA", (Place.DATA, "x-ga-mp2-pr", "idA")),
        ("_fv=1", (Place.SYSTEM, "fv", "1")),
        ("_a=1", (Place.SYSTEM, "a", "1")),
        ("_=1", (Place.DATA, "x-ga-mp2-_", "1")),
        ("_ee=1", (Place.SYSTEM, "ee", True)),
        ("_ee=0", (Place.SYSTEM, "ee", "0")),
        ("_eu=AAAAAAQ", (Place.SYSTEM, "eu", [34])),
        ("ep.client_id=x", (Place.GIVEN, "ep.client_id", "x")),
        ("epn.x-sst-a=5", (Place.GIVEN, "epn.x-sst-a", 5)),
        ("epn.value=5.0", (Place.DATA, "value", 5)),
        ("ur=BR-SP", (Place.DATA, "event_location", {"country": "BR", "region": "SP"})),
        ("_uip=2001:db8::7", (Place.DATA, "ip_override", "2001:db8::7")),
        ("_ip=nonsense", (Place.DATA, "x-ga-mp2-_ip", "nonsense")),
        ("xyz", (Place.DATA, "x-ga-mp2-xyz", "")),
        ("e%70.a=b", (Place.DATA, "a", "b")),
        ("=x", (Place.NOWHERE, "", "x")),
        ("_et=NaN", (Place.NOWHERE, "engagement_time_msec", "NaN")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_part_has_its_place_its_name_and_its_value(part: str, wanted: tuple[int, Any, Any]) -> None:
    found, _ = meaning(part)

    assert found == wanted
    assert type(found[2]) is type(wanted[2])


@pytest.mark.parametrize("key", sorted(VARIED))
def test_a_key_that_is_looked_up_first_means_the_same(key: str) -> None:
    (place, name, value), _ = meaning(f"{key}=a%2Fb")

    assert ((place, name), value) == (VARIED[key], "a/b")


@pytest.mark.parametrize(
    "part",
    [
        *("ep.user_data.email=a", "epn.user_data.phone=44", "epn.value=5", "ep.client_id=x"),
        *("_et=5", "_p=5", "tfd=5", "_eu=AAAAAAQ", "ur=BR-SP", "_uip=203.0.113.9", "_ip=203.0.113.9", "_ip=nonsense"),
    ],
)
def test_what_is_personal_or_hardly_comes_again_is_not_remembered(part: str) -> None:
    assert meaning(part)[1] is False


@pytest.mark.parametrize("part", ["v=2", "_s=1", "sct=1", "ul=en", "uap=Linux", "ep.a=1", "pr1=idA", "up.a=1", "_fv=1"])
def test_what_comes_again_is_remembered(part: str) -> None:
    assert meaning(part)[1] is True


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(["ep", "epn"]), st.text(max_size=20), st.text(max_size=20))
def test_no_user_data_is_ever_remembered(family: str, name: str, value: str) -> None:
    assert meaning(f"{family}.user_data.{name.replace('=', '')}={value}")[1] is False


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=20) | st.text("ep.unrsdta_data=%0_", max_size=20))
def test_any_part_has_one_of_the_places(part: str) -> None:
    (place, name, _), _ = meaning(part)

    assert Place.DATA <= place <= Place.NOWHERE
    assert place != Place.DATA or name not in (ga4.SYSTEM, ga4.SERVER_ONLY)


def test_keys_from_the_wire_cannot_fill_the_memory() -> None:
    for number in range(6000):
        meaning(f"invented_{number}=1")
    meaning("long" * 1000 + "=1")

    assert len(_plans) <= 4096
    assert max(map(len, _plans)) <= 64
    assert meaning("invented_5999=1")[0] == (Place.DATA, "x-ga-mp2-invented_5999", "1")
