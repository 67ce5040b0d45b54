"""From a window to its diagnosis: order, shares, notes of tags, and whatever JSON comes in."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.fake_tiktok.diagnostics import Finding, Seen, Window, diagnose
from gateway.fake_tiktok.diagnostics.examination import MOST_FINDINGS
from tests.purchases import AT, GONE, PIXEL, digest, findings, purchase

NO_NUMBER = "properties.value: 1,5 is no number (value_not_number)"


def found_in(*events: Seen, **of_window: Any) -> tuple[Finding, ...]:
    return diagnose(Window(list(events), **of_window)).findings


def test_a_good_purchase_shows_nothing_at_all() -> None:
    assert found_in(purchase(), live=True, catalog=frozenset(("SKU-1",))) == ()


def test_errors_come_first_and_then_what_most_events_show() -> None:
    changes = {"properties.currency": "eur", "page.url": "/thanks", "properties.value": 99}
    found = found_in(purchase(changes), purchase({"event_id": 7, "page.url": "/thanks"}))

    assert [(each.severity, each.share, each.id) for each in found] == [
        ("error", 1.0, "page_url_not_absolute"),
        ("error", 0.5, "event_id_not_string"),
        ("warning", 0.5, "currency_lower_case"),
        ("info", 0.5, "value_mismatch"),
    ]


def test_shares_are_of_the_events_of_that_name() -> None:
    carts = [purchase({"event": "AddToCart", "event_id": f"A-{n}"}) for n in range(6)]
    bad = [purchase({"event_id": f"B-{n}", "properties.currency": "eur"}) for n in range(3)]
    found = findings(*carts, *bad, purchase())["currency_lower_case"]

    assert (found.event, found.count, found.of, found.share) == ("Purchase", 3, 4, 0.75)


def test_what_only_a_server_can_do_wrong_is_a_share_of_the_servers_events() -> None:
    server, pixel = purchase({"user.user_agent": "curl/8"}), purchase({"page.url": GONE}, leg="pixel")
    found = findings(server, pixel)

    assert (found["ua_server"].count, found["ua_server"].of) == (1, 1)
    assert (found["page_url_missing"].count, found["page_url_missing"].of) == (1, 2)


def test_a_fault_that_an_event_shows_many_times_counts_once() -> None:
    contents = [{"content_id": number} for number in range(10)]
    found = findings(purchase({"properties.contents": contents}))["content_id_not_string"]

    assert (found.count, found.of, found.sample) == (1, 1, "0")


def test_fields_and_severities_of_one_id_are_findings_of_their_own() -> None:
    events = [purchase({"properties.value": value, "event_id": f"T-{value}"}) for value in ("5", "five", "six")]
    found = [each for each in found_in(*events) if each.id == "value_not_number"]

    assert [(each.severity, each.count, each.sample) for each in found] == [
        ("error", 2, "five"),
        ("warning", 1, "5 (a number written as text)"),
    ]


def test_an_event_of_the_pixel_says_that_there_is_one() -> None:
    events = [purchase({"event_id": GONE})]

    assert "event_id_missing" not in findings(*events)
    assert findings(*events, purchase(leg="pixel"))["event_id_missing"].of == 2


@pytest.mark.parametrize("leg", ["server", "pixel"])
def test_what_a_tag_told_is_a_finding_where_no_check_found_it(leg: str) -> None:
    found = findings(purchase(told=(NO_NUMBER,), leg=leg), purchase({"event_id": "T-2"}, leg=leg))["value_not_number"]

    assert (found.severity, found.field, found.count, found.of) == ("error", "properties.value", 1, 2)
    assert found.sample == "properties.value: 1,5 is no number"


def test_what_a_check_found_itself_no_note_adds_to() -> None:
    found = found_in(purchase({"properties.value": "5"}, told=(NO_NUMBER,)))

    assert [(each.id, each.severity, each.count) for each in found] == [("value_not_number", "warning", 1)]


def test_what_the_whole_window_shows_no_note_adds_to() -> None:
    events = [purchase(told=("the event comes late (latency)",), at=AT + 7200)]

    assert [(each.id, each.sample) for each in found_in(*events)] == [("latency", "median 2.0 h, p95 2.0 h")]


@pytest.mark.parametrize(
    "note", ["", "sent (nobody_knows_this)", "value_not_number", "(value_not_number) and more"],
    ids=["empty", "an id of nobody's", "no brackets", "brackets in between"],
)  # fmt: skip
def test_other_notes_are_no_findings(note: str) -> None:
    assert found_in(purchase(told=(note,))) == ()


def test_persons_in_a_note_are_masked() -> None:
    found = findings(purchase(told=("email was jane.doe@shop.example (email_hash_invalid)",)))["email_hash_invalid"]

    assert "jane.doe" not in found.sample


def test_of_too_many_findings_the_worst_are_kept() -> None:
    strange = {f"user.own_{number}": "x" for number in range(150)}
    events = [purchase({"event": f"Own {n}", "properties.currency": "eur", **strange}) for n in range(10)]
    found = found_in(*events)

    assert len(found) == MOST_FINDINGS
    assert {each.severity for each in found} == {"error"}


KNOWN = (
    "event event_time event_id user email phone external_id ttclid ttp ip user_agent page url referrer properties value currency "
    "content_type contents content_id content_ids price quantity query timestamp context limited_data_use lead"
).split()
WORDS = (
    "Purchase CompletePayment web EUR eur product T-1 149.90 1,5 undefined +4930123456 030123456 jane.doe@shop.example 10.0.0.7 "
    "https://shop.example/?ttclid=E.C.P.1&email=jane%40shop.example http://[ curl/8"
).split()
TEXTS = st.sampled_from([*WORDS, digest(""), "\ud800", "\x00", "%", "@" * 50, "9" * 5000]) | st.text(max_size=20)
NUMBERS = st.integers() | st.floats() | st.sampled_from([10**400, -(10**400), 1e308, AT, AT * 1000])
LEAVES = st.none() | st.booleans() | NUMBERS | TEXTS
KEYS = st.sampled_from(KNOWN) | st.text(max_size=5)
JSON = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=6), max_leaves=25
)
OBJECTS = st.dictionaries(KEYS, JSON, max_size=8)
CHANGES = st.dictionaries(st.sampled_from(["user", "page", "properties", "event", "event_id", "event_time"]), JSON)
INNER = st.builds(
    lambda place, key, value: {f"{place}.{key}": value},
    st.sampled_from(["user", "page", "properties", "properties.contents.0"]), st.sampled_from(KNOWN), JSON,
)  # fmt: skip
SEEN = st.builds(
    lambda event, more: Seen(event=event, **more),
    OBJECTS | CHANGES.map(lambda changes: purchase(changes).event) | INNER.map(lambda changes: purchase(changes).event),
    st.fixed_dictionaries(
        {},
        optional={
            "leg": st.sampled_from(["server", "pixel"]), "source": st.sampled_from(["web", "app", "offline", "crm"]),
            "pixel": st.just(PIXEL) | TEXTS, "at": st.floats() | st.just(AT), "code": st.sampled_from([0, 20001, 40002]),
            "message": TEXTS, "test_code": TEXTS, "around": OBJECTS, "plain": OBJECTS,
            "told": st.tuples(TEXTS | st.just(NO_NUMBER)), "denied": st.just(("ad_storage",)),
        },
    ),
)  # fmt: skip


@settings(max_examples=60, derandomize=True, deadline=None)
@given(st.lists(SEEN, max_size=6), st.none() | st.frozensets(TEXTS), st.booleans())
def test_whatever_json_comes_it_is_diagnosed(events: list[Seen], catalog: frozenset[str] | None, live: bool) -> None:  # noqa: FBT001
    said = diagnose(Window(events, catalog=catalog, live=live)).as_json()

    assert json.loads(json.dumps(said, allow_nan=False))["events"] == len(events)
    assert all(0 < each["count"] <= each["of"] for each in said["findings"])
    assert "jane.doe@" not in json.dumps(said)


def hostile(number: int) -> Seen:
    """An event of which nothing is like another's: each name, key and id is its own."""
    strange = {
        f"{place}.own_{number}_{n}": f"jane{n}@shop.example" for place in ("user", "properties") for n in range(5)
    }
    return purchase(
        {"event": f"Own {number}", "event_id": f"T-{number}", f"key_{number}": number, **strange},
        code=40002, message=f"user.own_{number}: Not a valid string", told=(f"note {number} (latency)",),
    )  # fmt: skip


def test_2000_events_of_which_none_is_like_another_are_summed_up() -> None:
    diagnosis = diagnose(Window([hostile(number) for number in range(2000)]))

    assert (diagnosis.events, len(diagnosis.findings)) == (2000, MOST_FINDINGS)
    assert len(diagnosis.coverage) == 102


@pytest.mark.parametrize("same", [True, False], ids=["all of one visitor and moment", "all of their own"])
def test_10000_events_on_both_legs_are_summed_up(same: bool) -> None:  # noqa: FBT001
    own = [{"user.ttp": "2Yk" if same else f"2Yk{n}", "event_id": f"T-{n}"} for n in range(10_000)]
    events = [purchase(changes, leg="pixel" if n % 2 else "server") for n, changes in enumerate(own)]

    assert diagnose(Window(events)).events == 10_000
