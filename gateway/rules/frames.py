"""What rules.yaml has beside the settings of types: GTM's own fields of an entry, section by section, and small sections."""

from __future__ import annotations

from typing import Any

from ..consent import KNOWN

DURATION = "^([0-9]{1,6})(s|m|h|d)$"
SHORT_DURATION = "^([0-9]{1,5})(ms|s)$"
SIZE = "^([1-9][0-9]{0,5})(MiB|GiB)$"
SKIP, WITHOUT_USER_DATA = "skip", "send_without_user_data"

_NAMES = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
_PRIORITY = {"type": "integer", "description": "The higher, the earlier; 0 where it is left out.", "examples": [10]}
_DENY = {
    "enum": [SKIP, WITHOUT_USER_DATA],
    "description": "What happens where it is denied: nothing is sent, or nothing of the visitor.",
}
_MOMENT = "A day, or a time, UTC unless it has a zone: 2026-11-27, 2026-11-27 09:00 or 2026-11-27T09:00+01:00."

FRAMES: dict[str, dict[str, Any]] = {
    "clients": {"priority": _PRIORITY},
    "variables": {
        "case": {
            "enum": ["lower", "upper"],
            "description": "Write the value, if it is text, in small or capital letters.",
        },
        "convert_null": {"description": "What to use instead of null.", "examples": ["none"]},
        "convert_undefined": {"description": "What to use instead of a value that is not there.", "examples": [0]},
        "convert_true": {"description": "What to use instead of true.", "examples": ["yes"]},
        "convert_false": {"description": "What to use instead of false.", "examples": ["no"]},
    },
    "triggers": {},
    "transformations": {
        "tags": {**_NAMES, "description": "The tags it is for; left out, all.", "examples": [["TikTok purchase"]]},
        "types": {**_NAMES, "description": "Types of tags it is for, such as tiktok.", "examples": [["tiktok"]]},
        "except_tags": {**_NAMES, "description": "Tags it is not for.", "examples": [["Google Analytics"]]},
        "except_types": {**_NAMES, "description": "Types of tags it is not for.", "examples": [["ga4"]]},
        "triggers": {
            **_NAMES,
            "description": "It is applied when one of them fires; left out, always.",
            "examples": [["Purchase"]],
        },
        "priority": _PRIORITY,
    },
    "tags": {
        "triggers": {**_NAMES, "description": "The tag fires when one of them fires.", "examples": [["Purchase"]]},
        "exceptions": {
            **_NAMES,
            "description": "The tag does not fire when one of them fires.",
            "examples": [["Internal traffic"]],
        },
        "consent": {
            "anyOf": [
                *_NAMES["anyOf"],
                {
                    "type": "object",
                    "properties": {
                        kind: {
                            "anyOf": [
                                _DENY,
                                {
                                    "type": "object",
                                    "properties": {"deny": _DENY},
                                    "required": ["deny"],
                                    "additionalProperties": False,
                                },
                            ]
                        }
                        for kind in KNOWN
                    },
                    "additionalProperties": False,
                },
            ],
            "description": "Types of consent it needs, such as ad_storage; as a mapping, each with what happens without it. "
            "Left out, a tiktok tag needs ad_storage and ad_user_data, and others none; [] is none.",
            "examples": [
                ["ad_storage", "ad_user_data"],
                {"ad_storage": SKIP, "ad_user_data": WITHOUT_USER_DATA},
            ],
        },
        "priority": _PRIORITY,
        "schedule": {
            "type": "object",
            "description": "When it may fire, by the time of the hit.",
            "examples": [{"from": "2026-11-27", "until": "2026-11-30"}],
            "properties": {
                "from": {"type": "string", "description": f"From then on. {_MOMENT}", "examples": ["2026-11-27"]},
                "until": {
                    "type": "string",
                    "description": f"Until then; a day is in it as a whole. {_MOMENT}",
                    "examples": ["2026-11-30"],
                },
            },
            "additionalProperties": False,
        },
        "firing_option": {
            "enum": ["once_per_event", "unlimited"],
            "description": "Whether it runs once for an event (the default), or once more as setup or cleanup of another tag.",
        },
        "setup": {"type": "string", "description": "A tag to run before.", "examples": ["CRM look-up"]},
        "cleanup": {"type": "string", "description": "A tag to run after.", "examples": ["Audit log"]},
        "stop_on_setup_failure": {"type": "boolean", "description": "Do not run it when its setup tag failed."},
        "stop_cleanup_on_failure": {"type": "boolean", "description": "Do not run the cleanup tag when it failed."},
        "paused": {"type": "boolean", "description": "Never fires while true."},
        "retry": {
            "type": "boolean",
            "description": "When it failed, the queue runs it again, as it sends requests again.",
        },
    },
}
"""What an entry may have whatever its type: GTM's own fields, section by section."""

CONTAINER: dict[str, Any] = {
    "type": "string",
    "description": "The container's name: the built-in variable Container ID.",
    "examples": ["Example shop"],
}
INCLUDE: dict[str, Any] = {
    **_NAMES,
    "description": "Further files of rules, and folders of them (every .yaml file in it), as seen from this file.",
    "examples": [["rules/tiktok.yaml", "rules/shops/"]],
}
CONSENT: dict[str, Any] = {
    "type": "object",
    "description": "How consent is read.",
    "properties": {
        "unknown": {
            "enum": ["granted", "denied"],
            "description": "What a type of consent counts as that was never set: granted, as in GTM, or denied.",
        }
    },
    "additionalProperties": False,
}
EGRESS: dict[str, Any] = {
    "type": "object",
    "description": "Where requests may go.",
    "properties": {
        "allow": {
            **_NAMES,
            "description": "Hosts beside those that the settings of tags name: a name, *.name for all under it, or an address.",
            "examples": [["collect.vendor.example", "*.vendor.example", "10.1.2.3:8443"]],
        },
    },
    "additionalProperties": False,
}
TEMPLATES: dict[str, Any] = {
    "type": "object",
    "description": "How custom templates run here.",
    "properties": {
        "permissions": {
            "anyOf": [
                {"enum": ["enforce", "warn"]},
                {"type": "object", "additionalProperties": {"enum": ["enforce", "warn"]}},
            ],
            "description": "Whether a template that does what its permissions do not allow is stopped, as in GTM, or warned "
            "of; for all templates, or for some by name.",
            "examples": ["warn"],
        },
        "documents": {
            "type": "object",
            "additionalProperties": {"type": "object"},
            "description": "What the stand-in of Firestore holds: documents by their paths.",
        },
        "keys": {
            "type": "object",
            "additionalProperties": {"type": "string"},
            "description": "The private keys of hmacSha256 by their names, in base64: write them as ${NAME}.",
        },
    },
    "additionalProperties": False,
}
DELIVERY: dict[str, Any] = {
    "type": "object",
    "description": "How requests are delivered.",
    "properties": {
        "give_up_after": {
            "type": "string",
            "pattern": DURATION,
            "description": "How long a request is tried: a number and s, m, h or d, such as 24h.",
            "examples": ["24h"],
        },
        "linger": {
            "type": "string",
            "pattern": SHORT_DURATION,
            "description": "How long a request waits for others that can go in one call with it: 0s, 500ms or 2s.",
            "examples": ["500ms"],
        },
        "durability": {
            "enum": ["full", "normal", "memory"],
            "description": "What an answered hit survives: full, power loss too (the default); normal and memory, only the end "
            "of the gateway: a power loss takes the last hits, or all that the system had not written.",
        },
        "queue": {
            **_NAMES,
            "description": "The NATS servers that carry the queue for several machines, such as nats://nats-1:4222. "
            "Left out, it is in the data folder. A name behind the address keeps containers apart: nats://nats-1:4222/shop.",
            "examples": [["nats://nats-1:4222", "nats://nats-2:4222", "nats://nats-3:4222"]],
        },
        "monitor": {
            **_NAMES,
            "description": "Where those servers tell how they are set up; left out, on port 8222 of each.",
            "examples": [["http://nats-1:8222"]],
        },
        "cap": {
            "type": "string",
            "pattern": SIZE,
            "description": "The room that what is kept may take on the disk: a number and MiB or GiB, such as 2GiB. "
            "From four fifths on events are shed.",
            "examples": ["2GiB"],
        },
        "shed": {
            **_NAMES,
            "description": "The events that are given up first when that room runs short.",
            "examples": [["scroll", "user_engagement"]],
        },
    },
    "additionalProperties": False,
}
