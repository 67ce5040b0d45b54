"""A Google Tag Manager server container that runs anywhere. These names are what types and tests are written with."""

from . import ga4, hashing, tiktok
from .comparison import number, text
from .consent import Consent, consent_of
from .errors import GatewayError, SettingError, VariableError, nearest
from .event import UNDEFINED, Event
from .event_keys import EVENTS, misspelt
from .filling import filler, names_in
from .hit import Hit
from .kinds import (
    Check,
    Claimed,
    ClientType,
    Condition,
    Refused,
    Surroundings,
    TagType,
    TransformationType,
    TriggerType,
    VariableType,
)
from .lookup import Lookup, reader_of
from .outgoing import OutgoingRequest, Reply, Secret, Verdict, stable_hash
from .patterns import Found, Match, matcher, pattern
from .query import decode, pairs
from .redaction import shortened
from .region import region_of, visitor_region
from .settings import is_unset
from .site import cookie_domain
from .steps import (
    All,
    Ask,
    Body,
    BrowserPixel,
    ConsentOf,
    Cookie,
    Failed,
    Header,
    Log,
    Respond,
    Run,
    Skipped,
    Status,
    Steps,
)

__all__ = [
    "EVENTS",
    "UNDEFINED",
    "All",
    "Ask",
    "Body",
    "BrowserPixel",
    "Check",
    "Claimed",
    "ClientType",
    "Condition",
    "Consent",
    "ConsentOf",
    "Cookie",
    "Event",
    "Failed",
    "Found",
    "GatewayError",
    "Header",
    "Hit",
    "Log",
    "Lookup",
    "Match",
    "OutgoingRequest",
    "Refused",
    "Reply",
    "Respond",
    "Run",
    "Secret",
    "SettingError",
    "Skipped",
    "Status",
    "Steps",
    "Surroundings",
    "TagType",
    "TransformationType",
    "TriggerType",
    "VariableError",
    "VariableType",
    "Verdict",
    "consent_of",
    "cookie_domain",
    "decode",
    "filler",
    "ga4",
    "hashing",
    "is_unset",
    "matcher",
    "misspelt",
    "names_in",
    "nearest",
    "number",
    "pairs",
    "pattern",
    "reader_of",
    "region_of",
    "shortened",
    "stable_hash",
    "text",
    "tiktok",
    "visitor_region",
]
