"""Hits with stand-ins: no person and no secret is left of them anywhere, and the same tags fire."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway import Hit, OutgoingRequest, Secret
from gateway.recording import http_text, pseudonymous, pseudonymous_request, read_hits, rehearse
from gateway.rules import load

ROOT = Path(__file__).parents[3]
SAMPLES = sorted([*ROOT.glob("examples/hits/*.http"), *ROOT.glob("tests/hits/gtag/*.http")])
KEY = b"a key of this test"
EMAIL, PHONE, IP, IP6 = "jane.doe@shop.example", "+442079460958", "198.51.100.77", "2001:db8:77::77"
CLICK, CLIENT, PIXEL = "E.C.P.canary-click_0001", "7777777777.1772377777", "2canaryPixelIdJKLmnoPQRst77"
DIGEST = "c0ffee77" * 8
PACKED_DIGEST = "q83vCanaryDigest77AbCdEfGhIjKlMnOpQrStUvWx1"
TOKEN = "canary77Token88Secret99"
CANARIES = (
    *(
        "jane",
        EMAIL,
        "2079460958",
        IP,
        "db8:77",
        CLICK,
        "canary",
        CLIENT,
        "7777777777",
        PIXEL,
        "c0ffee77",
        PACKED_DIGEST,
    ),
    *(TOKEN, "Doe", "Baker Lane", "NW16XE", "Springfield", "u-88887777", "Canary"),
)
USER = {
    "email": EMAIL,
    "phone_number": PHONE,
    "sha256_email_address": DIGEST,
    "address": [
        {
            "first_name": "Jane",
            "last_name": "Doe",
            "street": "Baker Lane 7",
            "city": "Springfield",
            "postal_code": "NW16XE",
        }
    ],
}
NEXT = quote(f"/x?user={EMAIL}&gclid={CLICK}", safe="")
PAGE = f"https://shop.example/thanks?a=1&email={quote(EMAIL)}&ttclid={CLICK}&next={NEXT}#id_token={TOKEN}"
FPID = quote("canaryFpid77Zz+/aaaabbbbccccddddeeeeffffggg=.1772300000", safe="")
SESSION = "GS2.1.s1772366001$o2$g1$t1772366009$j5$l0$h7777777777"
VISITOR = quote(json.dumps({"mail": EMAIL, "x": "canary"}))
HEADERS = (
    ("host", "data.shop.example"),
    ("user-agent", "Mozilla/5.0 (X11; Linux x86_64) Chrome/146.0.0.0"),
    ("cookie", f"_ga=GA1.1.{CLIENT}; _ga_SHOP1={SESSION}; ttclid={CLICK}; _ttp={PIXEL}"),
    ("cookie", f"FPID=FPID2.2.{FPID}; session={TOKEN}; lang=en"),
    ("cookie", f"_gcl_aw=GCL.1772300000.{CLICK}; _fbp=fb.1.1772300000000.7777777777; u={VISITOR}"),
    ("referer", PAGE),
    ("authorization", f"Bearer {TOKEN}"),
    ("x-api-key", TOKEN),
    ("x-forwarded-for", f"{IP}, {IP6}, 10.0.0.7"),
    ("x-appengine-city", "Springfield"),
    ("forwarded", f'for="[{IP6}]:443";proto=https'),
    ("x-client-id", CLIENT),
)  # fmt: skip
TOKENS = [
    *(
        '{"a":',
        "[",
        "]",
        '"',
        "\\",
        "\\u00e9",
        "%25",
        "%7B",
        "email=",
        "@",
        "a.b",
        "://",
        "&",
        "+49 170 1",
        ";x=",
        "tv.1~em.",
    ),
    *("\\ud83d", "%C3", "é", "::1", "1.2.3.4", "GA1.1.", "=", "phone="),
]
QUERY = (
    f"v=2&tid=G-EXAMPLE1&_p=1772366399000&gcd=13r3r3r3r5l1&cid={CLIENT}&uid=u-88887777&sid=1772366001&_uip={IP}&ecid=7777777777"
    f"&uafvl=Chromium%3B24.0.0.0&dl={quote(PAGE, safe='')}&dr={quote(quote(PAGE, safe=''), safe='')}&dt=Hello%20{quote(EMAIL)}"
    f"&em=tv.1~em.{PACKED_DIGEST}~pn.{PACKED_DIGEST}&cu=EUR&pr1=idMUG-1~nmMug~pr12.5~qt2&ep.transaction_id=T-1001&epn.value=59.9"
    f"&ep.ttclid={CLICK}&ep.link=https%3A%2F%2Fshop.example%2F%3Fsid%3D{TOKEN}&up.access_token={TOKEN}&ep.note=call%20%2B44%2020%207946%200958%20or%20{IP}"
    f"&ep.user_data.email={quote(EMAIL)}&ep.user_data.phone_number={quote(PHONE)}&ep.user_data.sha256_email_address={DIGEST}"
    f"&ep.user_data.address.0.first_name=Jane&ep.user_data.address.0.last_name=Doe&ep.user_data.address.0.postal_code=NW16XE"
    f"&ep.user_data.address.0.city=Springfield&ep.user_data.address.0.street=Baker%20Lane+7"
)
BATCH = f"en=purchase&ep.user_data.email={quote(EMAIL)}\r\nen=page_view&dl={quote(PAGE, safe='')}&ep.digest={DIGEST}"
PROTOCOL = {
    "client_id": CLIENT,
    "user_id": "u-88887777",
    "user_data": USER,
    "user_properties": {
        "customer_email": {"value": EMAIL},
        "customer_name": {"value": "Jane Doe"},
        "tier": {"value": "gold"},
    },
    "consent": {"ad_user_data": "GRANTED"},
    "events": [
        {
            "name": "purchase",
            "params": {
                "currency": "EUR",
                "value": 59.9,
                "page_location": PAGE,
                "phone": 442079460958,
                "remark": f'"jané" is {EMAIL}',
                "session_id": "1772366001",
                "items": [{"item_id": "0012345678901", "item_name": "Mug", "price": 12.5}],
            },
        }
    ],
}


def hit(**fields: Any) -> Hit:
    return Hit(
        **{
            "method": "POST",
            "path": "/g/collect",
            "id": "one",
            "at": 1_772_366_400_000,
            "ip": IP,
            "headers": HEADERS,
            **fields,
        }
    )


def shown(hit: Hit) -> str:
    """All of a hit, also what its encodings hide."""
    text = http_text(hit).decode() + hit.body.decode("utf-8", "replace")
    return "\n".join([text, unquote(text), unquote(unquote(text)), unquote(unquote(unquote(text)))])


@pytest.mark.parametrize(
    "original",
    [
        hit(query=QUERY + "&en=purchase"),
        hit(query=QUERY, body=BATCH.encode()),
        hit(query=f"measurement_id=G-1&api_secret={TOKEN}", body=json.dumps(PROTOCOL).encode()),
        hit(query="x=1", body=json.dumps(PROTOCOL, ensure_ascii=False, indent=2).encode()),
        hit(path=f"/g/collect/{quote(EMAIL)}/https://jane:{TOKEN}@shop.example/"),
        hit(query=f"data={quote(json.dumps({'inner': json.dumps(PROTOCOL)}))}"),
        hit(body=f"{{broken: [{EMAIL}, \"{PAGE}".encode()),
    ],
    ids=["a query", "lines of a body", "escaped JSON", "JSON over lines", "a path", "JSON in JSON in a query", "broken JSON"],
)  # fmt: skip
def test_nobody_is_left_anywhere(original: Hit) -> None:
    text = shown(pseudonymous(original, KEY))

    assert [canary for canary in CANARIES if canary in text] == []


def test_what_is_nobody_stays_in_its_order_and_encoding() -> None:
    query = (
        "v=2&_p=1772366399000&gcd=13r3r3r3r5l1&uafvl=Chromium%253B146.0.7680.80%7C24.0.0.0&sid=1772366001&en=a%2Bb+c"
        "&dl=https%3a%2F%2Fshop.example%2F%3Fq%3DT%C3%A9a&pr1=id00123456789~nmMug&uamb=0&ep.email_ok=true"
    )
    original = hit(query=query, headers=HEADERS[:2], ip="127.0.0.1")

    assert pseudonymous(original, KEY) == original


def parts_changed(before: str, after: str) -> set[str]:
    pairs = zip(before.split("&"), after.split("&"), strict=True)
    return {old.partition("=")[0] for old, new in pairs if old != new}


@pytest.mark.parametrize("file", SAMPLES, ids=lambda file: str(file.stem))
def test_of_a_real_hit_only_the_person_changes(file: Path) -> None:
    personal = re.compile(
        r"cid$|uid$|ecid$|ep\.ip_override|ep\.user_data\.(?!address\.(?:\d\.)?country).*|ep.client_id|ep\.(?:cid|uid|ip|gclid|p_email|ga_temp_client_id|user_data|key|link_url)$|dl$"
    )
    for original in read_hits(file):
        other = pseudonymous(original, KEY)
        changed = parts_changed(original.query, other.query) | parts_changed(
            original.body.decode().replace("\r\n", "&"), other.body.decode().replace("\r\n", "&")
        )

        assert {name for name in changed if not personal.match(name)} == set()
        assert dict(other.headers) | {"cookie": "", "referer": ""} == dict(original.headers) | {
            "cookie": "",
            "referer": "",
        }


@pytest.mark.parametrize(
    "file", [file for file in SAMPLES if file.parent.name == "hits"], ids=lambda file: str(file.stem)
)
def test_the_same_tags_fire_and_what_they_say_of_the_sale_is_the_same(file: Path) -> None:
    container = load(ROOT / "rules.yaml", {}, rehearsing=True)
    for original in read_hits(file):
        before, after = (rehearse(container, each) for each in (original, pseudonymous(original, KEY)))

        assert [run.key for run in before.runs()] == [run.key for run in after.runs()]
        for one, other in zip(before.events, after.events, strict=True):
            kept = (
                "event_name",
                "value",
                "currency",
                "items",
                "transaction_id",
                "event_id",
                "x-ga-gcd",
                "ga_session_id",
            )
            assert [one.event.get(key) for key in kept] == [other.event.get(key) for key in kept]
            assert one.lookup.consent.granted == other.lookup.consent.granted


def test_one_person_is_one_stand_in_wherever_it_stands() -> None:
    query, batch, protocol = (
        pseudonymous(original, KEY)
        for original in (hit(query=QUERY), hit(body=BATCH.encode()), hit(body=json.dumps(PROTOCOL).encode()))
    )
    body = json.loads(protocol.body)
    client = dict(part.partition("=")[::2] for part in query.query.split("&"))["cid"]

    assert body["client_id"] == client
    assert query.cookie("_ga") == f"GA1.1.{client}"
    assert dict(query.headers)["x-client-id"] == client
    assert str(query.cookie("ttclid")) in unquote(query.query)
    assert query.cookie("_gcl_aw") == f"GCL.1772300000.{query.cookie('ttclid')}"
    assert quote(body["user_data"]["email"]) in batch.body.decode()
    assert body["user_data"]["email"] in body["events"][0]["params"]["remark"]
    assert str(body["events"][0]["params"]["phone"]) == body["user_data"]["phone_number"].removeprefix("+")
    assert body["user_data"]["sha256_email_address"] in query.query
    assert query.ip in query.query


def test_what_is_no_person_in_json_stays() -> None:
    body = json.loads(pseudonymous(hit(body=json.dumps(PROTOCOL).encode()), KEY).body)
    (event,) = body["events"]

    assert (event["name"], event["params"]["value"], event["params"]["session_id"]) == ("purchase", 59.9, "1772366001")
    assert event["params"]["items"] == [{"item_id": "0012345678901", "item_name": "Mug", "price": 12.5}]
    assert (body["consent"], body["user_properties"]["tier"]) == ({"ad_user_data": "GRANTED"}, {"value": "gold"})


def test_another_key_is_another_person() -> None:
    one, other = (pseudonymous(hit(query=QUERY), key) for key in (b"one", b"other"))

    assert one.query != other.query
    assert one == pseudonymous(hit(query=QUERY), b"one")


@pytest.mark.parametrize(
    ("name", "value", "after"),
    [
        ("_ga_SHOP1", "GS2.1.s1772366001$o2$g1$t1772366009$j5$l0$h0", "GS2.1.s1772366001$o2$g1$t1772366009$j5$l0$h0"),
        ("cookie_consent", "granted:ads", "granted:ads"),
        ("seen", "true", "true"),
        ("CookieConsent", "{marketing:true,ver:1}", "{marketing:true,ver:1}"),
        ("lang", "en-GB", "en-GB"),
    ],
    ids=["the times of a session", "what was allowed", "a flag", "what a banner keeps", "a language"],
)
def test_a_cookie_that_names_nobody_stays(name: str, value: str, after: str) -> None:
    assert pseudonymous(hit(headers=(("cookie", f"{name}={value}"),)), KEY).cookie(name) == after


def test_a_packed_body_is_left_out_and_the_length_of_another_is_said_again() -> None:
    packed, parts = (
        pseudonymous(hit(headers=(header,), body=b"\x1f\x8b\x08jane"), KEY)
        for header in (("content-encoding", "gzip"), ("content-type", "multipart/form-data; boundary=x"))
    )
    plain = pseudonymous(hit(headers=(("content-length", "15"),), body=b"email=j@a.place"), KEY)

    assert (packed.body, parts.body) == (b"", b"")
    assert dict(plain.headers)["content-length"] == str(len(plain.body))


@given(
    st.binary(max_size=300),
    st.text(max_size=60),
    st.lists(st.sampled_from(TOKENS), max_size=40),
)
@settings(deadline=None)
def test_nothing_makes_it_fail(body: bytes, text: str, tokens: list[str]) -> None:
    joined = "".join(tokens)
    headers = (("cookie", text), ("x-odd", text), ("referer", joined), ("cookie", joined))
    original = hit(body=body + joined.encode(), query=joined, headers=headers)

    assert pseudonymous(original, KEY).method == original.method


@pytest.mark.parametrize(
    "unit",
    [
        *(
            "a",
            "@",
            "a@",
            "a.",
            "1",
            "+1 ",
            ":",
            "f:",
            "%25",
            "%40",
            "=",
            "&a=",
            '"',
            "\\",
            '{"a":',
            "[",
            "{",
            "\n",
            "eyJ",
        ),
        *(";a", " ", "~", '"a" ', "://a@", "0", "00", "ab-", "'", '"x"@', "é"),
    ],
)
def test_a_long_text_ends(unit: str) -> None:
    long = (unit * 40_000)[:60_000]
    for field in ({"query": long}, {"body": b"{" + long.encode()}, {"headers": (("cookie", f"a={long}"),)}):
        assert pseudonymous(hit(**field), KEY).method == "POST"


def test_the_fields_that_name_the_trip_stay() -> None:
    original = hit(query=QUERY, seed=7)
    other = pseudonymous(original, KEY)

    assert msgspec.structs.replace(other, query="", headers=(), ip="") == msgspec.structs.replace(
        original, query="", headers=(), ip=""
    )


def test_a_browsers_own_header_stays_but_for_an_address_in_it() -> None:
    agent = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36"
    plain, odd = (
        pseudonymous(hit(headers=(("user-agent", each),)), KEY).header("user-agent")
        for each in (agent, f"{agent} jane.doe@shop.example")
    )

    assert plain == agent
    assert odd is not None
    assert odd.startswith(f"{agent} ")
    assert "jane.doe" not in odd


def test_a_request_to_a_vendor_keeps_its_credential_by_name_and_loses_its_persons() -> None:
    request = OutgoingRequest(
        "https://vendor.example/track?em=jane.doe%40shop.example",
        headers=(("Access-Token", Secret("TOKEN")), ("Content-Type", "application/json")),
        body=b'{"user": {"email": "jane.doe@shop.example"}, "value": 12.5}',
    )
    nobodys = pseudonymous_request(request, KEY)

    assert nobodys.headers == request.headers
    assert nobodys.url.startswith("https://vendor.example/track?em=")
    assert nobodys.json["value"] == 12.5
    assert "jane.doe" not in f"{nobodys.url}{nobodys.body!r}"
