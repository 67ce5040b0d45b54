"""GTM's HTTP request tag."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.gtm_export.given import Given
from gateway.gtm_export.http_tag import http_tag
from gateway.gtm_export.made import Made
from tests.gateway.gtm_export.small_exports import table, text, thing


def made(*parameters: dict[str, Any]) -> Made:
    tag = thing("tag", "http_request", *parameters)
    return http_tag(tag, Given(tag))


def test_the_same_request_is_sent() -> None:
    headers = table("headers", {"key": "X-Shop", "value": "{{Shop}}"}, {"key": "Host", "value": "x"})
    found = made(text("url", "https://crm.example/{{Shop}}"), text("method", "put"), headers, text("body", "hello"))

    assert found.value == {
        "type": "http_request",
        "url": "https://crm.example/{{Shop}}",
        "method": "PUT",
        "headers": {"X-Shop": "{{Shop}}"},
        "body": "hello",
    }
    assert found.notes == ('the header "Host" is left out: it cannot be set.',)


@pytest.mark.parametrize(
    "parameters", [[], [text("url", "ftp://x")], [text("url", "https://x.example"), text("method", "BREW")]]
)
def test_what_is_no_request_is_inert(parameters: list[dict[str, Any]]) -> None:
    assert made(*parameters).outcome == "inert"


def test_a_request_without_a_body_has_none() -> None:
    assert "body" not in made(text("requestUrl", "{{URL}}"), text("method", "GET"), text("body", "x")).value
