"""Tags of an export."""

from __future__ import annotations

import pytest

from gateway.gtm_export.around import Around
from gateway.gtm_export.tags import tag
from tests.gateway.gtm_export.small_exports import NOTHING_AROUND, text, thing
from tests.gateway.gtm_export.test_tiktok_tag import NEEDED, OFFICIAL


@pytest.mark.parametrize("type_", ["sgtmadsct", "sgtmadscl", "sgtmadsremarket", "sgtmfls", "sgtmflc", "gaawe"])
def test_googles_tags_are_visible_and_say_why_they_do_not_run(type_: str) -> None:
    made = tag(
        thing("tag", type_, text("conversionId", "123"), firingTriggerId=["1"]), Around(triggers={"1": "Purchase"})
    )

    assert (made.outcome, made.kept) == ("inert", ("conversionId: 123",))
    assert list(made.value) == ["type", "triggers", "was", "reason"]


def test_ga4_and_requests_are_our_own() -> None:
    assert tag(thing("tag", "sgtmgaaw"), NOTHING_AROUND).type == "ga4"
    assert tag(thing("tag", "http_request", text("url", "https://x.example")), NOTHING_AROUND).type == "http_request"


def test_when_it_fires_stands_behind_its_type() -> None:
    made = tag(thing("tag", "sgtmgaaw", text("measurementId", "G-1"), paused=True), NOTHING_AROUND)

    assert list(made.value) == ["type", "paused", "measurement_id"]


def test_a_tag_that_would_fire_more_often_than_in_gtm_is_inert_and_fires_never() -> None:
    made = tag(thing("tag", "sgtmgaaw", firingTriggerId=["1"], scheduleStartMs="soon"), Around(triggers={"1": "A"}))

    assert (made.outcome, "triggers" in made.value) == ("inert", False)


def test_tiktoks_template_is_ours_only_on_request() -> None:
    official, templates = thing("tag", "cvt_T5657", *NEEDED), {"cvt_T5657": OFFICIAL}

    assert tag(official, Around(templates=templates, prefers_native=True)).outcome == "template"
    asked = Around(templates=templates, prefers_native=True, constants={"Token": "x"})
    ours = tag(official, asked)
    assert (ours.type, ours.value["consent"]) == ("tiktok", [])
    assert ours.notes[-1].startswith("consent: [] sends without asking")
    assert "--native" in tag(official, Around(templates=templates)).notes[-1]
