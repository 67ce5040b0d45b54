"""Clients of an export."""

from __future__ import annotations

from gateway.gtm_export.around import Around
from gateway.gtm_export.clients import client
from gateway.gtm_export.templates import Template
from tests.gateway.gtm_export.small_exports import NOTHING_AROUND, flag, table, text, thing

_USUAL = (
    flag("activateDefaultPaths"),
    text("cookieManagement", "server"),
    text("cookieName", "FPID"),
    text("cookieDomain", "auto"),
    text("cookiePath", "/"),
    text("cookieMaxAgeInSec", "63072000"),
)


def test_ga4_as_gtm_sets_it_up_says_only_what_is_not_usual_here() -> None:
    made = client(thing("client", "gaaw_client", *_USUAL, flag("migrateFromJsClientId")), NOTHING_AROUND)

    assert made.value == {"type": "ga4", "cookie_management": "server", "migrate_from_js_client_id": True}
    assert made.notes == ()


def test_what_ga4_has_otherwise_is_kept() -> None:
    given = (text("cookieName", "ID"), text("cookieMaxAgeInSec", "60"), text("cookieSamesite", "none"))
    made = client(thing("client", "gaaw_client", *given, priority=100), NOTHING_AROUND)

    assert list(made.value.items()) == [
        *(
            ("type", "ga4"),
            ("priority", 100),
            ("cookie_name", "ID"),
            ("cookie_max_age", 60),
            ("cookie_same_site", "None"),
        ),
    ]


def test_what_no_browser_would_take_is_left_out_and_told() -> None:
    made = client(thing("client", "gaaw_client", text("cookiePath", "shop"), text("cookieName", "a;b")), NOTHING_AROUND)

    assert made.value == {"type": "ga4"}
    assert made.notes[0] == "its cookie_name is left out: no browser would take it."


def test_what_ga4_does_elsewhere_here_is_told() -> None:
    made = client(
        thing("client", "gaaw_client", flag("activateGtagSupport"), flag("activateDefaultPaths", "false")),
        NOTHING_AROUND,
    )

    assert [note.partition(" ")[0] for note in made.notes] == ["serving", "its"]


def test_the_measurement_protocol_keeps_a_path_of_its_own() -> None:
    usual = client(thing("client", "mpaw_client", text("activationPath", "/mp/collect")), NOTHING_AROUND)
    own = client(thing("client", "mpaw_client", text("activationPath", "/mine")), NOTHING_AROUND)

    assert (usual.value, own.value["path"]) == ({"type": "measurement_protocol"}, "/mine")


def test_the_web_container_serves_the_ids_it_served() -> None:
    ids = table("allowedContainerIds", {"containerId": "GTM-1", "path": "/x.js"}, {"containerId": "G-1"})
    made = client(thing("client", "gtm_client", ids, flag("activateGeoResolution")), NOTHING_AROUND)

    assert made.value == {"type": "web_container", "ids": ["GTM-1", "G-1"]}
    assert made.notes == ("its paths are not taken over: scripts are served at /gtm.js and /gtag/js.",)
    assert client(thing("client", "gtm_client"), NOTHING_AROUND).outcome == "inert"


def test_universal_analytics_is_inert() -> None:
    assert "has ended" in client(thing("client", "ua_client"), NOTHING_AROUND).value["reason"]
    assert "no type x" in client(thing("client", "x"), NOTHING_AROUND).value["reason"]


def test_constants_stand_in_their_place_for_a_client_runs_before_there_is_an_event() -> None:
    around = Around(templates={"cvt_1_2": Template("data", "Data", "$", "text")}, constants={"Path": "/data"})

    made = client(thing("client", "cvt_1_2", text("path", "{{Path}}")), around)
    other = client(thing("client", "cvt_1_2", text("path", "{{Page Path}}")), around)
    assert made.value == {"type": "data", "path": "/data"}
    assert 'reads the variable "Page Path"' in other.value["reason"]
