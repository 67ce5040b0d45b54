"""Hits as files, commands and pages, and the driver that rehearses them: nothing in here can send."""

from .captures import Captured, Skipped, captures_in, read_capture, read_hits
from .curl import curl_of_hit, curl_of_request
from .har import har
from .http_text import hits_of
from .http_writer import http_text
from .pseudonyms import pseudonymous, pseudonymous_request
from .rehearsal import rehearse
from .shared_page import shared_page
from .snapshot import sent_json

__all__ = [
    "Captured",
    "Skipped",
    "captures_in",
    "curl_of_hit",
    "curl_of_request",
    "har",
    "hits_of",
    "http_text",
    "pseudonymous",
    "pseudonymous_request",
    "read_capture",
    "read_hits",
    "rehearse",
    "sent_json",
    "shared_page",
]
