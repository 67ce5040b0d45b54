"""Text on a terminal."""

from __future__ import annotations

from gateway.cli.signs import plain


def test_what_is_to_read_stays() -> None:
    assert plain("Größe.har:12\n  is cut off") == "Größe.har:12\n  is cut off"


def test_what_a_terminal_would_obey_is_its_escape() -> None:
    assert plain("a\x1b[2Jb\r\u202e\udcff\n") == "a\\x1b[2Jb\\r\\u202e\\udcff\n"
