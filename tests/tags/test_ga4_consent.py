"""Consent that was said elsewhere, as Google Analytics reads it."""

from __future__ import annotations

import itertools

import pytest

from gateway import Consent, consent_of
from tags._ga4_consent import consent_parameters

TYPES = ("ad_storage", "analytics_storage", "ad_user_data", "ad_personalization")


@pytest.mark.parametrize("answers", list(itertools.product([True, False, None], repeat=4)), ids=str)
def test_what_is_written_reads_as_what_was_said(answers: tuple[bool | None, ...]) -> None:
    said = {kind: answer for kind, answer in zip(TYPES, answers, strict=True) if answer is not None}
    written = dict(consent_parameters(Consent(said, "consent_state")))

    assert consent_of({"x-ga-gcd": written["gcd"]}).granted == said
    storage = {kind: said[kind] for kind in TYPES[:2] if kind in said}
    assert consent_of({"x-ga-gcs": written["gcs"]}).granted == storage
    assert ("npa" in written) == (said.get("ad_personalization") is False)


@pytest.mark.parametrize("source", ["x-ga-gcd", "x-ga-gcs", "not set"])
def test_a_hit_that_has_its_own_is_left_as_it_is(source: str) -> None:
    assert list(consent_parameters(Consent({"ad_storage": False}, source))) == []
