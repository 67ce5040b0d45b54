"""The permissions of server containers as rules."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.sandbox.permission_rules import KINDS, TITLES, rules_of


@pytest.mark.parametrize(
    ("name", "parameters", "rules"),
    [
        ("logging", {"environments": "all"}, [()]),
        ("send_http", {"allowedUrls": "specific", "urls": ["https://a/"]}, [("https://a/",)]),
        ("send_http", {}, []),
        ("read_request", {}, [("method", "")]),
        ("read_request", {"headersAllowed": True, "headerAccess": "any"}, [("method", ""), ("header", "*")]),
        ("access_response", {"writeHeadersAllowed": True, "writeHeaderAccess": "specific"}, []),
        (
            "set_cookies",
            {"allowedCookies": [{"name": "a", "domain": ".Shop.example", "secure": "non_secure"}]},
            [("a", "shop.example", "*", "non_secure", "*")],
        ),
        ("use_message", {"messageTypes": [{"type": "a", "action": "send"}]}, [("a", "send")]),
        ("get_cookies", {"cookieNames": "a"}, []),
    ],
    ids=[
        "had or not",
        "addresses",
        "no address",
        "the method",
        "headers",
        "no header",
        "a cookie",
        "a message",
        "no list",
    ],
)
def test_parameters_become_rules(name: str, parameters: dict[str, Any], rules: list[Any]) -> None:
    assert list(rules_of(name, parameters)) == rules


def test_every_rule_has_a_pattern_for_each_word() -> None:
    assert set(KINDS) <= set(TITLES)
    assert all(kind in ("text", "url") for kinds in KINDS.values() for kind in kinds)
