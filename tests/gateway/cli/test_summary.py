"""Many hits, counted: what fired, what came of it, and why it did not."""

from __future__ import annotations

from gateway import Event, Lookup, OutgoingRequest, Refused, Reply, Steps
from gateway.cli.summary import MOST_NAMES, OTHERS, Summary
from gateway.container import Container
from gateway.recording import Captured, rehearse
from tests.small import EventsClient, hit, small_container, tag


def sends(event: Event, _: Lookup) -> Steps:
    yield OutgoingRequest(f"https://vendor.example/{event['event_name']}")


def fails(_: Event, __: Lookup) -> Steps:
    raise ValueError("there is no order of mara.canary@shop.example")
    yield


SHOP = small_container(
    tag("A", sends, when=lambda lookup: lookup.event["event_name"] in ("purchase", "refund")),
    tag("B", fails, when=lambda lookup: lookup.event["event_name"] == "refund"),
    tag("C", sends, when=lambda lookup: False),
)


def counted(container: Container, *hits: tuple[str, ...]) -> Summary:
    """Refunds are refused."""
    summary = Summary(container)
    for number, events in enumerate(hits, 1):
        trace = rehearse(container, hit(*events), lambda request: Reply(400 if "refund" in request.url else 200))
        summary.take(Captured(trace.hit, f"shop.log:{number}"), trace)
    return summary


def test_tags_are_counted_by_event_with_what_vendors_said() -> None:
    rows = counted(SHOP, ("purchase", "page_view"), ("purchase",), ("refund",)).document([])["tags"]

    told = [{key: value for key, value in row.items() if value} for row in rows]
    assert told == [
        {"tag": "A", "event": "purchase", "fired": 2, "ok": 2, "sent": 2, "accepted": 2},
        {"tag": "A", "event": "refund", "fired": 1, "ok": 1, "sent": 1, "refused": 1},
        {"tag": "B", "event": "refund", "fired": 1, "failed": 1},
    ]


def test_what_did_not_come_about_has_its_reason_and_its_first_hit_and_names_nobody() -> None:
    document = counted(SHOP, ("purchase",), ("refund",), ("refund",)).document(["3 hits from 1 capture"])

    assert document["never_fired"] == ["C"]
    assert document["reading"] == ["3 hits from 1 capture"]
    assert [(each["count"], each["what"], each["who"], each["first"]) for each in document["reasons"]] == [
        (2, "failed", "B", "shop.log:2"),
        (2, "refused", "A", "shop.log:2"),
    ]
    assert "mara" not in str(document)


def test_the_table_has_only_columns_that_say_something() -> None:
    assert "\n".join(counted(SHOP, ("purchase",), ("purchase", "page_view")).lines()) == (
        "2 hits, 3 events\n\n"
        "client  hits\nEvents     2\n\n"
        "event      events\npurchase        2\npage_view       1\n\n"
        "tag, event   fired  ok  sent  accepted\nA, purchase      2   2     2         2\n\n"
        "never fired\n"
        '  B: trigger "for B" did not fire, rules.yaml:1  (shop.log:1)\n'
        '  C: trigger "for C" did not fire, rules.yaml:1  (shop.log:1)'
    )


class Nobody(EventsClient):
    """Claims nothing."""

    def claim(self, hit: object) -> Refused:
        return Refused("it is for somebody else")


def test_hits_that_no_client_claimed_say_why() -> None:
    lines = list(counted(small_container(client=Nobody(name="Events")), ("a",), ("b",)).lines())

    assert "(no client claimed it)     2" in lines
    assert lines[-1] == "2 x unclaimed, Events: it is for somebody else  (shop.log:1)"


def test_a_flood_of_names_and_reasons_stays_small() -> None:
    def fails_otherwise(event: Event, _: Lookup) -> Steps:
        raise ValueError(event["event_name"])
        yield

    hits = [(f"event_{number}",) for number in range(MOST_NAMES + 30)]
    document = counted(small_container(tag("A", fails_otherwise)), *hits).document([])

    assert len(document["events"]) == MOST_NAMES + 1
    assert document["events"][OTHERS] == 30
    assert sum(each["count"] for each in document["reasons"]) == len(hits)
    assert len(document["reasons"]) == 51
