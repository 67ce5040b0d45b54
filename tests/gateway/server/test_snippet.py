"""The lines to paste, honest about what gtag.js makes of a port."""

from __future__ import annotations

import pytest

from gateway.server.snippet import POORER, address, snippet


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


@pytest.mark.parametrize(
    ("port", "tls", "url"),
    [
        (80, False, "http://localhost"),
        (8080, False, "http://localhost:8080"),
        (443, True, "https://localhost"),
        (8443, True, "https://localhost:8443"),
        (80, True, "https://localhost:80"),
        (443, False, "http://localhost:443"),
    ],
)
def test_the_address_of_a_gateway_has_its_port_where_it_is_not_the_usual_one(port: int, tls: bool, url: str) -> None:  # noqa: FBT001
    assert address(port, tls=tls) == url


def test_a_gateway_that_takes_https_itself_says_so_in_the_snippet() -> None:
    assert "server_container_url: 'https://localhost'" in snippet(443, tls=True)
    assert "transport_url: 'https://localhost:8443'" in snippet(8443, tls=True)


def test_the_advice_names_the_port_of_the_full_mode() -> None:
    assert "`sgtm serve --port 80` is the full mode" in snippet(8080)
    assert "`sgtm serve --port 443` is the full mode" in snippet(8443, tls=True)


def test_a_port_that_gtag_does_not_speak_https_on_is_not_the_full_mode() -> None:
    """https://localhost:80 has a port that is not https's own: gtag.js drops it and sends to 443."""
    assert "server_container_url: '" not in snippet(80, tls=True)
