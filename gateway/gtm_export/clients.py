"""Clients of an export: GA4, the Measurement Protocol and the web container are ours; custom ones are templates."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from .around import Around
from .export import Thing, text_of
from .given import Given
from .made import Made, inert, native
from .parameters import whole
from .references import REFERENCE, settled
from .template_entries import template_entry

_SAME_SITE = {"lax": "Lax", "strict": "Strict", "none": "None"}


def client(thing: Thing, around: Around) -> Made:
    """The client with its priority. Here a client runs before there is an event, so constants stand for their names."""
    if thing.type.startswith("cvt_"):
        made = template_entry(thing, around)
    elif thing.type in _TYPES:
        made = _TYPES[thing.type](thing, Given(thing, around.renames))
    else:
        made = inert(thing, _REASONS.get(thing.type, f"there is no type {thing.type[:60]} here."))
    return _with_priority(thing, _sound(_without_variables(thing, made, around)))


_REASONS = {"ua_client": "Universal Analytics has ended: nobody sends such hits to count them."}


def _ga4(thing: Thing, given: Given) -> Made:
    settings: dict[str, Any] = {}
    if (management := given.text("cookieManagement")) in ("js", "server"):
        settings["cookie_management"] = management
    for key, here in (("cookieName", "cookie_name"), ("cookieDomain", "cookie_domain"), ("cookiePath", "cookie_path")):
        if text := given.text(key):
            settings[here] = text
    if (age := whole(given.text("cookieMaxAgeInSec"))) is not None and age >= 0:
        settings["cookie_max_age"] = age
    if same_site := _SAME_SITE.get(given.text("cookieSamesite").lower()):
        settings["cookie_same_site"] = same_site
    if given.flag("migrateFromJsClientId") is True:
        settings["migrate_from_js_client_id"] = True
    notes = []
    if given.flag("activateGtagSupport") is True:
        notes.append("serving gtag.js is a client of its own here: add one of type web_container with your ids.")
    if given.has("activateDefaultPaths") and not given.flag("activateDefaultPaths"):
        notes.append("its default paths were off; here it claims …/g/collect. Say another path in its setting path.")
    return native("ga4", {key: value for key, value in settings.items() if value != _USUAL.get(key)}, given, *notes)


_USUAL = {
    "cookie_management": "js",
    "cookie_name": "FPID",
    "cookie_domain": "auto",
    "cookie_path": "/",
    "cookie_max_age": 63_072_000,
    "cookie_same_site": "Lax",
}


def _measurement_protocol(thing: Thing, given: Given) -> Made:
    path = given.text("activationPath")
    settings = {"path": path} if path not in ("", "/mp/collect") else {}
    return native("measurement_protocol", settings, given)


def _web_container(thing: Thing, given: Given) -> Made:
    ids = given.column("allowedContainerIds", "containerId")
    paths = given.column("allowedContainerIds", "path")
    if not ids:
        return inert(thing, "it allows no container id, so there is nothing to serve.")
    notes = ["its paths are not taken over: scripts are served at /gtm.js and /gtag/js."] if paths else []
    given.understood("activateResponseCompression", "activateGeoResolution", "activateDependencyServing", "region")
    given.understood("isPathMandatory")
    return native("web_container", {"ids": ids}, given, *notes)


_TYPES: dict[str, Callable[[Thing, Given], Made]] = {
    "gaaw_client": _ga4,
    "mpaw_client": _measurement_protocol,
    "gtm_client": _web_container,
}


def _without_variables(thing: Thing, made: Made, around: Around) -> Made:
    if made.outcome == "inert" or not REFERENCE.search(repr(made.value)):
        return made
    value = settled(made.value, around.constants)
    if found := REFERENCE.search(repr(value)):
        name = found.group(1).strip()
        return inert(thing, f'it reads the variable "{name}", and here a client runs before there is an event.')
    return replace(made, value=value, notes=(*made.notes, "constants stand in the place of their names."))


_FORMS = {
    "cookie_name": re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"),
    "cookie_path": re.compile(r"/[\x21-\x3a\x3c-\x7e]*"),
    "cookie_domain": re.compile(r"auto|[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*"),
}


def _sound(made: Made) -> Made:
    """Without what no browser would take as a cookie."""
    wrong = [key for key, form in _FORMS.items() if key in made.value and not form.fullmatch(str(made.value[key]))]
    value = {key: inner for key, inner in made.value.items() if key not in wrong or made.outcome != "native"}
    notes = [f"its {key} is left out: no browser would take it." for key in wrong if made.outcome == "native"]
    return replace(made, value=value, notes=(*made.notes, *notes))


def _with_priority(thing: Thing, made: Made) -> Made:
    written = thing.data.get("priority")
    priority = whole(text_of(written.get("value") if isinstance(written, dict) else written))
    if not priority:
        return made
    kind, *settings = made.value.items()
    return replace(made, value=dict([kind, ("priority", priority), *settings]))
