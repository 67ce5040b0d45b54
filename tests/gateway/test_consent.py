"""What the visitor allowed, read from gcd, gcs, consent_state or what a backend says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway import Claimed, ClientType, Consent, ConsentOf, Event, Hit, Log, Refused, Run, Steps
from gateway.consent import KNOWN, TYPES, _gcd, consent_of
from gateway.recording import rehearse
from gateway.rules import load
from tests.small import hit, small_container


def signs(consent: Consent) -> str:
    """ad_storage, analytics_storage, ad_user_data, ad_personalization: + granted, - denied, . not set."""
    return "".join({True: "+", False: "-", None: "."}[consent.granted.get(kind)] for kind in TYPES)


@pytest.mark.parametrize(
    ("gcd", "wanted"),
    [
        ("13l3l3l3l1l1", "++++"),
        ("13p3p3p3p5l1", "----"),
        ("13r3r3r3r5l1", "++++"),
        ("13t3tPt2t5l1", "++++"),
        ("13l3l3R3l5l1", "++++"),
        ("13l3l3l2l1", "+++-"),
        ("13q3u3m3n5l1", "---+"),
        ("13r3r3r2r5l1", "++++"),
        ("13v3p", "+-.."),
        ("13l3l3l3l1", "++++"),
    ],
    ids=[
        "nothing set by the page",
        "all denied by default",
        "all granted by an update",
        "granted by default, one delegated",
        "one declared",
        "personalization denied by region",
        "the update decides over the default",
        "an update over an implicit denial",
        "cut short",
        "without a tail",
    ],
)
def test_gcd_tells_four_types(gcd: str, wanted: str) -> None:
    consent = consent_of(Event({"x-ga-gcd": gcd}))

    assert signs(consent) == wanted
    assert consent.source == "x-ga-gcd"


@pytest.mark.parametrize(
    ("gcs", "wanted"),
    [("G111", "++.."), ("G100", "--.."), ("G101", "-+.."), ("G110", "+-.."), ("G1-1", ".+..")],
    ids=["all granted", "all denied", "analytics only", "ads only", "ads not set"],
)
def test_gcs_tells_two_types(gcs: str, wanted: str) -> None:
    consent = consent_of(Event({"x-ga-gcs": gcs}))

    assert signs(consent) == wanted
    assert consent.source == "x-ga-gcs"


@pytest.mark.parametrize(
    ("data", "wanted", "source"),
    [
        ({"x-ga-gcd": "13l3l3l3l1l1", "x-ga-gcs": "G100"}, "++++", "x-ga-gcd"),
        ({"x-ga-gcd": "11l1l1l1l1", "x-ga-gcs": "G100"}, "--..", "x-ga-gcs"),
        ({"consent_state": {"ad_storage": False}, "x-ga-gcs": "G111"}, "-...", "consent_state"),
        ({"consent_state": "granted", "x-ga-gcs": "G100"}, "--..", "x-ga-gcs"),
    ],
    ids=[
        "gcd before gcs",
        "gcs where gcd sets nothing",
        "consent_state before all",
        "a consent_state that is no object",
    ],
)
def test_the_most_telling_source_comes_first(data: dict[str, Any], wanted: str, source: str) -> None:
    consent = consent_of(Event(data))

    assert (signs(consent), consent.source) == (wanted, source)


@pytest.mark.parametrize("data", [{}, {"x-ga-gcs": "G1--"}, {"x-ga-gcs": 100, "x-ga-gcd": None}, {"x-ga-gcd": "!!!!"}])
def test_what_nobody_set_counts_as_granted(data: dict[str, Any]) -> None:
    consent = consent_of(Event(data))

    assert consent == Consent({}, "not set")
    assert consent.allows("ad_storage")


@pytest.mark.parametrize(
    ("value", "allowed"),
    [
        *((True, True), ("granted", True), ("GRANTED", True), ("true", True), (1, True)),
        *((False, False), ("denied", False), (0, False), (None, False), ("", False)),
    ],
)
def test_consent_state_speaks_booleans_and_words(value: Any, allowed: bool) -> None:  # noqa: FBT001
    consent = consent_of(Event(consent_state={"ad_user_data": value}))

    assert consent.allows("ad_user_data") is allowed


DENIED = {"ad_user_data": "DENIED", "ad_personalization": "GRANTED"}


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        (DENIED, "..-+"),
        ({"ad_user_data": "GRANTED"}, "..+."),
        ({"ad_storage": "DENIED", "analytics_storage": "DENIED"}, "--.."),
        ({"ad_user_data": "denied"}, "...."),
        ({"ad_user_data": ["DENIED"], "other": "DENIED"}, "...."),
        ("DENIED", "...."),
        ({}, "...."),
    ],
    ids=["two types", "one", "other types", "in small letters", "no text", "no object", "nothing"],
)
def test_a_backend_says_it_in_words(said: Any, wanted: str) -> None:
    consent = consent_of({"x-ga-mp2-consent": said})

    assert (signs(consent), consent.source) == (wanted, "not set" if wanted == "...." else "x-ga-mp2-consent")


@pytest.mark.parametrize(
    ("more", "source"),
    [
        ({"x-ga-gcs": "G111"}, "x-ga-gcs"),
        ({"x-ga-gcd": "13r3r3r3r5l1"}, "x-ga-gcd"),
        ({"consent_state": {}}, "consent_state"),
        ({"x-ga-gcs": "G1--", "x-ga-gcd": "!!"}, "x-ga-mp2-consent"),
    ],
    ids=["gcs", "gcd", "consent_state", "nothing that can be read"],
)
def test_what_a_backend_says_comes_last(more: dict[str, Any], source: str) -> None:
    assert consent_of({"x-ga-mp2-consent": DENIED, **more}).source == source


@settings(max_examples=200, deadline=None)
@given(st.text(), st.text())
def test_whatever_the_wire_says_every_type_is_allowed_or_not(gcd: str, gcs: str) -> None:
    consent = consent_of(Event({"x-ga-gcd": gcd, "x-ga-gcs": gcs}))

    assert {consent.allows(kind) for kind in TYPES} <= {True, False}
    assert set(consent.granted) <= set(TYPES)


def test_what_gcd_leaves_open_gcs_may_deny() -> None:
    consent = consent_of({"x-ga-gcd": "13r3", "x-ga-gcs": "G100"})

    assert (consent.allows("ad_storage"), consent.allows("analytics_storage")) == (True, False)


def test_a_text_without_end_is_not_remembered() -> None:
    before = _gcd.cache_info().currsize
    consent_of({"x-ga-gcd": "13r3r3r3r5l1" * 10_000})

    assert _gcd.cache_info().currsize == before


SET = {"ad_storage": True, "ad_user_data": False}


@pytest.mark.parametrize(
    ("unknown", "allowed"),
    [(True, ["ad_storage", "analytics_storage"]), (False, ["ad_storage"])],
    ids=["counts as granted", "counts as denied"],
)
def test_what_was_never_set_counts_as_the_rules_say(*, unknown: bool, allowed: list[str]) -> None:
    consent = consent_of({"consent_state": SET}, unknown=unknown)
    asked = ("ad_storage", "analytics_storage", "ad_user_data")

    assert [kind for kind in asked if consent.allows(kind)] == allowed
    assert (consent.granted, consent.source) == (SET, "consent_state")


@pytest.mark.parametrize("event", [{}, {"x-ga-gcs": "G1--"}, {"consent_state": {}}, {"x-ga-gcd": "!!"}])
def test_where_nothing_was_set_all_types_count_alike(event: dict[str, Any]) -> None:
    assert all(map(consent_of(event).allows, KNOWN))
    assert not any(map(consent_of(event, unknown=False).allows, KNOWN))


@pytest.mark.parametrize(
    ("event", "why"),
    [
        ({"x-ga-gcs": "G100"}, "ad_storage is denied (x-ga-gcs)"),
        ({"x-ga-gcd": "13p3p3p3p5l1"}, "ad_storage is denied (x-ga-gcd)"),
        ({"consent_state": {"ad_storage": False}}, "ad_storage is denied (consent_state)"),
        ({"x-ga-mp2-consent": {"ad_user_data": "DENIED"}}, "ad_storage was never set, which counts as denied here"),
        ({}, "ad_storage was never set, which counts as denied here"),
    ],
    ids=["gcs", "gcd", "consent_state", "only another type is set", "nothing is set"],
)
def test_a_denial_says_where_it_is_from(event: dict[str, Any], why: str) -> None:
    assert consent_of(event, unknown=False).denial("ad_storage") == why


@pytest.mark.parametrize(
    ("written", "unknown"),
    [("", True), ("consent: {unknown: granted}", True), ("consent: {unknown: denied}", False)],
    ids=["nothing", "granted", "denied"],
)
def test_rules_say_what_unknown_consent_counts_as(tmp_path: Path, written: str, *, unknown: bool) -> None:
    (tmp_path / "rules.yaml").write_text(f"clients: {{GA4: {{type: ga4}}}}\n{written}\n")

    assert load(tmp_path / "rules.yaml", {}).unknown_consent is unknown


class Careful(ClientType):
    """Asks what its visitor allows before it runs anything."""

    def claim(self, hit: Hit) -> Claimed | Refused:
        return Claimed(self._steps())

    def _steps(self) -> Steps:
        consent = yield ConsentOf(Event(consent_state={"ad_storage": True}))
        yield Log(f"{consent.allows('ad_storage')} {consent.allows('analytics_storage')}")
        yield Run(Event(event_name="purchase"))


@pytest.mark.parametrize(("unknown", "told"), [(True, "True True"), (False, "True False")], ids=["granted", "denied"])
def test_a_client_learns_what_its_visitor_allows_as_the_container_counts_it(*, unknown: bool, told: str) -> None:
    container = replace(small_container(client=Careful(name="Careful")), unknown_consent=unknown)

    assert rehearse(container, hit()).log == [told]
