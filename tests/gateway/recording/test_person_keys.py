"""Which names are a person's, and which a tag needs as they are."""

from __future__ import annotations

import pytest

from gateway.recording.person_keys import of_json, of_parameter


@pytest.mark.parametrize(
    "name",
    [
        *("cid", "uid", "ecid", "em", "_uip", "ttclid", "gclid", "wbraid", "_gl", "ep.user_data.email.0", "up.customer_email"),
        *("ep.user_data.address.0.first_name", "ep.user_data.sha256_email_address", "api_secret", "access_token", "Email"),
        *("client_id", "customer[name]", "ep.external_id", "name", "ep.user_data.address.region", "x" * 500, "order-user-id"),
    ],
)  # fmt: skip
def test_a_parameter_of_a_person(name: str) -> None:
    assert of_parameter(name) == "person"


@pytest.mark.parametrize(
    "name", ["phone", "ep.user_data.phone_number", "tel", "mobile", "user_data.sha256_phone_number"]
)
def test_a_parameter_that_is_a_phone_number(name: str) -> None:
    assert of_parameter(name) == "phone"


@pytest.mark.parametrize(
    "name",
    [
        *(
            "v",
            "tid",
            "en",
            "cu",
            "_p",
            "gcd",
            "uafvl",
            "uamb",
            "pr1",
            "sst.tft",
            "ep.transaction_id",
            "epn.value",
        ),
        *("ep.event_id", "ur", "ep.user_data.address.country"),
    ],
)
def test_a_parameter_that_a_tag_needs_as_it_is(name: str) -> None:
    assert of_parameter(name) == "kept"


@pytest.mark.parametrize("name", ["sid", "ep.session_id", "ga_session_id"])
def test_a_parameter_that_is_a_session_by_its_time(name: str) -> None:
    assert of_parameter(name) == "session"


@pytest.mark.parametrize("name", ["dl", "dr", "dt", "ep.link_url", "q", "", ".", "ep.region", "ep.plan", "utm_source"])
def test_a_parameter_that_may_hold_anything(name: str) -> None:
    assert of_parameter(name) == "text"


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        (("", "client_id"), "person"),
        (("", "e\\u006dail"), "person"),
        (("", "user_data", "anything"), "person"),
        (("", "user_data", "address", "region"), "person"),
        (("", "user_data", "country"), "kept"),
        (("", "user_properties", "customer_name", "value"), "person"),
        (("", "events", "", "name"), "text"),
        (("", "user", "name"), "person"),
        (("", "user_location", "region"), "text"),
        (("", "items", "items", "email"), "person"),
        (("", "items", "items", "colour"), "kept"),
        (("", "value", "plan"), "text"),
        (("", "customer", "type"), "text"),
        (("", "phone", "number"), "phone"),
        (("", "phone"), "phone"),
        (("x" * 500, "value2"), "person"),
    ],
)
def test_in_json_what_it_stands_in_counts_too(names: tuple[str, ...], kind: str) -> None:
    assert of_json(names) == kind
