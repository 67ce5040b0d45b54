"""What an object has become."""

from __future__ import annotations

from gateway.gtm_export.given import Given
from gateway.gtm_export.made import inert, native
from tests.gateway.gtm_export.small_exports import flag, text, thing


def test_what_was_not_understood_is_told_without_its_value() -> None:
    made = native("ga4", {"a": 1}, Given(thing("tag", "x", text("secret", "s3cret"))), "First.")

    assert made.value == {"type": "ga4", "a": 1}
    assert made.notes == ("First.", '"secret" is not taken over: there is no such setting here.')


def test_the_settings_of_what_is_inert_can_still_be_read() -> None:
    made = inert(thing("tag", "{{{x}}}", text("id", "{{Id}}"), flag("on"), text("long", "a" * 999)), "why {{not}}.")

    assert made.kept[:2] == ("id: {{Id}}", "on: true")
    assert len(made.kept[2]) < 320
    assert (made.value["was"], made.value["reason"]) == ("{ { {x} } }", "why { {not} }.")
