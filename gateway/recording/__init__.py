"""Hits as files, commands and pages, and the driver that rehearses them: nothing in here can send."""

from .curl import curl_of_hit, curl_of_request
from .har import har
from .http_text import hits_of, read_hits
from .http_writer import http_text
from .pseudonyms import pseudonymous, pseudonymous_request
from .rehearsal import rehearse
from .shared_page import shared_page
from .snapshot import sent_json

__all__ = [
    "curl_of_hit",
    "curl_of_request",
    "har",
    "hits_of",
    "http_text",
    "pseudonymous",
    "pseudonymous_request",
    "read_hits",
    "rehearse",
    "sent_json",
    "shared_page",
]
