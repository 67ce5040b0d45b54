"""What a client, a tag or a variable may do: plain values, harmless until somebody acts on them."""

from __future__ import annotations

import msgspec
import pytest

from gateway import (
    All,
    Ask,
    BrowserPixel,
    Cookie,
    Event,
    Failed,
    Header,
    Log,
    OutgoingRequest,
    Respond,
    Run,
    Skipped,
)


def test_a_cookie_is_safe_by_default() -> None:
    cookie = Cookie("a", "1")

    assert (cookie.secure, cookie.same_site, cookie.path) == (True, "Lax", "/")
    assert (cookie.max_age, cookie.domain, cookie.http_only) == (None, None, False)


def test_a_client_responds_200_with_nothing_by_default() -> None:
    assert Respond() == Respond(200, (), b"")


def test_all_keeps_its_parts_in_order() -> None:
    asks = [Ask(OutgoingRequest(f"https://vendor.example/{number}")) for number in range(3)]

    assert All(*asks).parts == tuple(asks)
    assert All().parts == ()


@pytest.mark.parametrize(
    ("step", "field"),
    [
        (Ask(OutgoingRequest("u")), "request"),
        (Cookie("a", "1"), "value"),
        (Header("a", "1"), "value"),
        (BrowserPixel("u"), "url"),
        (Log("a"), "text"),
        (Respond(), "status"),
        (Run(Event()), "event"),
        (Skipped("why"), "why"),
        (Failed("why"), "why"),
    ],
    ids=lambda step: type(step).__name__ if isinstance(step, msgspec.Struct) else "",
)
def test_no_step_can_be_changed(step: msgspec.Struct, field: str) -> None:
    with pytest.raises(AttributeError):
        setattr(step, field, "changed")
