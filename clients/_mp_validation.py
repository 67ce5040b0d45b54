"""What `/debug/mp/collect` says of a hit of the Measurement Protocol: where, what is wrong, and a code.

Sources: Google, "Validate events" (codes), "Measurement Protocol reference" (limits, reserved names). The sentences are ours.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

from gateway import Hit, ga4

Message: TypeAlias = dict[str, str]
Messages: TypeAlias = Iterator[Message]

LONGEST_BODY = 130_000
_MOST_EVENTS = _MOST_PARAMETERS = _MOST_PROPERTIES = 25
_OLDEST = 72 * 3600 * 1_000_000
_MOST_MESSAGES = 100
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_FIELDS = frozenset(
    "client_id app_instance_id user_id timestamp_micros user_properties non_personalized_ads consent user_data "
    "user_location ip_override user_agent device validation_behavior events".split()
)
_RESERVED = frozenset(
    "ad_activeview ad_click ad_exposure ad_query ad_reward adunit_exposure app_background app_clear_data app_exception "
    "app_install app_remove app_store_refund app_store_subscription_cancel app_store_subscription_convert "
    "app_store_subscription_renew app_update app_upgrade dynamic_link_app_open dynamic_link_app_update "
    "dynamic_link_first_open error firebase_campaign firebase_in_app_message_action firebase_in_app_message_dismiss "
    "firebase_in_app_message_impression first_open first_visit in_app_purchase notification_dismiss "
    "notification_foreground notification_open notification_receive notification_send os_update session_start "
    "user_engagement".split()
)
_RESERVED_PROPERTIES = frozenset(("first_open_time", "first_visit_time", "last_deep_link_referrer", "user_id"))
_RESERVED_STARTS = ("ga_", "google_", "firebase_", "gtag.", "_")
_LONGEST_VALUES = {"page_location": 1000, "page_referrer": 420, "page_title": 300}


def validation_messages(hit: Hit, parameters: dict[str, str]) -> list[Message]:
    """Everything that is wrong, in the order of the body; at most a hundred messages."""
    found = []
    for message in _all(hit, parameters):
        found.append(message)
        if len(found) == _MOST_MESSAGES:
            break
    return found


def _all(hit: Hit, parameters: dict[str, str]) -> Messages:
    if not (parameters.get("measurement_id") or parameters.get("firebase_app_id")):
        yield _message("measurement_id", "The request needs a measurement_id or a firebase_app_id.", "VALUE_REQUIRED")
    if len(hit.body) >= LONGEST_BODY:
        yield _message("", f"The body is {len(hit.body)} bytes; it must be under 130 kB.", "VALUE_OUT_OF_BOUNDS")
        return
    repeated: list[str] = []
    try:
        body = json.loads(hit.body.decode(), object_pairs_hook=_noting(repeated), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        yield _message("", f"The body cannot be read as JSON: {error}.", "VALUE_INVALID")
        return
    if not isinstance(body, dict):
        yield _message("", "The body must be a JSON object.", "VALUE_INVALID")
        return
    for name in dict.fromkeys(repeated):
        yield _message(name, f"The name [{name}] occurs twice in one object.", "NAME_DUPLICATED")
    yield from _fields(body, hit)
    yield from _identity(body, parameters)
    yield from _properties(body.get("user_properties", {}))
    yield from _events(body)


def _fields(body: dict[str, Any], hit: Hit) -> Messages:
    for name in [name for name in body if name not in _FIELDS]:
        yield _message(name, f"There is no field [{name}] in the body.", "VALUE_INVALID")
    micros = body.get("timestamp_micros")
    if micros is not None:
        yield from _timestamp("timestamp_micros", micros, hit)
    consent = body.get("consent", {})
    for name, value in consent.items() if isinstance(consent, dict) else [("consent", consent)]:
        if name not in ("ad_user_data", "ad_personalization") or value not in ("GRANTED", "DENIED"):
            yield _message("consent", f"Consent [{name}] must be GRANTED or DENIED.", "VALUE_INVALID")
    if body.get("validation_behavior", "RELAXED") not in ("RELAXED", "ENFORCE_RECOMMENDATIONS"):
        what = "It must be RELAXED or ENFORCE_RECOMMENDATIONS."
        yield _message("validation_behavior", what, "VALUE_INVALID")


def _timestamp(where: str, micros: Any, hit: Hit) -> Messages:
    if isinstance(micros, str) and micros.isascii() and micros.isdecimal() and len(micros) < 20:
        micros = int(micros)
    if not isinstance(micros, int) or isinstance(micros, bool):
        yield _message(where, "A timestamp is a whole number of microseconds since 1970.", "VALUE_INVALID")
    elif micros < hit.at * 1000 - _OLDEST:
        yield _message(where, "The timestamp is more than 72 hours ago.", "VALUE_OUT_OF_BOUNDS")


def _identity(body: dict[str, Any], parameters: dict[str, str]) -> Messages:
    if "firebase_app_id" in parameters:
        instance = body.get("app_instance_id")
        if not instance:
            yield _message("app_instance_id", "A hit of an app requires an app_instance_id.", "VALUE_REQUIRED")
        elif not (isinstance(instance, str) and re.fullmatch("[0-9a-fA-F]{32}", instance)):
            yield _message("app_instance_id", "An app_instance_id is 32 hexadecimal digits.", "VALUE_INVALID")
    elif not (isinstance(body.get("client_id"), str) and body["client_id"]):
        yield _message("client_id", "A hit of a website requires a client_id.", "VALUE_REQUIRED")
    user = body.get("user_id")
    if user is not None and not isinstance(user, str):
        yield _message("user_id", "A user_id is text.", "VALUE_INVALID")
    elif user is not None and len(user) > 256:
        yield _message("user_id", "A user_id has at most 256 characters.", "VALUE_OUT_OF_BOUNDS")


def _properties(properties: Any) -> Messages:
    where = "user_properties"
    if not isinstance(properties, dict):
        yield _message(where, 'They are an object of {"name": {"value": …}}.', "VALUE_INVALID")
        return
    if len(properties) > _MOST_PROPERTIES:
        what = f"There are {len(properties)} user properties; {_MOST_PROPERTIES} are allowed."
        yield _message(where, what, "EXCEEDED_MAX_ENTITIES")
    for name, given in properties.items():
        yield from _name(where, f"User property [{name}]", name, 24)
        if name in _RESERVED_PROPERTIES or name.startswith(("ga_", "google_", "firebase_")):
            yield _message(where, f"User property [{name}] has a reserved name.", "NAME_RESERVED")
        if not isinstance(given, dict) or "value" not in given:
            yield _message(where, f'User property [{name}] needs a "value".', "VALUE_REQUIRED")
        elif isinstance(given["value"], str) and len(given["value"]) > 36:
            what = f"User property [{name}] has a value of more than 36 characters."
            yield _message(where, what, "VALUE_OUT_OF_BOUNDS")


def _events(body: dict[str, Any]) -> Messages:
    events = body.get("events")
    if not events:
        yield _message("events", "A hit requires at least one event.", "VALUE_REQUIRED")
        return
    if not isinstance(events, list):
        yield _message("events", "They are a list.", "VALUE_INVALID")
        return
    if len(events) > _MOST_EVENTS:
        what = f"There are {len(events)} events; {_MOST_EVENTS} are allowed."
        yield _message("events", what, "EXCEEDED_MAX_ENTITIES")
    for number, event in enumerate(events[:_MOST_EVENTS]):
        if isinstance(event, dict):
            yield from _event(f"events[{number}]", number, event)
        else:
            yield _message("events", f"Event at index: [{number}] is not an object.", "VALUE_INVALID")


def _event(where: str, number: int, event: dict[str, Any]) -> Messages:
    name, parameters = event.get("name"), event.get("params", {})
    about = f"Event at index: [{number}]"
    if not name:
        yield _message("events", f"{about} requires a name.", "VALUE_REQUIRED")
    else:
        yield from _name("events", f"{about} with name [{name}]", name, 40)
        if isinstance(name, str) and name in _RESERVED:
            yield _message("events", f"{about} has the reserved name [{name}].", "NAME_RESERVED")
    if not isinstance(parameters, dict):
        yield _message(f"{where}.params", "They are an object.", "VALUE_INVALID")
        return
    if len(parameters) > _MOST_PARAMETERS:
        what = f"{about} has {len(parameters)} parameters; {_MOST_PARAMETERS} are allowed."
        yield _message(f"{where}.params", what, "EXCEEDED_MAX_ENTITIES")
    for key, value in parameters.items():
        yield from _parameter(f"{where}.params", key, value)


def _parameter(where: str, key: str, value: Any) -> Messages:
    if key.startswith(_RESERVED_STARTS):
        yield _message(where, f"Parameter [{key}] has a reserved name.", "NAME_RESERVED")
    else:
        yield from _name(where, f"Parameter [{key}]", key, 40)
    if check := _CHECKS.get(key):
        yield from check(f"{where}.{key}", value)
    elif isinstance(value, str) and len(value) > (most := _LONGEST_VALUES.get(key, 100)):
        yield _message(f"{where}.{key}", f"The value has more than {most} characters.", "VALUE_OUT_OF_BOUNDS")


def _currency(where: str, value: Any) -> Messages:
    if not (isinstance(value, str) and re.fullmatch("[A-Z]{3}", value)):
        yield _message(where, "A currency is three capitals (ISO 4217), such as EUR.", "VALUE_INVALID")


def _value(where: str, value: Any) -> Messages:
    if isinstance(value, bool) or not isinstance(value, int | float):
        yield _message(where, "A value is a number.", "VALUE_INVALID")


def _items(where: str, items: Any) -> Messages:
    if not isinstance(items, list):
        yield _message(where, "They are a list.", "VALUE_INVALID")
        return
    if len(items) > ga4.MOST_ITEMS:
        yield _message(where, f"There are {len(items)} items; {ga4.MOST_ITEMS} are allowed.", "EXCEEDED_MAX_ENTITIES")
    for number, item in enumerate(items[: ga4.MOST_ITEMS]):
        if not (isinstance(item, dict) and (item.get("item_id") or item.get("item_name"))):
            yield _message(f"{where}[{number}]", "An item requires an item_id or an item_name.", "VALUE_REQUIRED")


def _name(where: str, about: str, name: Any, longest: int) -> Messages:
    if not (isinstance(name, str) and _NAME.fullmatch(name)):
        what = f"{about} has an invalid name. It starts with a letter and has letters, digits and _ only."
        yield _message(where, what, "NAME_INVALID")
    elif len(name) > longest:
        yield _message(where, f"{about} has a name of more than {longest} characters.", "NAME_INVALID")


def _message(where: str, what: str, code: str) -> Message:
    return {"fieldPath": _sendable(where), "description": _sendable(what), "validationCode": code}


def _sendable(text: str) -> str:
    """JSON may name half a sign (a lone surrogate), which nothing can be written in."""
    return text.encode("utf-8", "replace").decode()


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no value of JSON")


def _noting(repeated: list[str]) -> Callable[[list[tuple[str, Any]]], dict[str, Any]]:
    """For json: an object as a dict, and the names that occur twice in it."""

    def made(found: list[tuple[str, Any]]) -> dict[str, Any]:
        known = dict(found)
        if len(known) < len(found):
            times = Counter(name for name, _ in found)
            repeated.extend(name for name in known if times[name] > 1)
        return known

    return made


_CHECKS: dict[str, Callable[[str, Any], Messages]] = {"currency": _currency, "value": _value, "items": _items}
