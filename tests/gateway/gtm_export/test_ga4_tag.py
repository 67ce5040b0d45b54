"""GTM's Google Analytics tag."""

from __future__ import annotations

from typing import Any

from gateway.gtm_export.ga4_tag import ga4_tag
from gateway.gtm_export.given import Given
from gateway.gtm_export.made import Made
from tests.gateway.gtm_export.small_exports import flag, table, text, thing


def made(*parameters: dict[str, Any]) -> Made:
    tag = thing("tag", "sgtmgaaw", *parameters)
    return ga4_tag(tag, Given(tag))


def test_a_tag_that_forwards_everything_says_nothing() -> None:
    found = made(
        flag("redactVisitorIp", "false"),
        text("epToIncludeDropdown", "all"),
        text("upToIncludeDropdown", "all"),
        flag("isMeasurementIdMandatory"),
    )

    assert (found.value, found.notes) == ({"type": "ga4"}, ())


def test_what_it_adds_excludes_and_chooses_is_kept() -> None:
    found = made(
        text("measurementId", "{{GA4 id}}"),
        text("eventName", "lead"),
        flag("redactVisitorIp"),
        text("epToIncludeDropdown", "none"),
        text("upToIncludeDropdown", "custom"),
        table("upToInclude", {"fieldName": "tier"}),
        table("eventParameters", {"fieldName": "shop", "value": "{{_event}}"}),
        table("userProperties", {"fieldName": "plan", "value": "gold"}),
        table("epToExclude", {"fieldName": "coupon"}),
        table("upToExclude", {"fieldName": "age"}),
    )

    assert found.value == {
        "type": "ga4",
        "measurement_id": "{{GA4 id}}",
        "redact_visitor_ip": True,
        "event_parameters": "none",
        "user_properties": ["tier"],
        "add_parameters": {"event_name": "lead", "shop": "{{Event Name}}"},
        "add_user_properties": {"plan": "gold"},
        "exclude_parameters": ["coupon"],
    }
    assert found.added[0].value == {
        "type": "exclude_parameters",
        "tags": ["It"],
        "parameters": ["x-ga-mp2-user_properties.age"],
    }


def test_what_has_no_counterpart_is_told() -> None:
    notes = made(flag("enableGoogleSignals"), flag("enableEuid"), text("colour", "red")).notes

    assert [note.split(" ")[0] for note in notes] == ['"enableGoogleSignals"', '"enableEuid"', '"colour"']
