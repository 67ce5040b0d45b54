"""TikTok's official template as our own type."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.gtm_export.around import Around
from gateway.gtm_export.environment import EnvironmentName
from gateway.gtm_export.made import Made
from gateway.gtm_export.templates import Template
from gateway.gtm_export.tiktok_tag import SENT_AS_THEY_ARE, tiktok_tag
from tags._tiktok_events import NAMES
from tests.gateway.gtm_export.small_exports import flag, table, text, thing

OFFICIAL = Template("tiktok_official", "TikTok", "$", "text", repository="tiktok/gtm-template-eapi")
NEEDED = (text("pixel_code", "C4EXAMPLE"), text("access_token", "{{Token}}"), text("object_property_source", "ga"))
OF_THE_TEMPLATE = set(
    "add_payment_info add_to_cart add_to_wishlist begin_checkout page_view purchase search sign_up view_item".split()
)


def made(*parameters: dict[str, Any]) -> Made:
    around = Around(templates={"cvt_T5657": OFFICIAL}, constants={"Token": "t0ken"})
    return tiktok_tag(thing("tag", "cvt_T5657", *parameters), around)


def test_it_does_what_the_template_does_and_says_what_to_change() -> None:
    found = made(*NEEDED, text("event", "{{Event Name}}"), text("logType", "no"))

    expected = {"legacy_names": True, "unmapped": "passthrough", "missing_event_id": "omit", "cookie_renew": "each_hit"}
    assert found.value["type"] == "tiktok"
    assert expected.items() <= found.value.items()
    assert all(any(note.startswith(f"{key}: ") for note in found.notes) for key in expected)


def test_every_event_the_template_sends_as_it_is_stays_so() -> None:
    assert set(SENT_AS_THEY_ARE) == set(NAMES) - OF_THE_TEMPLATE


def test_its_access_token_is_only_named() -> None:
    found = made(*NEEDED)

    assert found.value["access_token"] == EnvironmentName("TIKTOK_ACCESS_TOKEN", "t0ken")
    assert "t0ken" not in repr(found)


def test_the_fields_both_have_are_taken_over() -> None:
    own = table("custom_properties", {"key": "city", "value": "{{City}}"})
    found = made(
        *NEEDED,
        text("sha256_email", "{{Hash}}"),
        text("phone", "{{Phone}}"),
        text("query", "mug"),
        own,
        text("currency", "EUR"),
    )

    assert {"email": "{{Hash}}", "phone": "{{Phone}}", "currency": "EUR"}.items() <= found.value.items()
    assert found.value["properties"] == {"query": "mug", "city": "{{City}}"}


def test_what_the_template_never_reads_is_left_out_and_told() -> None:
    found = made(*NEEDED, text("url", "{{URL}}"), text("ip", "{{IP}}"))

    assert "url" not in found.value
    assert "url, ip: left out, for the template never reads what stands there." in found.notes


@pytest.mark.parametrize(
    ("parameters", "why"),
    [
        pytest.param([text("access_token", "x")], "no pixel code", id="no pixel"),
        pytest.param([text("pixel_code", "x"), text("access_token", "{{LT}}")], "no constant", id="a token of a table"),
        pytest.param(
            [text("pixel_code", "x"), text("access_token", "a b")], "signs no header", id="a token with blanks"
        ),
        pytest.param([text("object_property_source", "custom"), *NEEDED[:2]], "by hand", id="properties by hand"),
    ],
)
def test_what_ours_could_not_send_the_same_way_stays_a_template(parameters: list[dict[str, Any]], why: str) -> None:
    found = made(*parameters)

    assert (found.outcome, found.type) == ("template", "tiktok_official")
    assert why in found.notes[-1]


def test_a_parameter_nobody_knows_is_told() -> None:
    assert '"colour" is not taken over' in made(*NEEDED, flag("colour")).notes[-1]
