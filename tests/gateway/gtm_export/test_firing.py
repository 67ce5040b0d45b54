"""When a tag of an export fires."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.gtm_export.around import ALL_EVENTS, Around
from gateway.gtm_export.conditions import Untranslatable
from gateway.gtm_export.firing import Firing, firing
from gateway.schedule import moment
from tests.gateway.gtm_export.small_exports import text, thing

AROUND = Around(
    triggers={"1": "Purchase", "2": "Internal"},
    trigger_names=frozenset(("Purchase", "Internal", "All Events")),
    tags={"Before": "Before", "After": "After", "It": "It"},
)


def fired(**fields: Any) -> Firing:
    return firing(thing("tag", "x", **fields), AROUND)


def test_triggers_and_exceptions_are_named() -> None:
    assert fired(firingTriggerId=["1", 1], blockingTriggerId=["2"]).fields == {
        "triggers": ["Purchase"],
        "exceptions": ["Internal"],
    }


def test_the_built_in_trigger_is_added_under_a_name_nobody_has() -> None:
    found = fired(firingTriggerId=[ALL_EVENTS])

    assert found.fields == {"triggers": ["All Events (2)"]}
    assert (found.added[0].name, found.added[0].value) == ("All Events (2)", "always")


def test_a_trigger_that_is_not_there_is_visible_and_blocks_as_an_exception() -> None:
    found = fired(blockingTriggerId=["99"])

    assert found.fields == {"exceptions": ["Trigger 99"]}
    assert found.added[0].value["type"] == "inert"
    assert found.notes == ["its trigger 99 is not in the export."]


@pytest.mark.parametrize("written", [{"type": "INTEGER", "value": "10"}, 10, "10"])
def test_a_priority_may_be_written_in_three_ways(written: Any) -> None:
    assert fired(priority=written).fields == {"priority": 10}


def test_a_priority_that_is_no_number_is_told() -> None:
    assert fired(priority={"type": "TEMPLATE", "value": "{{P}}"}).notes == [
        "its priority is no number, and is not taken over."
    ]


def test_a_sequence_says_what_stops_it() -> None:
    setup, cleanup = [{"tagName": "Before", "stopOnSetupFailure": True}], [{"tagName": "After"}]

    assert fired(setupTag=setup, teardownTag=cleanup).fields == {
        "setup": "Before",
        "stop_on_setup_failure": True,
        "cleanup": "After",
        "stop_cleanup_on_failure": False,
    }


def test_a_setup_tag_that_is_not_there_or_is_the_tag_itself_is_left_out_and_told() -> None:
    found = fired(
        setupTag=[{"tagName": "It"}], teardownTag=[{"tagName": "Nobody"}, {"tagName": "After"}, {"tagName": "Before"}]
    )

    assert found.fields == {"cleanup": "After", "stop_cleanup_on_failure": False}
    assert len(found.notes) == 3


def test_a_schedule_is_written_in_moments() -> None:
    found = fired(scheduleStartMs="1772366400000", scheduleEndMs="1772452800500").fields["schedule"]

    assert found == {"from": "2026-03-01 12:00:00", "until": "2026-03-02 12:00:00.500"}
    assert moment(found["until"], end=True) == 1_772_452_800_500


@pytest.mark.parametrize(
    "fields",
    [
        {"scheduleStartMs": "9" * 15},
        {"scheduleStartMs": "soon"},
        {"scheduleStartMs": "2000", "scheduleEndMs": "1000"},
        {
            "consentSettings": {
                "consentStatus": "NEEDED",
                "consentType": {"type": "LIST", "list": [text("", "own_type")]},
            }
        },
    ],
    ids=["no such time", "no time", "ends before it begins", "a type of consent nobody knows"],
)
def test_what_would_let_it_fire_more_often_than_in_gtm_cannot_be_said(fields: dict[str, Any]) -> None:
    with pytest.raises(Untranslatable):
        fired(**fields)


@pytest.mark.parametrize(
    "types",
    [
        {"type": "LIST", "list": [text("", "ad_storage"), text("", "ad_user_data")]},
        ["ad_storage", "ad_user_data"],
        {"type": "TEMPLATE", "value": "ad_storage, ad_user_data"},
    ],
)
def test_the_consent_it_needs_is_a_list(types: Any) -> None:
    settings = {"consentStatus": "NEEDED", "consentType": types}

    assert fired(consentSettings=settings).fields == {"consent": ["ad_storage", "ad_user_data"]}


def test_consent_that_is_not_needed_is_none() -> None:
    assert fired(consentSettings={"consentStatus": "NOT_NEEDED"}).fields == {}


def test_whether_it_is_paused_and_how_often_it_fires_is_kept() -> None:
    assert fired(paused=True, tagFiringOption="unlimited").fields == {"firing_option": "unlimited", "paused": True}
    assert fired(paused=False, tagFiringOption="ONCE_PER_EVENT").fields == {}


def test_metadata_is_told() -> None:
    assert len(fired(monitoringMetadata={"type": "MAP", "map": [text("id", "7")]}).notes) == 1
    assert fired(monitoringMetadata={"type": "MAP"}).notes == []
