"""What looks like a capture and is none is told by its name, with what to hand over instead."""

from __future__ import annotations

import json

import pytest

from gateway.recording.captures.strangers import CHARLES, FETCH, POWERSHELL, is_stranger
from tests.gateway.recording.captures.found import skipped, whys

OF_POWERSHELL = """$session = New-Object Microsoft.PowerShell.Commands.WebRequestSession
Invoke-WebRequest -UseBasicParsing -Uri "https://data.shop.example/g/collect?v=2" `
-Method "POST"
"""


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (OF_POWERSHELL, POWERSHELL),
        ('Invoke-RestMethod -Uri "https://a.example/"\n', POWERSHELL),
        ('fetch("https://a.example/g/collect?v=2", {\n  "method": "POST"\n});', FETCH),
        ("await fetch('https://a.example/', {})", FETCH),
    ],
    ids=["PowerShell", "PowerShell without a session", "fetch for the console", "fetch for Node.js"],
)
def test_commands_of_other_programs_are_told_once(text: str, why: str) -> None:
    assert [(each.place, each.why, each.unreadable) for each in skipped(text)] == [("capture:1", why, True)]


def test_a_session_of_charles_is_told_once() -> None:
    entry = {"method": "GET", "path": "/g/collect", "query": "v=2", "scheme": "https", "host": "a.example"}
    session = [{**entry, "actualPort": 443, "tunnel": False, "request": {}}] * 3

    assert whys(json.dumps(session)) == [CHARLES]


def test_other_text_is_no_such_command() -> None:
    assert not any(map(is_stranger, (b"GET /fetch", b"prefetch('a')", b"# fetch(", b"curl 'fetch(\"'", b"$ curl a")))
