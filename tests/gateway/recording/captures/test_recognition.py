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
from gateway.recording.captures.sieve import chosen, likely
from gateway.recording.captures.source import Source
from gateway.recording.captures.strangers import told_stranger


@pytest.mark.parametrize(
    ("written", "reader"),
    [
        ("# A purchase.\n\nGET /g/collect?v=2 HTTP/1.1\n", http_hits),
        ("", http_hits),
        ("hello", http_hits),
        ("\xef\xbb\xbf# The shop.\r\ncurl 'https://a'\r\n", curl_commands),
        ("$ curl https://a", curl_commands),
        ("  FOO=1 sudo curl https://a", curl_commands),
        ('{"_comment":"x","log":{"entries":[]}}', har_entries),
        ('{"level":"info","log":{"text":"x"}}', json_lines),
        ("printf '%b' 'a' | curl https://a", curl_commands),
        ("https://data.shop.example/g/collect\n", addresses),
        ("/g/collect?v=2\n", addresses),
        ('cut off" 200 0\n203.0.113.7 - - [01/Mar/2026:12:00:00 +0000] "GET / HTTP/1.1" 200 0\n', access_log),
        ('[pod/web/nginx] 203.0.113.7 - - [01/Mar/2026:12:00:00 +0000] "GET / HTTP/1.1" 200 0\n', access_log),
        ('await fetch("https://a.example/")', told_stranger),
        ('{"log":"203.0.113.7 - - ","stream":"stdout"}\n', json_lines),
        ('{"log":{"version":"1.2"', har_entries),
        ('{\n  "log": {\n', har_entries),
        ('{"method":"GET","path":"/"}\n', json_lines),
        ('{"method":"GE\n{"method":"GET"}\n', json_lines),
        ('{\n  "events": []\n}', json_document),
        ('[{"events": []}]', json_document),
        ('{"events":[{"logStreamName":"web","message":"a"}],"searchedLogStreams":[]}', json_document),
        ("{", json_document),
    ],
)
def test_a_format_is_known_by_its_beginning(written: str, reader: Reader) -> None:
    assert reader_of(Source.of(written.encode("latin-1"), "capture"))[0] is reader


def test_all_requests_copied_as_commands_are_a_recording_and_a_few_are_chosen() -> None:
    few, all_of_bash, all_of_cmd = "curl a\n" * 5 + "curl a ;\ncurl a", "curl a ;\n" * 3, "curl a &\r\n" * 3

    assert [reader_of(Source.of(text.encode(), "capture"))[1] for text in (few, all_of_bash, all_of_cmd)] == [
        chosen,
        likely,
        likely,
    ]
