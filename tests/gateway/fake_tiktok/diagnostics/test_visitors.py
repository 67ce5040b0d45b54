"""The visitor on the network: his address and his browser, not a server's."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.fake_tiktok.diagnostics.visitors import marks
from tests.purchases import GONE, findings, purchase

_OF_VISITORS = {"ip_private", "ua_missing", "ua_server"}


def test_a_visitor_in_his_browser_is_as_he_should_be() -> None:
    assert not _OF_VISITORS & findings(purchase()).keys()


@pytest.mark.parametrize(
    "ip",
    [
        "10.0.0.1",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "127.0.0.1",
        "100.64.0.1",
        "::1",
        "fd00::1",
        " 10.0.0.1:80 ",
    ],
)
def test_an_address_of_a_private_network_is_told(ip: str) -> None:
    found = findings(purchase({"user.ip": ip}))["ip_private"]

    assert (found.severity, found.field, found.count) == ("error", "user.ip", 1)
    assert found.sample in ("***", f"{ip.strip()[:3]}***")


@pytest.mark.parametrize("ip", ["172.15.255.255", "172.32.0.1", "11.0.0.1", "2001:db8::1", "unknown", "", 10, "1" * 65])
def test_any_other_address_is_not(ip: Any) -> None:
    assert "ip_private" not in findings(purchase({"user.ip": ip}))


@pytest.mark.parametrize(
    ("agent", "id_", "sample"),
    [
        (GONE, "ua_missing", ""),
        ("", "ua_missing", ""),
        ("  ", "ua_missing", "  "),
        (5, "ua_missing", "5"),
        ("python-requests/2.32", "ua_server", "python-requests/2.32"),
        (" curl/8.5.0", "ua_server", " curl/8.5.0"),
        ("Go-http-client/2.0", "ua_server", "Go-http-client/2.0"),
        ("GoogleTagManager/1.0", "ua_server", "GoogleTagManager/1.0"),
    ],
    ids=["none", "empty", "blanks", "no text", "Python", "curl", "Go", "Google's server"],
)
def test_without_a_browsers_agent_it_is_told(agent: Any, id_: str, sample: str) -> None:
    found = findings(purchase({"user.user_agent": agent}))

    assert _OF_VISITORS & found.keys() == {id_}
    assert (found[id_].severity, found[id_].field, found[id_].sample) == ("warning", "user.user_agent", sample)


@pytest.mark.parametrize(
    ("agent", "source"),
    [("okhttp/4.12.0", "app"), ("Mozilla/5.0 (like curl/8)", "web"), (GONE, "offline"), ("curl/8.5.0", "crm")],
    ids=["an app's library", "a word inside", "no visit", "no visit, but a program"],
)
def test_what_may_be_a_visitors_is_not(agent: Any, source: str) -> None:
    assert not _OF_VISITORS & findings(purchase({"user.user_agent": agent}, source=source)).keys()


def test_the_pixel_has_no_agent_of_its_own_to_send() -> None:
    assert not _OF_VISITORS & findings(purchase({"user": {}}, leg="pixel")).keys()


@pytest.mark.parametrize(
    ("user", "known"),
    [
        ({"ttp": "b", "ttclid": "c", "ip": "203.0.113.7", "user_agent": "M"}, ["ttp", "ttclid", "ip+user_agent"]),
        ({"ttp": " ", "ttclid": ["c"], "ip": "203.0.113.7"}, []),
    ],
    ids=["all of them, the surest first", "none"],
)
def test_a_visitor_is_told_from_others_by_his_marks(user: dict[str, Any], known: list[str]) -> None:
    assert [kind for kind, _ in marks(user)] == known
