"""The lines to paste, honest about what gtag.js makes of a port."""

from __future__ import annotations

import pytest

from gateway.server.snippet import POORER, snippet


@pytest.mark.parametrize(
    ("port", "setting"),
    [(80, "server_container_url: 'http://localhost'"), (443, "server_container_url: 'https://localhost'")],
)
def test_a_default_port_is_the_full_mode(port: int, setting: str) -> None:
    assert setting in snippet(port)
    assert POORER not in snippet(port)


def test_another_port_uses_transport_url_and_says_that_user_data_is_lost() -> None:
    assert "transport_url: 'http://localhost:8080'" in snippet(8080)
    assert "server_container_url: '" not in snippet(8080)
    assert "sends no user data" in snippet(8080)
