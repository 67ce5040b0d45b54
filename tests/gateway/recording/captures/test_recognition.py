"""A format is known by how a capture begins."""

from __future__ import annotations

import pytest

from gateway.recording.captures.access_log import access_log
from gateway.recording.captures.addresses import addresses
from gateway.recording.captures.curl_commands import curl_commands
from gateway.recording.captures.har_entries import har_entries
from gateway.recording.captures.http_hits import http_hits
from gateway.recording.captures.json_entries import json_document, json_lines
from gateway.recording.captures.recognition import Reader, reader_of
from gateway.recording.captures.source import Source


@pytest.mark.parametrize(
    ("written", "reader"),
    [
        ("# A purchase.\n\nGET /g/collect?v=2 HTTP/1.1\n", http_hits),
        ("", http_hits),
        ("hello", http_hits),
        ("\xef\xbb\xbf# The shop.\r\ncurl 'https://a'\r\n", curl_commands),
        ("$ curl https://a", curl_commands),
        ("printf '%b' 'a' | curl https://a", curl_commands),
        ("https://data.shop.example/g/collect\n", addresses),
        ("/g/collect?v=2\n", addresses),
        ('cut off" 200 0\n203.0.113.7 - - [01/Mar/2026:12:00:00 +0000] "GET / HTTP/1.1" 200 0\n', access_log),
        ('{"log":{"version":"1.2"', har_entries),
        ('{\n  "log": {\n', har_entries),
        ('{"method":"GET","path":"/"}\n', json_lines),
        ('{"method":"GE\n{"method":"GET"}\n', json_lines),
        ('{\n  "events": []\n}', json_document),
        ('[{"events": []}]', json_document),
        ("{", json_document),
    ],
)
def test_a_format_is_known_by_its_beginning(written: str, reader: Reader) -> None:
    assert reader_of(Source.of(written.encode("latin-1"), "capture"))[0] is reader
