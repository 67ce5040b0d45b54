"""`___SERVER_PERMISSIONS___`."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.place import Problem
from gateway.sandbox.permission_rules import TITLES
from gateway.sandbox.permissions import Permissions, read_permissions
from gateway.sandbox.section import Section

from .permissions_of import permissions, refusal
from .shop_template import shop, text_of, told

COOKIE = {"name": "_mug", "domain": "*", "path": "/", "secure": "secure", "session": "any"}
DOCUMENTS = {"projectId": "GOOGLE_CLOUD_PROJECT", "path": "shops/*", "operation": "read_write"}
OWN = permissions(
    ("logging", {"environments": "debug"}),
    ("send_http", {"allowedUrls": "specific", "urls": ["https://*.vendor.example/v1/*", "https://shop.example/"]}),
    ("read_event_data", {"eventDataAccess": "specific", "keyPatterns": ["page_location", "user_data.*"]}),
    ("get_cookies", {"cookieAccess": "specific", "cookieNames": ["_mug", "_mug_*"]}),
    ("set_cookies", {"allowedCookies": [COOKIE]}),
    (
        "read_request",
        {
            "requestAccess": "specific", "headersAllowed": True, "headerAccess": "specific",
            "headerWhitelist": [{"headerName": "Trace-Id"}], "bodyAllowed": True, "queryParametersAllowed": True,
            "queryParameterAccess": "any",
        },
    ),
    (
        "access_response",
        {"writeResponseAccess": "specific", "writeHeadersAllowed": True, "writeHeaderAccess": "any", "writeStatusAllowed": True},
    ),
    ("access_bigquery", {"allowedTables": [{"projectId": "p", "datasetId": "*", "tableId": "t", "operation": "write"}]}),
    ("access_firestore", {"allowedOptions": [DOCUMENTS]}),
    ("use_google_credentials", {"allowedScopes": ["https://www.googleapis.com/auth/bigquery"]}),
    ("use_message", {"allowedActions": "specific", "messageTypes": [{"type": "sold", "action": "listen_and_send"}]}),
    ("use_custom_private_keys", {"keyIds": ["mugs"]}),
)  # fmt: skip

ALLOWED: list[tuple[Any, ...]] = [
    ("logging",), ("logging", "all"),
    ("send_http", "https://eu.vendor.example/v1/sold?email=a"), ("send_http", "https://shop.example/any/path"),
    ("read_event_data", "page_location"), ("read_event_data", "user_data.email"),
    ("get_cookies", "_mug"), ("get_cookies", "_mug_2"),
    ("set_cookies", "_mug", {"secure": True, "domain": ".shop.example"}),
    ("read_request", "header", "trace-ID"), ("read_request", "body"), ("read_request", "query_parameter", "a"),
    ("read_request", "query"), ("read_request", "method"),
    ("access_response", "write", "header", "X-Mug"), ("access_response", "header", "x-mug"), ("access_response", "status"),
    ("access_bigquery", "write", {"projectId": "p", "datasetId": "d", "tableId": "t"}),
    ("access_firestore", "read", {"path": "shops/1"}), ("access_firestore", "write", "shops/1", {}),
    ("use_google_credentials", ["https://www.googleapis.com/auth/bigquery"]),
    ("use_message", "listen", "sold"), ("use_message", "sold", "send"),
    ("use_custom_private_keys", "mugs"),
]  # fmt: skip
REFUSED: list[tuple[Any, ...]] = [
    ("send_http", "https://evil.example/"), ("send_http", "https://eu.vendor.example/v2/"), ("send_http", ""),
    ("send_http", None),
    ("read_event_data",), ("read_event_data", "page_location.x"), ("read_event_data", "user_data"),
    ("get_cookies", "_other"), ("set_cookies", "_mug", {"secure": False}),
    ("set_cookies", "_mug", {"secure": True, "path": "/x"}),
    ("read_request", "header", "cookie"), ("read_request", "remote_address"), ("read_request", "path"),
    ("access_response", "body"),
    ("access_bigquery", "write", {"projectId": "q", "datasetId": "d", "tableId": "t"}),
    ("access_firestore", "read", {"projectId": "other", "path": "shops/1"}), ("access_firestore", "read", {"path": "users/1"}),
    ("use_google_credentials", ["https://www.googleapis.com/auth/bigquery", "https://www.googleapis.com/auth/drive"]),
    ("use_message", "listen", "bought"), ("use_custom_private_keys", "others"), ("run_container",), ("no_such_thing",),
]  # fmt: skip


@pytest.mark.parametrize("asked", ALLOWED, ids=str)
def test_what_a_permission_covers_is_allowed(asked: tuple[Any, ...]) -> None:
    assert OWN.allows(*asked) is None
    assert refusal(OWN, *asked) is None


@pytest.mark.parametrize("asked", REFUSED, ids=str)
def test_what_no_permission_covers_is_refused(asked: tuple[Any, ...]) -> None:
    said = OWN.allows(*asked)

    assert said is not None
    assert said.startswith("Permission denied: ")
    assert refusal(OWN, *asked) == said


def test_the_sentence_says_what_is_refused_and_nothing_of_persons() -> None:
    assert OWN.allows("send_http", "https://evil.example/x?email=jo@mugs.example") == (
        'Permission denied: "Sends HTTP requests" (send_http) does not allow https://evil.example/x.'
    )
    assert Permissions().allows("get_cookies", "_mug") == (
        'Permission denied: the template lacks "Reads cookie value(s)" (get_cookies).'
    )


@pytest.mark.parametrize(
    ("entry", "asked"),
    [
        (("send_http", {"allowedUrls": "any"}), ("send_http", "http://any.example:81/x")),
        (("send_http", {"allowGoogleDomains": True}), ("send_http", "https://www.google-analytics.com/g/collect")),
        (("read_event_data", {"eventDataAccess": "any"}), ("read_event_data",)),
        (("get_cookies", {"cookieAccess": "any"}), ("get_cookies", "x")),
        (("read_request", {"requestAccess": "any"}), ("read_request", "remote_address")),
        (("access_response", {"writeResponseAccess": "any"}), ("access_response", "write", "body")),
        (("use_message", {"allowedActions": "any"}), ("use_message", "listen", "x")),
        (("return_response", {}), ("return_response",)),
    ],
    ids=lambda each: each[0],
)
def test_any_is_any(entry: tuple[str, dict[str, Any]], asked: tuple[Any, ...]) -> None:
    assert permissions(entry).allows(*asked) is None
    assert refusal(permissions(entry), *asked) is None


def test_what_a_template_may_do_is_told_in_sentences() -> None:
    assert OWN.listed()[:5] == [
        "Logs to console.",
        "Sends HTTP requests: https://*.vendor.example/v1/*, https://shop.example/.",
        "Reads event data: page_location, user_data.*.",
        "Reads cookie value(s): _mug, _mug_*.",
        "Sets a cookie: _mug / secure.",
    ]
    assert permissions(("send_http", {"allowedUrls": "any"})).listed() == ["Sends HTTP requests: any."]


def test_what_it_says_is_one_line_without_signs_that_a_terminal_obeys() -> None:
    own = permissions(("get_cookies", {"cookieNames": ["a\x1b[2J\n", *map(str, range(60))]}))

    assert own.listed()[0].startswith("Reads cookie value(s): a\\x1b[2J\\n, 0, 1,")
    assert own.listed()[0].endswith(" 48 and 11 more.")


def test_the_realm_knows_every_permission_and_what_it_is_called() -> None:
    assert {name: each["title"] for name, each in Permissions().as_json().items()} == TITLES
    assert all(each["rules"] is None for each in Permissions().as_json().values())


def test_a_permission_without_its_id_is_told() -> None:
    assert told(text_of(SERVER_PERMISSIONS='[{"instance": {}}]')) == [
        'shop.tpl:62:1  ___SERVER_PERMISSIONS___: a permission has no "publicId".'
    ]


def test_permissions_of_the_web_are_had_or_not() -> None:
    assert shop(SERVER_PERMISSIONS='[{"instance": {"key": {"publicId": "access_globals"}}}]').permissions.listed() == [
        "access_globals."
    ]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(JSON)
@settings(max_examples=100, deadline=None)
def test_whatever_stands_there_is_read_or_told(said: Any) -> None:
    import json

    found: list[Problem] = []
    section = Section(
        "SERVER_PERMISSIONS",
        json.dumps([{"instance": {"key": {"publicId": "send_http"}, "param": said}}, said]),
        1,
        "x.tpl",
    )

    assert isinstance(read_permissions(section, found), Permissions)


WORDS = st.sampled_from(
    ["_mug", "_mug_1", "*", "", "write", "header", "HEADER", "query", "listen", "send", "sold", "trace-id", "user_data.a", "/",
     "https://a.vendor.example/v1/x", "https://vendor.example/v1/../x", "http://shop.example", "https://shop.example:443",
     "https://u@shop.example/", "https://SHOP.example/%2E%2e/x?y#z", "https://shop.example\\@evil.example/", "https://[::1]:80/"]
) | st.text(max_size=8)  # fmt: skip
OPTIONS = st.dictionaries(
    st.sampled_from(["domain", "path", "secure", "max-age", "expires", "projectId", "datasetId", "tableId"]),
    st.none() | st.booleans() | WORDS | st.integers(0, 9),
    max_size=4,
)
ARGUMENTS = st.lists(st.none() | WORDS | st.integers(0, 9) | OPTIONS | st.lists(WORDS, max_size=2), max_size=4)


@given(st.sampled_from([*TITLES, "other"]), ARGUMENTS)
@settings(max_examples=300, deadline=None)
def test_the_realm_and_python_say_the_same(name: str, arguments: list[Any]) -> None:
    assert refusal(OWN, name, *arguments) == OWN.allows(name, *arguments)
