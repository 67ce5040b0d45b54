"""What the request itself says of a visitor."""

from __future__ import annotations

from clients._request import completed
from gateway import Hit

HIT = Hit("GET", "/", headers=(("user-agent", "Mozilla/5.0"), ("cf-ipcountry", "BR")), ip="203.0.113.7")


def test_what_the_event_does_not_say_the_request_does() -> None:
    assert completed({"value": 5}, HIT) == {
        "value": 5,
        "ip_override": "203.0.113.7",
        "user_agent": "Mozilla/5.0",
        "event_location": {"country": "BR"},
    }


def test_what_the_event_says_stays() -> None:
    said = {"ip_override": "::", "user_agent": "", "event_location": {}}

    assert completed(dict(said), HIT) == said


def test_what_nobody_says_is_not_there() -> None:
    assert completed({}, Hit("GET", "/")) == {"ip_override": ""}
